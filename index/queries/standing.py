"""Where in a text do the words stand that a query means? Most texts are not cut for it: the words are looked for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from typing import Protocol

from index.queries.alike import Alike, Row
from index.queries.analysis import PIECE_GAP, cjk_characters, fold, has_cjk
from index.queries.characters import MARKS
from index.queries.cutting import Token, cut
from index.queries.spaced import (
    AS_PRINTED,
    Alphabet,
    Spaced,
    Span,
    Writing,
    alphabet_as_printed,
    apart,
    is_cjk,
    may_have_mixed_runs,
    spaced,
    words_of_run,
)

_RUN = re.compile("[^ ]+")
_JOINING = re.compile(f"[{MARKS}\u1100-\u11ff]")  # what is folded together with its neighbours

Places = Mapping[Alike, Sequence[int]]  # which words of a text are meant, as numbers from 0, ascending


class Standing(Protocol):
    """The words of one text."""

    def spans(self, alike: Alike) -> Sequence[Span]:
        """From where to where in the text each word stands that is meant, ascending."""

    def rows(self, row: Row) -> Sequence[Span]:
        """From where to where words stand that are meant one after another."""

    def numbers(self, starts: Sequence[int]) -> Sequence[int]:
        """Which words of the text begin at these places (ascending): numbers from 0."""


def standing(text: str) -> Standing:
    """Where the words of a text stand."""
    plain = spaced(text, _FOLDED)
    if plain is not None:
        return _InRuns(text, plain) if plain.alphabet.has_cjk else _Sought(text, plain)
    stretches = tuple(apart(text))
    rest = _blank(text, stretches)
    plain = spaced(rest, _FOLDED) if stretches else None
    if plain is None:
        return _Cut(((0, text),))
    most = _InRuns(rest, plain) if plain.alphabet.has_cjk else _Sought(rest, plain)
    return _InTwo(most, _Cut((start, text[start:end]) for start, end in stretches))


def _blank(text: str, stretches: Iterable[Span]) -> str:
    """The text with spaces in the place of some stretches."""
    pieces, done = [], 0
    for start, end in stretches:
        pieces += [text[done:start], " " * (end - start)]
        done = end
    return "".join((*pieces, text[done:]))


class InPieces:
    """Where the words of pieces of text stand, one after another with a character between. No row of words goes over
    two pieces, and their words are far from each other."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._starts = [0, *accumulate(len(piece) + 1 for piece in pieces[:-1])]
        self._words = standing("\n".join(pieces))

    def spans(self, alike: Alike) -> Sequence[Span]:
        return self._words.spans(alike)

    def rows(self, row: Row) -> Sequence[Span]:
        found = self._words.rows(row)
        return [(start, end) for start, end in found if self._number(start) == self._number(end)]

    def numbers(self, starts: Sequence[int]) -> Sequence[int]:
        numbers = self._words.numbers(starts)
        return [number + PIECE_GAP * self._number(start) for number, start in zip(numbers, starts, strict=True)]

    def piece_at(self, place: int) -> tuple[int, int]:
        """Which piece stands at a place, and where it begins."""
        number = self._number(place)
        return number, self._starts[number]

    def _number(self, place: int) -> int:
        return bisect_right(self._starts, place) - 1


def numbered(words: Standing, wanted: Sequence[Alike]) -> tuple[Places, Mapping[int, Span]] | None:
    """Which words of a text each of ``wanted`` means, and from where to where these stand; None when one means none."""
    spans: dict[Alike, Sequence[Span]] = {}
    for alike in wanted:
        if alike not in spans:
            spans[alike] = words.spans(alike)
            if not spans[alike]:
                return None
    every = sorted({span for some in spans.values() for span in some})
    number_of = dict(zip(every, words.numbers([start for start, _ in every]), strict=True))
    places = {alike: [number_of[span] for span in some] for alike, some in spans.items()}
    return places, {number: span for span, number in number_of.items()}


def _rows(words: Standing, row: Row) -> Sequence[Span]:
    found = numbered(words, row.words)
    if found is None:
        return ()
    places, span_of = found
    firsts = set(places[row.words[0]])
    for ahead, alike in enumerate(row.words[1:], 1):
        firsts &= {place - ahead for place in places[alike]}
    return [(span_of[first][0], span_of[first + len(row.words) - 1][1]) for first in sorted(firsts)]


class _Cut:
    """Stretches of a text, each with its place, cut into words by the definition: for what cannot be looked at more
    quickly."""

    def __init__(self, stretches: Iterable[tuple[int, str]]) -> None:
        self._tokens = [
            Token(token.text, token.position, place + token.start, place + token.end)
            for place, stretch in stretches
            for token in cut(stretch)
        ]
        self._starts = [token.start for token in self._tokens]

    def spans(self, alike: Alike) -> Sequence[Span]:
        meant = alike.means
        return [(token.start, self._end(place, alike)) for place, token in enumerate(self._tokens) if meant[token.text]]

    def rows(self, row: Row) -> Sequence[Span]:
        return _rows(self, row)

    def numbers(self, starts: Sequence[int]) -> Sequence[int]:
        return [bisect_left(self._starts, start) for start in starts]

    def _end(self, place: int, alike: Alike) -> int:
        if alike.only_first and len(cjk_characters(self._tokens[place].text)) == 2:
            return self._starts[place + 1]
        return self._tokens[place].end


class _Sought:
    """A text whose words stand between spaces, in which words are sought by how they begin. ``plain`` is that text,
    folded but for its odd characters."""

    def __init__(self, text: str, plain: Spaced) -> None:
        self._printed, self._plain, self._folded = text, plain, plain.text
        odd = plain.alphabet.odd
        self._odd = sorted({self._run_at(place) for char in odd for place in _places(plain.text, char)}) if odd else ()

    def spans(self, alike: Alike) -> Sequence[Span]:
        if alike.beginnings is None:
            return self._without_beginnings(alike)
        folded, meant = self._folded, alike.means
        text = self._compared(alike) if alike.as_printed else folded  # a call less: most texts are short
        found = [(first - 1, last - 1) for first, last in self._odd if meant[text[first:last]]] if self._odd else []
        for sought in alike.beginnings:
            place = folded.find(sought)
            while place >= 0:
                last = folded.find(" ", place + 1)
                if meant[text[place + 1 : last]]:
                    found.append((place, last - 1))
                place = folded.find(sought, last)
        for sought in alike.endings:
            place = folded.find(sought)
            while place >= 0:
                first, last = folded.rfind(" ", 0, place + 1), place + len(sought) - 1
                if meant[text[first + 1 : last]]:
                    found.append((first, last - 1))
                place = folded.find(sought, last)
        return sorted(set(found)) if self._odd or alike.endings or len(alike.beginnings) > 1 else found

    def rows(self, row: Row) -> Sequence[Span]:
        if self._odd or row.pattern is None:
            return _rows(self, row)
        found = []
        match = row.pattern.search(self._folded)
        while match:
            start, end = match.span()
            if all(map(Alike.__contains__, row.words, self._runs_of(row, start, end))):
                found.append((start, end - 1))
            match = row.pattern.search(self._folded, start + 1)
        return found

    def numbers(self, starts: Sequence[int]) -> Sequence[int]:
        numbers, number, before = [], 0, 0
        for start in starts:
            number += len(self._plain.words_between(before, start + 1))
            before = start + 1
            numbers.append(number)
        return numbers

    def _runs_of(self, row: Row, start: int, end: int) -> list[str]:
        """The runs from one place to another, to be compared with the words of a row."""
        if not row.words[0].as_printed:
            return self._folded[start:end].split()
        text = self._compared(row.words[0])
        return [text[slice(*run.span())] for run in _RUN.finditer(self._folded, start, end)]

    def _compared(self, alike: Alike) -> str:
        """The text with the words that are compared with one of a query, each at its place in the folded one."""
        return f" {self._printed} " if alike.as_printed else self._folded

    def _without_beginnings(self, alike: Alike) -> Sequence[Span]:
        found = []
        for word in set(self._folded.split()):
            sought = f" {word} "
            place = self._folded.find(sought) if alike.means[word] else -1
            while place >= 0:
                found.append((place, place + len(word)))
                place = self._folded.find(sought, place + 1)
        return sorted(found)

    def _run_at(self, place: int) -> Span:
        return self._folded.rfind(" ", 0, place) + 1, self._folded.find(" ", place)


class _InRuns(_Sought):
    """The same where several words may stand between two spaces: there are Chinese, Japanese or Korean characters, of
    which each begins one word, a pair but for the last of a run of them."""

    def __init__(self, text: str, plain: Spaced) -> None:
        super().__init__(text, plain)
        self._mixed = may_have_mixed_runs(plain)

    def spans(self, alike: Alike) -> Sequence[Span]:
        if not self._mixed and alike.without_cjk:
            return super().spans(alike)
        if self._odd or not alike.of_cjk:
            return [span for run in self._runs(alike) for span in self._meant(run, alike)]
        text, found = self._compared(alike), []
        for place in sorted(
            {place for sought in alike.beginnings or () for place in _places(self._folded, sought[1:])}
        ):
            word = text[place : place + (2 if has_cjk(text[place + 1]) else 1)]
            if alike.means[word]:
                found.append((place - 1, place if alike.only_first else place - 1 + len(word)))
        return found

    def rows(self, row: Row) -> Sequence[Span]:
        if not self._mixed and all(word.without_cjk for word in row.words):
            return super().rows(row)
        if not all(word.of_pairs for word in row.words):
            return _rows(self, row)
        firsts = {start for start, _ in self.spans(row.words[0])}
        for ahead, word in enumerate(row.words[1:], 1):
            firsts &= {start - ahead for start, _ in self.spans(word)}
        return [(start, start + len(row.words) + 1) for start in sorted(firsts)]

    def _meant(self, run: Span, alike: Alike) -> Iterator[Span]:
        """The words of a run that are meant."""
        before = run[0] - 1
        text = self._compared(alike)
        for start, end in words_of_run(self._folded[run[0] : run[1]]):
            if alike.means[text[run[0] + start : run[0] + end]]:
                yield before + start, before + (start + 1 if alike.only_first else end)

    def _runs(self, alike: Alike) -> Sequence[Span]:
        """The runs in which a word may be meant, ascending."""
        if alike.beginnings is None:
            return [run.span() for run in _RUN.finditer(self._folded)]
        found, folded = set(self._odd), self._folded
        for sought in (*alike.beginnings, *alike.endings):
            within = sought.strip()
            place = folded.find(within)
            while place >= 0:
                run = self._run_at(place)
                found.add(run)
                place = folded.find(within, run[1])
        return sorted(found)


class _InTwo:
    """A text in two parts, which share no word."""

    def __init__(self, most: Standing, rest: Standing) -> None:
        self._parts = most, rest

    def spans(self, alike: Alike) -> Sequence[Span]:
        return sorted(span for part in self._parts for span in part.spans(alike))

    def rows(self, row: Row) -> Sequence[Span]:
        return _rows(self, row)

    def numbers(self, starts: Sequence[int]) -> Sequence[int]:
        return [sum(numbers) for numbers in zip(*(part.numbers(starts) for part in self._parts), strict=True)]


def _places(text: str, sought: str) -> Iterator[int]:
    """Every place where something stands in a text."""
    place = text.find(sought)
    while place >= 0:
        yield place
        place = text.find(sought, place + 1)


@lru_cache(maxsize=2**6)
def _folded_alphabet(chars: frozenset[str]) -> Alphabet:
    """How characters are folded, each to one. Odd: those that do not become one of their kind on their own."""
    printed = alphabet_as_printed(chars)
    folded = {char: _small(char) for char in printed.kept}
    small = tuple([(char, each) for char, each in folded.items() if each and each != char])
    odd = sorted([char for char, each in folded.items() if not each])
    kept = printed.kept - {char for char, _ in small} | {each for _, each in small if not each.isascii()}
    return replace(printed, replaced=(*printed.replaced, *small), kept=kept, odd=tuple(odd))


@lru_cache(maxsize=2**14)
def _small(char: str) -> str | None:
    """The one character of the same kind that a character is folded to; None when it is odd. Kept, because hardly two
    texts in Chinese have one alphabet, and each has hundreds of characters: snippets of them take half the time."""
    folded = fold(char)
    is_one = (
        len(folded) == 1
        and folded.isalnum()
        and _JOINING.search(char + folded) is None
        and (not folded.isascii() and is_cjk(folded)) is is_cjk(char)
    )
    return folded if is_one else None


_FOLDED = Writing(AS_PRINTED.letters.lower(), _folded_alphabet)
