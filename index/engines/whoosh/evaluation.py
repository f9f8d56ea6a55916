"""Which entries match a query tree, and with what scores? Set algebra over the postings of its leaves.

Whoosh's own queries are not used: some of its matchers lose documents or scores (AndNot, Require, AndMaybe), constant
scores depend on the size of a segment, and none of them can be stopped in time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.analysis import fold, stem
from index.engines.whoosh.deadline import Deadline
from index.engines.whoosh.lexicon import Lexicon
from index.engines.whoosh.positions import close_together, one_after_another
from index.engines.whoosh.postings import Postings
from index.engines.whoosh.schema import DATE, stems_of, words_of
from index.engines.whoosh.statistics import Statistics
from index.engines.whoosh.tables import Tables
from index.errors import OverBudget
from index.fields import FIELD_NAMES
from index.limits import Limits
from index.ranking import bm25, boost, rarity
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

Scores = dict[int, float]  # the entries that match, by number, and what each has scored

EXPANDED_SCORE = 1.0  # of a prefix or fuzzy word, whatever it matches


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One search over one index. ``size`` is the number of entries."""

    postings: Postings
    tables: Tables
    statistics: Statistics
    limits: Limits
    deadline: Deadline
    size: int

    def scores(self, node: Node, fields: Sequence[str] = FIELD_NAMES) -> Scores:
        """The entries that match ``node`` in ``fields``."""
        self.deadline.check()
        match node:
            case Word(text, Form.STEM | Form.EXACT as form):
                return self._phrase(Phrase((text,), form), fields)
            case Word():
                return dict.fromkeys(self._expanded(node, fields), EXPANDED_SCORE)
            case Phrase():
                return self._phrase(node, fields)
            case InField(field, part):
                return self.scores(part, (field,))
            case And(parts):
                return self._all_of([self.scores(part, fields) for part in parts])
            case Or(parts):
                return _sum(self.scores(part, fields) for part in parts)
            case Not(part):
                without = self.scores(part, fields)
                return {number: 0.0 for number in range(self.size) if number not in without}
            case Everything():
                return dict.fromkeys(range(self.size), 0.0)
            case Nothing():
                return {}
            case Filter() | DateRange():
                return dict.fromkeys(self.narrowed(node), 0.0)
            case Named(facet, text):
                raise TypeError(f"{facet}:{text} must become a filter before it reaches an engine.")

    def narrowed(self, by: Filter | DateRange) -> set[int]:
        """The entries that a filter or a date range lets through."""
        if isinstance(by, Filter):
            return {number for value in set(by.values) for number in self.postings.numbers(by.facet, value)}
        return {number for term in self._dates_in(by) for number in self.postings.numbers(DATE, term)}

    def lexicons(self, fields: Sequence[str]) -> dict[str, Lexicon]:
        """The words as they are, of each of the fields that has any."""
        known = [field for field in fields if field in self.tables.lexicons]
        return {field: self.tables.lexicons[field].get(self.postings.reader, self.deadline) for field in known}

    def _all_of(self, parts: Sequence[Scores]) -> Scores:
        if not parts:
            return dict.fromkeys(range(self.size), 0.0)
        return {number: sum(part[number] for part in parts) for number in _common(parts)}

    def _phrase(self, phrase: Phrase, fields: Sequence[str]) -> Scores:
        """A word is a phrase of one."""
        if not phrase.words:
            return {}
        occurs = (
            self._reading(words, phrase.within, field, phrase.form)
            for words in self._readings(phrase)
            for field in fields
        )
        return _sum(occurs)

    def _readings(self, phrase: Phrase) -> Iterable[tuple[str, ...]]:
        """The distinct terms that a phrase may stand for: itself as written, or its stems by each language."""
        if phrase.form is Form.EXACT:
            return (phrase.words,)
        languages = self.statistics.languages
        return dict.fromkeys(tuple(stem(word, language) for word in phrase.words) for language in languages)

    def _reading(self, words: tuple[str, ...], within: int | None, field: str, form: Form) -> Scores:
        """The entries where these terms stand together in one field."""
        terms_field = words_of(field) if form is Form.EXACT else stems_of(field)
        found: dict[str, Mapping[int, float]] = {}
        for word in dict.fromkeys(words):
            found[word] = self.postings.frequencies(terms_field, word)
            if not found[word]:
                return {}
        numbers = sorted(_common(found.values()))
        if len(words) > 1:
            numbers = self._together(words, within, terms_field, numbers)
        return self._scored(field, terms_field, found, Counter(words), numbers)

    def _together(self, words: tuple[str, ...], within: int | None, terms_field: str, numbers: list[int]) -> list[int]:
        """Those of the entries, which hold all words, where the words stand as the phrase asks."""
        distinct = tuple(dict.fromkeys(words))
        columns = (self.postings.positions(terms_field, word, numbers) for word in distinct)
        kept = []
        for number, *places in zip(numbers, *columns, strict=True):
            positions = dict(zip(distinct, places, strict=True))
            if one_after_another(words, positions) if within is None else close_together(words, positions, within):
                kept.append(number)
        return kept

    def _scored(
        self,
        field: str,
        terms_field: str,
        found: Mapping[str, Mapping[int, float]],
        times: Mapping[str, int],
        numbers: Sequence[int],
    ) -> Scores:
        """The entries with the sum of the words' scores, each word's as many times as it is asked."""
        if not numbers:
            return {}
        average = self.statistics.average(field)
        rarities = {word: rarity(self.statistics.texts[field], len(found[word])) for word in times}
        scores: Scores = {}
        for number in self.deadline.watched(numbers):
            length = self.postings.length(terms_field, number)
            scores[number] = boost(field) * sum(
                count * bm25(field, found[word][number], rarities[word], length, average)
                for word, count in times.items()
            )
        return scores

    def _expanded(self, word: Word, fields: Sequence[str]) -> set[int]:
        """The entries with any of the words that a prefix or a fuzzy word stands for."""
        lexicons = self.lexicons(fields)
        expansions = {folded for lexicon in lexicons.values() for folded in self._alike(word, lexicon)}
        self._refuse_too_many(word, len(expansions))
        return {
            number
            for field, lexicon in lexicons.items()
            for folded in expansions
            for surface in lexicon.forms(folded)
            for number in self.postings.numbers(words_of(field), surface)
        }

    def _alike(self, word: Word, lexicon: Lexicon) -> Iterable[str]:
        folded = fold(word.text)
        if word.form is Form.PREFIX:
            return self.deadline.watched(lexicon.beginning(folded))
        return (near for near, _ in self.deadline.watched(lexicon.near(folded, 1)))

    def _refuse_too_many(self, word: Word, expansions: int) -> None:
        limit = "prefix_expansions" if word.form is Form.PREFIX else "fuzzy_expansions"
        most: int = getattr(self.limits, limit)
        if expansions > most:
            typed = word.text + ("*" if word.form is Form.PREFIX else "~")
            message = f"{typed} stands for {expansions:,} words, the limit is {most:,}. Write more of the word."
            raise OverBudget(message, limit)

    def _dates_in(self, days: DateRange) -> list[str]:
        """The terms of the date field that overlap the days."""
        first, last = days.start or "", days.end or "\uffff"  # below and above every ISO day
        dates = self.tables.dates.get(self.postings.reader, self.deadline)
        return [date.term for date in dates if first <= last and date.start <= last and date.end >= first]


def _common(parts: Collection[Mapping[int, float]]) -> list[int]:
    """The entries that all of the parts have (one part at least)."""
    fewest = min(parts, key=len)
    return [number for number in fewest if all(number in part for part in parts)]


def _sum(parts: Iterable[Scores]) -> Scores:
    """Every entry that any part has, with the sum of its scores."""
    total: Scores = {}
    for part in parts:
        for number, score in part.items():
            total[number] = total.get(number, 0.0) + score
    return total
