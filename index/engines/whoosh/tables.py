"""What is worked out once for all searches of an index? Rows, days, the values of facets, dates and lexicons.

Each table is made from the index by the first search that needs it; the others wait for it.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from whoosh.reading import IndexReader

from index.engines.whoosh.deadline import Deadline
from index.engines.whoosh.lexicon import Lexicon
from index.engines.whoosh.schema import DATE, DAY, ROW, words_of
from index.facets import FACET_NAMES
from index.fields import FIELD_NAMES

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FacetTable:
    """``values``: every value of a facet; ``of``: for each entry, the places of its values in ``values``."""

    values: tuple[str, ...]
    of: Sequence[tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class DateTerm:
    """A term of the date field and the days it stands for."""

    term: str
    start: str
    end: str


class Once(Generic[T]):
    """A table that the first search makes; no search is charged for it."""

    def __init__(self, make: Callable[[IndexReader], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: list[T] = []

    def get(self, reader: IndexReader, deadline: Deadline) -> T:
        with deadline.stopped(), self._lock:
            if not self._made:
                self._made.append(self._make(reader))
        return self._made[0]


class Tables:
    """The tables of one index, not yet made."""

    def __init__(self) -> None:
        self.rows = Once(lambda reader: _column(reader, ROW))
        self.days = Once(lambda reader: _column(reader, DAY))
        self.dates = Once(_date_terms)
        self.facets = {facet: Once(_facet_table_of(facet)) for facet in FACET_NAMES}
        self.lexicons = {field: Once(_lexicon_of(field)) for field in FIELD_NAMES}


def _column(reader: IndexReader, field: str) -> array[int]:
    """The numbers of a column by entry."""
    return array("i", reader.column_reader(field) if reader.doc_count_all() else ())


def _date_terms(reader: IndexReader) -> tuple[DateTerm, ...]:
    terms = _terms(reader, DATE)
    return tuple(DateTerm(term, *term.split("/")) for term in terms)


def _facet_table_of(facet: str) -> Callable[[IndexReader], FacetTable]:
    def make(reader: IndexReader) -> FacetTable:
        values = _terms(reader, facet)
        of: list[list[int]] = [[] for _ in range(reader.doc_count_all())]
        for place, value in enumerate(values):
            for number in reader.postings(facet, value).all_ids():
                of[number].append(place)
        alike: dict[tuple[int, ...], tuple[int, ...]] = {}  # entries with the same values share one tuple
        return FacetTable(values, [alike.setdefault(places, places) for places in map(tuple, of)])

    return make


def _lexicon_of(field: str) -> Callable[[IndexReader], Lexicon]:
    return lambda reader: Lexicon(_terms(reader, words_of(field)))


def _terms(reader: IndexReader, field: str) -> tuple[str, ...]:
    return tuple(reader.field_terms(field)) if reader.doc_count_all() else ()
