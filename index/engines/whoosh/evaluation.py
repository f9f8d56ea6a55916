"""Which entries match a query tree, and with what scores? Set algebra over whole arrays, one segment at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np

from index.engines.whoosh.array_file import Documents, Floats, Mask
from index.engines.whoosh.columns import OrdinalReader
from index.engines.whoosh.deadline import Deadline
from index.engines.whoosh.lexicon import near
from index.engines.whoosh.matches import NONE, Matches, Scores, both, everything, places, union, union_of, without
from index.engines.whoosh.opened import Index, Segment, has_any
from index.engines.whoosh.phrases import in_any_order, in_order, with_all
from index.engines.whoosh.terms_file import NO_POSTINGS, Postings, Terms
from index.engines.whoosh.weights import Weights, times
from index.engines.whoosh.word_list import encoded
from index.errors import OverBudget
from index.fields import FIELD_NAMES
from index.limits import Limits
from index.queries.analysis import fold, stem
from index.ranking import rarity
from index.tree import (
    And,
    DateRange,
    Everything,
    Filter,
    Form,
    InField,
    Named,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Word,
)

EXPANDED_SCORE = 1.0  # of a prefix or fuzzy word, whatever it matches

Expansion = Mapping[Segment, Mapping[str, Sequence[int]]]  # the numbers of folded words by segment and field


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One search over one index."""

    index: Index
    limits: Limits
    deadline: Deadline
    _postings: dict[tuple[Segment, str, str, Form], Postings] = field(default_factory=dict)
    _expansions: dict[tuple[Word, tuple[str, ...]], Expansion] = field(default_factory=dict)

    def matches(self, node: Node, segment: Segment, fields: tuple[str, ...] = FIELD_NAMES) -> Matches:
        """The entries of a segment that match ``node`` in ``fields``; deleted ones may be among them."""
        self.deadline.check()
        match node:
            case Word(text, Form.STEM | Form.EXACT as form):
                return self._phrase(Phrase((text,), form), segment, fields)
            case Word():
                return Matches(self._expanded(node, segment, fields), EXPANDED_SCORE)
            case Phrase():
                return self._phrase(node, segment, fields)
            case InField(name, part):
                return self.matches(part, segment, (name,))
            case And(parts):
                return self._all_of(parts, segment, fields)
            case Or(parts):
                return union([self.matches(part, segment, fields) for part in parts], segment.size)
            case Not():
                return self._all_of((node,), segment, fields)
            case Everything():
                return everything(segment.size)
            case Nothing():
                return NONE
            case Filter() | DateRange():
                column, kept = self.narrowing(node, segment)
                return Matches(np.flatnonzero(column.chosen(kept, None)).astype(np.int32))
            case Named(facet, text):
                raise TypeError(f"{facet}:{text} must become a filter before it reaches an engine.")

    def narrowing(self, by: Filter | DateRange, segment: Segment) -> tuple[OrdinalReader, Mask]:
        """A column, and which of its combinations a filter or a date range lets through."""
        if isinstance(by, Filter):
            column = segment.facets[by.facet]
            return column, has_any(column, by.values)
        with self.deadline.stopped():
            firsts, lasts = segment.date_ends
        first, last = by.start or "", by.end or "\uffff"  # below and above every ISO day
        if first > last:
            return segment.dates, np.zeros(segment.dates.combinations, np.bool_)
        inside = [start <= last and end >= first for start, end in zip(firsts, lasts, strict=True)]
        return segment.dates, segment.dates.having(np.array(inside, np.bool_))

    def _all_of(self, parts: Sequence[Node], segment: Segment, fields: tuple[str, ...]) -> Matches:
        """The entries that match every part. What parts exclude is taken away from what the others have."""
        wanted = [self.matches(part, segment, fields) for part in parts if not isinstance(part, Not)]
        unwanted = [self.matches(part.part, segment, fields) for part in parts if isinstance(part, Not)]
        found = (
            reduce(lambda one, other: both(one, other, segment.size), sorted(wanted, key=len))
            if wanted
            else everything(segment.size)
        )
        for excluded in unwanted:
            found = without(found, excluded.documents, segment.size)
        return found

    # Words and phrases

    def _phrase(self, phrase: Phrase, segment: Segment, fields: Sequence[str]) -> Matches:
        """A word is a phrase of one."""
        if not phrase.words:
            return NONE
        found = (
            self._reading(words, phrase, segment, name)
            for name in fields
            if name in segment.fields
            for words in self._readings(phrase)
        )
        return union(list(found), segment.size)

    def _readings(self, phrase: Phrase) -> Iterable[tuple[str, ...]]:
        """The distinct terms that a phrase may stand for: itself as written, or its stems by each language."""
        if phrase.form is Form.EXACT:
            return (phrase.words,)
        return dict.fromkeys(
            tuple(stem(word, language or None) for word in phrase.words) for language in self.index.languages
        )

    def _reading(self, words: tuple[str, ...], phrase: Phrase, segment: Segment, name: str) -> Matches:
        """The entries where these terms stand together in one field."""
        found: dict[str, Postings] = {}
        for word in dict.fromkeys(words):
            found[word] = self.postings(segment, name, word, phrase.form)
            if not len(found[word].documents):
                return NONE
        documents = found[words[0]].documents
        if len(words) > 1:
            documents, placed = with_all(found, segment.size)
            if not len(documents):
                return NONE
            if phrase.within is None:
                kept = in_order(words, placed, self.deadline)
            else:
                kept = in_any_order(words, placed, phrase.within, self.deadline)
            documents = documents.take(kept)
        if len(segment.dead_among(documents)) == len(documents):
            return NONE
        rarities = {word: self._rarity(name, word, phrase.form) for word in found}

        def weigh(some: Documents) -> Scores:
            each = (
                times(words.count(word), self._scores(segment, name, postings, some, rarities[word]))
                for word, postings in found.items()
            )
            return reduce(np.add, each)

        return Matches(documents, weigh)

    def postings(self, segment: Segment, name: str, word: str, form: Form) -> Postings:
        """Where a stem stands, or a surface word as it is (EXACT), in one field of a segment."""
        key = (segment, name, word, form)
        if key not in self._postings:
            terms = segment.fields.get(name)
            if terms is None:
                self._postings[key] = NO_POSTINGS
            elif form is Form.STEM:
                self._postings[key] = terms.postings(encoded(word))
            else:
                self._postings[key] = _as_written(terms, word)
        return self._postings[key]

    def _rarity(self, name: str, word: str, form: Form) -> float:
        with_word = 0
        for segment in self.index.segments:
            documents = self.postings(segment, name, word, form).documents
            with_word += len(documents) - len(segment.dead_among(documents))
        return rarity(self.index.texts(name)[0], with_word)

    def _scores(self, segment: Segment, name: str, postings: Postings, documents: Documents, rarity: float) -> Floats:
        """What a word counts in each of the entries, which all hold it."""
        lengths, frequencies = segment.lengths(name), postings.frequencies
        if len(documents) < len(postings.documents):
            at = places(documents, postings.documents, segment.size)
            frequencies = None if frequencies is None else frequencies.take(at)
        weights = Weights(name, rarity, self.index.texts(name)[1])
        return weights.scores(frequencies, lengths.take(documents))

    # Prefixes and slips

    def _expanded(self, word: Word, segment: Segment, fields: tuple[str, ...]) -> Documents:
        """The entries with any of the words that a prefix or a fuzzy word stands for."""
        lists: list[Documents] = []
        for name, words in self._expansion(word, fields)[segment].items():
            terms = segment.fields[name]
            lists += self.deadline.watched(terms.documents_of_forms(terms.forms(words)))
        return union_of(lists, segment.size)

    def _expansion(self, word: Word, fields: tuple[str, ...]) -> Expansion:
        """The words that a prefix or a fuzzy word stands for. Raises :class:`OverBudget` when they are too many."""
        key = (word, fields)
        if key not in self._expansions:
            found = {
                segment: {name: self._alike(word, segment.fields[name]) for name in fields if name in segment.fields}
                for segment in self.index.segments
            }
            self._refuse_too_many(word, found)
            self._expansions[key] = found
        return self._expansions[key]

    def _alike(self, word: Word, terms: Terms) -> Sequence[int]:
        folded = fold(word.text)
        if word.form is Form.PREFIX:
            return terms.lexicon.beginning(encoded(folded))
        return [number for number, _ in near(terms.lexicon, folded, 1, self.deadline)]

    def _refuse_too_many(self, word: Word, found: Expansion) -> None:
        limit = "prefix_expansions" if word.form is Form.PREFIX else "fuzzy_expansions"
        most: int = getattr(self.limits, limit)
        lists = [(segment, name, numbers) for segment, by in found.items() for name, numbers in by.items()]
        if sum(len(numbers) for _, _, numbers in lists) <= most:
            return
        expansions = len({word for each in lists for word in self.deadline.watched(_live_words(*each))})
        if expansions > most:
            typed = word.text + ("*" if word.form is Form.PREFIX else "~")
            message = f"{typed} stands for {expansions:,} words, the limit is {most:,}. Write more of the word."
            raise OverBudget(message, limit)


def _as_written(terms: Terms, word: str) -> Postings:
    """Where a surface word stands: its stems' postings, cut to this form."""
    number = terms.lexicon.find(encoded(fold(word)))
    if number is None:
        return NO_POSTINGS
    forms = terms.forms([number])
    same = [place for place, form in enumerate(forms.tolist()) if terms.surface(form) == encoded(word)]
    return terms.postings_of_forms(forms[same]) if same else NO_POSTINGS


def _live_words(segment: Segment, name: str, numbers: Sequence[int]) -> Iterable[bytes]:
    """The folded words that entries of the segment have which are not deleted."""
    terms = segment.fields[name]
    for number in numbers:
        if segment.live is None or any(
            len(segment.living(documents)) for documents in terms.documents_of_forms(terms.forms([number]))
        ):
            yield terms.lexicon.bytes_of(number)
