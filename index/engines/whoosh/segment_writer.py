"""Which files make a segment? Terms, columns and lengths, written from arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing

import numpy as np
from whoosh.codec.whoosh3 import STORED_COLUMN, W3Codec, W3Segment
from whoosh.filedb.filestore import Storage
from whoosh.filedb.structfile import StructFile

from index.engines.whoosh.array_file import Numbers
from index.engines.whoosh.codec import ArrayCodec, terms_writer
from index.engines.whoosh.columns import Values, write_numbers, write_ordinals
from index.engines.whoosh.terms_writer import NewTerms


class SegmentWriter:
    """Writes one segment: columns in any order, fields in ascending order. The files are those that Whoosh's own writer
    makes with the same codec, byte for byte; it takes one posting at a time."""

    def __init__(self, storage: Storage, index_name: str, entries: int) -> None:
        self._storage, self._entries = storage, entries
        self._segment = W3Segment(ArrayCodec(), index_name)
        self._segment.set_doc_count(entries)
        self._terms = terms_writer(storage, self._segment)
        self._words: dict[str, int] = {}

    def values(self, name: str, combinations: Sequence[Values], ordinals: Numbers) -> None:
        """Write a column of values, as :func:`~.columns.write_ordinals` takes them."""
        with self._column(name) as file:
            write_ordinals(file, combinations, ordinals)

    def numbers(self, name: str, numbers: Numbers) -> None:
        """Write a column of numbers."""
        with self._column(name) as file:
            write_numbers(file, numbers)

    def field(self, name: str, terms: Iterable[NewTerms], lengths: Numbers) -> None:
        """Write the terms of a field, if it has any. ``lengths``: the kept length of each entry's text, as a byte."""
        words = self._terms.field(name, terms, lengths)
        if words:
            self._words[name] = words
            with self._column(f"_{name}_len") as file:
                file.write(np.trim_zeros(lengths, "b").tobytes())

    def finish(self) -> W3Segment:
        """The segment. It belongs to the index once it stands in its table of contents."""
        self._terms.close()
        with self._column("_stored") as file:
            STORED_COLUMN.writer(file).finish(self._entries)
        self._segment._fieldlengths = self._words  # type: ignore[attr-defined]  # whoosh sets it from outside as well
        return self._segment

    def _column(self, name: str) -> closing[StructFile]:
        return closing(self._storage.create_file(W3Codec.column_filename(self._segment, name)))
