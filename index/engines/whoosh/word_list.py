"""Which words are there, and where among them does one stand? Sorted words in a mapped file, found by bisection."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import overload

import numpy as np

from index.engines.whoosh.array_file import Numbers

_FEW = 1 << 12  # words that are read once and kept: the speakers of most archives, all years


def encoded(word: str) -> bytes:
    """A word as bytes. Byte order is the order of code points; half a surrogate pair can be asked for."""
    return word.encode("utf-8", "surrogatepass")


def decoded(word: bytes) -> str:
    return word.decode("utf-8", "surrogatepass")


def joined(words: Iterable[bytes]) -> tuple[Numbers, Numbers]:
    """Words as two arrays: where each ends (with a leading 0), and their bytes one after another."""
    listed = list(words)
    ends = np.zeros(len(listed) + 1, np.uint32)
    np.cumsum([len(word) for word in listed], out=ends[1:])
    return ends, np.frombuffer(b"".join(listed), np.uint8)


class WordList(Sequence[str]):
    """Words in two arrays as :func:`joined` makes them, from number ``first`` up to ``last``. Numbers count from 0 over
    the whole arrays; as a sequence it has the words from ``first`` on."""

    def __init__(self, ends: Numbers, content: Numbers, first: int = 0, last: int | None = None) -> None:
        self.ends, self.content = ends, content
        self._ends, self._content = ends.data, content.data
        self.first = first
        self.last = len(ends) - 1 if last is None else last

    def __len__(self) -> int:
        return self.last - self.first

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        number = self.first + index
        if not self.first <= number < self.last:
            raise IndexError(index)
        return str(self._content[self._ends[number] : self._ends[number + 1]], "utf-8", "surrogatepass")

    def at(self, numbers: Numbers) -> list[str]:
        """The words of some numbers."""
        if len(self) <= _FEW:
            words, first = self._words, self.first
            return [words[number - first] for number in numbers.tolist()]
        starts, ends = self.ends.take(numbers).tolist(), self.ends.take(numbers + 1).tolist()
        return [
            str(self._content[start:end], "utf-8", "surrogatepass") for start, end in zip(starts, ends, strict=True)
        ]

    def bytes_of(self, number: int) -> bytes:
        return self._content[self._ends[number] : self._ends[number + 1]].tobytes()

    def all_bytes(self) -> list[bytes]:
        """Every word in order."""
        ends = self.ends[self.first : self.last + 1].tolist()
        content = self._content[ends[0] : ends[-1]].tobytes()
        return [content[start - ends[0] : end - ends[0]] for start, end in pairwise(ends)]

    def lower(self, word: bytes) -> int:
        """The number of the first word that is not below ``word``; ``last`` when all are."""
        return bisect_left(range(self.last), word, self.first, key=self.bytes_of)

    def find(self, word: bytes) -> int | None:
        """The number of a word, None when it is not there."""
        number = self.lower(word)
        return number if number < self.last and self.bytes_of(number) == word else None

    def beginning(self, prefix: bytes) -> range:
        """The numbers of the words that begin with these bytes (no word in UTF-8 holds the byte ff)."""
        return range(self.lower(prefix), self.lower(prefix + b"\xff"))

    @cached_property
    def _words(self) -> list[str]:
        return list(map(decoded, self.all_bytes()))
