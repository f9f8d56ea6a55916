"""Which entries match, and with what scores? Sets of entries as ascending arrays, and their algebra."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.engines.whoosh.array_file import Documents, Floats, Mask, Numbers

Scores = Floats | float  # one for each entry, or the same for all
Weigh = Callable[[Documents], Scores]  # the scores of some of the entries that match, ascending as these are

_SPARSE = 24  # how many times longer a list must be for the other to be looked up in it
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
        return self.at(kept.nonzero()[0])


NONE = Matches(np.empty(0, np.int32))


def everything(size: int) -> Matches:
    return Matches(np.arange(size, dtype=np.int32))


def both(one: Matches, other: Matches, size: int) -> Matches:
    """The entries in both, with the sum of their scores."""
    return Matches(common(one.documents, other.documents, size), _sum(one.weigh, other.weigh))


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


def common(one: Documents, other: Documents, size: int) -> Documents:
    """The entries that two ascending lists both have."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    if len(few) * _SPARSE < len(many):
        return few.take(_looked_up(few, many)[0])
    return many.take(_marked(few, many, size))


def shared(one: Documents, other: Documents, size: int) -> tuple[Documents, Numbers, Numbers]:
    """The entries that two ascending lists both have, and where these stand in each."""
    if len(one) > len(other):
        documents, there, here = shared(other, one, size)
        return documents, here, there
    if len(one) * _SPARSE < len(other):
        here, there = _looked_up(one, other)
        return one.take(here), here, there
    there = _marked(one, other, size)
    documents = other.take(there)
    return documents, places(documents, one, size), there


def places(some: Documents, among: Documents, size: int) -> Numbers:
    """Where in a list each of some of its entries stands."""
    if len(some) == len(among):
        return np.arange(len(some))
    return among.searchsorted(some) if len(some) * _SPARSE < len(among) else _marked(some, among, size)


def _looked_up(few: Documents, many: Documents) -> tuple[Numbers, Numbers]:
    """Where in each of two ascending lists the entries stand that both have, by looking for each of the few."""
    at = np.minimum(many.searchsorted(few), len(many) - 1)
    here = (many.take(at) == few).nonzero()[0]
    return here, at.take(here)


def _marked(some: Documents, among: Documents, size: int) -> Numbers:
    """Where in a list those of its entries stand that are among some of the segment."""
    marks = np.zeros(size, np.bool_)
    marks[some] = True
    return marks.take(among).nonzero()[0]


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
    stretch = min(size, _STRETCH)
    cuts = np.arange(0, size + stretch, stretch, dtype=np.int32)
    scored = [(part.documents, _each(part), part.documents.searchsorted(cuts).tolist()) for part in parts]
    documents: list[Documents] = []
    sums: list[Floats] = []
    for number, first in enumerate(cuts[:-1].tolist()):
        found, sum_ = np.zeros(stretch, np.bool_), np.zeros(stretch)
        for places, scores, bounds in scored:
            start, end = bounds[number], bounds[number + 1]
            at = np.subtract(places[start:end], first, dtype=np.intp)
            found[at] = True
            np.add.at(sum_, at, scores[start:end])  # three times as fast as +=
        here = found.nonzero()[0]
        documents.append(np.add(here, first, dtype=np.int32, casting="same_kind"))
        sums.append(sum_.take(here))
    return _with_scores(np.concatenate(documents), np.concatenate(sums))


def _each(part: Matches) -> Floats:
    """The score of each entry, one by one."""
    scores = part.scores
    return np.full(len(part), scores) if isinstance(scores, float) else scores


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
    order = documents.argsort(kind="stable")
    documents = documents.take(order)
    starts = _changes(documents).nonzero()[0]
    return _with_scores(documents.take(starts), np.add.reduceat(scores.take(order), starts))


def distinct(ascending: Documents) -> Documents:
    """Each of some ascending numbers once."""
    return ascending[_changes(ascending)]


def _changes(ascending: Documents) -> Mask:
    """Which of some ascending numbers are not the one before."""
    first = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return first


def _with_scores(documents: Documents, scores: Floats) -> Matches:
    def weigh(some: Documents) -> Scores:
        return scores if len(some) == len(documents) else scores.take(np.searchsorted(documents, some))

    return Matches(documents, weigh)
