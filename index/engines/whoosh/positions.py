"""Do words stand together? The conditions of a phrase and of NEAR, on the positions of the words in one text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence


def one_after_another(words: Sequence[str], positions: Mapping[str, Sequence[int]]) -> bool:
    """Whether the words stand at consecutive positions, in their order. ``positions`` has each word's, ascending."""
    later = [(ahead, frozenset(positions[word])) for ahead, word in enumerate(words) if ahead]
    return any(all(start + ahead in places for ahead, places in later) for start in positions[words[0]])


def close_together(words: Sequence[str], positions: Mapping[str, Sequence[int]], within: int) -> bool:
    """Whether a stretch holds the words in any order, each as often as asked, its last position at most
    ``within + len(words) - 2`` after its first."""
    span = within + len(words) - 2
    needed = Counter(words)
    starts = (start for places in positions.values() for start in places)
    return any(
        all(_between(positions[word], start, start + span) >= times for word, times in needed.items())
        for start in starts
    )


def _between(ascending: Sequence[int], first: int, last: int) -> int:
    """How many of the positions lie from ``first`` to ``last``, both included."""
    return bisect_right(ascending, last) - bisect_left(ascending, first)
