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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from index.queries.alike import Alike, Near, Row, as_written, of_form, with_stems
from index.queries.analysis import stem
from index.queries.spaced import Span
from index.queries.standing import InPieces, Standing, numbered, standing
from index.tree import And, Form, InField, Node, Or, Phrase, Word

Leaf = Word | Phrase
Language = str | None  # BCP 47
_Reading = Alike | Row | Near


class Occurrence(NamedTuple):
    """A stretch of a text that a leaf matches: a word, a whole phrase, or one word of a NEAR."""

    start: int
    end: int
    leaf: int  # its number among the highlighter's


class Highlighter:
    """What is to be marked of a query, worked out once for all the texts of a page.

    ``languages``: those of the archive (each text's own when not given). Not to be shared among threads.
    """

    def __init__(self, tree: Node, languages: Iterable[Language] | None = None) -> None:
        self._tree = tree
        self._languages = None if languages is None else tuple(dict.fromkeys(languages))
        self._leaves: dict[tuple[str, Language], Leaves] = {}
        self._numbers: dict[Leaf, int] = {}

    @property
    def numbered(self) -> Sequence[Leaf]:
        """The words and phrases that were looked for until now, by their numbers."""
        return tuple(self._numbers)

    def leaves(self, field: str, language: Language) -> Leaves:
        """What can be marked in a field of texts in one language."""
        found = self._leaves.get((field, language))
        if found is None:
            languages = (language,) if self._languages is None else self._languages
            numbers = self._numbers
            leaves = {numbers.setdefault(leaf, len(numbers)): leaf for leaf in _positive(self._tree, field, None)}
            found = self._leaves[field, language] = Leaves(leaves, language, languages)
        return found

    def marks(self, pieces: Sequence[str], language: Language, field: str = "text") -> tuple[tuple[int, int, int], ...]:
        """What to mark in the pieces (paragraphs) of a field: piece from 0, start and end, in order, never
        overlapping."""
        wanted = self.leaves(field, language)
        found = wanted.occurrences(pieces)
        return tuple((piece, start, end) for piece in found for start, end in merged(found[piece]))


class Leaves:
    """The words and phrases of a query that can be marked in one field of texts in one language."""

    def __init__(self, leaves: Mapping[int, Leaf], language: Language, languages: Sequence[Language]) -> None:
        self.leaves = leaves
        self._readings = [
            (number, reading) for number, leaf in leaves.items() for reading in _readings(leaf, language, languages)
        ]

    def occurrences(self, pieces: Sequence[str]) -> Mapping[int, Sequence[Occurrence]]:
        """Every stretch that one of the leaves matches, by the number of its piece, in order of their starts; they may
        overlap. Pieces in which nothing matches are left out. Linear in the length of the pieces."""
        if not self.leaves or not pieces:
            return {}
        if len(pieces) == 1:
            own = self._found(standing(pieces[0]))
            return {0: own} if own else {}
        words = InPieces(pieces)
        by_piece: dict[int, list[Occurrence]] = {}
        for start, end, leaf in self._found(words):
            piece, before = words.piece_at(start)
            by_piece.setdefault(piece, []).append(Occurrence(start - before, end - before, leaf))
        return by_piece

    def _found(self, words: Standing) -> Sequence[Occurrence]:
        found = [
            Occurrence(start, end, number)
            for number, reading in self._readings
            for start, end in _spans(reading, words)
        ]
        if len(self._readings) == 1:
            return found
        return sorted(set(found) if len(self._readings) > len(self.leaves) else found)  # else none is found twice


def merged(occurrences: Iterable[Occurrence]) -> Sequence[Span]:
    """The stretches of text that occurrences (in order of their starts) cover; overlapping ones are one."""
    covered: list[Span] = []
    for start, end, _ in occurrences:
        if covered and start < covered[-1][1]:
            covered[-1] = (covered[-1][0], max(covered[-1][1], end))
        else:
            covered.append((start, end))
    return covered


def _positive(tree: Node, field: str, inside: str | None) -> Iterator[Leaf]:
    """The words and phrases that look in the field, without those that are excluded."""
    if isinstance(tree, Leaf) and inside in (None, field):
        yield tree
    elif isinstance(tree, And | Or):
        for part in tree.parts:
            yield from _positive(part, field, inside)
    elif isinstance(tree, InField):
        yield from _positive(tree.part, field, tree.field)


def _spans(reading: _Reading, words: Standing) -> Iterable[Span]:
    """Where a leaf matches by one of its readings, ascending."""
    if isinstance(reading, Alike):
        return words.spans(reading)
    return words.rows(reading) if isinstance(reading, Row) else _near(reading, words)


def _readings(leaf: Leaf, language: Language, languages: Sequence[Language]) -> Iterator[_Reading]:
    """What a leaf means; a phrase in each of its distinct readings."""
    if isinstance(leaf, Word):
        yield of_form(leaf.form, leaf.text, languages, language)
        return
    if leaf.form is Form.EXACT:
        several = [_each(leaf.words, as_written)]
    else:
        keys = dict.fromkeys(tuple(stem(word, each) for word in leaf.words) for each in languages)
        several = [_each(key, lambda one: with_stems(frozenset((one,)), language)) for key in keys]
    for words in several:
        if words:
            yield Row(words) if leaf.within is None else Near(words, leaf.within)


def _each(words: tuple[str, ...], alike: Callable[[str], Alike]) -> tuple[Alike, ...]:
    """What each of some words means. Equal ones are one."""
    known = {word: alike(word) for word in dict.fromkeys(words)}
    return tuple(known[word] for word in words)


def _near(reading: Near, words: Standing) -> Iterator[Span]:
    """Words that stand in a window with all the others, each at a place of its own."""
    found = numbered(words, reading.words)
    if found is None:
        return
    places, span_of = found
    needed = Counter(reading.words)
    meant = {place: alike for alike in needed for place in places[alike]}  # a word has one stem, so it is one of them
    order = sorted(meant)
    width = reading.within + len(reading.words) - 2
    inside: Counter[Alike] = Counter()
    lacking = len(reading.words)  # words of the reading that have no place in the window
    ahead = told = 0
    for behind, start in enumerate(order):
        while ahead < len(order) and order[ahead] <= start + width:
            coming = meant[order[ahead]]
            lacking -= inside[coming] < needed[coming]
            inside[coming] += 1
            ahead += 1
        if not lacking:
            yield from (span_of[place] for place in order[max(behind, told) : ahead])
            told = ahead
        leaving = meant[start]
        inside[leaving] -= 1
        lacking += inside[leaving] < needed[leaving]
