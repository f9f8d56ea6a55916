"""What does a search answer? Totals, facet counts and a window of hits, of the entries that match the query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from index.engines.base import EngineHit, EngineResult, FacetCounts, Plan
from index.engines.whoosh.array_file import Mask, Numbers
from index.engines.whoosh.evaluation import Evaluation
from index.engines.whoosh.matches import Matches
from index.engines.whoosh.opened import Facet, Segment
from index.engines.whoosh.window import window
from index.engines.whoosh.word_list import encoded
from index.entries import DOCUMENT_KIND
from index.tree import DateRange, Filter

_TOTALS = frozenset(("kind", "document"))  # facets whose counts tell how many turns and documents match


@dataclass(frozen=True, slots=True)
class _Found:
    """What one segment has: the entries that match without any filter, and which of these each filter lets through."""

    segment: Segment
    matches: Matches
    kept: Sequence[tuple[str, Mask]]  # by the facet of the filter

    def through(self, but: str | None = None) -> Matches:
        """The matches that pass every filter, but those of one facet."""
        masks = [mask for facet, mask in self.kept if facet != but]
        return self.matches.where(reduce(np.logical_and, masks)) if masks else self.matches


def answer(plan: Plan, search: Evaluation) -> EngineResult:
    """The result of a plan. Raises ValueError for a negative window, OverBudget and OutOfTime."""
    if plan.offset < 0 or plan.limit < 0:
        raise ValueError(f"There is no window of {plan.limit} hits from {plan.offset}.")
    found = [_found(plan, search, segment) for segment in search.index.segments]
    matched = [each.through() for each in found]
    filtered = {by.facet for by in plan.filters}
    left = [each.documents for each in matched]
    counted = {facet: _counts(search, facet, left) for facet in _TOTALS | (set(plan.facets) - filtered)}
    facets = {facet: counted[facet] for facet in plan.facets if facet not in filtered}
    for facet in filtered.intersection(plan.facets):
        facets[facet] = _counts(search, facet, [each.through(but=facet).documents for each in found])
    total = sum(map(len, matched))
    return EngineResult(
        total=total,
        turns=total - counted["kind"].of(DOCUMENT_KIND),
        documents=len(counted["document"]),
        hits=tuple(_hits(plan, search, matched)),
        facets=facets,
    )


class ArrayCounts(FacetCounts):
    """How many entries have each value of a facet. ``numbers``: for each of the facet's values, 0 among them."""

    def __init__(self, facet: Facet, numbers: Numbers) -> None:
        self._facet, self._numbers = facet, numbers
        self._some = numbers.nonzero()[0]

    def of(self, value: str) -> int:
        """How many entries have a value."""
        place = self._facet.values.find(encoded(value))
        return 0 if place is None else int(self._numbers[place])

    def __getitem__(self, value: str) -> int:
        found = self.of(value)
        if not found:
            raise KeyError(value)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._facet.values.at(self._some))

    def __len__(self) -> int:
        return len(self._some)

    def most_frequent(self, limit: int) -> tuple[tuple[str, int], ...]:
        size = len(self._numbers)
        keys = self._some - self._numbers.take(self._some) * size  # ascend by falling counts, then by values
        if limit < len(keys):
            keys.partition(limit)
            keys = keys[:limit]
        keys.sort()
        numbers, places = np.divmod(keys, size)
        return tuple(zip(self._facet.values.at(places), (-numbers).tolist(), strict=True))


def _found(plan: Plan, search: Evaluation, segment: Segment) -> _Found:
    matches = search.matches(plan.query, segment)
    dead = segment.dead_among(matches.documents)
    if len(dead):
        matches = Matches(np.delete(matches.documents, dead), matches.weigh)
    if plan.dates is not None:
        matches = matches.where(_mask(search, segment, plan.dates, matches))
    return _Found(segment, matches, [(by.facet, _mask(search, segment, by, matches)) for by in plan.filters])


def _mask(search: Evaluation, segment: Segment, by: Filter | DateRange, matches: Matches) -> Mask:
    column, kept = search.narrowing(by, segment)
    return column.chosen(kept, None if len(matches) == segment.size else matches.documents)


def _counts(search: Evaluation, name: str, documents: Sequence[Numbers]) -> ArrayCounts:
    """How many of the entries, given for each segment, have each value of a facet."""
    search.deadline.check()
    facet, segments = search.index.facet(name), search.index.segments
    if len(segments) == 1:
        return ArrayCounts(facet, segments[0].counts(name, documents[0]))
    numbers: Numbers = np.zeros(len(facet.values), np.int64)
    for segment, places, of in zip(segments, facet.places, documents, strict=True):
        numbers[places] += segment.counts(name, of)
    return ArrayCounts(facet, numbers)


def _hits(plan: Plan, search: Evaluation, matched: Sequence[Matches]) -> Iterator[EngineHit]:
    """The hits from ``plan.offset`` on in the plan's order."""
    search.deadline.check()
    first = [
        hit
        for segment, matches in zip(search.index.segments, matched, strict=True)
        for hit in window(matches, segment, plan.sort, plan.offset + plan.limit)
    ]
    first.sort()
    for _, row, score in first[plan.offset : plan.offset + plan.limit]:
        yield EngineHit(row, score)
