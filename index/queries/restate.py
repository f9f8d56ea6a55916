"""How is a query told in words? As a reader is shown it above the results, so that a misreading can be seen."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence

from index.fields import FIELDS
from index.queries.analysis import is_single_cjk
from index.queries.unparse import written
from index.tree import And, DateRange, Everything, Filter, Form, InField, Named, Node, Not, Nothing, Or, Phrase, Word

Names = Callable[[str, str], str]  # facet and value (an id) → how a reader is told of it

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_FIELD_TITLES = {field.name: field.title for field in FIELDS}
_FILTERS = {"speaker": "spoken by {}", "document": "in {}", "year": "dated {}", "kind": "of the kind {}"}
_FORMS = {
    Form.STEM: "“{}”",
    Form.EXACT: "“{}” exactly as written",
    Form.PREFIX: "words that begin with “{}”",
    Form.FUZZY: "“{}” or a word one letter off",
}


def restate(tree: Node, names: Names) -> str:
    """The query in English: ``the words “artillery” and “shells”, not “Kubinsky”, spoken by Mao Zedong``.

    ``names`` gives the label of a facet's value. Words come first, then what is left out, then filters and dates.
    """
    if isinstance(tree, And):
        return _all(tree.parts, names)
    if isinstance(tree, Or):
        return _either(tree.parts, names)
    if _is_plain(tree):
        return f"the word {_told(tree, names)}"
    return _told(tree, names)


def _all(parts: Sequence[Node], names: Names) -> str:
    words = [part for part in parts if _is_plain(part)]
    filters = [part for part in parts if _is_filter(part)]
    excluded = [part for part in parts if isinstance(part, Not)]
    others = [part for part in parts if not (_is_plain(part) or _is_filter(part) or isinstance(part, Not))]
    told = [
        *_counted(words, names),
        *(_told(part, names) for part in others),
        *(_told(part, names) for part in (*excluded, *filters)),
    ]
    return ", ".join(told)


def _counted(words: Sequence[Node], names: Names) -> Iterable[str]:
    """Plain words together, when there are any."""
    if words:
        yield ("the word " if len(words) == 1 else "the words ") + _listed(
            [_told(word, names) for word in words], "and"
        )


def _either(parts: Sequence[Node], names: Names) -> str:
    if all(_is_plain(part) for part in parts):
        return f"the word {_listed([_told(part, names) for part in parts], 'or')}"
    return ", or ".join(restate(part, names) for part in parts)


def _told(part: Node, names: Names) -> str:
    """One part, as it stands among others."""
    if isinstance(part, And | Or):
        return f"({restate(part, names)})"
    if isinstance(part, Not):
        return f"not {_told(part.part, names)}"
    if isinstance(part, InField):
        words = restate(part.part, names)
        title = _FIELD_TITLES.get(part.field, part.field)
        return f"{f'({words})' if isinstance(part.part, And) else words} in the {title}"
    if isinstance(part, Word | Phrase):
        return _quoted(part)
    return _filter(part, names)


def _quoted(part: Word | Phrase) -> str:
    if isinstance(part, Phrase):
        exactly = " exactly as written" if part.form is Form.EXACT else ""
        if part.within is None:
            return f"the phrase “{written(part.words)}”{exactly}"
        words = _listed([f"“{word}”" for word in part.words], "and")
        return f"{words}{exactly} within {part.within} {'words' if part.within > 1 else 'word'} of each other"
    return _FORMS[Form.STEM if is_single_cjk(part.text) else part.form].format(part.text)


def _filter(part: Named | Filter | DateRange | Everything | Nothing, names: Names) -> str:
    if isinstance(part, Named):
        return _FILTERS[part.facet].format(f"“{part.text}”")
    if isinstance(part, Filter):
        labels = [names(part.facet, value) for value in part.values]
        if part.facet == "document":
            labels = [f"“{label}”" for label in labels]
        return _FILTERS.get(part.facet, "in {}").format(_listed(labels, "or"))
    if isinstance(part, DateRange):
        return f"dated {_days(part)}"
    return "everything" if isinstance(part, Everything) else "nothing"


def _is_plain(part: Node) -> bool:
    """Whether a part is a word that is told by itself: “shells”."""
    return isinstance(part, Word) and (part.form is Form.STEM or is_single_cjk(part.text))


def _is_filter(part: Node) -> bool:
    return isinstance(part, Named | Filter | DateRange | Nothing)


def _listed(told: Sequence[str], word: str) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return f"{', '.join(told[:-1])} {word} {told[-1]}" if len(told) > 1 else "".join(told)


def _days(dates: DateRange) -> str:
    """``1963``, ``July 1963``, ``20 July 1963``, ``1963 to 1964``, ``from 1963 on``: as coarse as it can be told."""
    if dates.start is None or dates.end is None:
        first = _span(dates.start, _begins(dates.start)) if dates.start else ""
        last = _span(dates.end, _ends(dates.end)) if dates.end else ""
        return f"from {first} on" if first else f"up to {last}" if last else "at any time"
    precision = max(_begins(dates.start), _ends(dates.end))
    first, last = _span(dates.start, precision), _span(dates.end, precision)
    return first if first == last else f"{first} to {last}"


_YEAR, _MONTH, _DAY = range(3)  # how finely a day must be told


def _begins(day: str) -> int:
    """What begins on an ISO day: a year, a month, or nothing larger than the day."""
    return _YEAR if day.endswith("-01-01") else _MONTH if day.endswith("-01") else _DAY


def _ends(day: str) -> int:
    """What ends on an ISO day."""
    year, month, number = (int(part) for part in day.split("-"))
    if (month, number) == (12, 31):
        return _YEAR
    return _MONTH if number == monthrange(year, month)[1] else _DAY


def _span(day: str, precision: int) -> str:
    year, month, number = day.split("-")
    parts = (year, _MONTHS[int(month) - 1], str(int(number)))
    return " ".join(reversed(parts[: precision + 1]))
