"""Which entries match, and with what scores? Sets of entries as ascending arrays, and their algebra."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.engines.whoosh.array_file import Documents, Mask, Numbers

Scores = NDArray[np.float64] | float  # one for each entry, or the same for all
Weigh = Callable[[Documents], Scores]  # the scores of some of the entries that match, ascending as these are

_SPARSE = 12  # how many times longer a list must be for the other to be looked up in it
_DENSE = 8  # from an eighth of the segment on, a union is made in an array over all of it
_STRETCH = 1 << 17  # entries of that array at a time


@dataclass(frozen=True, slots=True)
class Matches:
    """Entries of one segment, ascending. Scores are worked out when asked for, of the entries that are left then."""

    documents: Documents
    weigh: Weigh | float = 0.0  # a number: the same score for all

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def scores(self) -> Scores:
        """The score of each entry, or the one that all have."""
        return self.weigh if isinstance(self.weigh, float) else self.weigh(self.documents)

    def at(self, places: Numbers) -> Matches:
        """Those at some places, ascending."""
        return Matches(self.documents.take(places), self.weigh)

    def where(self, kept: Mask) -> Matches:
        return self.at(np.flatnonzero(kept))


NONE = Matches(np.empty(0, np.int32))


def everything(size: int) -> Matches:
    return Matches(np.arange(size, dtype=np.int32))


def both(one: Matches, other: Matches, size: int) -> Matches:
    """The entries in both, with the sum of their scores."""
    here, _ = common(one.documents, other.documents, size)
    return Matches(one.documents.take(here), _sum(one.weigh, other.weigh))


def _sum(one: Weigh | float, other: Weigh | float) -> Weigh | float:
    if isinstance(one, float) and isinstance(other, float):
        return one + other
    return lambda documents: _of(one, documents) + _of(other, documents)


def _of(weigh: Weigh | float, documents: Documents) -> Scores:
    return weigh if isinstance(weigh, float) else weigh(documents)


def without(one: Matches, other: Documents, size: int) -> Matches:
    """The entries of ``one`` that are not among the others."""
    if not len(other):
        return one
    kept = np.ones(size, np.bool_)
    kept[other] = False
    return one.where(kept.take(one.documents))


def common(one: Documents, other: Documents, size: int) -> tuple[Numbers, Numbers]:
    """Where in each of two ascending lists the entries stand that both have."""
    if len(one) > len(other):
        there, here = common(other, one, size)
        return here, there
    if len(one) == 0:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    if len(one) * _SPARSE < len(other):
        at = np.minimum(np.searchsorted(other, one), len(other) - 1)
        here = np.flatnonzero(other.take(at) == one)
        return here, at.take(here)
    standing = np.zeros(size, np.int32)
    standing[other] = np.arange(1, len(other) + 1, dtype=np.int32)
    at = standing.take(one)
    here = np.flatnonzero(at)
    return here, at.take(here) - 1


def places(some: Documents, among: Documents, size: int) -> Numbers:
    """Where in a list each of some of its entries stands."""
    return np.arange(len(some)) if len(some) == len(among) else common(some, among, size)[1]


def union(parts: Sequence[Matches], size: int) -> Matches:
    """The entries in any of the parts, with the sum of their scores."""
    parts = [part for part in parts if len(part)]
    if len(parts) < 2:
        return parts[0] if parts else NONE
    if sum(map(len, parts)) * _DENSE < size:
        return _sparse_union(parts)
    return _dense_union(parts, size)


def _dense_union(parts: Sequence[Matches], size: int) -> Matches:
    """A union made in an array over a stretch of the segment at a time, as much as stays in the processor's cache."""
    cuts = range(0, size + _STRETCH, _STRETCH)
    scored = [(part.documents, _each(part), np.searchsorted(part.documents, cuts).tolist()) for part in parts]
    documents: list[Documents] = []
    sums: list[NDArray[np.float64]] = []
    for number, first in enumerate(cuts[:-1]):
        found, sum_ = np.zeros(_STRETCH, np.bool_), np.zeros(_STRETCH)
        for places, scores, bounds in scored:
            start, end = bounds[number], bounds[number + 1]
            at = places[start:end].astype(np.intp) - first
            found[at] = True
            np.add.at(sum_, at, scores[start:end])  # three times as fast as +=
        here = np.flatnonzero(found)
        documents.append((here + first).astype(np.int32))
        sums.append(sum_.take(here))
    return _with_scores(np.concatenate(documents), np.concatenate(sums))


def _each(part: Matches) -> NDArray[np.float64]:
    """The score of each entry, one by one."""
    return np.broadcast_to(np.asarray(part.scores), len(part))


def union_of(lists: Sequence[Documents], size: int) -> Documents:
    """The entries in any of the lists."""
    lists = [each for each in lists if len(each)]
    if len(lists) < 2:
        return lists[0] if lists else NONE.documents
    if sum(map(len, lists)) * _DENSE < size:
        return distinct(np.sort(np.concatenate(lists)))
    found = np.zeros(size, np.bool_)
    for each in lists:
        found[each] = True
    return np.flatnonzero(found).astype(np.int32)


def _sparse_union(parts: Sequence[Matches]) -> Matches:
    documents = np.concatenate([part.documents for part in parts])
    scores = np.concatenate([_each(part) for part in parts])
    order = np.argsort(documents, kind="stable")
    documents = documents.take(order)
    starts = np.flatnonzero(np.concatenate(([True], documents[1:] != documents[:-1])))
    return _with_scores(documents.take(starts), np.add.reduceat(scores.take(order), starts))


def distinct(ascending: Documents) -> Documents:
    """Each of some ascending numbers once."""
    first = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return ascending[first]


def _with_scores(documents: Documents, scores: NDArray[np.float64]) -> Matches:
    def weigh(some: Documents) -> Scores:
        return scores if len(some) == len(documents) else scores.take(np.searchsorted(documents, some))

    return Matches(documents, weigh)
