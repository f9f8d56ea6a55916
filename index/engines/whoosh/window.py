"""Which matches come first? The best few of one segment in a sort's order, found without sorting all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from index.engines.whoosh.array_file import Floats, Numbers
from index.engines.whoosh.matches import Matches
from index.engines.whoosh.opened import Segment
from index.request import Sort

SCORE_DIGITS = 9

First = tuple[float, int, float]  # a key of the order, the row, the score

_RUN = 64  # scores of which only the best is looked at first: those that stand equally far apart, as numpy likes it
_FEW = 512  # keys that are sorted sooner than the smallest are looked for
_UNROUNDED = 10.0**-SCORE_DIGITS  # more than rounding can move a score


def window(matches: Matches, segment: Segment, sort: Sort, count: int) -> list[First]:
    """The first ``count`` matches of a segment in an order; equal ones in order of their rows."""
    if not count or not len(matches):
        return []
    if sort is Sort.RELEVANCE:
        places, keys = _best(matches, count)
        scores = -keys
    else:
        places, keys = _dated(matches, segment, sort, count)
        scores = _scores(matches, places)
    rows = segment.rows.take(matches.documents.take(places))
    return list(zip(keys.tolist(), rows.tolist(), scores.tolist(), strict=True))


def _scores(matches: Matches, places: Numbers) -> Floats:
    """The scores of the matches at some places, in any order."""
    ascending = np.sort(places)
    scores = np.broadcast_to(np.round(matches.at(ascending).scores, SCORE_DIGITS), len(places))
    return scores.take(np.searchsorted(ascending, places))


def _best(matches: Matches, count: int) -> tuple[Numbers, Floats]:
    """The places of the best ``count`` matches in their order, and the negatives of their scores."""
    scores = matches.scores
    if isinstance(scores, float):
        few = min(count, len(matches))
        return np.arange(few), np.full(few, -round(scores, SCORE_DIGITS))
    if len(scores) <= count:
        keys = -scores.round(SCORE_DIGITS)
        first = _first(keys, count)
        return first, keys.take(first)
    near = (scores >= _at_least(scores, count) - _UNROUNDED).nonzero()[0]
    keys = -scores.take(near).round(SCORE_DIGITS)
    first = _first(keys, count)
    return near.take(first), keys.take(first)


def _dated(matches: Matches, segment: Segment, sort: Sort, count: int) -> tuple[Numbers, Floats]:
    """The places of the first ``count`` matches by date, and their keys."""
    keys = _DATED[sort](segment.days.take(matches.documents))
    first = _first(keys, count)
    return first, keys.take(first)


def _at_least(scores: Floats, count: int) -> float:
    """A score that at least ``count`` of the scores reach, near the one that exactly so many do."""
    if len(scores) > _RUN * count:  # so many groups have a best one that reaches it
        scores = scores[: len(scores) // _RUN * _RUN].reshape(_RUN, -1).max(axis=0)
    kth = len(scores) - count
    return float(np.partition(scores, kth)[kth])


def _first(keys: Floats, count: int) -> Numbers:
    """The places of the ``count`` smallest keys, ascending; of equal keys the first."""
    if len(keys) <= max(count, _FEW):
        return keys.argsort(kind="stable")[:count]
    last = np.partition(keys, count - 1)[count - 1]
    below = np.flatnonzero(keys < last)
    kept = np.sort(np.concatenate((below, np.flatnonzero(keys == last)[: count - len(below)])))
    return kept[keys[kept].argsort(kind="stable")]


def _oldest(days: Numbers) -> Floats:
    return np.where(days == 0, np.inf, days)


def _newest(days: Numbers) -> Floats:
    return np.negative(days, dtype=np.float64)  # the undated have day 0


_DATED: Mapping[Sort, Callable[[Numbers], Floats]] = {Sort.OLDEST: _oldest, Sort.NEWEST: _newest}
