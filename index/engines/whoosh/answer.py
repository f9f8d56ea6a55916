"""What does a search answer? Totals, facet counts and a window of hits, of the entries that match the query."""

from __future__ import annotations

import heapq
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, islice

from index.engines.base import EngineHit, EngineResult, Plan
from index.engines.whoosh.evaluation import Evaluation, Scores
from index.engines.whoosh.tables import FacetTable
from index.entries import DOCUMENT_KIND
from index.request import Sort

SCORE_DIGITS = 9

Key = Callable[[int], tuple[float, ...]]


def answer(plan: Plan, search: Evaluation) -> EngineResult:
    """The result of a plan. Raises ValueError for a negative window, OverBudget and OutOfTime."""
    if plan.offset < 0 or plan.limit < 0:
        raise ValueError(f"There is no window of {plan.limit} hits from {plan.offset}.")
    found = search.scores(plan.query)
    if plan.dates is not None:
        found = _only(found, search.narrowed(plan.dates))
    allowed = [(by.facet, search.narrowed(by)) for by in plan.filters]
    matched = _through(found, (numbers for _, numbers in allowed))
    facets = {}
    for facet in plan.facets:
        search.deadline.check()
        others = _through(found, (numbers for filtered, numbers in allowed if filtered != facet))
        facets[facet] = _counts(_table(search, facet), others)
    kinds = _counts(_table(search, "kind"), matched)
    return EngineResult(
        total=len(matched),
        turns=len(matched) - kinds.get(DOCUMENT_KIND, 0),
        documents=len(_counts(_table(search, "document"), matched)),
        hits=_window(plan, search, matched),
        facets=facets,
    )


def _only(found: Scores, numbers: set[int]) -> Scores:
    return {number: score for number, score in found.items() if number in numbers}


def _through(found: Scores, filters: Iterable[set[int]]) -> Scores:
    for numbers in filters:
        found = _only(found, numbers)
    return found


def _table(search: Evaluation, facet: str) -> FacetTable:
    return search.tables.facets[facet].get(search.postings.reader, search.deadline)


def _counts(table: FacetTable, numbers: Iterable[int]) -> Mapping[str, int]:
    """How many of the entries have each value."""
    places = Counter(chain.from_iterable(map(table.of.__getitem__, numbers)))
    return {table.values[place]: count for place, count in places.items()}


def _window(plan: Plan, search: Evaluation, matched: Scores) -> tuple[EngineHit, ...]:
    """The hits from ``plan.offset`` on in the plan's order."""
    if plan.offset >= len(matched) or not plan.limit:
        return ()
    search.deadline.check()
    scores = {number: round(score, SCORE_DIGITS) for number, score in matched.items()}
    order = KEYS[plan.sort](scores, search.tables.days.get(search.postings.reader, search.deadline))
    first = heapq.nsmallest(plan.offset + plan.limit, scores, key=order)
    rows = search.tables.rows.get(search.postings.reader, search.deadline)
    return tuple(EngineHit(rows[number], scores[number]) for number in islice(first, plan.offset, None))


def _best(scores: Scores, _: array[int]) -> Key:
    return lambda number: (-scores[number], number)


def _oldest(_: Scores, days: array[int]) -> Key:
    return lambda number: (not days[number], days[number], number)


def _newest(_: Scores, days: array[int]) -> Key:
    return lambda number: (-days[number], number)  # the undated have day 0


KEYS: Mapping[Sort, Callable[[Scores, array[int]], Key]] = {
    Sort.RELEVANCE: _best,
    Sort.OLDEST: _oldest,
    Sort.NEWEST: _newest,
}
