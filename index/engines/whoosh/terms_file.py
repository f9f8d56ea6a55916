"""How do a segment's terms lie on disk? Two array files: one of terms and words, one of postings.

The file of postings (``.colp``) holds for each term, one after another, each array at a multiple of four bytes:

- the entries that hold it: uint32, ascending;
- the positions of its occurrences, entry by entry: uint16, uint32 where one is above 65,535;
- how often it stands in each entry: uint8, uint16 or uint32 as needed; left out when it is once everywhere;
- which of its surface forms stands at each occurrence: uint8, uint16 or uint32; left out when it has one form only.

The file of terms (``.colt``) holds the sorted terms and one array for each thing known of a term, the surface forms
term by term, and for each field how many texts have words, how long these are together, and the *lexicon*: its folded
words, sorted, each with the numbers of its surface forms.
So ``=Word``, ``wor*`` and ``wrod~`` find their words by the lexicon and their entries by the postings of stems.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.engines.whoosh.array_file import (
    Documents,
    Mask,
    Numbers,
    Source,
    check_magic,
    damaged,
    mapped,
    read_arrays,
)
from index.engines.whoosh.matches import distinct
from index.engines.whoosh.word_list import WordList

TERMS_MAGIC = b"COLTERM2"
POSTINGS_MAGIC = b"COLPOST1"

WIDTHS = (np.dtype(np.uint8), np.dtype(np.uint16), np.dtype(np.uint32))
TABLES = {  # what is known of each term
    "documents": np.uint32,  # how many entries hold it
    "occurrences": np.uint32,  # how often it stands in all of them
    "most": np.uint32,  # how often it stands in one entry at most
    "shortest": np.uint8,  # the kept length of the shortest text with it, as a byte
    "longest": np.uint8,
    "layout": np.uint8,  # the widths of its arrays, see _widths
    "start": np.uint64,  # where its postings begin
    "first_form": np.uint32,  # the number of its first surface form
}


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a term stands. ``frequencies`` None: once in each entry; ``forms`` None: in one form everywhere.

    ``positions`` and ``forms`` are of all occurrences, entry by entry, positions ascending in each.
    """

    documents: Documents
    frequencies: Numbers | None
    positions: Numbers
    forms: Numbers | None = None

    def counts(self) -> Numbers:
        """How often the term stands in each entry."""
        return np.ones(len(self.documents), np.uint8) if self.frequencies is None else self.frequencies


NO_POSTINGS = Postings(np.empty(0, np.int32), None, np.empty(0, np.uint16))


class Terms:
    """The terms of one field of a segment, and its lexicon."""

    def __init__(self, file: TermsFile, field: str) -> None:
        self._file = file
        self.keys, self.lexicon, self.texts = file.keys(field), file.lexicon(field), file.texts(field)

    def postings(self, key: bytes) -> Postings:
        """Where a term stands; nowhere when it is unknown."""
        number = self.keys.find(key)
        return NO_POSTINGS if number is None else self._file.postings(number)

    def forms(self, words: Sequence[int]) -> Numbers:
        """The numbers of the surface forms of folded words, given by their numbers in the lexicon, ascending."""
        return self._file.forms_of(words)

    def surface(self, form: int) -> bytes:
        return self._file.forms.bytes_of(form)

    def occurrences(self, form: int) -> Documents:
        """Which entries have a surface form, one number for each occurrence."""
        ((term, wanted),) = self._file.by_term(np.array([form]))
        postings = self._file.postings(term)
        every = np.repeat(postings.documents, postings.counts())
        return every if wanted is None else every[_in_forms(postings, wanted)]

    def documents_of_forms(self, forms: Numbers) -> Iterator[Documents]:
        """The entries that have one of these forms, for each term of which there are some."""
        for term, wanted in self._file.by_term(forms):
            if wanted is None:
                yield self._file.documents_of(term)
            else:
                yield _with_form(self._file.postings(term), wanted)

    def postings_of_forms(self, forms: Numbers) -> Postings:
        """Where one of these surface forms stands."""
        parts = [
            self._file.postings(term) if wanted is None else _only(self._file.postings(term), wanted)
            for term, wanted in self._file.by_term(forms)
        ]
        return _merged(parts)


class TermsFile:
    """Both files of a segment, opened. Raises :class:`~index.errors.DamagedGeneration` that names the bad one."""

    def __init__(self, terms: Source, terms_name: str, postings: Source, postings_name: str) -> None:
        opened = read_arrays(mapped(terms, terms_name), TERMS_MAGIC, terms_name)
        content = mapped(postings, postings_name, whole=False)
        check_magic(content, POSTINGS_MAGIC, postings_name)
        if len(content) != opened.facts["postings"]:
            raise damaged(postings_name)
        arrays = opened.arrays
        self._keys = arrays["keys_ends"], arrays["keys"]
        self._words = arrays["words_ends"], arrays["words"]
        self._fields = opened.facts["fields"]
        self.fields = tuple(sorted(self._fields))
        self.forms = WordList(arrays["forms_ends"], arrays["forms"])
        self.known = {name: arrays[name].data for name in TABLES}
        self._first_form, self._word_forms = arrays["first_form"], arrays["word_forms"]
        self._first_word_form = arrays["first_word_form"]
        self._wide = np.frombuffer(content, np.int32, len(content) // 4)
        self._views: dict[np.dtype[np.unsignedinteger], Numbers] = {
            kind: np.frombuffer(content, kind, len(content) // kind.itemsize) for kind in WIDTHS
        }

    def keys(self, field: str) -> WordList:
        """The terms of a field."""
        return WordList(*self._keys, *self._fields[field]["terms"])

    def texts(self, field: str) -> tuple[int, int]:
        """How many entries have words in a field, deleted ones among them, and the sum of their kept lengths."""
        texts, words = self._fields[field]["texts"]
        return texts, words

    def lexicon(self, field: str) -> WordList:
        """The folded words of a field."""
        return WordList(*self._words, *self._fields[field]["words"])

    def documents_of(self, term: int) -> Documents:
        """The entries that hold a term."""
        start: int = self.known["start"][term] // 4
        return self._wide[start : start + self.known["documents"][term]]

    def postings(self, term: int) -> Postings:
        """Where a term stands, as views of the file."""
        known = self.known
        entries, occurrences, at = known["documents"][term], known["occurrences"][term], known["start"][term]
        position_width, frequency_width, form_width = _widths(known["layout"][term])
        at += 4 * entries
        positions, at = self._view(position_width, at, occurrences)
        frequencies, forms = None, None
        if known["most"][term] > 1:
            frequencies, at = self._view(frequency_width, at, entries)
        if known["first_form"][term + 1] - known["first_form"][term] > 1:
            forms, at = self._view(form_width, at, occurrences)
        return Postings(self.documents_of(term), frequencies, positions, forms)

    def surfaces(self, term: int) -> list[bytes]:
        """The surface forms of a term, in order of their places."""
        first, last = self.known["first_form"][term], self.known["first_form"][term + 1]
        return [self.forms.bytes_of(number) for number in range(first, last)]

    def forms_of(self, words: Sequence[int]) -> Numbers:
        if not words:
            return np.empty(0, np.uint32)
        if isinstance(words, range):
            return np.sort(self._word_forms[self._first_word_form[words[0]] : self._first_word_form[words[-1] + 1]])
        firsts = self._first_word_form
        return np.sort(np.concatenate([self._word_forms[firsts[word] : firsts[word + 1]] for word in words]))

    def by_term(self, forms: Numbers) -> Iterator[tuple[int, Numbers | None]]:
        """Forms (ascending) by their terms: the places of a term's forms, None when these are all it has."""
        terms = np.searchsorted(self._first_form, forms, "right") - 1
        cuts = np.flatnonzero(np.diff(terms)) + 1
        first_form = self.known["first_form"]
        for start, end in zip([0, *cuts.tolist()], [*cuts.tolist(), len(forms)], strict=True):
            if start < end:
                term = int(terms[start])
                every = end - start == first_form[term + 1] - first_form[term]
                yield term, None if every else forms[start:end] - first_form[term]

    def _view(self, kind: np.dtype[np.unsignedinteger], at: int, count: int) -> tuple[Numbers, int]:
        """An array of the file of postings, and where the next one begins."""
        start = at // kind.itemsize
        size = kind.itemsize * count
        return self._views[kind][start : start + count], at + size + -size % 4


def _widths(layout: int) -> tuple[np.dtype[np.unsignedinteger], ...]:
    """How a term's positions, frequencies and forms are written: two bits each."""
    return WIDTHS[layout & 3], WIDTHS[layout >> 2 & 3], WIDTHS[layout >> 4 & 3]


def _with_form(postings: Postings, forms: Numbers) -> Documents:
    """The entries that have one of some of a term's forms."""
    wanted = _in_forms(postings, forms)
    if postings.frequencies is None:
        return postings.documents[wanted]
    return distinct(np.repeat(postings.documents, postings.frequencies)[wanted])


def _only(postings: Postings, forms: Numbers) -> Postings:
    """The occurrences in some of a term's forms."""
    wanted = _in_forms(postings, forms)
    if postings.frequencies is None:
        counts = wanted.astype(np.uint8)
    else:
        ends = np.cumsum(postings.frequencies, dtype=np.int64)
        counts = np.add.reduceat(wanted, ends - postings.frequencies, dtype=np.uint32)
    kept = np.flatnonzero(counts)
    return Postings(postings.documents[kept], counts[kept], postings.positions[wanted])


def _in_forms(postings: Postings, forms: Numbers) -> Mask:
    """Which of a term's occurrences are in one of some of its forms."""
    assert postings.forms is not None  # noqa: S101  # a term with one form is never cut
    wanted = np.zeros(int(forms[-1]) + 2, np.bool_)  # the last one stands for all above
    wanted[forms] = True
    found: Mask = wanted.take(postings.forms, mode="clip") if len(forms) > 1 else postings.forms == forms[0]
    return found


def _merged(parts: Sequence[Postings]) -> Postings:
    """Postings of several terms as one: an entry may have several of them."""
    if len(parts) < 2:
        return parts[0] if parts else NO_POSTINGS
    at = np.concatenate([np.repeat(part.documents, part.counts()) for part in parts])
    positions = np.concatenate([part.positions.astype(np.uint32) for part in parts])
    order = np.lexsort((positions, at))
    documents, counts = np.unique(at, return_counts=True)
    return Postings(documents.astype(np.int32), counts, positions[order])
