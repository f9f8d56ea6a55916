"""Which words do texts consist of? Numbers instead of words, each stretch of letters cut and stemmed once only.

No word reaches over white space, so a text is split at it first, which is quick, and each distinct *chunk* between
(``peace,``, ``well-known``) is cut into words when it is met for the first time.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable

import numpy as np

from index.engines.whoosh.array_file import Numbers
from index.engines.whoosh.terms_writer import spread
from index.engines.whoosh.word_list import encoded
from index.queries.analysis import stem, surface_words

Numbering = Callable[[str], int]

_LONG = 64  # characters of a chunk that will hardly come again: a sentence in Chinese


class Vocabulary:
    """The chunks and words of any number of texts. A word's number stands for the pair of its stem and itself."""

    def __init__(self) -> None:
        self._chunks: dict[str | None, _Numbered] = {}  # by language
        self._numbers: dict[tuple[str, str], int] = {}
        self._words = array("I")  # of every chunk, one after another
        self._ends = array("I", (0,))

    def __len__(self) -> int:
        """How many words the chunks have."""
        return len(self._words)

    @property
    def distinct(self) -> int:
        """How many different words there are; their numbers are below that."""
        return len(self._numbers)

    def chunks(self, language: str | None) -> Numbering:
        """What numbers the chunks of texts in a language."""
        if language not in self._chunks:
            words = _Numbered(lambda word: self._number(word, language))
            self._chunks[language] = _Numbered(lambda chunk: self._cut(chunk, words.__getitem__))
        return self._chunks[language].__getitem__

    def words(self, chunks: Numbers) -> tuple[Numbers, Numbers]:
        """How many words each of these chunks has, and the numbers of all of them in order."""
        ends, words = np.frombuffer(self._ends, np.uint32), np.frombuffer(self._words, np.uint32)
        starts = ends.take(chunks)
        counts = ends[1:].take(chunks) - starts
        return counts, words.take(spread(starts, counts))

    def ordered(self, words: Numbers) -> list[tuple[bytes, bytes, int]]:
        """Some words by their numbers: stem, surface word and number, ascending."""
        pairs = list(self._numbers)
        return sorted((encoded(pairs[word][0]), encoded(pairs[word][1]), word) for word in words.tolist())

    def _cut(self, chunk: str, number: Numbering) -> int:
        self._words.extend(map(number, surface_words(chunk)))
        self._ends.append(len(self._words))
        return len(self._ends) - 2

    def _number(self, word: str, language: str | None) -> int:
        return self._numbers.setdefault((stem(word, language), word), len(self._numbers))


class _Numbered(dict[str, int]):
    """The numbers of chunks or words; a new one is given its number when it is asked for. Looked up for every chunk of
    every text, so nothing else is done."""

    def __init__(self, new: Numbering) -> None:
        super().__init__()
        self._new = new

    def __missing__(self, text: str) -> int:
        number = self._new(text)
        if len(text) < _LONG:
            self[text] = number
        return number
