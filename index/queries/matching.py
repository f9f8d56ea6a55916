"""Where in a text do the words of a query stand? For marks and snippets, by the rules of the seam, without any engine.

The rules are those of :mod:`index.engines.base`: a word of the query is stemmed by every language of the archive, a
word of the text by its own, and they match when a stem of the one is the stem of the other. A phrase is read by one
language at a time. EXACT compares surface words; PREFIX and FUZZY folded ones.

A leaf is marked wherever it matches, whatever its neighbours in the tree do, because they may match in another field.
Nothing under ``Not`` is marked, and inside ``InField`` only in that field. The words of a phrase are marked only where
the phrase stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import repeat

from index.queries.analysis import Words, cjk_characters, fold, is_single_cjk, stem, stems
from index.tree import And, Form, InField, Node, Or, Phrase, Word

Leaf = Word | Phrase


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A stretch of a text that a leaf matches: a word, a whole phrase, or one word of a NEAR."""

    start: int
    end: int
    leaf: int  # which of the leaves


@dataclass(frozen=True, slots=True)
class Leaves:
    """The words and phrases of a query that can be marked in one field of texts in one language."""

    leaves: tuple[Leaf, ...]
    language: str | None
    languages: tuple[str | None, ...]

    def occurrences(self, text: str) -> tuple[Occurrence, ...]:
        """Every stretch of ``text`` that one of the leaves matches, in order of their starts; they may overlap."""
        if not self.leaves:
            return ()
        words = _Words(text, self.language)
        found = [
            Occurrence(start, end, number)
            for number, leaf in enumerate(self.leaves)
            for start, end in _stretches(leaf, words, self.languages)
        ]
        return tuple(sorted(set(found), key=lambda one: (one.start, one.end, one.leaf)))


def leaves(tree: Node, field: str, language: str | None, languages: Iterable[str | None] | None = None) -> Leaves:
    """What of ``tree`` can be marked in a field. ``languages``: those of the archive; the text's own when not given."""
    return _leaves(tree, field, language, (language,) if languages is None else tuple(dict.fromkeys(languages)))


@lru_cache(maxsize=64)
def _leaves(tree: Node, field: str, language: str | None, languages: tuple[str | None, ...]) -> Leaves:
    """The same leaves serve all hits of a page."""
    return Leaves(tuple(dict.fromkeys(_positive(tree, field, None))), language, languages)


def marks(
    tree: Node,
    pieces: Sequence[str],
    language: str | None,
    field: str = "text",
    languages: Iterable[str | None] | None = None,
) -> tuple[tuple[int, int, int], ...]:
    """What to mark in the pieces (paragraphs) of a field: piece from 0, start and end, in order, never overlapping.

    ``language`` is that of the text (BCP 47), ``languages`` are those of the archive (the text's own when not given).
    """
    wanted = leaves(tree, field, language, languages)
    return tuple(
        (number, start, end) for number, piece in enumerate(pieces) for start, end in merged(wanted.occurrences(piece))
    )


def merged(occurrences: Iterable[Occurrence]) -> tuple[tuple[int, int], ...]:
    """The stretches of text that occurrences (in order of their starts) cover; overlapping ones are one."""
    covered: list[tuple[int, int]] = []
    for one in occurrences:
        if covered and one.start < covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], one.end))
        else:
            covered.append((one.start, one.end))
    return tuple(covered)


def at_most_one_edit(one: str, other: str) -> bool:
    """Whether two folded words are the same but for one letter put in, left out or replaced, or two neighbours swapped
    (a distance of at most 1, optimal string alignment)."""
    if abs(len(one) - len(other)) > 1:
        return False
    shorter = min(len(one), len(other))
    before = next((index for index in range(shorter) if one[index] != other[index]), shorter)
    left = shorter - before
    behind = next((index for index in range(left) if one[-1 - index] != other[-1 - index]), left)
    here, there = one[before : len(one) - behind], other[before : len(other) - behind]
    return max(len(here), len(there)) < 2 or (len(here) == len(there) == 2 and here == there[::-1])


def _positive(tree: Node, field: str, inside: str | None) -> Iterator[Leaf]:
    """The words and phrases that look in the field, without those that are excluded."""
    if isinstance(tree, Word | Phrase) and inside in (None, field):
        yield tree
    elif isinstance(tree, And | Or):
        for part in tree.parts:
            yield from _positive(part, field, inside)
    elif isinstance(tree, InField):
        yield from _positive(tree.part, field, tree.field)


class _Places:
    """Where the words of one text stand, by one way of comparing: ``keys`` gives words as they are compared."""

    def __init__(self, words: Sequence[str], keys: Callable[[Iterable[str]], Iterable[str]]) -> None:
        distinct = tuple(set(words))
        self._words = words
        self._keys = dict(zip(distinct, keys(distinct), strict=True))

    def __iter__(self) -> Iterator[str]:
        return iter(set(self._keys.values()))

    def get(self, key: str) -> Sequence[int]:
        """The places of all words that are ``key``, ascending."""
        alike = {word for word, each in self._keys.items() if each == key}
        return [place for place, word in enumerate(self._words) if word in alike] if alike else ()


class _Words:
    """The words of one text, and where each stands among them, by every way of comparing."""

    def __init__(self, text: str, language: str | None) -> None:
        self._cut, self._language = Words(text), language
        self.words = self._cut.words

    @property
    def spans(self) -> Sequence[tuple[int, int]]:
        """From where to where each word stands in the text."""
        return self._cut.spans

    @cached_property
    def stems(self) -> _Places:
        return _Places(self.words, lambda words: map(stem, words, repeat(self._language)))

    @cached_property
    def folds(self) -> _Places:
        return _Places(self.words, lambda words: map(fold, words))

    @cached_property
    def surfaces(self) -> _Places:
        return _Places(self.words, iter)


def _stretches(leaf: Leaf, words: _Words, languages: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    if isinstance(leaf, Word):
        for index in _word_places(leaf, words, languages):
            yield words.spans[index][0], _end_of_word(leaf, words, index)
        return
    places = words.surfaces if leaf.form is Form.EXACT else words.stems
    for reading in _readings(leaf, languages):
        if leaf.within is None:
            for index in _phrase_places(reading, places):
                last = index + len(reading) - 1
                yield words.spans[index][0], words.spans[last][1]
        else:
            for index in _near_places(reading, leaf.within, places):
                yield words.spans[index]


def _word_places(word: Word, words: _Words, languages: Sequence[str | None]) -> Iterator[int]:
    if word.form is Form.STEM:
        keys: Iterable[str] = stems(word.text, languages)
        places = words.stems
    elif word.form is Form.EXACT:
        keys, places = (word.text,), words.surfaces
    else:
        wanted, places = fold(word.text), words.folds
        prefix = word.form is Form.PREFIX
        keys = [key for key in places if (key.startswith(wanted) if prefix else at_most_one_edit(key, wanted))]
    for key in keys:
        yield from places.get(key)


def _end_of_word(word: Word, words: _Words, index: int) -> int:
    """Where a matching word ends: a single character that begins a pair ends where the next pair begins."""
    if word.form is Form.PREFIX and is_single_cjk(word.text) and len(cjk_characters(words.words[index])) == 2:
        return words.spans[index + 1][0]
    return words.spans[index][1]


def _readings(phrase: Phrase, languages: Sequence[str | None]) -> set[tuple[str, ...]]:
    """The words of a phrase as one language after the other would compare them."""
    if phrase.form is Form.EXACT or not phrase.words:
        return {phrase.words} - {()}
    return {tuple(stem(word, language) for word in phrase.words) for language in languages}


def _phrase_places(reading: tuple[str, ...], places: _Places) -> Iterator[int]:
    """Where the words stand one after another: the places of the first."""
    rest = [set(places.get(word)) for word in reading[1:]]
    for index in places.get(reading[0]):
        if all(index + ahead in allowed for ahead, allowed in enumerate(rest, 1)):
            yield index


def _near_places(reading: tuple[str, ...], within: int, places: _Places) -> Iterator[int]:
    """The places of words that stand in a window with all the others, each word at a place of its own."""
    needed = Counter(reading)
    standing = sorted((index, word) for word in needed for index in places.get(word))
    width = within + len(reading) - 2
    inside: Counter[str] = Counter()
    ahead = told = 0
    for behind, (start, leaving) in enumerate(standing):
        while ahead < len(standing) and standing[ahead][0] <= start + width:
            inside[standing[ahead][1]] += 1
            ahead += 1
        if inside >= needed:
            yield from (index for index, _ in standing[max(behind, told) : ahead])
            told = ahead
        inside[leaving] -= 1
