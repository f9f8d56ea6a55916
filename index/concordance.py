"""Among which others do the words of a query stand? A line for each occurrence, with what is before and after (KWIC).

The hits of one page of results are read whole from the store; the engine is not asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from index.generations.archive import Archive
from index.generations.store import Place
from index.limits import LIMITS, Limits
from index.marking import Marking
from index.model import Notice
from index.plan import understand
from index.queries.analysis import fold, tokens
from index.queries.matching import Highlighter, merged
from index.request import LineOrder
from index.results import Hit, SearchPage

CONTEXT = 70  # characters shown on either side, cut between words
COMPARED = 8  # words of the context that are compared when lines are ordered
MOST_LINES = 500  # of one page


@dataclass(frozen=True, slots=True)
class Line:
    """One occurrence. ``paragraph`` counts from 1 in its turn; ``field`` names the metadata it stands in instead."""

    hit: Hit
    language: str | None
    paragraph: int | None
    field: str | None
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Concordance:
    """``more``: the page has more than :data:`MOST_LINES` occurrences, and the lines are those of its first hits.
    ``unmarked``: how many hits have no words that could be marked (they match by a filter, or by what they lack)."""

    lines: tuple[Line, ...]
    more: bool
    unmarked: int
    notices: tuple[Notice, ...] = ()


def concordance(archive: Archive, page: SearchPage, limits: Limits = LIMITS) -> Concordance:
    """The lines of a page of results, in the order that its request asks for."""
    marking = Marking(archive, understand(archive, page.request, limits), limits)
    lines: list[Line] = []
    unmarked = 0
    for hit, place in zip(page.hits, archive.store.places(_rows(archive, page.hits)), strict=True):
        own = list(islice(_lines(marking, hit, place), MOST_LINES + 1 - len(lines)))
        unmarked += 0 if own or len(lines) > MOST_LINES else 1
        lines += own
    shown = in_order(lines[:MOST_LINES], page.request.lines)
    return Concordance(shown, len(lines) > MOST_LINES, unmarked, marking.notices)


def in_order(lines: list[Line], order: LineOrder) -> tuple[Line, ...]:
    """The lines in an order; equal ones stand as they were."""
    key = _KEYS.get(order)
    return tuple(sorted(lines, key=key) if key else lines)


def _rows(archive: Archive, hits: tuple[Hit, ...]) -> Iterator[int]:
    """The rows of hits: a document's first row is its metadata, its turns follow by position."""
    for hit in hits:
        rows = archive.store.rows_of(hit.document.id)
        if rows is not None:
            yield rows[0] + (hit.position or 0)


def _lines(highlighter: Highlighter, hit: Hit, place: Place) -> Iterator[Line]:
    for field, pieces in place.fields.items():
        wanted = highlighter.leaves(field, place.language)
        for number, found in wanted.occurrences(pieces).items():
            piece = pieces[number]
            for start, end in merged(found):
                is_text = field == "text"
                yield Line(
                    hit,
                    place.language,
                    number + 1 if is_text else None,
                    None if is_text else field,
                    _before(piece, start),
                    piece[start:end],
                    _after(piece, end),
                )


def _before(text: str, start: int) -> str:
    if start <= CONTEXT:
        return _single_spaces(text[:start])
    cut = text[start - CONTEXT : start]
    return _single_spaces("… " + (cut.partition(" ")[2] or cut))


def _after(text: str, end: int) -> str:
    if len(text) - end <= CONTEXT:
        return _single_spaces(text[end:])
    cut = text[end : end + CONTEXT]
    return _single_spaces((cut.rpartition(" ")[0] or cut) + " …")


def _single_spaces(text: str) -> str:
    """The text with single spaces; those at its ends stay, for they stand beside the words."""
    return " ".join(text.replace("\n", " ").split(" ")) if "  " not in text else " ".join(text.split())


def _words(text: str) -> list[str]:
    return [fold(token.text) for token in tokens(text)]


_KEYS: Mapping[LineOrder, Callable[[Line], list[str]]] = {
    LineOrder.BEFORE: lambda line: _words(line.before)[: -COMPARED - 1 : -1],
    LineOrder.AFTER: lambda line: _words(line.after)[:COMPARED],
    LineOrder.WORDS: lambda line: [*_words(line.words), *_words(line.after)[:COMPARED]],
}
