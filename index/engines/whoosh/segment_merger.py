"""How do several segments become one? Their entries in order of rows, without the deleted ones, array by array.

The files are those of a segment that was built of the same entries at once, byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import Storage

from index.engines.whoosh.array_file import Numbers
from index.engines.whoosh.codec import terms_file
from index.engines.whoosh.columns import NumberReader, OrdinalReader
from index.engines.whoosh.schema import DAY, ROW, VALUES
from index.engines.whoosh.segment_writer import SegmentWriter
from index.engines.whoosh.terms_merger import MovedTerms, merged_terms


def merge(segments: Sequence[W3Segment], storage: Storage, index_name: str) -> W3Segment:
    """Write the segment that has every entry of some segments; at least one entry must be alive."""
    olds = [_Old(storage, segment) for segment in segments]
    order = np.argsort(np.concatenate([old.numbers(ROW) for old in olds]), kind="stable")
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    before = 0
    for old in olds:
        old.moved[old.living] = places[before : before + len(old.living)]
        before += len(old.living)
    writer = SegmentWriter(storage, index_name, len(order))
    for name in (ROW, DAY):
        writer.numbers(name, np.concatenate([old.numbers(name) for old in olds])[order])
    for name in VALUES:
        columns = [old.values(name) for old in olds]
        shifts = np.cumsum([0, *(column.combinations for column in columns)])
        combinations = [column.combination(number) for column in columns for number in range(column.combinations)]
        ordinals = [
            column.ordinals[old.living] + shift for old, column, shift in zip(olds, columns, shifts, strict=False)
        ]
        writer.values(name, combinations, np.concatenate(ordinals)[order])
    for field in sorted({field for old in olds for field in old.terms.fields}):
        lengths = np.concatenate([old.lengths(field) for old in olds])[order]
        having = [MovedTerms(old.terms, field, old.moved) for old in olds if field in old.terms.fields]
        writer.field(field, merged_terms(having), lengths)
    return writer.finish()


class _Old:
    """A segment that becomes part of another. ``living``: the entries that are not deleted; columns are of these only.
    ``moved``: the new number of each entry, -1 for the deleted ones."""

    def __init__(self, storage: Storage, segment: W3Segment) -> None:
        self._storage, self._segment = storage, segment
        self.terms = terms_file(storage, segment)
        alive = np.ones(segment.doc_count_all(), np.bool_)
        alive[list(segment.deleted_docs())] = False
        self.living = np.flatnonzero(alive)
        self.moved = np.full(len(alive), -1, np.int64)

    def numbers(self, name: str) -> Numbers:
        with closing(self._storage.open_file(self._column(name))) as file:
            return NumberReader(file).numbers[self.living]

    def values(self, name: str) -> OrdinalReader:
        with closing(self._storage.open_file(self._column(name))) as file:
            return OrdinalReader(file)

    def lengths(self, field: str) -> Numbers:
        """The length bytes of a field, as :meth:`~.segment_writer.SegmentWriter.field` takes them."""
        lengths = np.zeros(len(self.moved), np.uint8)
        if field in self.terms.fields:
            with closing(self._storage.open_file(self._column(f"_{field}_len"))) as file:
                content = np.frombuffer(file.read(), np.uint8)
            lengths[: len(content)] = content
        return lengths[self.living]

    def _column(self, name: str) -> str:
        file_name: str = W3Codec.column_filename(self._segment, name)
        return file_name
