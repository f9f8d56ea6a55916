"""How is a whole segment made at once? Words are collected as numbers, sorted as one array, and written term by term.

The files are those that Whoosh's own writer makes with the same codec, byte for byte; it takes one posting at a time.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import pairwise

import numpy as np
from whoosh.codec.whoosh3 import STORED_COLUMN, W3Codec, W3Segment
from whoosh.filedb.filestore import Storage
from whoosh.filedb.structfile import StructFile

from index.engines.whoosh.array_file import Mask, Numbers
from index.engines.whoosh.codec import ArrayCodec, terms_writer
from index.engines.whoosh.columns import Values, write_numbers, write_ordinals
from index.engines.whoosh.schema import NUMBERS, VALUES, numbers_of, values_of
from index.engines.whoosh.terms_file import NewTerm
from index.engines.whoosh.word_list import encoded
from index.entries import Entry
from index.queries.analysis import PIECE_GAP, stem, surface_words
from index.ranking import LENGTHS

_PART = 1 << 22  # occurrences that are sorted at a time


class SegmentBuilder:
    """Entries of one segment, collected. ``words`` of them are held, at some 30 bytes a word while they are written."""

    def __init__(self) -> None:
        self.entries = self.words = 0
        self._fields: defaultdict[str, _Field] = defaultdict(_Field)
        self._values = {name: _Ordinals() for name in VALUES}
        self._numbers = {name: array("i") for name in NUMBERS}

    def add(self, entry: Entry) -> None:
        for name, pieces in entry.fields.items():
            self.words += self._fields[name].add(self.entries, pieces, entry.language)
        for name, values in values_of(entry).items():
            self._values[name].add(values)
        for name, number in numbers_of(entry).items():
            self._numbers[name].append(number)
        self.entries += 1

    def write(self, storage: Storage, index_name: str) -> W3Segment:
        """Write the segment's files. It belongs to the index once it stands in its table of contents."""
        segment = W3Segment(ArrayCodec(), index_name)
        segment.set_doc_count(self.entries)
        with closing(terms_writer(storage, segment)) as terms:
            for name, field in sorted(self._fields.items()):
                if field.words:
                    terms.field(name, field.terms(self.entries))
        self._write_columns(storage, segment)
        return segment

    def _write_columns(self, storage: Storage, segment: W3Segment) -> None:
        def column(name: str) -> closing[StructFile]:
            return closing(storage.create_file(W3Codec.column_filename(segment, name)))

        with column("_stored") as file:
            STORED_COLUMN.writer(file).finish(self.entries)
        for name, ordinals in self._values.items():
            with column(name) as file:
                write_ordinals(file, list(ordinals.known), np.array(ordinals.of, np.uint32))
        for name, numbers in self._numbers.items():
            with column(name) as file:
                write_numbers(file, np.array(numbers, np.int32))
        for name, field in self._fields.items():
            if field.words:
                with column(f"_{name}_len") as file:
                    file.write(np.trim_zeros(field.length_bytes(self.entries), "b").tobytes())
        # Whoosh's per-document writer keeps the lengths of whole fields with the segment.
        segment._fieldlengths = {  # type: ignore[attr-defined]  # whoosh sets it from outside as well
            name: field.words for name, field in self._fields.items() if field.words
        }


class _Ordinals:
    """The values of a column: each tuple of them numbered, and the number for each entry."""

    def __init__(self) -> None:
        self.known: dict[Values, int] = {}
        self.of = array("I")

    def add(self, values: Values) -> None:
        self.of.append(self.known.setdefault(values, len(self.known)))


class _Field:
    """The words of a field in order, as numbers of pairs of stem and surface word."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[str, str], int] = {}
        self._known: defaultdict[str | None, dict[str, int]] = defaultdict(dict)  # the pair of a word, by language
        self._occurrences = array("I")
        self._pieces = array("I")  # the words of each piece that has any
        self._entries = array("I")  # and the entry it belongs to

    @property
    def words(self) -> int:
        return len(self._occurrences)

    def add(self, entry: int, pieces: Sequence[str], language: str | None) -> int:
        """Take in the pieces of one entry; how many words they have."""
        known, before = self._known[language], len(self._occurrences)
        for piece in pieces:
            words = surface_words(piece)
            if words:
                for word in words:
                    if word not in known:
                        known[word] = self._pairs.setdefault((stem(word, language), word), len(self._pairs))
                self._occurrences.extend([known[word] for word in words])
                self._pieces.append(len(words))
                self._entries.append(entry)
        return len(self._occurrences) - before

    def length_bytes(self, entries: int) -> Numbers:
        """The byte that stands for the length of each entry's text."""
        lengths = np.bincount(np.array(self._entries), np.array(self._pieces), entries)
        return np.minimum(np.searchsorted(LENGTHS, lengths), 255).astype(np.uint8)

    def terms(self, entries: int) -> Iterator[NewTerm]:
        """Every term in order. Lets go of what was collected."""
        lengths = self.length_bytes(entries)
        keys, surfaces, term_of, form_of = _numbered(self._pairs)
        at, positions = self._places()
        occurrences = np.array(self._occurrences, np.uint32)
        terms, forms = term_of[occurrences], form_of[occurrences]
        del occurrences
        for first, last in _parts(np.bincount(terms, minlength=len(keys))):
            chosen = np.flatnonzero((terms >= first) & (terms < last))
            ordered = np.sort(terms[chosen].astype(np.int64) << 32 | chosen)
            chosen = ordered & 0xFFFFFFFF
            part = _Part(ordered >> 32, at[chosen], positions[chosen], forms[chosen])
            yield from part.terms(keys, surfaces, lengths)

    def _places(self) -> tuple[Numbers, Numbers]:
        """The entry and the position of each occurrence."""
        pieces, entries = np.array(self._pieces, np.int64), np.array(self._entries, np.uint32)
        begins = np.concatenate(([True], entries[1:] != entries[:-1]))  # the first piece of each entry
        firsts = np.flatnonzero(begins)[np.cumsum(begins) - 1]
        starts = np.cumsum(pieces) - pieces
        # Positions go on from piece to piece, with a gap between the last word of one and the first of the next.
        shift = (np.arange(len(pieces)) - firsts) * (PIECE_GAP - 1) - starts[firsts]
        positions = np.arange(len(self._occurrences)) + np.repeat(shift, pieces)
        return np.repeat(entries, pieces), positions.astype(np.uint32)


class _Part:
    """The occurrences of some terms, sorted by term, entry and position."""

    def __init__(self, terms: Numbers, at: Numbers, positions: Numbers, forms: Numbers) -> None:
        self._positions, self._forms = positions, forms
        changed = terms[1:] != terms[:-1]
        self._begins = _starts(changed | (at[1:] != at[:-1]))  # the first occurrence of each posting
        self._at = at[self._begins]
        self._frequencies = np.diff(self._begins, append=len(terms))
        posting_terms = terms[self._begins]
        self._firsts = _starts(posting_terms[1:] != posting_terms[:-1])  # the first posting of each term
        self._numbers = posting_terms[self._firsts].tolist()

    def terms(self, keys: Sequence[bytes], surfaces: Sequence[Sequence[bytes]], lengths: Numbers) -> Iterator[NewTerm]:
        begins, firsts = self._begins, self._firsts
        of_postings = _bounds(firsts, len(begins))
        of_occurrences = _bounds(begins[firsts], len(self._positions))
        of_texts = lengths[self._at]
        highest = zip(
            np.maximum.reduceat(self._frequencies, firsts).tolist(),
            np.maximum.reduceat(self._positions, begins[firsts]).tolist(),
            np.minimum.reduceat(of_texts, firsts).tolist(),
            np.maximum.reduceat(of_texts, firsts).tolist(),
            strict=True,
        )
        rows = zip(self._numbers, of_postings, of_occurrences, highest, strict=True)
        for number, postings, occurrences, (most, last, shortest, longest) in rows:
            yield NewTerm(
                key=keys[number],
                documents=self._at[postings],
                frequencies=self._frequencies[postings],
                positions=self._positions[occurrences],
                forms=self._forms[occurrences],
                surfaces=surfaces[number],
                most=most,
                last=last,
                shortest=shortest,
                longest=longest,
            )


def _numbered(
    pairs: Mapping[tuple[str, str], int],
) -> tuple[list[bytes], list[list[bytes]], Numbers, Numbers]:
    """The terms in order, the surface forms of each in order, and for each pair its term and its place among these."""
    ordered = sorted((encoded(term), encoded(surface), number) for (term, surface), number in pairs.items())
    keys: list[bytes] = []
    surfaces: list[list[bytes]] = []
    term_of, form_of = np.zeros(len(pairs), np.uint32), np.zeros(len(pairs), np.uint32)
    for key, surface, number in ordered:
        if not keys or keys[-1] != key:
            keys.append(key)
            surfaces.append([])
        term_of[number], form_of[number] = len(keys) - 1, len(surfaces[-1])
        surfaces[-1].append(surface)
    return keys, surfaces, term_of, form_of


def _parts(occurrences: Numbers) -> Iterator[tuple[int, int]]:
    """Ranges of terms with some :data:`_PART` occurrences each, at least one term."""
    ends = np.cumsum(occurrences)
    first = 0
    while first < len(ends):
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + _PART)))
        yield first, last
        first = last


def _starts(changed: Mask) -> Numbers:
    """Where runs of equal things begin."""
    return np.flatnonzero(np.concatenate(([True], changed)))


def _bounds(starts: Numbers, end: int) -> list[slice]:
    every = [*starts.tolist(), end]
    return [slice(first, last) for first, last in pairwise(every)]
