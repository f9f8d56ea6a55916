"""What does the Whoosh index hold? Its fields, chosen once for every way of asking.

====================  =========================================  ====================================================
Whoosh field          holds                                      answers
====================  =========================================  ====================================================
``text``, ``role`` …  stems by the entry's language; positions,  every kind of word and phrase; spellings
                      and the surface word at each
``speaker`` …         a column: every value of a facet           filters, facet counts
``date``              a column: each date ``first day/last day`` date ranges
``language``          a column: the entry's language             by which languages a query's words are stemmed
``row``               a column: the store's row                  hits
``day``               a column: ``sort_date`` as yyyymmdd, or 0  sorting by date
====================  =========================================  ====================================================

Whoosh keeps the schema pickled beside the index and names :class:`Words` in it, so the class and this module keep their
names. An index is always opened with :data:`SCHEMA`; the pickled one is not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable
from operator import attrgetter
from typing import Any

from whoosh.fields import COLUMN, FieldType, Schema

from index.engines.whoosh.columns import NumberColumn, OrdinalColumn
from index.engines.whoosh.occurrences import Occurrence, Occurrences
from index.engines.whoosh.word_list import decoded, encoded
from index.entries import Entry
from index.facets import FACET_NAMES
from index.fields import FIELD_NAMES

DATE, LANGUAGE, ROW, DAY = "date", "language", "row", "day"

_FORMAT = Occurrences()


class Words(FieldType):
    """A field of words. A value is ``(stem, surface word, position), …``: texts are cut before they come here."""

    def __init__(self) -> None:
        self.format, self.scorable = _FORMAT, True

    def index(
        self, value: Iterable[tuple[str, str, int]], **_: Any
    ) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        """Every distinct stem with its frequency, its weight (the same number) and its encoded occurrences."""
        occurrences: defaultdict[str, list[Occurrence]] = defaultdict(list)
        for stem, surface, position in value:
            occurrences[stem].append((position, encoded(surface)))
        for stem, found in occurrences.items():
            yield encoded(stem), len(found), float(len(found)), _FORMAT.encode(found)

    def to_bytes(self, value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else encoded(value)

    def from_bytes(self, bs: Any) -> str:
        return decoded(bytes(bs))


VALUES = (*FACET_NAMES, DATE, LANGUAGE)


def values_of(entry: Entry) -> dict[str, tuple[str, ...]]:
    """What the columns of :data:`VALUES` hold of an entry."""
    return {
        "speaker": entry.speakers,
        "year": entry.years,
        "document": (entry.document,),
        "kind": (entry.kind,),
        DATE: tuple(f"{start}/{end}" for start, end in entry.dates),
        LANGUAGE: (entry.language or "",),
    }


def day_of(entry: Entry) -> int:
    """What the column :data:`DAY` holds of an entry."""
    return int(entry.sort_date.replace("-", "")) if entry.sort_date else 0


# Entries of which this is the same have the same values and the same day.
alike = attrgetter("document", "kind", "speakers", "years", "dates", "sort_date", "language")


SCHEMA = Schema(
    **{field: Words() for field in FIELD_NAMES},
    **{name: COLUMN(OrdinalColumn()) for name in VALUES},
    **{name: COLUMN(NumberColumn()) for name in (ROW, DAY)},
)
