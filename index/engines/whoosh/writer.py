"""How does an index come to be? Segments are built, here or in other processes, kept, merged, and named in a table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import chain
from operator import attrgetter
from pathlib import Path

from whoosh.codec.whoosh3 import W3Segment
from whoosh.index import create_in

from index.apart import processors
from index.engines.base import EngineWriter, KeptRows
from index.engines.whoosh.codec import ArrayCodec
from index.engines.whoosh.kept_segments import keep_segments
from index.engines.whoosh.merge_policy import MERGE_POLICY, MergePolicy
from index.engines.whoosh.schema import SCHEMA
from index.engines.whoosh.segment_merger import merge
from index.engines.whoosh.segment_workers import SegmentWorkers
from index.engines.whoosh.segments_builder import SegmentsBuilder
from index.entries import Entry

WORDS_HELD = 20_000_000  # by all processes together; writing them takes some 400 MB
ALONE = 1_000_000  # words that are built sooner than another process starts and learns the same words
_BATCH = 1024  # entries that are handed on together …
_LETTERS = 8_000_000  # … or fewer, with so many
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

        Beyond ``alone`` words, so many other processes build as well (None: as many as there are processors, but this
        one's and one for the site that goes on serving).
        """
        self._directory, self._policy, self._alone = directory, policy, alone
        self._many = _spare_processors() if workers is None else workers
        self._held = words_held // (self._many + 1)
        self._index = create_in(str(directory), SCHEMA)
        self._builder = SegmentsBuilder(self._index.storage, self._index.indexname, self._held)
        self._batch: list[Entry] = []
        self._letters = 0  # in the batch
        self._workers: SegmentWorkers | None = None  # started when they are needed; until then there is no batch
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
        if self._kept_rows and self._is_kept(entry.row):
            raise ValueError(f"Row {entry.row} is that of a kept entry.")
        self._last_row = entry.row
        if self._workers:
            self._share(entry)
        else:
            self._builder.add(entry)
            if self._many and self._builder.words > self._alone:
                self._workers = SegmentWorkers(self._directory, self._index.indexname, self._many, self._held)

    def publish(self) -> None:
        if self._workers:
            self._hand_on()
            self._workers.close()
        written = self._builder.finish()
        if self._workers:
            written += self._workers.segments()
        segments = self._merged(written)
        writer = self._index.writer(codec=ArrayCodec(), compound=False)
        writer.commit(mergetype=lambda _, before: [*before, *segments])
        for lock in self._directory.glob("*_WRITELOCK"):
            lock.unlink()  # Whoosh leaves the empty file it locked; a finished index is never written again

    def discard(self) -> None:
        if self._workers:
            self._workers.discard()

    def _is_kept(self, row: int) -> bool:
        place = bisect_right(self._kept_rows, row, key=attrgetter("start"))
        return place > 0 and row in self._kept_rows[place - 1]

    def _share(self, entry: Entry) -> None:
        """Put an entry into the batch, and hand that on when it is full."""
        self._batch.append(entry)
        self._letters += sum(map(len, chain.from_iterable(entry.fields.values())))
        if len(self._batch) >= _BATCH or self._letters >= _LETTERS:
            self._hand_on()

    def _hand_on(self) -> None:
        """Hand the batch to a process that has time, or build it here."""
        batch, self._batch, self._letters = self._batch, [], 0
        if not (batch and self._workers and self._workers.take(batch)):
            for entry in batch:
                self._builder.add(entry)

    def _merged(self, written: list[W3Segment]) -> list[W3Segment]:
        segments = [*self._kept, *written]
        merged = self._policy.to_merge(self._kept, written)
        if not merged:
            return segments
        others = [segment for segment in segments if segment not in merged]
        return [*others, merge(merged, self._index.storage, self._index.indexname)]


def _spare_processors() -> int:
    return min(max(processors() - 2, 0), _MOST_WORKERS)
