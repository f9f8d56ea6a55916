"""How is a query tree typed? As the text that :func:`index.queries.query.parse` reads as that tree."""

from __future__ import annotations

from collections.abc import Sequence

from index.queries.analysis import asked, cjk_characters
from index.queries.query_items import OPERATORS
from index.tree import (
    And,
    DateRange,
    Everything,
    Filter,
    Form,
    InField,
    Named,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Word,
)


def unparse(tree: Node) -> str:
    """The query that ``tree`` was parsed from, in one way of writing it.

    Every tree that the parser gives is typed so that it parses to itself. ``Nothing`` and filters of ids, which only
    stand in place of names, have no text of their own: names are written for them.
    """
    if isinstance(tree, And):
        return " ".join(_inside(part, Or) for part in tree.parts if not isinstance(part, Everything))
    if isinstance(tree, Or):
        return " OR ".join(unparse(part) for part in tree.parts)
    if isinstance(tree, Not):
        return f"-{_inside(tree.part, And, Or)}"
    if isinstance(tree, InField):
        return f"{tree.field}:{_inside(tree.part, And, Or, InField, Named, Filter, DateRange)}"
    return _leaf(tree)


def written(words: Sequence[str]) -> str:
    """The words of a phrase as people write them: overlapping pairs of Chinese, Japanese and Korean joined again."""
    text = ""
    for before, word in zip(("", *words), words, strict=False):
        last, here = cjk_characters(before)[1:], cjk_characters(word)
        if last and last == here[:1]:
            text += "".join(here[1:])
        else:
            text += f" {word}" if text else word
    return text


def _inside(part: Node, *grouped: type) -> str:
    """The text of a part, in parentheses when it is one of those kinds."""
    return f"({unparse(part)})" if isinstance(part, grouped) else unparse(part)


_SIGNS = {Form.PREFIX: "*", Form.FUZZY: "~"}


def _leaf(leaf: Word | Phrase | Named | Filter | DateRange | Everything | Nothing) -> str:
    if isinstance(leaf, Word):
        return _word(leaf)
    if isinstance(leaf, Phrase):
        return _phrase(leaf)
    if isinstance(leaf, Named):
        return f"{leaf.facet}:{_quoted(leaf.text)}"
    if isinstance(leaf, Filter):
        return _filter(leaf)
    if isinstance(leaf, DateRange):
        return f"date:{leaf.start or ''}..{leaf.end or ''}"
    return ""


def _word(word: Word) -> str:
    if word.form is Form.EXACT:
        return f"={word.text}"
    if word.form is Form.STEM and word.text in OPERATORS:
        return f'"{word.text}"'
    return word.text + _SIGNS.get(word.form, "")


def _phrase(phrase: Phrase) -> str:
    exact = "=" if phrase.form is Form.EXACT else ""
    text = written(phrase.words)
    if phrase.within and tuple(token.text for token in asked(text)) != phrase.words:
        chain = f" NEAR/{phrase.within} ".join(exact + word for word in phrase.words)  # pairs of characters, apart
        return f"({chain})"
    return f'{exact}"{text}"' + (f"~{phrase.within}" if phrase.within else "")


def _quoted(text: str) -> str:
    return f'"{text}"' if not set(text) & set('"“”„‟＂') else f"«{text}»"


def _filter(leaf: Filter) -> str:
    values = " OR ".join(leaf.values)
    return f"{leaf.facet}:{values}" if len(leaf.values) == 1 else f"{leaf.facet}:({values})"
