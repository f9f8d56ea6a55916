"""How is a search written in an address? URL parameters ⇄ :class:`SearchRequest`, in one canonical form.

``write(read(pairs).request)`` is the canonical form of ``pairs``: empty and default parameters dropped, the order of
:data:`PARAMETERS`, each value once. ``read(write(request)).request == request`` for every request that can be read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import urlencode

from index.errors import OverBudget
from index.facets import FACET_NAMES
from index.model import Notice, Severity
from index.reading.dates import day_range
from index.request import PER_PAGE, PER_PAGE_RANGE, LineOrder, SearchRequest, Sort, View

MOST_VALUES = 64  # selected values of one facet; nobody ticks more, robots do
LONGEST_NUMBER = 9  # digits
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))

Pairs = Iterable[tuple[str, str]]
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as an address asks for it. ``notices`` tell what was malformed and therefore left out; ``refusal`` tells
    the same where nothing may be left out, None when there is nothing to tell."""

    request: SearchRequest
    notices: tuple[Notice, ...] = ()
    refusal: str | None = None


class _Malformed(ValueError):
    """A value that cannot be used. ``needed`` says what could be, ``kept`` are the parameter's other values."""

    def __init__(self, text: str, needed: str, kept: tuple[str, ...] | None = None) -> None:
        super().__init__(needed)
        self.text, self.needed, self.kept = text, needed, kept


def read(pairs: Pairs) -> Asked:
    """The search that URL parameters ask for, in any order; unknown parameters are ignored.

    Raises :class:`OverBudget` when one facet has more than :data:`MOST_VALUES` values.
    """
    given = _grouped(pairs)
    values: dict[str, Any] = {}
    problems: list[tuple[str, _Malformed]] = []
    for name, parameter in PARAMETERS.items():
        try:
            value = parameter.read(given.get(name, ()))
        except _Malformed as problem:
            problems.append((name, problem))
            value = problem.kept
        if value is not None:
            values[parameter.attribute] = value
    notices = tuple(_notice(name, problem) for name, problem in problems)
    refusal = " ".join(_refusal(name, problem) for name, problem in problems)
    return Asked(SearchRequest(**values), notices, refusal or None)


def write(request: SearchRequest) -> tuple[tuple[str, str], ...]:
    """The canonical parameters of a search, without what is empty or the default."""
    given = ((name, getattr(request, parameter.attribute), parameter.default) for name, parameter in PARAMETERS.items())
    return tuple((name, text) for name, value, default in given if value != default for text in _texts(value))


def query_string(request: SearchRequest) -> str:
    """The canonical query string with its question mark; empty for a search that asks for nothing."""
    pairs = write(request)
    return f"?{encoded(pairs)}" if pairs else ""


def encoded(pairs: Pairs) -> str:
    """Pairs as a query string has them, as ``urlencode`` writes them."""
    return "&".join(_encoded(*pair) for pair in pairs)


@lru_cache(maxsize=256)  # a page of results has forty addresses of nearly the same search
def _encoded(name: str, text: str) -> str:
    return urlencode(((name, text),))


def parameters(request: SearchRequest) -> dict[str, object]:
    """The canonical parameters by name; those that repeat are lists. For the JSON of a search."""
    found: dict[str, object] = {}
    for name, text in write(request):
        repeats = name in FACET_NAMES
        found[name] = [*found.get(name, []), text] if repeats else text  # type: ignore[misc]  # a list when it repeats
    return found


def clean(text: str) -> str:
    """A query as it is searched: composed (NFC), control characters as spaces, no spaces at the ends. Characters that
    turn the direction of letters match nothing, so they are taken out."""
    composed = unicodedata.normalize("NFC", text.translate(_TURNING))
    return "".join(" " if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in composed).strip()


def _grouped(pairs: Pairs) -> Mapping[str, tuple[str, ...]]:
    """Every parameter's values in order, cleaned, without empty ones."""
    grouped: dict[str, tuple[str, ...]] = {}
    for name, text in pairs:
        if cleaned := clean(text):
            grouped[name] = (*grouped.get(name, ()), cleaned)
    return grouped


def _texts(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _last(values: tuple[str, ...]) -> str | None:
    return values[-1] if values else None


def _words(values: tuple[str, ...]) -> str | None:
    return _last(values)


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    """Each value once. Whether such a speaker or document exists is the search's business."""
    if len(values) > MOST_VALUES:
        message = (
            f"A search takes at most {MOST_VALUES} values of one filter; this one has {len(values)}. Take some out."
        )
        raise OverBudget(message, "facet_values")
    return tuple(dict.fromkeys(values))


def _years(values: tuple[str, ...]) -> tuple[str, ...]:
    legal = tuple(text for text in values if len(text) == 4 and day_range(text))
    for text in values:
        if text not in legal:
            raise _Malformed(text, "a year is written with four digits, as 1963", _names(legal))
    return _names(values)


def _date(values: tuple[str, ...]) -> str | None:
    text = _last(values)
    if text is not None and day_range(text) is None:
        raise _Malformed(text, "a date is written 1963, 1963-07 or 1963-07-20")
    return text


def _number(values: tuple[str, ...]) -> int | None:
    text = _last(values)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal()) or text.startswith("0") or len(text) > LONGEST_NUMBER:
        raise _Malformed(text, "a number from 1 is needed")
    return int(text)


def _page_size(values: tuple[str, ...]) -> int | None:
    number = _number(values)
    least, most = PER_PAGE_RANGE
    if number is not None and not least <= number <= most:
        raise _Malformed(str(number), f"a number from {least} to {most} is needed")
    return number


def _one_of(choices: type[Choice]) -> Callable[[tuple[str, ...]], Choice | None]:
    def read_choice(values: tuple[str, ...]) -> Choice | None:
        text = _last(values)
        try:
            return None if text is None else choices(text)
        except ValueError:
            raise _Malformed(str(text), f"it is one of {', '.join(choices)}") from None

    return read_choice


@dataclass(frozen=True, slots=True)
class Parameter:
    """``attribute``: its name in :class:`SearchRequest`; ``read``: its value, None when it is not given."""

    attribute: str
    read: Callable[[tuple[str, ...]], object]
    default: object


PARAMETERS: Mapping[str, Parameter] = {
    "q": Parameter("q", _words, ""),
    "speaker": Parameter("speaker", _names, ()),
    "document": Parameter("document", _names, ()),
    "year": Parameter("year", _years, ()),
    "kind": Parameter("kind", _names, ()),
    "from": Parameter("from_", _date, None),
    "to": Parameter("to", _date, None),
    "sort": Parameter("sort", _one_of(Sort), Sort.RELEVANCE),
    "page": Parameter("page", _number, 1),
    "per_page": Parameter("per_page", _page_size, PER_PAGE),
    "view": Parameter("view", _one_of(View), View.LIST),
    "lines": Parameter("lines", _one_of(LineOrder), LineOrder.HITS),
}


def _notice(name: str, problem: _Malformed) -> Notice:
    message = f"{_unusable(name, problem)} and was left out: {problem.needed}."
    return Notice(Severity.WARNING, f"malformed_{name}", message)


def _refusal(name: str, problem: _Malformed) -> str:
    return f"{_unusable(name, problem)}: {problem.needed}."


def _unusable(name: str, problem: _Malformed) -> str:
    shown = problem.text if len(problem.text) <= 40 else f"{problem.text[:40]}…"
    return f"“{shown}” cannot be used as “{name}”"
