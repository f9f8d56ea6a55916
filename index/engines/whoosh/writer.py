"""How does an index come to be? Segments are built, here or in other processes, kept, merged, and named in a table."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path

from whoosh.codec.whoosh3 import W3Segment
from whoosh.index import create_in

from index.engines.base import EngineWriter, KeptRows
from index.engines.whoosh.codec import ArrayCodec
from index.engines.whoosh.kept_segments import keep_segments
from index.engines.whoosh.merge_policy import MERGE_POLICY, MergePolicy
from index.engines.whoosh.schema import SCHEMA
from index.engines.whoosh.segment_merger import merge
from index.engines.whoosh.segment_workers import SegmentWorkers
from index.engines.whoosh.segments_builder import SegmentsBuilder
from index.entries import Entry

WORDS_HELD = 8_000_000  # by all processes together; writing them takes some 300 MB
ALONE = 1_000_000  # words that are built sooner than another process starts and learns the same words
_MOST_WORKERS = 4


class WhooshWriter(EngineWriter):
    """Writes one index into an empty directory. The files of segments lie open in it, so that readers map them."""

    def __init__(
        self,
        directory: Path,
        words_held: int = WORDS_HELD,
        policy: MergePolicy = MERGE_POLICY,
        workers: int | None = None,
        alone: int = ALONE,
    ) -> None:
        """A segment is written whenever ``words_held`` words have been collected, so memory stays bounded.

        What comes after ``alone`` words is built by so many other processes (None: as many as there are processors
        beside the one that is busy here).
        """
        self._directory, self._words_held, self._policy = directory, words_held, policy
        self._many = min((os.cpu_count() or 1) - 1, _MOST_WORKERS) if workers is None else workers
        self._alone = alone if self._many else None
        self._index = create_in(str(directory), SCHEMA)
        self._builder = SegmentsBuilder(self._index.storage, self._index.indexname, words_held)
        self._workers: SegmentWorkers | None = None  # started when they are needed
        self._written: list[W3Segment] = []
        self._kept: list[W3Segment] = []
        self._kept_rows: Sequence[range] = ()  # ascending
        self._last_row = -1

    def keep(self, before: Path, rows: Sequence[KeptRows]) -> None:
        self._kept = keep_segments(before, rows, self._directory)
        self._kept_rows = [range(run.now, run.now + run.last - run.first + 1) for run in rows]

    def add(self, entry: Entry) -> None:
        """Index an entry. Raises ValueError when its row is not above the last one's, or kept, and
        :class:`~.segment_workers.WorkerLost`."""
        if entry.row <= self._last_row:
            raise ValueError(f"Row {entry.row} came after row {self._last_row}; add entries in ascending rows.")
        place = bisect_right(self._kept_rows, entry.row, key=attrgetter("start"))
        if place and entry.row in self._kept_rows[place - 1]:
            raise ValueError(f"Row {entry.row} is that of a kept entry.")
        self._last_row = entry.row
        if self._workers:
            self._workers.add(entry)
            return
        self._builder.add(entry)
        if self._alone is not None and self._builder.words > self._alone:
            self._begin_workers()

    def publish(self) -> None:
        self._written += (self._workers or self._builder).finish()
        segments = self._merged()
        writer = self._index.writer(codec=ArrayCodec(), compound=False)
        writer.commit(mergetype=lambda _, before: [*before, *segments])
        for lock in self._directory.glob("*_WRITELOCK"):
            lock.unlink()  # Whoosh leaves the empty file it locked; a finished index is never written again

    def discard(self) -> None:
        if self._workers:
            self._workers.discard()

    def _begin_workers(self) -> None:
        """What was added so far is a segment of its own, written while the processes start."""
        held = self._words_held // self._many
        self._workers = SegmentWorkers(self._directory, self._index.indexname, self._many, held)
        self._written += self._builder.finish()

    def _merged(self) -> list[W3Segment]:
        segments = [*self._kept, *self._written]
        merged = self._policy.to_merge(self._kept, self._written)
        if not merged:
            return segments
        others = [segment for segment in segments if segment not in merged]
        return [*others, merge(merged, self._index.storage, self._index.indexname)]
