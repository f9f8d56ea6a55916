"""How does an index come to be? Entries are collected until there are enough for a segment, and written at once."""

from __future__ import annotations

from pathlib import Path

from whoosh.codec.whoosh3 import W3Segment
from whoosh.index import create_in

from index.engines.base import EngineWriter
from index.engines.whoosh.codec import ArrayCodec
from index.engines.whoosh.schema import SCHEMA
from index.engines.whoosh.segment_builder import SegmentBuilder
from index.entries import Entry

WORDS_HELD = 16_000_000  # words of one segment; writing it takes some 600 MB


class WhooshWriter(EngineWriter):
    """Writes one index into an empty directory. The files of segments lie open in it, so that readers map them."""

    def __init__(self, directory: Path, words_held: int = WORDS_HELD) -> None:
        """A segment is written whenever ``words_held`` words have been collected, so memory stays bounded."""
        self._directory, self._words_held = directory, words_held
        self._index = create_in(str(directory), SCHEMA)
        self._writer = self._index.writer(codec=ArrayCodec(), compound=False)
        self._builder = SegmentBuilder()
        self._segments: list[W3Segment] = []
        self._last_row = -1

    def add(self, entry: Entry) -> None:
        """Index an entry. Raises ValueError when its row is not above the last one's: order breaks ties."""
        if entry.row <= self._last_row:
            raise ValueError(f"Row {entry.row} came after row {self._last_row}; add entries in ascending rows.")
        self._last_row = entry.row
        self._builder.add(entry)
        if self._builder.words >= self._words_held:
            self._flush()

    def publish(self) -> None:
        self._flush()
        self._writer.commit(mergetype=lambda _, before: [*before, *self._segments])
        self._remove_lock()

    def discard(self) -> None:
        self._writer.cancel()
        self._remove_lock()

    def _flush(self) -> None:
        if self._builder.entries:
            self._segments.append(self._builder.write(self._index.storage, self._index.indexname))
            self._builder = SegmentBuilder()

    def _remove_lock(self) -> None:
        """Whoosh leaves the empty file it locked; a finished index is never written again and needs none."""
        for lock in self._directory.glob("*_WRITELOCK"):
            lock.unlink()
