"""How are a segment's terms written? Many at a time, from arrays of all their postings, as :mod:`~.terms_file` says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from index.engines.whoosh.array_file import Mask, Numbers, Sink, write_arrays
from index.engines.whoosh.terms_file import POSTINGS_MAGIC, TABLES, TERMS_MAGIC, WIDTHS
from index.engines.whoosh.word_list import decoded, encoded, joined
from index.queries.analysis import fold
from index.ranking import LENGTHS

PART = 1 << 18  # occurrences that are worked on at a time

_ALIGNED = 4  # bytes at a multiple of which every array begins
_PADDING = tuple(bytes(-length % _ALIGNED) for length in range(_ALIGNED))


@dataclass(frozen=True, slots=True)
class NewTerms:
    """Terms to be written, ascending, each with one posting at least. ``surfaces``: the distinct surface forms of each,
    ascending; ``postings``: how many entries hold each.

    The other arrays are of all postings, or of all occurrences, one term after another, entries and positions
    ascending; ``forms`` are places in the term's surfaces.
    """

    keys: Sequence[bytes]
    surfaces: Sequence[Sequence[bytes]]
    postings: Numbers
    documents: Numbers
    frequencies: Numbers
    positions: Numbers
    forms: Numbers


def _texts(lengths: Numbers) -> tuple[int, int]:
    """How many texts have words, and the sum of their kept lengths, which are given as bytes."""
    counts = np.bincount(lengths, minlength=len(LENGTHS))
    return int(counts[1:].sum()), sum(count * length for count, length in zip(counts.tolist(), LENGTHS, strict=True))


class TermsWriter:
    """Writes both files of a segment. Fields and terms come in ascending order."""

    def __init__(self, terms: Sink, postings: Sink) -> None:
        self._terms, self._postings = terms, postings
        self._end = len(POSTINGS_MAGIC)
        self._fields: dict[str, dict[str, tuple[int, int]]] = {}
        self._keys: list[bytes] = []
        self._known: dict[str, list[Numbers]] = {name: [] for name in TABLES}
        self._forms: list[bytes] = []
        self._words: list[bytes] = []
        self._word_forms: list[int] = []
        self._first_word_form = [0]
        postings.write(POSTINGS_MAGIC)

    def field(self, name: str, terms: Iterable[NewTerms], lengths: Numbers) -> int:
        """Write all terms of a field; how many occurrences they have. The field is there when it has terms.

        ``lengths``: the kept length of each entry's text, as a byte.
        """
        first_term, first_form, first_word = len(self._keys), len(self._forms), len(self._words)
        occurrences = 0
        for some in terms:
            self._add(some, lengths)
            occurrences += len(some.positions)
        self._add_lexicon(first_form)
        if first_term < len(self._keys):
            self._fields[name] = {
                "terms": (first_term, len(self._keys)),
                "words": (first_word, len(self._words)),
                "texts": _texts(lengths),
            }
        return occurrences

    def close(self) -> None:
        """Write the file of terms."""
        arrays: dict[str, Numbers] = {
            name: np.concatenate((np.empty(0, kind), *self._known[name])).astype(kind) for name, kind in TABLES.items()
        }
        arrays["first_form"] = np.append(arrays["first_form"], np.uint32(len(self._forms)))
        for name, words in (("keys", self._keys), ("forms", self._forms), ("words", self._words)):
            arrays[f"{name}_ends"], arrays[name] = joined(words)
        arrays["word_forms"] = np.array(self._word_forms, np.uint32)
        arrays["first_word_form"] = np.array(self._first_word_form, np.uint32)
        write_arrays(self._terms, TERMS_MAGIC, arrays, {"fields": self._fields, "postings": self._end})

    def _add(self, new: NewTerms, lengths: Numbers) -> None:
        firsts = before(new.postings)  # the first posting of each term
        occurrences = np.add.reduceat(new.frequencies, firsts, dtype=np.int64)
        most = np.maximum.reduceat(new.frequencies, firsts)
        last = np.maximum.reduceat(new.positions, before(occurrences))
        surfaces = np.array([len(each) for each in new.surfaces])
        of_texts = lengths.take(new.documents)
        always = np.ones(len(firsts), np.bool_)
        arrays = (
            _Array(new.documents, new.postings, np.full(len(firsts), 2), always),
            _Array(new.positions, occurrences, np.maximum(_widths(last), 1), always),
            _Array(new.frequencies, new.postings, _widths(most), most > 1),
            _Array(new.forms, occurrences, _widths(surfaces - 1), surfaces > 1),
        )
        sizes: Numbers = np.sum([each.sizes() for each in arrays], axis=0)
        known: dict[str, Numbers] = {
            "documents": new.postings,
            "occurrences": occurrences,
            "most": most,
            "shortest": np.minimum.reduceat(of_texts, firsts),
            "longest": np.maximum.reduceat(of_texts, firsts),
            "layout": np.sum([each.widths << 2 * place for place, each in enumerate(arrays[1:])], axis=0),
            "start": self._end + before(sizes),
            "first_form": len(self._forms) + before(surfaces),
        }
        for name, numbers in known.items():
            self._known[name].append(numbers.astype(TABLES[name]))
        self._keys += new.keys
        self._forms += chain.from_iterable(new.surfaces)
        self._postings.write(b"".join(chain.from_iterable(zip(*(each.contents() for each in arrays), strict=True))))
        self._end += int(sizes.sum())

    def _add_lexicon(self, first_form: int) -> None:
        """The folded words of the forms from ``first_form`` on."""
        forms: defaultdict[bytes, list[int]] = defaultdict(list)
        for number, surface in enumerate(self._forms[first_form:], first_form):
            forms[encoded(fold(decoded(surface)))].append(number)
        for word in sorted(forms):
            self._words.append(word)
            self._word_forms.extend(forms[word])
            self._first_word_form.append(len(self._word_forms))


@dataclass(frozen=True, slots=True)
class _Array:
    """One of the arrays that every term has: those of all terms, one after another. For each term: its ``counts`` of
    numbers, the ``widths`` they are written in, and whether they are ``written``."""

    numbers: Numbers
    counts: Numbers
    widths: Numbers
    written: Mask

    def sizes(self) -> Numbers:
        """How many bytes each term takes."""
        return np.where(self.written, -(-(self.counts << self.widths) // _ALIGNED) * _ALIGNED, 0)

    def contents(self) -> Iterator[bytes]:
        """The bytes of each term. Slices of bytes are several times as quick as arrays for the many rare terms."""
        as_bytes = {width: self.numbers.astype(WIDTHS[width]).tobytes() for width in np.unique(self.widths).tolist()}
        ends = np.cumsum(self.counts)
        rows = zip(
            self.widths.tolist(),
            (ends - self.counts << self.widths).tolist(),
            (ends << self.widths).tolist(),
            self.written.tolist(),
            strict=True,
        )
        for width, start, end, written in rows:
            yield as_bytes[width][start:end] + _PADDING[end - start & 3] if written else b""


def parts(occurrences: Numbers) -> Iterator[tuple[int, int]]:
    """Ranges of terms with some :data:`PART` occurrences each, at least one term."""
    ends = np.cumsum(occurrences)
    first = 0
    while first < len(ends):
        done = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + PART)))
        yield first, last
        first = last


def spread(starts: Numbers, counts: Numbers) -> Numbers:
    """So many places from each start on, one after another."""
    shifts = starts - before(counts)
    return np.arange(int(counts.sum())) + np.repeat(shifts, counts)


def before(counts: Numbers) -> Numbers:
    """How many come before each: where its own begin."""
    ends = np.cumsum(counts, dtype=np.int64)
    return ends - counts


def _widths(highest: Numbers) -> Numbers:
    """In how many bytes numbers are written, as a place in :data:`~.terms_file.WIDTHS`."""
    return np.searchsorted((1 << 8, 1 << 16), highest, "right")
