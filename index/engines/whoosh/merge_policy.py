"""Which segments should become one? Few segments make searches quick, merging takes time.

At 500,000 turns a page took 1.3 times as long on three segments as on one, and a search 1.4 times where
anything was deleted.
Merging all of them took 1.6 s of one core, a sixth of building them: what a build writes, it makes one segment of. But
a build that changes one document should not take longer the larger the archive is, so large old ones stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from whoosh.codec.whoosh3 import W3Segment


@dataclass(frozen=True, slots=True)
class MergePolicy:
    """``written``: how many segments that a build has written may stay; ``cheap``: how many entries of others are
    merged without need; ``segments``: how many may stay in all; ``deleted``: the share of a segment's entries that may
    be deleted."""

    written: int = 1
    cheap: int = 200_000
    segments: int = 4
    deleted: float = 0.2

    def to_merge(self, kept: Sequence[W3Segment], written: Sequence[W3Segment]) -> list[W3Segment]:
        """Those that should become one. If there are too many, it is the smallest that go."""
        chosen = [each for each in kept if each.deleted_count() > self.deleted * each.doc_count_all()]
        if len(written) > self.written:
            chosen += written
        others = sorted((each for each in (*kept, *written) if each not in chosen), key=W3Segment.doc_count)
        cheap = sum(entries <= self.cheap for entries in accumulate(each.doc_count() for each in others))
        surplus = len(others) - self.segments + 1
        chosen += others[: max(cheap, surplus if chosen or surplus > 1 else 0)]
        return chosen if len(chosen) > 1 or any(each.has_deletions() for each in chosen) else []


MERGE_POLICY = MergePolicy()
