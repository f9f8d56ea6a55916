"""How does an index come to be? Entries are collected until there are enough for a segment, and written at once."""

from __future__ import annotations

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
from index.engines.whoosh.segment_builder import SegmentBuilder
from index.engines.whoosh.segment_merger import merge
from index.engines.whoosh.vocabulary import Vocabulary
from index.entries import Entry

WORDS_HELD = 16_000_000  # in one segment; writing it takes some 600 MB


class WhooshWriter(EngineWriter):
    """Writes one index into an empty directory. The files of segments lie open in it, so that readers map them."""

    def __init__(self, directory: Path, words_held: int = WORDS_HELD, policy: MergePolicy = MERGE_POLICY) -> None:
        """A segment is written whenever ``words_held`` words have been collected, so memory stays bounded."""
        self._directory, self._words_held, self._policy = directory, words_held, policy
        self._index = create_in(str(directory), SCHEMA)
        self._vocabulary = Vocabulary()
        self._builder = SegmentBuilder(self._vocabulary)
        self._segments: list[W3Segment] = []
        self._kept: Sequence[range] = ()  # rows, ascending
        self._last_row = -1

    def keep(self, before: Path, rows: Sequence[KeptRows]) -> None:
        self._segments += keep_segments(before, rows, self._directory)
        self._kept = [range(run.now, run.now + run.last - run.first + 1) for run in rows]

    def add(self, entry: Entry) -> None:
        """Index an entry. Raises ValueError when its row is not above the last one's, or kept."""
        if entry.row <= self._last_row:
            raise ValueError(f"Row {entry.row} came after row {self._last_row}; add entries in ascending rows.")
        place = bisect_right(self._kept, entry.row, key=attrgetter("start"))
        if place and entry.row in self._kept[place - 1]:
            raise ValueError(f"Row {entry.row} is that of a kept entry.")
        self._last_row = entry.row
        self._builder.add(entry)
        if self._builder.words >= self._words_held:
            self._flush()

    def publish(self) -> None:
        self._flush()
        self._merge()
        writer = self._index.writer(codec=ArrayCodec(), compound=False)
        writer.commit(mergetype=lambda _, before: [*before, *self._segments])
        for lock in self._directory.glob("*_WRITELOCK"):
            lock.unlink()  # Whoosh leaves the empty file it locked; a finished index is never written again

    def discard(self) -> None:
        """No file is held open between two calls."""

    def _merge(self) -> None:
        merged = self._policy.to_merge(self._segments)
        if merged:
            others = [segment for segment in self._segments if segment not in merged]
            self._segments = [*others, merge(merged, self._index.storage, self._index.indexname)]

    def _flush(self) -> None:
        if self._builder.entries:
            self._segments.append(self._builder.write(self._index.storage, self._index.indexname))
            if len(self._vocabulary) > self._words_held // 8:
                self._vocabulary = Vocabulary()
            self._builder = SegmentBuilder(self._vocabulary)
