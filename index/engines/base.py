"""What must a search engine do? The seam: a writer for builds and a reader for searches.

Every engine gives the same answers; ``tests/searching/engine_contract.py`` says which. The rules:

- Values of one filter are ORed, filters are ANDed with each other, with the date range and with the query.
- A facet's counts ignore that facet's own filter and nothing else. An entry counts once under each of its values.
- Totals are exact. Hits with equal keys stand in order of their rows, always.
- ``relevance`` sorts by score, best first; ``oldest`` and ``newest`` by ``sort_date``, undated entries last in both.
- A window is honoured or refused, never clamped: beyond the last hit it is empty.
- Over its budget a search raises :class:`~index.errors.OverBudget` or :class:`~index.errors.OutOfTime`; it never cuts.
- A free word matches in any field of :mod:`index.fields`; its score sums boost times BM25 over the fields.

An engine keeps row ids, not texts; the store has the texts. Queries reach an engine without ``Named`` nodes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from index.entries import Entry
from index.limits import LIMITS, Limits
from index.request import Sort
from index.tree import DateRange, Everything, Filter, Node


@dataclass(frozen=True, slots=True)
class Plan:
    """One search for an engine. ``facets``: the names to count; ``offset`` and ``limit``: the window of hits wanted."""

    query: Node = field(default_factory=Everything)
    filters: tuple[Filter, ...] = ()
    dates: DateRange | None = None
    facets: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True)
class EngineHit:
    row: int
    score: float


@dataclass(frozen=True, slots=True)
class EngineResult:
    """``total`` entries match, ``turns`` of them are turns, of ``documents`` different documents. ``facets``: for each
    name asked, every value with at least one entry and its count (not cut, not ordered)."""

    total: int
    turns: int
    documents: int
    hits: tuple[EngineHit, ...]
    facets: Mapping[str, Mapping[str, int]]


class Engine(Protocol):
    """An index opened for reading. Safe to use from several threads at once."""

    def search(self, plan: Plan) -> EngineResult:
        """The hits of the plan's window, the exact totals and the facet counts."""

    def spellings(self, word: str, limit: int = 5) -> tuple[str, ...]:
        """Words of the index, as printed most often, that ``word`` may be a slip for, likeliest first; none when the
        index has the word itself (folded)."""

    def close(self) -> None: ...


class EngineWriter(Protocol):
    """Writes one index into an empty directory. Entries come in ascending rows."""

    def add(self, entry: Entry) -> None: ...

    def publish(self) -> None:
        """Finish the index: after this it can be opened for reading."""

    def discard(self) -> None:
        """Give up; the directory may hold leftovers."""
