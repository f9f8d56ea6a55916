"""What does the Whoosh index hold? Its fields, chosen once for every way of asking.

====================  ========================================  =====================================================
Whoosh field          holds                                     answers
====================  ========================================  =====================================================
``<field>_stems``     stems by the entry's language, positions  words, phrases and NEAR
``<field>_words``     surface words as written, positions       ``=`` words and phrases; its lexicon: prefixes, ``~``
                                                                and spellings
``speaker`` …         every value of a facet, exactly           filters, facet counts
``date``              every date as ``first day/last day``      date ranges
``row``               a column: the store's row                 hits
``day``               a column: ``sort_date`` as yyyymmdd, or 0  sorting by date
====================  ========================================  =====================================================

Whoosh keeps the schema pickled beside the index and names :class:`Occurrences` in it, so the class and this module keep
their names. An index is always opened with :data:`SCHEMA`; the pickled one is not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable
from typing import Any

from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, ID, FieldType, Schema
from whoosh.formats import Positions

from index.facets import FACET_NAMES
from index.fields import FIELD_NAMES

DATE, ROW, DAY = "date", "row", "day"

_POSITIONS = Positions()


def stems_of(field: str) -> str:
    """The Whoosh field with the stems of a text field."""
    return f"{field}_stems"


def words_of(field: str) -> str:
    """The Whoosh field with the surface words of a text field."""
    return f"{field}_words"


class Occurrences(FieldType):
    """Words at their positions. A value is ``(word, position), …``: texts are cut into words before they come here."""

    def __init__(self) -> None:
        self.format, self.scorable = _POSITIONS, True

    def index(
        self, value: Iterable[tuple[str, int]], **_: Any
    ) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        """Every distinct word with its frequency, its weight (the same number) and its encoded positions."""
        positions: defaultdict[str, list[int]] = defaultdict(list)
        for word, position in value:
            positions[word].append(position)
        for word, places in positions.items():
            yield self.to_bytes(word), len(places), float(len(places)), _POSITIONS.encode(places)

    def to_bytes(self, value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")

    def from_bytes(self, bs: Any) -> str:
        return str(bs, "utf-8", "surrogatepass")


def _column() -> COLUMN:
    """A column of whole numbers from -2**31, one for every entry; 0 where nothing is said."""
    return COLUMN(NumericColumn("i"))  # type: ignore[no-untyped-call]  # whoosh has only some types


SCHEMA = Schema(
    **{name(field): Occurrences() for field in FIELD_NAMES for name in (stems_of, words_of)},
    **{facet: ID() for facet in FACET_NAMES},
    **{DATE: ID(), ROW: _column(), DAY: _column()},
)
