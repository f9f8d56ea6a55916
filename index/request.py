"""What did the reader ask? One search, as a value; changing a filter gives a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Sort(StrEnum):
    RELEVANCE = "relevance"
    OLDEST = "oldest"
    NEWEST = "newest"


class View(StrEnum):
    LIST = "list"
    CONCORDANCE = "concordance"


class LineOrder(StrEnum):
    """How the lines of a concordance are ordered."""

    HITS = "hits"  # as the hits stand, and in each as the words do
    BEFORE = "before"  # by the words before, the nearest first
    AFTER = "after"  # by the words after
    WORDS = "words"  # by the words themselves


PER_PAGE = 20
PER_PAGE_RANGE = (10, 100)


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search. Facet values are ids in the order given, each once; dates are ISO days, months or years as typed."""

    q: str = ""
    speaker: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    from_: str | None = None
    to: str | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = PER_PAGE
    view: View = View.LIST
    lines: LineOrder = LineOrder.HITS

    def values(self, facet: str) -> tuple[str, ...]:
        """The selected values of a facet (a name in :mod:`index.facets`)."""
        selected: tuple[str, ...] = getattr(self, facet)
        return selected

    @property
    def whole(self) -> SearchRequest:
        """The same search as a whole, without what concerns one page of its results."""
        return replace(self, page=1, per_page=PER_PAGE, view=View.LIST, lines=LineOrder.HITS)

    def including(self, facet: str, value: str) -> SearchRequest:
        """The same search narrowed by one more value, from its first page."""
        kept = tuple(other for other in self.values(facet) if other != value)
        return self._changed(facet, (*kept, value))

    def excluding(self, facet: str, value: str) -> SearchRequest:
        """The same search without that value, from its first page."""
        return self._changed(facet, tuple(other for other in self.values(facet) if other != value))

    def _changed(self, facet: str, values: tuple[str, ...]) -> SearchRequest:
        changed: SearchRequest = replace(self, page=1, **{facet: values})  # type: ignore[arg-type]  # facet names a tuple field
        return changed
