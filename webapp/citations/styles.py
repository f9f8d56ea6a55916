"""How is an item cited in Chicago, MLA and APA style? By a citation processor that reads the official CSL styles.

citeproc-py and its styles take a while to load, so they are loaded when somebody first asks, once per process.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from webapp.citations.csl import csl
from webapp.citations.item import Item

STYLES_FOLDER = Path(__file__).parent / "styles"
_KEPT = 256  # citations; each takes some 20 ms to format


class Form(Enum):
    CITATION = "citation"  # what stands in a footnote or in the text: it names the passage
    BIBLIOGRAPHY = "bibliography"  # what stands in the list of works: it names the document


@dataclass(frozen=True, slots=True)
class Style:
    """A CSL style, and which of its two texts is meant."""

    name: str
    title: str
    file: str
    form: Form


@dataclass(frozen=True, slots=True)
class Formatted:
    """A citation in one style, as plain text; ``url``: the address in it."""

    style: Style
    text: str
    url: str | None


STYLES = (
    Style("chicago-note", "Chicago: note", "chicago-notes-bibliography.csl", Form.CITATION),
    Style("chicago", "Chicago: bibliography", "chicago-notes-bibliography.csl", Form.BIBLIOGRAPHY),
    Style("mla", "MLA: works cited", "modern-language-association.csl", Form.BIBLIOGRAPHY),
    Style("mla-in-text", "MLA: in the text", "modern-language-association.csl", Form.CITATION),
    Style("apa", "APA: references", "apa.csl", Form.BIBLIOGRAPHY),
    Style("apa-in-text", "APA: in the text", "apa.csl", Form.CITATION),
)

_WHAT_STYLES_PRINT = (
    "id", "type", "title", "issued", "translator", "archive", "archive_collection", "archive_location",
    "URL", "accessed",
)  # fmt: skip
_TURN = "turn"  # CSL has no such locator: no style has a word for it, so "turn 12" is printed as it stands
_lock = threading.Lock()  # a style keeps notes while it renders


def formatted(document: Item, passage: Item | None = None) -> tuple[Formatted, ...]:
    """A document, or a passage of it, in every style. Lists of works name the document, whatever is cited of it."""
    named = {Form.CITATION: passage or document, Form.BIBLIOGRAPHY: document}
    return tuple(Formatted(style, format_item(style, named[style.form]), named[style.form].url) for style in STYLES)


@lru_cache(maxsize=_KEPT)
def format_item(style: Style, item: Item) -> str:
    """One item in one style, as plain text on one line."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, Locator, formatter
    from citeproc.source.json import CiteProcJSON

    locator = {"locator": Locator(_TURN, item.passage.place)} if item.passage else {}
    with _lock:
        rules = _loaded(style.file)
        bibliography = CitationStylesBibliography(rules, CiteProcJSON([_variables(item)]), formatter.plain)
        citation = Citation([CitationItem(item.key, **locator)])
        bibliography.register(citation)
        if style.form is Form.CITATION:
            return _punctuated(str(bibliography.cite(citation, None)))
        return _punctuated("".join(map(str, bibliography.bibliography())))


@cache
def _loaded(file: str) -> Any:
    from webapp.citations.mends import mended

    return mended(STYLES_FOLDER / file)


def _variables(item: Item) -> dict[str, object]:
    """The item's CSL variables as citeproc-py takes them.

    It cannot print ranges of dates, so a range goes in as printed. It changes the capitals of English titles only, as
    the styles say, and takes a title of unknown language for English, so that one is called undetermined.
    """
    curly = re.sub(r'"([^"]*)"', r"“\1”", item.title)  # pairs of straight quotation marks
    variables = {name: value for name, value in csl(replace(item, title=curly)).items() if name in _WHAT_STYLES_PRINT}
    if item.issued and item.issued.last:
        variables["issued"] = {"literal": item.issued.printed}
    return {**variables, "language": item.language or "und"}


def _punctuated(text: str) -> str:
    """Quotation marks as the styles' locale (American English) has them, which citeproc-py does not do: those within
    others are single, full stops and commas stand inside, and no full stop follows another mark."""
    single = re.sub("([?!.][”’]+|[?!])[.](?= |$)", r"\1", _alternating(text))
    return re.sub("([”’]+)([.,])", r"\2\1", single)


def _alternating(text: str) -> str:
    """Double quotation marks, and single ones within them."""
    letters, depth = [], 0
    for letter in text:
        if letter == "”" and depth:
            depth -= 1
        letters.append({"“": "‘", "”": "’"}.get(letter, letter) if depth % 2 else letter)
        if letter == "“":
            depth += 1
    return "".join(letters)
