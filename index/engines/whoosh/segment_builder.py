"""How is a segment made of texts? Words are collected as numbers, sorted as one array, and written together."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import chain

import numpy as np
from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import Storage

from index.engines.whoosh.array_file import Mask, Numbers
from index.engines.whoosh.columns import Values
from index.engines.whoosh.schema import DAY, ROW, VALUES, alike, day_of, values_of
from index.engines.whoosh.segment_writer import SegmentWriter
from index.engines.whoosh.terms_writer import NewTerms, before, parts
from index.engines.whoosh.vocabulary import Vocabulary
from index.entries import Entry
from index.queries.analysis import PIECE_GAP
from index.ranking import LENGTHS

_TOGETHER = 1 << 13  # letters that are split at a time: calls are few, and words stay in the processor's nearest cache
_FEWEST_LETTERS = 2  # of a word, with the space behind it
_BLOCK = 1 << 16  # chunks or words that are worked on at a time
_PLACE_BITS = 32  # of a number that tells a term and, in its lower half, the place of a word
_PLACE = (1 << _PLACE_BITS) - 1


class SegmentBuilder:
    """Entries of one segment, collected."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.entries = self._chunks = 0
        self._letters = 0  # that wait to be split
        self._vocabulary = vocabulary
        self._fields: defaultdict[str, _Field] = defaultdict(lambda: _Field(vocabulary))
        self._rows = array("i")
        self._known: dict[Hashable, int] = {}  # what entries share beside their words and rows, numbered
        self._values: list[dict[str, Values]] = []
        self._days: list[int] = []
        self._of = array("I")  # the number of each entry

    @property
    def words(self) -> int:
        """About how many words are held. Writing them takes 16 bytes each, and some."""
        return self._chunks + self._letters // _FEWEST_LETTERS + len(self._vocabulary)

    def add(self, entry: Entry) -> None:
        for name, pieces in entry.fields.items():
            self._letters += self._fields[name].add(self.entries, pieces, entry.language)
        if self._letters >= _TOGETHER:
            self._chunks, self._letters = sum(field.split() for field in self._fields.values()), 0
        number = self._known.setdefault(alike(entry), len(self._known))
        if number == len(self._values):
            self._values.append(values_of(entry))
            self._days.append(day_of(entry))
        self._of.append(number)
        self._rows.append(entry.row)
        self.entries += 1

    def write(self, storage: Storage, index_name: str) -> W3Segment:
        """Write the segment. Lets go of the words."""
        writer = SegmentWriter(storage, index_name, self.entries)
        of = np.array(self._of)
        for name in VALUES:
            writer.values(name, [values[name] for values in self._values], of)
        writer.numbers(ROW, np.array(self._rows))
        writer.numbers(DAY, np.array(self._days, np.int32).take(of))
        while self._fields:
            name = min(self._fields)
            texts = self._fields.pop(name).texts()
            writer.field(name, texts.terms(), texts.lengths(self.entries))
        return writer.finish()


class _Field:
    """The texts of a field in order, as numbers of words. The last ones wait to be split into chunks, and chunks to be
    cut into words."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._entries = array("I")  # the entry that each piece belongs to
        self._waiting: list[str] = []
        self._language: str | None = None  # of those that wait
        self._chunks = array("I")
        self._lengths = array("I")  # how many of these chunks each piece has
        self._words = array("I")
        self._pieces = array("I")  # how many words each piece has

    def add(self, entry: int, pieces: Sequence[str], language: str | None) -> int:
        """Take in the pieces of one entry; how many letters they have."""
        if language != self._language:
            self.split()
            self._language = language
        self._waiting += pieces
        self._entries.fromlist([entry] * len(pieces))
        return sum(map(len, pieces))

    def split(self) -> int:
        """Split what waits; how many chunks and words there are."""
        split, self._waiting = list(map(str.split, self._waiting)), []
        self._lengths.fromlist(list(map(len, split)))
        numbers = self._vocabulary.chunks(self._language)
        self._chunks.fromlist(list(map(numbers, chain.from_iterable(split))))
        if len(self._chunks) >= _BLOCK:
            self._cut()
        return len(self._chunks) + len(self._words)

    def texts(self) -> _Texts:
        """The words of the field."""
        self.split()
        self._cut()
        pieces = np.array(self._pieces)
        some = np.flatnonzero(pieces)
        words = np.frombuffer(self._words, np.uint32)
        return _Texts(self._vocabulary, words, pieces[some], np.array(self._entries)[some])

    def _cut(self) -> None:
        """Cut the chunks into words."""
        counts, words = self._vocabulary.words(np.frombuffer(self._chunks, np.uint32))
        ends = np.cumsum(np.concatenate(([0], counts)))
        pieces = np.diff(ends.take(np.cumsum(self._lengths)), prepend=0)
        self._words.frombytes(words.tobytes())
        self._pieces.frombytes(pieces.astype(np.uint32).tobytes())
        self._chunks, self._lengths = array("I"), array("I")


class _Texts:
    """The words of a field's texts: their numbers in order, how many each piece has (one at least), its entry.

    All is done with 16 bytes a word and little more: a segment has millions.
    """

    def __init__(self, vocabulary: Vocabulary, words: Numbers, pieces: Numbers, entries: Numbers) -> None:
        self._vocabulary, self._words, self._pieces, self._entries = vocabulary, words, pieces, entries

    def lengths(self, entries: int) -> Numbers:
        """The byte that stands for the length of each entry's text."""
        lengths = np.bincount(self._entries, self._pieces, entries)
        return np.minimum(np.searchsorted(LENGTHS, lengths), 255).astype(np.uint8)

    def terms(self) -> Iterator[NewTerms]:
        """All terms in order, some at a time."""
        if not len(self._words):
            return
        used = self._used()
        keys, surfaces, term_of, form_of = _numbered(self._vocabulary.ordered(np.flatnonzero(used)), len(used))
        occurrences = np.bincount(term_of, used, len(keys)).astype(np.int64)
        order = self._order(term_of)
        piece_of = np.repeat(np.arange(len(self._pieces), dtype=np.uint32), self._pieces)
        shifts = self._shifts()
        done = 0
        for first, last in parts(occurrences):
            size = int(occurrences[first:last].sum())
            chosen = order[done : done + size] & _PLACE
            done += size
            pieces = piece_of.take(chosen)
            yield _new_terms(
                keys[first:last],
                surfaces[first:last],
                occurrences[first:last],
                at=self._entries.take(pieces),
                positions=chosen + shifts.take(pieces),
                forms=form_of.take(self._words.take(chosen)),
            )

    def _used(self) -> Numbers:
        """How often each word is used."""
        used = np.zeros(self._vocabulary.distinct, np.int64)
        for some in self._blocks():
            used += np.bincount(self._words[some], minlength=len(used))
        return used

    def _order(self, term_of: Numbers) -> Numbers:
        """The places of all words, by term: sorted as one array of terms and places, which is quickest."""
        terms = term_of.astype(np.int64) << _PLACE_BITS
        order = np.empty(len(self._words), np.int64)
        for some in self._blocks():
            order[some] = terms.take(self._words[some]) + np.arange(some.start, some.stop)
        order.sort()
        return order

    def _blocks(self) -> Iterator[slice]:
        """The words part by part, so that what is worked out on the way takes little memory."""
        for start in range(0, len(self._words), _BLOCK):
            yield slice(start, min(start + _BLOCK, len(self._words)))

    def _shifts(self) -> Numbers:
        """What the position of a word is more than its place, by piece. Positions go on from piece to piece, with a gap
        between the last word of one and the first of the next."""
        begins = _starts(self._entries[1:] != self._entries[:-1])  # the first piece of each entry
        firsts = np.repeat(begins, np.diff(begins, append=len(self._entries)))
        return (np.arange(len(self._pieces)) - firsts) * (PIECE_GAP - 1) - before(self._pieces)[firsts]


def _new_terms(
    keys: Sequence[bytes],
    surfaces: Sequence[Sequence[bytes]],
    occurrences: Numbers,
    *,
    at: Numbers,
    positions: Numbers,
    forms: Numbers,
) -> NewTerms:
    """Terms of which all occurrences are given, by term, entry and position; how many each term has."""
    changed = at[1:] != at[:-1]
    firsts = before(occurrences)
    changed[firsts[1:] - 1] = True
    begins = _starts(changed)  # the first occurrence of each posting
    return NewTerms(
        keys,
        surfaces,
        postings=np.diff(np.searchsorted(begins, firsts), append=len(begins)),
        documents=at[begins],
        frequencies=np.diff(begins, append=len(at)),
        positions=positions,
        forms=forms,
    )


def _numbered(
    pairs: Sequence[tuple[bytes, bytes, int]], size: int
) -> tuple[list[bytes], list[list[bytes]], Numbers, Numbers]:
    """The terms of ordered pairs, the surface forms of each, and by the number of a pair (below ``size``) its term and
    its place among these."""
    keys: list[bytes] = []
    surfaces: list[list[bytes]] = []
    term_of, form_of = np.zeros(size, np.uint32), np.zeros(size, np.uint32)
    for key, surface, number in pairs:
        if not keys or keys[-1] != key:
            keys.append(key)
            surfaces.append([])
        term_of[number], form_of[number] = len(keys) - 1, len(surfaces[-1])
        surfaces[-1].append(surface)
    return keys, surfaces, term_of, form_of


def _starts(changed: Mask) -> Numbers:
    """Where runs of equal things begin."""
    return np.flatnonzero(np.concatenate(([True], changed)))
