"""What is the right answer? An engine that asks every entry every question and keeps nothing: slow, and plain to check.

It follows the definitions of :mod:`index.engines.base` word by word. It shares with the real engines what a word is
(:mod:`index.queries.analysis`), the boosts and the budgets; everything else, the formula of the scores too, stands
here anew.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import product

from index.engines.base import Engine, EngineHit, EngineResult, Plan
from index.entries import Entry
from index.errors import OutOfTime, OverBudget
from index.fields import FIELD_NAMES
from index.limits import LIMITS, Limits
from index.queries.analysis import fold, has_cjk, stem, tokens
from index.ranking import BOOSTS, FIELD_B, K1, B
from index.request import Sort
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

Spell = Callable[[str, Entry], str]  # how a word of an entry's text is written to be compared


class ReferenceEngine(Engine):
    """Answers over a list of entries in ascending rows."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._languages = {entry.language for entry in self._entries}

    def search(self, plan: Plan) -> EngineResult:
        if plan.offset < 0 or plan.limit < 0:
            raise ValueError("A window begins at 0 and has no negative length.")
        query = Query(self._entries, self._languages, plan.limits)
        scored = [(entry, round(query.score(plan.query, entry), 9)) for entry in query.watched(plan.query)]
        found = [(entry, score) for entry, score in scored if _in_dates(entry, plan.dates)]
        hits = [(entry, score) for entry, score in found if _passes(entry, plan.filters)]
        hits.sort(key=lambda hit: _order(plan.sort, *hit))
        return EngineResult(
            total=len(hits),
            turns=sum(entry.position is not None for entry, _ in hits),
            documents=len({entry.document for entry, _ in hits}),
            hits=tuple(EngineHit(entry.row, score) for entry, score in hits[plan.offset : plan.offset + plan.limit]),
            facets={facet: _counts(facet, found, plan.filters) for facet in plan.facets},
        )

    def spellings(self, word: str, limit: int = 5, limits: Limits = LIMITS) -> tuple[str, ...]:
        Query(self._entries, self._languages, limits).check_time()
        printed = Counter(word for entry in self._entries for field in FIELD_NAMES for word in _all_words(entry, field))
        folded = fold(word)
        stems = {stem(word, language) for language in self._languages}
        its_stems = {
            stem(word, e.language) for e in self._entries for field in FIELD_NAMES for word in _all_words(e, field)
        }
        known = folded in {fold(other) for other in printed} or stems & its_stems
        if known or len(folded) < 2 or has_cjk(folded) or _has_digit(folded):
            return ()
        slips: dict[str, Counter[str]] = {}
        for other, times in printed.items():
            if not _has_digit(fold(other)) and edits(folded, fold(other)) <= (1 if len(folded) < 6 else 2):
                slips.setdefault(fold(other), Counter())[other] += times
        likeliest = sorted(slips, key=lambda other: (edits(folded, other), -slips[other].total(), other))
        return tuple(min(slips[other], key=lambda form: (-slips[other][form], form)) for other in likeliest[:limit])

    def close(self) -> None:
        """There is nothing to release."""


class Query:
    """The definitions of matching and scoring."""

    def __init__(self, entries: Sequence[Entry], languages: Iterable[str | None], limits: Limits) -> None:
        self.entries, self.languages, self.limits = entries, set(languages), limits
        self.end = time.monotonic() + limits.seconds
        self.statistics = cache(self._statistics)

    def watched(self, query: Node) -> Iterator[Entry]:
        """The entries that match, in order."""
        self.check_expansions(query, FIELD_NAMES)
        self.check_time()
        for entry in self.entries:
            self.check_time()
            if self.matches(query, entry):
                yield entry

    def check_time(self) -> None:
        if time.monotonic() >= self.end:
            raise OutOfTime("Out of time.", "seconds")

    def check_expansions(self, node: Node, fields: Sequence[str]) -> None:
        match node:
            case InField(field, part):
                self.check_expansions(part, (field,))
            case Not(part):
                self.check_expansions(part, fields)
            case And(parts) | Or(parts):
                for part in parts:
                    self.check_expansions(part, fields)
            case Word(_, Form.PREFIX | Form.FUZZY as form):
                words = {word for entry in self.entries for field in fields for word in _folded_words(entry, field)}
                limit = "prefix_expansions" if form is Form.PREFIX else "fuzzy_expansions"
                if sum(_expands(node, word) for word in words) > getattr(self.limits, limit):
                    raise OverBudget("Too many words.", limit)

    def matches(self, node: Node, entry: Entry, fields: Sequence[str] = FIELD_NAMES) -> bool:
        match node:
            case Word(text, Form.STEM | Form.EXACT as form):
                return self.matches(Phrase((text,), form), entry, fields)
            case Word():
                return any(_expands(node, word) for field in fields for word in _folded_words(entry, field))
            case Phrase():
                return any(self.readings_in(node, entry, field) for field in fields)
            case InField(field, part):
                return self.matches(part, entry, (field,))
            case And(parts):
                return all(self.matches(part, entry, fields) for part in parts)
            case Or(parts):
                return any(self.matches(part, entry, fields) for part in parts)
            case Not(part):
                return not self.matches(part, entry, fields)
            case Everything():
                return True
            case Nothing():
                return False
            case Filter():
                return _passes(entry, (node,))
            case DateRange():
                return _in_dates(entry, node)
            case Named():
                raise TypeError("A named facet must become a filter first.")

    def score(self, node: Node, entry: Entry, fields: Sequence[str] = FIELD_NAMES) -> float:
        """The score of a node that may match; 0 when it does not."""
        if not self.matches(node, entry, fields):
            return 0.0
        match node:
            case Word(text, Form.STEM | Form.EXACT as form):
                return self.score(Phrase((text,), form), entry, fields)
            case Word():
                return 1.0
            case Phrase():
                return sum(
                    self.bm25(word, node.form, entry, field)
                    for field in fields
                    for reading in self.readings_in(node, entry, field)
                    for word in reading
                )
            case InField(field, part):
                return self.score(part, entry, (field,))
            case And(parts) | Or(parts):
                return sum(self.score(part, entry, fields) for part in parts)
            case _:
                return 0.0

    def readings_in(self, phrase: Phrase, entry: Entry, field: str) -> set[tuple[str, ...]]:
        """The readings of a phrase that occur in one field of the entry."""
        spell = SPELL[phrase.form]
        if phrase.form is Form.EXACT:
            readings = {phrase.words}
        else:
            readings = {tuple(stem(word, language) for word in phrase.words) for language in self.languages}
        pieces = [[spell(token.text, entry) for token in tokens(piece)] for piece in entry.fields.get(field, ())]
        return {words for words in readings if any(_occurs(words, phrase.within, piece) for piece in pieces)}

    def bm25(self, word: str, form: Form, entry: Entry, field: str) -> float:
        with_word, texts, average = self.statistics(word, form, field)
        times = [SPELL[form](other, entry) for other in _all_words(entry, field)].count(word)
        b = FIELD_B.get(field, B)
        idf = math.log(texts / (with_word + 1)) + 1
        norm = 1 - b + b * _kept(len(_all_words(entry, field))) / average
        return BOOSTS.get(field, 1.0) * idf * (times * (K1 + 1)) / (times + K1 * norm)

    def _statistics(self, word: str, form: Form, field: str) -> tuple[int, int, float]:
        """In how many entries the word stands in this field, how many have the field, and their mean length."""
        spell = SPELL[form]
        texts = [entry for entry in self.entries if _all_words(entry, field)]
        with_word = [e for e in texts if word in {spell(other, e) for other in _all_words(e, field)}]
        return len(with_word), len(texts), sum(_kept(len(_all_words(e, field))) for e in texts) / len(texts)


SPELL: dict[Form, Spell] = {
    Form.STEM: lambda word, entry: stem(word, entry.language),
    Form.EXACT: lambda word, _: word,
}


def edits(one: str, other: str) -> int:
    """The number of edits from one word to the other, by the recursive definition (optimal string alignment)."""

    @cache
    def between(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        ways = [between(i - 1, j) + 1, between(i, j - 1) + 1, between(i - 1, j - 1) + (one[i - 1] != other[j - 1])]
        if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
            ways.append(between(i - 2, j - 2) + 1)
        return min(ways)

    return between(len(one), len(other))


def _all_words(entry: Entry, field: str) -> list[str]:
    return [token.text for piece in entry.fields.get(field, ()) for token in tokens(piece)]


def _folded_words(entry: Entry, field: str) -> list[str]:
    return [fold(word) for word in _all_words(entry, field)]


def _expands(node: Word, folded: str) -> bool:
    """Whether a prefix or fuzzy word stands for a folded word."""
    asked = fold(node.text)
    return folded.startswith(asked) if node.form is Form.PREFIX else edits(asked, folded) <= 1


def _occurs(words: Sequence[str], within: int | None, piece: Sequence[str]) -> bool:
    """Whether the words stand together in a piece, given as its words in order."""
    if not words:
        return False
    for places in product(*([at for at, word in enumerate(piece) if word == asked] for asked in words)):
        if within is None and list(places) == list(range(places[0], places[0] + len(words))):
            return True
        if (
            within is not None
            and len(set(places)) == len(words)
            and max(places) - min(places) <= within + len(words) - 2
        ):
            return True
    return False


def _kept(words: int) -> int:
    """A length as it is kept in one byte: rounded up to the next of 256 lengths."""
    lengths = [round(27 * (1.033**byte - 1)) for byte in range(256)]
    return min((length for length in lengths if length >= words), default=lengths[-1])


def _values(entry: Entry, facet: str) -> set[str]:
    values = {
        "speaker": entry.speakers,
        "document": (entry.document,),
        "year": entry.years,
        "kind": (entry.kind,),
    }
    return set(values[facet])


def _passes(entry: Entry, filters: Iterable[Filter]) -> bool:
    return all(_values(entry, by.facet) & set(by.values) for by in filters)


def _in_dates(entry: Entry, days: DateRange | None) -> bool:
    if days is None:
        return True
    if days.start and days.end and days.start > days.end:
        return False
    return any(
        (not days.end or start <= days.end) and (not days.start or end >= days.start) for start, end in entry.dates
    )


def _counts(facet: str, found: Iterable[tuple[Entry, float]], filters: Iterable[Filter]) -> dict[str, int]:
    others = [by for by in filters if by.facet != facet]
    return dict(Counter(value for entry, _ in found if _passes(entry, others) for value in _values(entry, facet)))


def _order(sort: Sort, entry: Entry, score: float) -> tuple[object, ...]:
    if sort is Sort.RELEVANCE:
        return (-score, entry.row)
    day = int((entry.sort_date or "0").replace("-", ""))
    return (entry.sort_date is None, day if sort is Sort.OLDEST else -day, entry.row)


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
