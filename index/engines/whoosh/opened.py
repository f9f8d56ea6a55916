"""What is an index, opened? Its segments as arrays, and what must be known of all of them together.

Nothing is decoded: the arrays are views of mapped files, which are let go with the last view of them. What is worked
out once (:func:`functools.cached_property`) is small, the same whoever works it out, and never changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.columns import Column
from whoosh.filedb.filestore import Storage
from whoosh.index import open_dir

from index.engines.whoosh.array_file import Documents, Mask, Numbers, damaged, mapped
from index.engines.whoosh.codec import ArrayCodec, terms_file
from index.engines.whoosh.columns import NumberColumn, NumberReader, OrdinalColumn, OrdinalReader, counted
from index.engines.whoosh.schema import DATE, DAY, LANGUAGE, ROW, SCHEMA
from index.engines.whoosh.terms_file import Terms
from index.engines.whoosh.weights import KEPT_LENGTHS
from index.engines.whoosh.word_list import WordList, encoded, joined
from index.errors import DamagedGeneration
from index.facets import FACET_NAMES

_NONE: Numbers = np.empty(0, np.int64)
_MANY = 8  # times as many entries as deleted ones there must be for these to be looked for one by one
_LARGEST_KEPT = 16 << 20  # bytes of an array
_READY = 3 << 20  # bytes


class Segment:
    """One segment of an index. Its entries are numbered from 0, in ascending rows.

    ``live``: which entries are not deleted, None when all are live. Raises
    :class:`~index.errors.DamagedGeneration` when a file of it is cut short or of another kind.
    """

    def __init__(self, storage: Storage, segment: W3Segment) -> None:
        if not isinstance(segment.codec(), ArrayCodec):
            raise damaged(segment.make_filename(".*"))
        self._storage, self._segment = storage, segment
        self.size: int = segment.doc_count_all()
        self.live = _live(segment)
        self._dead = _NONE if self.live is None else np.flatnonzero(~self.live)
        terms = terms_file(storage, segment)
        self.fields: Mapping[str, Terms] = {name: Terms(terms, name) for name in terms.fields}
        self.facets: Mapping[str, OrdinalReader] = {name: self._values(name) for name in FACET_NAMES}
        self.dates, self._languages = self._values(DATE), self._values(LANGUAGE)
        self.rows, self.days = self._numbers(ROW), self._numbers(DAY)
        self._lengths: dict[str, Numbers] = {}

    def lengths(self, field: str) -> Numbers:
        """The kept length of each entry's text of a field, as a byte; 0 without one."""
        if field not in self._lengths:
            self._lengths[field] = self._read_lengths(field)
        return self._lengths[field]

    def texts(self, field: str) -> tuple[int, float]:
        """How many live entries have words in a field, and the sum of these texts' kept lengths."""
        if field not in self.fields:
            return 0, 0.0
        if self.live is None:
            return self.fields[field].texts
        texts, words = self.fields[field].texts
        dead = counted(self.lengths(field), self._dead, len(KEPT_LENGTHS))
        return texts - int(dead[1:].sum()), words - float(dead @ KEPT_LENGTHS)

    def living(self, documents: Documents) -> Documents:
        """Those of the entries that are not deleted."""
        return documents if self.live is None else documents[self.live.take(documents)]

    def dead_among(self, documents: Documents) -> Numbers:
        """Where in an ascending list of different entries the deleted ones stand; they are mostly few."""
        if self.live is None or not len(documents):
            return _NONE
        if len(self._dead) * _MANY > len(documents):
            return np.flatnonzero(~self.live.take(documents))
        at = np.minimum(np.searchsorted(documents, self._dead), len(documents) - 1)
        found: Numbers = at[documents.take(at) == self._dead]
        return found

    def counts(self, facet: str, documents: Numbers) -> Numbers:
        """How many of some entries that are not deleted have each value of a facet."""
        column = self.facets[facet]
        if len(documents) < self.size - len(self._dead):
            return column.counts(documents)
        return column.counts(None) - column.counts(self._dead) if len(self._dead) else column.counts(None)

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages of live entries; "" for those that name none."""
        used = np.flatnonzero(self._languages.counts(None) - self._languages.counts(self._dead))
        return frozenset(self._languages.values[number] for number in used.tolist())

    @cached_property
    def date_ends(self) -> tuple[Sequence[str], Sequence[str]]:
        """First and last day of every distinct date, in order of the values of :attr:`dates`."""
        pairs = [value.split("/") for value in self.dates.values]
        return [first for first, _ in pairs], [last for _, last in pairs]

    def _values(self, name: str) -> OrdinalReader:
        column = self._column(name, OrdinalColumn())
        if not isinstance(column, OrdinalReader) or len(column) != self.size:
            raise damaged(W3Codec.column_filename(self._segment, name))
        return column

    def _numbers(self, name: str) -> Numbers:
        column = self._column(name, NumberColumn())
        if not isinstance(column, NumberReader) or len(column) != self.size:
            raise damaged(W3Codec.column_filename(self._segment, name))
        return column.numbers

    def _column(self, name: str, column: Column) -> object:
        file_name = W3Codec.column_filename(self._segment, name)
        with closing(self._storage.open_file(file_name)) as file:
            return column.reader(file, 0, self._storage.file_length(file_name), self.size)

    def _read_lengths(self, field: str) -> Numbers:
        """Whoosh's column of length bytes, which ends with the last entry that has words in the field."""
        file_name = W3Codec.column_filename(self._segment, f"_{field}_len")
        if not self._storage.file_exists(file_name):
            return np.zeros(self.size, np.uint8)
        with closing(self._storage.open_file(file_name)) as file:
            kept = np.frombuffer(
                mapped(file, file_name), np.uint8, min(self._storage.file_length(file_name), self.size)
            )
        return kept if len(kept) == self.size else np.append(kept, np.zeros(self.size - len(kept), np.uint8))


class Facet:
    """The values of a facet over all segments, ascending. ``places``: for each of several segments, where its own
    values stand among them."""

    values: WordList
    places: Sequence[Numbers]

    def __init__(self, columns: Sequence[OrdinalReader]) -> None:
        if len(columns) == 1:
            self.values, self.places = columns[0].values, ()
            return
        every = sorted({value for column in columns for value in column.values})
        numbers = {value: number for number, value in enumerate(every)}
        self.values = WordList(*joined(map(encoded, every)))
        self.places = tuple(np.array([numbers[value] for value in column.values], np.int64) for column in columns)


class Index:
    """All segments of an index directory."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = tuple(segments)
        self._facets: dict[str, Facet] = {}
        self._texts: dict[str, tuple[int, float]] = {}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Every language that a live entry names, "" among them when one names none."""
        return tuple(sorted(frozenset().union(*(segment.languages for segment in self.segments))))

    def facet(self, name: str) -> Facet:
        if name not in self._facets:
            self._facets[name] = Facet([segment.facets[name] for segment in self.segments])
        return self._facets[name]

    def texts(self, field: str) -> tuple[int, float]:
        """How many live entries have words in a field (at least one must), and the mean of their kept lengths."""
        if field not in self._texts:
            counted = [segment.texts(field) for segment in self.segments]
            texts = sum(number for number, _ in counted)
            self._texts[field] = texts, sum(words for _, words in counted) / texts
        return self._texts[field]


def open_index(directory: Path) -> Index:
    """The index in a directory. Whoosh's table of contents is a pickle: its checksum must be right before it is opened.

    Raises :class:`~index.errors.DamagedGeneration` that names the file which is cut short or of another kind.
    """
    _keep_memory()
    opened = open_dir(str(directory), schema=SCHEMA, readonly=True)
    try:
        return Index([Segment(opened.storage, segment) for segment in opened._segments()])
    except FileNotFoundError as error:
        raise DamagedGeneration(f"{Path(error.filename).name} is missing from the index: build again.") from error


def _keep_memory() -> None:
    """Let the process keep the memory of arrays for the next search.

    The C library of Linux gives arrays above 128 KB back to the system at once, and a fresh page costs more than what
    is counted on it. Once a larger block was let go, it keeps those up to that size (M_MMAP_THRESHOLD in mallopt(3)).
    The block itself is never touched, so it takes no memory. What the first searches need is touched beforehand: each
    page takes nearly 2 µs.
    """
    np.empty(_LARGEST_KEPT, np.uint8)
    np.ones(_READY, np.uint8)


def _live(segment: W3Segment) -> Mask | None:
    if not segment.has_deletions():
        return None
    live = np.ones(segment.doc_count_all(), np.bool_)
    live[list(segment.deleted_docs())] = False
    return live


def has_any(column: OrdinalReader, values: Sequence[str]) -> Mask:
    """Which combinations of a column have one of the values."""
    wanted = np.zeros(len(column.values), np.bool_)
    numbers = [number for value in values if (number := column.values.find(encoded(value))) is not None]
    wanted[numbers] = True
    return column.having(wanted)
