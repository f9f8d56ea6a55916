"""What of a text is to be marked? The words and phrases of a query, by the rules of the seam, without any engine.

The rules are those of :mod:`index.engines.base`: a word of the query is stemmed by every language of the archive, a
word of the text by its own, and they match when a stem of the one is the stem of the other. A phrase is read by one
language at a time. EXACT compares surface words; PREFIX and FUZZY folded ones.

A leaf is marked wherever it matches, whatever its neighbours in the tree do, because they may match in another field.
Nothing under ``Not`` is marked, and inside ``InField`` only in that field. The words of a phrase are marked only where
the phrase stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.queries.alike import Alike, as_written, of_form, with_stems
from index.queries.analysis import stem
from index.queries.spaced import Span
from index.queries.standing import Standing, standing
from index.tree import And, Form, InField, Node, Or, Phrase, Word

Leaf = Word | Phrase
Language = str | None  # BCP 47


class Occurrence(NamedTuple):
    """A stretch of a text that a leaf matches: a word, a whole phrase, or one word of a NEAR."""

    start: int
    end: int
    leaf: int  # which of the leaves


class Highlighter:
    """What is to be marked of a query, worked out once for all the texts of a page.

    ``languages``: those of the archive (each text's own when not given). Not to be shared among threads.
    """

    def __init__(self, tree: Node, languages: Iterable[Language] | None = None) -> None:
        self._tree = tree
        self._languages = None if languages is None else tuple(dict.fromkeys(languages))
        self._leaves: dict[tuple[str, Language], Leaves] = {}

    def leaves(self, field: str, language: Language) -> Leaves:
        """What can be marked in a field of texts in one language."""
        found = self._leaves.get((field, language))
        if found is None:
            languages = (language,) if self._languages is None else self._languages
            found = Leaves(tuple(dict.fromkeys(_positive(self._tree, field, None))), language, languages)
            self._leaves[field, language] = found
        return found

    def marks(self, pieces: Sequence[str], language: Language, field: str = "text") -> tuple[tuple[int, int, int], ...]:
        """What to mark in the pieces (paragraphs) of a field: piece from 0, start and end, in order, never
        overlapping."""
        wanted = self.leaves(field, language)
        return tuple(
            (number, start, end)
            for number, piece in enumerate(pieces)
            for start, end in merged(wanted.occurrences(piece))
        )


class Leaves:
    """The words and phrases of a query that can be marked in one field of texts in one language."""

    def __init__(self, leaves: tuple[Leaf, ...], language: Language, languages: Sequence[Language]) -> None:
        self.leaves = leaves
        self._sought = tuple(
            _SoughtWord(of_form(leaf.form, leaf.text, languages, language))
            if isinstance(leaf, Word)
            else _SoughtPhrase(leaf.within, tuple(_readings(leaf, language, languages)))
            for leaf in leaves
        )

    def occurrences(self, text: str) -> tuple[Occurrence, ...]:
        """Every stretch of ``text`` that one of the leaves matches, in order of their starts; they may overlap."""
        if not self._sought:
            return ()
        words = standing(text)
        return tuple(
            sorted(
                {
                    Occurrence(start, end, number)
                    for number, sought in enumerate(self._sought)
                    for start, end in sought.spans(words)
                }
            )
        )


def merged(occurrences: Iterable[Occurrence]) -> tuple[Span, ...]:
    """The stretches of text that occurrences (in order of their starts) cover; overlapping ones are one."""
    covered: list[Span] = []
    for start, end, _ in occurrences:
        if covered and start < covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], end))
        else:
            covered.append((start, end))
    return tuple(covered)


def _positive(tree: Node, field: str, inside: str | None) -> Iterator[Leaf]:
    """The words and phrases that look in the field, without those that are excluded."""
    if isinstance(tree, Word | Phrase) and inside in (None, field):
        yield tree
    elif isinstance(tree, And | Or):
        for part in tree.parts:
            yield from _positive(part, field, inside)
    elif isinstance(tree, InField):
        yield from _positive(tree.part, field, tree.field)


@dataclass(frozen=True, slots=True)
class _SoughtWord:
    alike: Alike

    def spans(self, words: Standing) -> Iterable[Span]:
        return words.spans(self.alike)


@dataclass(frozen=True, slots=True)
class _SoughtPhrase:
    """``readings``: the words of the phrase, as one language after the other would compare them."""

    within: int | None
    readings: tuple[tuple[Alike, ...], ...]

    def spans(self, words: Standing) -> Iterator[Span]:
        for reading in self.readings:
            found = _found(reading, words)
            if found is None:
                continue
            places, ends = found
            if self.within is None:
                for first, last in _phrase_places(reading, places):
                    yield ends[first][0], ends[last][1]
            else:
                yield from (ends[place] for place in _near_places(reading, self.within, places))


def _readings(phrase: Phrase, language: Language, languages: Sequence[Language]) -> Iterator[tuple[Alike, ...]]:
    """The distinct readings of a phrase. Equal words of one are one :class:`Alike`."""
    if phrase.form is Form.EXACT:
        exact = {word: as_written(word) for word in phrase.words}
        readings = {phrase.words: exact}
    else:
        keys = {tuple(stem(word, each) for word in phrase.words) for each in languages}
        readings = {reading: {key: with_stems(frozenset((key,)), language) for key in reading} for reading in keys}
    for reading, alike in readings.items():
        if reading:
            yield tuple(alike[key] for key in reading)


_Places = Mapping[Alike, Sequence[int]]


def _found(reading: tuple[Alike, ...], words: Standing) -> tuple[_Places, Mapping[int, Span]] | None:
    """Which words of the text are meant by each word of a reading, and where these stand; None when one is missing."""
    spans: dict[Alike, Sequence[Span]] = {}
    for alike in reading:
        if alike not in spans:
            spans[alike] = words.spans(alike)
            if not spans[alike]:
                return None
    every = sorted({span for some in spans.values() for span in some})
    number_of = dict(zip(every, words.numbers([start for start, _ in every]), strict=True))
    places = {alike: [number_of[span] for span in some] for alike, some in spans.items()}
    return places, {number: span for span, number in number_of.items()}


def _phrase_places(reading: tuple[Alike, ...], places: _Places) -> Iterator[tuple[int, int]]:
    """Where the words stand one after another: the places of the first and the last."""
    starts = set(places[reading[0]])
    for ahead, alike in enumerate(reading[1:], 1):
        starts &= {place - ahead for place in places[alike]}
    return ((start, start + len(reading) - 1) for start in starts)


def _near_places(reading: tuple[Alike, ...], within: int, places: _Places) -> Iterator[int]:
    """The places of words that stand in a window with all the others, each word at a place of its own."""
    needed = Counter(reading)
    meant = {place: alike for alike in needed for place in places[alike]}  # a word has one stem, so it is one of them
    order = sorted(meant)
    width = within + len(reading) - 2
    inside: Counter[Alike] = Counter()
    lacking = len(reading)  # words of the reading that have no place in the window
    ahead = told = 0
    for behind, start in enumerate(order):
        while ahead < len(order) and order[ahead] <= start + width:
            coming = meant[order[ahead]]
            lacking -= inside[coming] < needed[coming]
            inside[coming] += 1
            ahead += 1
        if not lacking:
            yield from order[max(behind, told) : ahead]
            told = ahead
        leaving = meant[start]
        inside[leaving] -= 1
        lacking += inside[leaving] < needed[leaving]
