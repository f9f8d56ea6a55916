"""How do any number of entries become segments? One after another, each of as many words as memory may hold."""

from __future__ import annotations

from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import Storage

from index.engines.whoosh.segment_builder import SegmentBuilder
from index.engines.whoosh.vocabulary import Vocabulary
from index.entries import Entry

_REMEMBERED = 8  # a vocabulary of one in so many of the words held is too large to go on with


class SegmentsBuilder:
    """Entries are collected until they have ``words_held`` words, and written at once."""

    def __init__(self, storage: Storage, index_name: str, words_held: int) -> None:
        self._storage, self._index_name, self._words_held = storage, index_name, words_held
        self._vocabulary = Vocabulary()
        self._builder = SegmentBuilder(self._vocabulary)
        self._segments: list[W3Segment] = []

    @property
    def words(self) -> int:
        """About how many words are held."""
        return self._builder.words

    def add(self, entry: Entry) -> None:
        self._builder.add(entry)
        if self._builder.words >= self._words_held:
            self._write()

    def finish(self) -> list[W3Segment]:
        """Write what is held; all segments that were written."""
        if self._builder.entries:
            self._write()
        return self._segments

    def _write(self) -> None:
        self._segments.append(self._builder.write(self._storage, self._index_name))
        if len(self._vocabulary) > self._words_held // _REMEMBERED:
            self._vocabulary = Vocabulary()
        self._builder = SegmentBuilder(self._vocabulary)
