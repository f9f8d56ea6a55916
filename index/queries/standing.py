"""Where in a text do the words stand that a query means? Most texts are not cut for it: the words are looked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Protocol

from index.queries.alike import Alike
from index.queries.analysis import cjk_characters, fold, tokens
from index.queries.characters import MARKS
from index.queries.spaced import Spaced, Span, spaced, words_of_run

_UTF8 = ("utf-8", "surrogatepass")
_RUN = re.compile("[^ ]+")
_JOINING = re.compile(f"[{MARKS}\u1100-\u11ff]")  # what is folded together with its neighbours


class Standing(Protocol):
    """The words of one text."""

    def spans(self, alike: Alike) -> Sequence[Span]:
        """From where to where in the text each word stands that is meant, ascending."""

    def numbers(self, starts: Sequence[int]) -> Sequence[int]:
        """Which words of the text begin at these places (ascending): numbers from 0."""


def standing(text: str) -> Standing:
    plain = spaced(text)
    return _Cut(text) if plain is None else _Sought(plain)


class _Cut:
    """A text cut into words: the definition, for texts that cannot be looked at more quickly."""

    def __init__(self, text: str) -> None:
        self._tokens = tuple(tokens(text))
        self._starts = [token.start for token in self._tokens]

    def spans(self, alike: Alike) -> Sequence[Span]:
        return [
            (token.start, self._end(number, alike)) for number, token in enumerate(self._tokens) if token.text in alike
        ]

    def numbers(self, starts: Sequence[int]) -> Sequence[int]:
        return [bisect_left(self._starts, start) for start in starts]

    def _end(self, number: int, alike: Alike) -> int:
        if alike.only_first and len(cjk_characters(self._tokens[number].text)) == 2:
            return self._starts[number + 1]
        return self._tokens[number].end


class _Sought:
    """A text whose words stand between spaces, in which words are sought by their beginnings."""

    def __init__(self, plain: Spaced) -> None:
        self._plain, self._text = plain, plain.text
        self._folded = _folded(plain)

    def spans(self, alike: Alike) -> Sequence[Span]:
        return sorted({span for run in self._runs(alike) for span in self._meant(run, alike)})

    def numbers(self, starts: Sequence[int]) -> Sequence[int]:
        numbers, number, before = [], 0, 0
        for start in starts:
            number += len(self._plain.words_between(before, start + 1))
            before = start + 1
            numbers.append(number)
        return numbers

    def _meant(self, run: Span, alike: Alike) -> Iterator[Span]:
        """The words of a run that are meant, where they stand in the text as given."""
        first, last = run
        whole = self._text[first:last]
        if not self._plain.has_cjk:
            if whole in alike:
                yield first - 1, last - 1
            return
        for start, end in words_of_run(whole):
            if whole[start:end] in alike:
                last = start + 1 if alike.only_first else end
                yield first - 1 + start, first - 1 + last

    def _runs(self, alike: Alike) -> Iterator[Span]:
        """The runs in which a word may be meant. Some are given twice."""
        folded, edge = self._folded, "" if self._plain.has_cjk else " "  # of several words in a run, one begins inside
        if alike.beginnings is None or folded is None:
            yield from self._every_run(alike)
            return
        for sought in (*(edge + each for each in alike.beginnings), *(each + edge for each in alike.endings)):
            place = folded.find(sought)
            while place >= 0:
                last = folded.find(" ", place + 1)
                yield folded.rfind(" ", 0, place + 1) + 1, last
                place = folded.find(sought, last)

    def _every_run(self, alike: Alike) -> Iterator[Span]:
        """The runs in which a word may be meant, without knowing how it begins."""
        if self._plain.has_cjk:
            yield from (run.span() for run in _RUN.finditer(self._text))
            return
        for word in set(self._text.split()):
            sought = f" {word} "
            place = self._text.find(sought) if word in alike else -1
            while place >= 0:
                last = place + 1 + len(word)
                yield place + 1, last
                place = self._text.find(sought, last)


def _folded(plain: Spaced) -> str | None:
    """The text with every word folded, character by character; None where there is more to folding."""
    text = plain.text
    if text.isascii():
        return text.lower()
    folding = _folding(plain.others)
    if folding is None:
        return None
    # Letters beside ASCII are left to the folding: to make them small may take two characters.
    text = text.encode(*_UTF8).lower().decode(*_UTF8)
    for char, folded in folding:
        text = text.replace(char, folded)
    return text


@lru_cache(maxsize=2**10)
def _folding(chars: frozenset[str]) -> tuple[tuple[str, str], ...] | None:
    """What the characters become that are not folded already; None when not each becomes one on its own."""
    folded = {char: fold(char) for char in chars}
    if any(len(each) != 1 or _JOINING.search(char + each) for char, each in folded.items()):
        return None
    return tuple((char, each) for char, each in folded.items() if char != each)
