"""What must a search engine do? The seam: a writer for builds and a reader for searches.

Every engine gives the same answers; ``tests/searching/engine_contract.py`` says which. The rules:

- Values of one filter are ORed, filters are ANDed with each other, with the date range and with the query.
- A facet's counts ignore that facet's own filters and nothing else. An entry counts once under each of its values.
- Totals are exact. Hits with equal keys stand in order of their rows, always.
- ``relevance`` sorts by score, best first; ``oldest`` and ``newest`` by ``sort_date``, undated entries last in both.
- A window is honoured or refused (ValueError when negative), never clamped: beyond the last hit it is empty.
- Over its budget a search raises :class:`~index.errors.OverBudget` or :class:`~index.errors.OutOfTime`; it never cuts.
  The time goes into one search; what an engine works out once for all searches is not charged to one of them.

An engine keeps row ids, not texts; the store has the texts. Queries reach an engine without ``Named`` nodes.

**What matches.** The words of a text are those of :func:`index.queries.analysis.tokens`. A node looks in every field of
:mod:`index.fields`, inside :class:`~index.tree.InField` in that one (the innermost counts).

- STEM: the query's word is stemmed by every language that entries of the index name (None: only folded). An entry has
  the word when any of these stems is among the stems of its own words, made by its own language.
- EXACT: the surface word, as it is. PREFIX and FUZZY: the folded surface word; FUZZY is *at most* one edit away, so
  the word itself as well. Their expansions are the distinct folded words of the fields looked in.
- A phrase of stems is one of its readings by language (the distinct tuples of stems). Its words stand within one piece
  of one field; with ``within``, each needs an occurrence of its own. A phrase without words matches nothing.
- A date range matches by any date of the entry; one that ends before it starts holds no day and matches nothing.

**Scores** are rounded to nine decimals before they are compared and given, so that the order of additions never
decides. Every matching node gives its score, sums make the rest:

- STEM or EXACT word: the sum, over its distinct stems and the fields, of ``boost(field) * bm25(...)``, both of
  :mod:`index.ranking`. A field's statistics count the entries that have words in it: ``texts`` is how many these are,
  ``average`` the mean of their kept lengths, ``with_word`` how many have the stem (EXACT: the surface word).
- PREFIX or FUZZY word: 1, whatever it matches and however often.
- Phrase: for every reading and every field in which this reading occurs, the scores of its words there, each as often
  as it stands in the phrase.
- And, Or, InField: the sum of the parts that match. Everything, Not, Filter, DateRange and the plan's own filters: 0.

**Spellings** of a word: none when it has a digit, fewer than two letters, or Chinese, Japanese or Korean characters, or
when the index has the word (folded, or one of its stems in any language). Else the folded words of all fields without
digits that are at most one edit away, or two when the word has six letters or more: by edits, then by occurrences
(most first), then by code points. Each is given in the form printed most often (of equals the first by code points).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
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


class FacetCounts(Mapping[str, int], ABC):
    """How many entries have each value of a facet: every value with at least one entry."""

    @abstractmethod
    def most_frequent(self, limit: int) -> tuple[tuple[str, int], ...]:
        """The first ``limit`` values with their counts: the most frequent first, equal ones ascending."""


@dataclass(frozen=True, slots=True)
class EngineResult:
    """``total`` entries match, ``turns`` of them are turns, of ``documents`` different documents. ``facets``: for each
    name asked, the counts of all its values."""

    total: int
    turns: int
    documents: int
    hits: tuple[EngineHit, ...]
    facets: Mapping[str, FacetCounts]


class Engine(Protocol):
    """An index opened for reading. Safe to use from several threads at once."""

    def search(self, plan: Plan) -> EngineResult:
        """The hits of the plan's window, the exact totals and the facet counts."""

    def spellings(self, word: str, limit: int = 5, limits: Limits = LIMITS) -> tuple[str, ...]:
        """Words of the index, as printed most often, that ``word`` may be a slip for, likeliest first; none when the
        index has the word itself (folded). Raises OutOfTime as a search does."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class KeptRows:
    """Entries of an index that go on in the next one: those in its rows ``first`` to ``last``, in rows ``now`` …"""

    first: int
    last: int
    now: int


class EngineWriter(Protocol):
    """Writes one index into an empty directory. Added entries come in ascending rows."""

    def keep(self, before: Path, rows: Sequence[KeptRows]) -> None:
        """Take over entries of the published index in ``before`` as they are, all others of it are left out.

        Called once at most, before anything is added; added entries may then stand between those kept, each in a row of
        its own. The index answers as if every entry had been added. ``before`` is not changed, but files may be shared
        with it; it must be known to be sound. Raises ValueError when the rows do not ascend (in both indexes) and
        :class:`~index.errors.DamagedGeneration` when ``before`` cannot be read or has no entry in one of the rows.
        """

    def add(self, entry: Entry) -> None: ...

    def publish(self) -> None:
        """Finish the index: after this it can be opened for reading."""

    def discard(self) -> None:
        """Give up; the directory may hold leftovers."""
