"""Which matches come first? The best few of one segment in a sort's order, found without sorting all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from index.engines.whoosh.array_file import Numbers
from index.engines.whoosh.matches import Matches
from index.engines.whoosh.opened import Segment
from index.request import Sort

SCORE_DIGITS = 9

First = tuple[float, int, float]  # a key of the order, the row, the score
Keys = NDArray[np.float64]

_RUN = 64  # scores of which only the best is looked at first
_UNROUNDED = 10.0**-SCORE_DIGITS  # more than rounding can move a score


def window(matches: Matches, segment: Segment, sort: Sort, count: int) -> list[First]:
    """The first ``count`` matches of a segment in an order; equal ones in order of their rows."""
    if not count or not len(matches):
        return []
    if sort is Sort.RELEVANCE:
        matches, keys = _best(matches, count)
    else:
        keys = _DATED[sort](segment.days.take(matches.documents))
    places = _first(keys, count)
    chosen = matches.at(places)
    scores = np.broadcast_to(np.round(chosen.scores, SCORE_DIGITS), len(places))
    rows = segment.rows.take(chosen.documents)
    return list(zip(keys[places].tolist(), rows.tolist(), scores.tolist(), strict=True))


def _best(matches: Matches, count: int) -> tuple[Matches, Keys]:
    """The matches that can be among the best ``count``, in their order, and the negatives of their scores."""
    if isinstance(matches.scores, float):
        few = Matches(matches.documents[:count], matches.scores)
        return few, np.full(len(few), -round(matches.scores, SCORE_DIGITS))
    scores = matches.scores
    if len(scores) > count:
        kept = np.flatnonzero(scores >= _at_least(scores, count) - _UNROUNDED)
        matches, scores = matches.at(kept), scores.take(kept)
    return matches, -np.round(scores, SCORE_DIGITS)


def _at_least(scores: Keys, count: int) -> float:
    """A score that at least ``count`` of the scores reach, near the one that exactly so many do."""
    if len(scores) > _RUN * count:  # so many runs have a best one that reaches it
        scores = scores[: len(scores) // _RUN * _RUN].reshape(-1, _RUN).max(axis=1)
    return float(np.partition(scores, len(scores) - count)[len(scores) - count])


def _first(keys: Keys, count: int) -> Numbers:
    """The places of the ``count`` smallest keys, ascending; of equal keys the first."""
    if count < len(keys):
        last = np.partition(keys, count - 1)[count - 1]
        below = np.flatnonzero(keys < last)
        kept = np.sort(np.concatenate((below, np.flatnonzero(keys == last)[: count - len(below)])))
    else:
        kept = np.arange(len(keys))
    return kept[np.argsort(keys[kept], kind="stable")]


def _oldest(days: Numbers) -> Keys:
    return np.where(days == 0, np.inf, days)


def _newest(days: Numbers) -> Keys:
    return np.negative(days, dtype=np.float64)  # the undated have day 0


_DATED: Mapping[Sort, Callable[[Numbers], Keys]] = {Sort.OLDEST: _oldest, Sort.NEWEST: _newest}
