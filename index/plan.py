"""What should the engine be asked? A reader's request, understood: names looked up, dates read, bad parts left out.

Nothing a reader writes is an error here: what cannot be used becomes a notice and is left out, and an unknown name
finds nothing and says so. Only budgets refuse (:class:`~index.errors.OverBudget`, from
:func:`index.queries.query.parse`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from index.facets import FACET_NAMES, KIND_TITLES
from index.generations.archive import Archive
from index.limits import LIMITS, Limits
from index.model import Notice, Severity
from index.queries.query import parse
from index.reading.dates import day_range
from index.request import SearchRequest
from index.tree import And, DateRange, Filter, InField, Named, Node, Not, Nothing, Or

_DATES = {"from_": "start", "to": "end"}


@dataclass(frozen=True, slots=True)
class Understood:
    """A request as it will be searched. ``request`` lacks what could not be used; ``tree`` has no ``Named`` left."""

    request: SearchRequest
    tree: Node
    filters: tuple[Filter, ...]
    dates: DateRange | None
    notices: tuple[Notice, ...]


def understand(archive: Archive, request: SearchRequest, limits: Limits = LIMITS) -> Understood:
    """What ``request`` asks of this archive. Raises :class:`OverBudget` when the query asks for too much."""
    parsed = parse(request.q, limits)
    notices = list(parsed.notices)
    tree = _with_names_found(parsed.tree, archive, notices)
    kept = _without_malformed_dates(request, notices)
    notices.extend(_unknown_values(archive, kept))
    filters = tuple(Filter(facet, kept.values(facet)) for facet in FACET_NAMES if kept.values(facet))
    return Understood(kept, tree, filters, _date_range(kept, notices), tuple(notices))


def facet_label(archive: Archive, facet: str, value: str) -> str:
    """How a reader is told of a facet's value; an unknown value stands for itself."""
    return _LABELS[facet](archive, value) or value


def _document_title(archive: Archive, value: str) -> str | None:
    found = archive.store.document_ref(value)
    return found.title if found else None


def _speaker_name(archive: Archive, value: str) -> str | None:
    found = archive.store.speaker_ref(value)
    return found.name if found else None


def _year(archive: Archive, value: str) -> str | None:
    return next((value for of in archive.store.years() if of.year == value), None)


_LABELS: dict[str, Callable[[Archive, str], str | None]] = {
    "speaker": _speaker_name,
    "document": _document_title,
    "year": _year,
    "kind": lambda _, value: KIND_TITLES.get(value),
}

_UNKNOWN = {
    "speaker": "There is no speaker “{}” here; the list of speakers has them all.",
    "document": "There is no document “{}” here; the list of documents has them all.",
    "year": "No document is dated in “{}”.",
    "kind": "There is no kind “{}”; the kinds are " + ", ".join(KIND_TITLES) + ".",
}


def _unknown(facet: str, value: str) -> Notice:
    return Notice(Severity.WARNING, f"unknown_{facet}", _UNKNOWN[facet].format(value))


def _unknown_values(archive: Archive, request: SearchRequest) -> Iterator[Notice]:
    for facet in FACET_NAMES:
        values = request.values(facet)
        yield from (_unknown(facet, value) for value in values if _LABELS[facet](archive, value) is None)


def _with_names_found(node: Node, archive: Archive, notices: list[Notice]) -> Node:
    """The tree with every ``Named`` replaced by what it names, or by nothing, which is told."""
    if isinstance(node, Named):
        ids = archive.names.ids(node.facet, node.text)
        if not ids:
            notices.append(_unknown(node.facet, node.text))
        return Filter(node.facet, ids) if ids else Nothing()
    if isinstance(node, And | Or):
        return type(node)(tuple(_with_names_found(part, archive, notices) for part in node.parts))
    if isinstance(node, Not):
        return Not(_with_names_found(node.part, archive, notices))
    if isinstance(node, InField):
        return InField(node.field, _with_names_found(node.part, archive, notices))
    return node


def _without_malformed_dates(request: SearchRequest, notices: list[Notice]) -> SearchRequest:
    bad = [name for name in _DATES if (typed := getattr(request, name)) and day_range(typed) is None]
    notices.extend(
        Notice(
            Severity.WARNING,
            "malformed_date",
            f"“{getattr(request, name)}” is no date and was left out; write 1963, 1963-07 or 1963-07-20.",
        )
        for name in bad
    )
    kept = {name: None if name in bad else getattr(request, name) or None for name in _DATES}
    return replace(request, from_=kept["from_"], to=kept["to"])


def _date_range(request: SearchRequest, notices: list[Notice]) -> DateRange | None:
    """The days from the first of ``from`` to the last of ``to``."""
    first = day_range(request.from_) if request.from_ else None
    last = day_range(request.to) if request.to else None
    if first is None and last is None:
        return None
    asked = DateRange(first[0] if first else None, last[1] if last else None)
    if asked.start and asked.end and asked.start > asked.end:
        message = f"{request.from_} lies after {request.to}, so no day is left; change one of the two."
        notices.append(Notice(Severity.WARNING, "dates_reversed", message))
    return asked
