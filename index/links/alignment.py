"""Which items of one sequence are which items of another? Alignment by what is unique, in nearly linear time.

The way of patience diff: equal beginnings and endings are matched, then items that are unique in both stretches and
keep their order become anchors, and every stretch between two anchors is treated the same way. Where equal items stand
beside each other and one of them was put in or taken out, nobody can say which: :func:`doubtful` tells those matches.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import pairwise

_DEEPEST = 12  # anchors within anchors; what is deeper stays unmatched

Pairs = dict[int, int]  # place in the sequence before → place in the sequence after, in the same order
Gap = tuple[range, range]  # what lies between two matches, before and after


def align(before: Sequence[Hashable], after: Sequence[Hashable]) -> Pairs:
    """Matches of equal items that keep their order."""
    pairs: Pairs = {}
    stretches = [(0, len(before), 0, len(after), 0)]
    while stretches:
        start, end, begin, stop, depth = stretches.pop()
        while start < end and begin < stop and before[start] == after[begin]:
            pairs[start] = begin
            start, begin = start + 1, begin + 1
        while start < end and begin < stop and before[end - 1] == after[stop - 1]:
            end, stop = end - 1, stop - 1
            pairs[end] = stop
        if start == end or begin == stop or depth == _DEEPEST:
            continue
        anchors = _anchors(before, after, range(start, end), range(begin, stop))
        pairs.update(anchors)
        if anchors:
            edges = [(start - 1, begin - 1), *anchors, (end, stop)]
            for (last, previous), (first, following) in pairwise(edges):
                stretches.append((last + 1, first, previous + 1, following, depth + 1))
    return dict(sorted(pairs.items()))


def gaps(pairs: Mapping[int, int], before: int, after: int) -> Iterator[Gap]:
    """What lies between matches that keep their order, in sequences of these lengths; never two empty ranges."""
    last, previous = -1, -1
    for first, following in (*pairs.items(), (before, after)):
        gap = range(last + 1, first), range(previous + 1, following)
        if gap[0] or gap[1]:
            yield gap
        last, previous = first, following


def doubtful(before: Sequence[Hashable], after: Sequence[Hashable], pairs: Mapping[int, int]) -> set[int]:
    """The places before whose match might as well be another: equal items lie unmatched right beside them.

    Of "No! No! No!" that became "No! No!" nobody can say which one was taken out.
    """
    found: set[int] = set()
    backwards = {there: here for here, there in pairs.items()}
    for old, new in gaps(pairs, len(before), len(after)):
        loose = {before[place] for place in old} | {after[place] for place in new}
        for step, place, there in ((-1, old.start - 1, new.start - 1), (1, old.stop, new.stop)):
            while backwards.get(there) == place and before[place] in loose:
                found.add(place)
                place, there = place + step, there + step
    return found


def _anchors(before: Sequence[Hashable], after: Sequence[Hashable], old: range, new: range) -> list[tuple[int, int]]:
    """Items unique in both stretches, the most of them that keep their order."""
    here, there = _unique(before, old), _unique(after, new)
    return _rising([(place, there[item]) for item, place in here.items() if item in there])


def _unique(items: Sequence[Hashable], stretch: range) -> dict[Hashable, int]:
    places: dict[Hashable, int] = {}
    repeated = set()
    for place in stretch:
        if items[place] in places:
            repeated.add(items[place])
        places[items[place]] = place
    return {item: place for item, place in places.items() if item not in repeated}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs (ascending in the first) that ascends in the second: patience sorting."""
    ends: list[int] = []  # the smallest second number that ends a run of each length
    tops: list[int] = []  # the pair that does
    before: list[int] = []  # the pair that precedes each one in its run
    for number, (_, there) in enumerate(pairs):
        length = bisect_left(ends, there)
        before.append(tops[length - 1] if length else -1)
        if length == len(ends):
            ends.append(there)
            tops.append(number)
        else:
            ends[length], tops[length] = there, number
    run = []
    number = tops[-1] if tops else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]
