"""Which terms does a segment have that is made of others? Those of a field with living entries, some at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from index.engines.whoosh.array_file import Numbers
from index.engines.whoosh.terms_file import TermsFile
from index.engines.whoosh.terms_writer import NewTerms, before, parts, spread
from index.engines.whoosh.word_list import WordList

_TERM = 16  # occurrences that a term costs as much as
_Pair = tuple[int, bytes]  # a term by its number and one of its surface forms


class MovedTerms:
    """The terms of one field of a segment whose entries get new numbers: ``moved``, -1 for those that go.

    ``numbers`` are the places of its terms among all those that are merged; they have to be set.
    """

    def __init__(self, file: TermsFile, field: str, moved: Numbers) -> None:
        self._file, self._moved, words = file, moved, file.keys(field)
        self._first = words.first
        self.keys = words.all_bytes()
        self.occurrences = np.asarray(file.known["occurrences"])[words.first : words.last]
        self.numbers: Numbers = np.arange(len(self.keys))

    def part(self, first: int, last: int) -> _Moved:
        """What it has of the terms from ``first`` up to ``last``."""
        start, end = np.searchsorted(self.numbers, (first, last)).tolist()
        numbers = self.numbers[start:end] - first
        terms = range(self._first + start, self._first + end)
        postings = [self._file.postings(term) for term in terms]
        documents = _joined([each.documents for each in postings])
        frequencies = _joined([each.counts() for each in postings])
        forms = [np.zeros(len(each.positions), np.uint8) if each.forms is None else each.forms for each in postings]
        first_forms = np.asarray(self._file.known["first_form"])[terms.start : terms.stop + 1].astype(np.int64)
        of_terms = np.repeat(first_forms[:-1] - first_forms[0], [len(each) for each in forms])
        surfaces = WordList(self._file.forms.ends, self._file.forms.content, *first_forms[[0, -1]].tolist())
        moved = _Moved(
            terms=np.repeat(numbers, [len(each.documents) for each in postings]),
            documents=self._moved.take(documents),
            frequencies=frequencies,
            positions=_joined([each.positions for each in postings]),
            forms=_joined(forms) + of_terms,
            pairs=list(zip(np.repeat(numbers, np.diff(first_forms)).tolist(), surfaces.all_bytes(), strict=True)),
        )
        return moved.living()


@dataclass(frozen=True, slots=True)
class _Moved:
    """Postings of some terms with new numbers of entries. ``forms`` are places in ``pairs``, which ascend."""

    terms: Numbers
    documents: Numbers
    frequencies: Numbers
    positions: Numbers
    forms: Numbers
    pairs: Sequence[_Pair]

    def living(self) -> _Moved:
        """The same without entries that are deleted."""
        kept = self.documents >= 0
        if kept.all():
            return self
        occurrences = np.repeat(kept, self.frequencies)
        return _Moved(
            self.terms[kept],
            self.documents[kept],
            self.frequencies[kept],
            self.positions[occurrences],
            self.forms[occurrences],
            self.pairs,
        )

    def ordered(self) -> _Moved:
        """The same by term and entry."""
        keys = self.terms.astype(np.int64) << 32 | self.documents
        if (keys[1:] > keys[:-1]).all():
            return self
        order = np.argsort(keys, kind="stable")  # quick, as each segment's postings are in order already
        places = spread(before(self.frequencies)[order], self.frequencies[order])
        return _Moved(
            self.terms[order],
            self.documents[order],
            self.frequencies[order],
            self.positions[places],
            self.forms[places],
            self.pairs,
        )


def merged_terms(segments: Sequence[MovedTerms]) -> Iterator[NewTerms]:
    """The terms of a field of all segments together."""
    keys = sorted({key for segment in segments for key in segment.keys})
    numbers = {key: number for number, key in enumerate(keys)}
    costs = np.full(len(keys), _TERM)
    for segment in segments:
        segment.numbers = np.array([numbers[key] for key in segment.keys])
        costs[segment.numbers] += segment.occurrences
    for first, last in parts(costs):
        joined = _together([segment.part(first, last) for segment in segments])
        if len(joined.documents):
            yield _new_terms(keys[first:last], joined.ordered())


def _together(moved: Sequence[_Moved]) -> _Moved:
    """The postings of all segments, with one list of pairs."""
    pairs = sorted({pair for each in moved for pair in each.pairs})
    numbers = {pair: number for number, pair in enumerate(pairs)}
    forms = [np.array([numbers[pair] for pair in each.pairs], np.int64).take(each.forms) for each in moved]
    return _Moved(
        _joined([each.terms for each in moved]),
        _joined([each.documents for each in moved]),
        _joined([each.frequencies for each in moved]),
        _joined([each.positions for each in moved]),
        _joined(forms),
        pairs,
    )


def _new_terms(keys: Sequence[bytes], moved: _Moved) -> NewTerms:
    """The terms that have postings, with the surface forms that occur."""
    postings = np.bincount(moved.terms, minlength=len(keys))
    some = np.flatnonzero(postings)
    used = np.flatnonzero(np.bincount(moved.forms))
    term_of = np.array([term for term, _ in moved.pairs])[used]
    places = np.zeros(len(moved.pairs), np.int64)
    places[used] = np.arange(len(used)) - np.searchsorted(term_of, term_of)
    ends = np.searchsorted(term_of, some, "right").tolist()
    surfaces = [moved.pairs[pair][1] for pair in used.tolist()]
    return NewTerms(
        keys=[keys[term] for term in some.tolist()],
        surfaces=[surfaces[start:end] for start, end in pairwise((0, *ends))],
        postings=postings[some],
        documents=moved.documents,
        frequencies=moved.frequencies,
        positions=moved.positions,
        forms=places.take(moved.forms),
    )


def _joined(arrays: Sequence[Numbers]) -> Numbers:
    return np.concatenate(arrays) if arrays else np.empty(0, np.int64)
