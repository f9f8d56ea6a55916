"""Which words of a lexicon are written almost like another? A scan of its bytes, then an exact look at what is left."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from index.engines.whoosh.array_file import Numbers
from index.engines.whoosh.deadline import Deadline
from index.engines.whoosh.word_list import WordList, decoded, encoded
from index.queries.matching import at_most_one_edit

_WIDEST = 4  # bytes of a character at most
_BITS = np.array([1 << (byte & 63) if byte < 128 else 0 for byte in range(256)], np.uint64)


def near(lexicon: WordList, word: str, most: int, deadline: Deadline) -> Iterator[tuple[int, int]]:
    """The words of a lexicon at most ``most`` edits (one or two) away from a folded word: with how many."""
    find, distance = (_half_alike, _one_edit) if most == 1 else (_letters_alike, edits)
    for number in deadline.watched(find(lexicon, word).tolist()):
        apart = distance(word, decoded(lexicon.bytes_of(number)))
        if apart <= most:
            yield number, apart


def _one_edit(one: str, other: str) -> int:
    return 0 if one == other else 1 if at_most_one_edit(one, other) else 2


def _half_alike(lexicon: WordList, word: str) -> Numbers:
    """The numbers of the words that may be one edit away. An edit touches two neighbours at most, so what lies before
    or what lies behind the middle of the word stays as it is."""
    half = (len(word) - 1) // 2
    fit, starts, lengths = _of_length(lexicon, word, 1)
    if half < 1 or not len(fit):
        return fit
    front = _alike(lexicon.content, starts, encoded(word[:half]), 1)
    back = _alike(lexicon.content, starts + lengths - 1, encoded(word[-half:])[::-1], -1)
    either = np.union1d(front, back)
    shared = _shared(lexicon.content, starts[either], lengths[either], encoded(word))
    alike: Numbers = fit[either[shared >= len(encoded(word)) - 2 * _widest(word)]]
    return alike


def _shared(content: Numbers, starts: Numbers, lengths: Numbers, word: bytes) -> Numbers:
    """How many bytes each of the words shares with ``word`` at its front, and from there on at its back, together."""
    shared = np.zeros(len(starts), np.int64)
    for step, first in ((1, starts), (-1, starts + lengths - 1)):
        alive = np.arange(len(starts))
        for ahead, letter in enumerate(word[::step]):
            alive = alive[lengths[alive] > ahead]
            alive = alive[content[first[alive] + step * ahead] == letter]
            shared[alive] += 1
    return shared


def _widest(word: str) -> int:
    """How many bytes a character of the word has at most."""
    return 1 if word.isascii() else _WIDEST


def _alike(content: Numbers, starts: Numbers, letters: bytes, step: int) -> Numbers:
    """Which of the places have these bytes from there on, forwards or backwards."""
    alive = np.arange(len(starts))
    for ahead, letter in enumerate(letters):
        places = np.clip(starts[alive] + step * ahead, 0, len(content) - 1)
        alive = alive[content.take(places) == letter]
    return alive


def _letters_alike(lexicon: WordList, word: str) -> Numbers:
    """The numbers of the words that may be two edits away: an edit changes two letters of the set at most."""
    fit, starts, lengths = _of_length(lexicon, word, 2)
    return fit[_other_letters(lexicon.content, starts, lengths, encoded(word)) <= 4] if len(fit) else fit


def _of_length(lexicon: WordList, word: str, most: int) -> tuple[Numbers, Numbers, Numbers]:
    """The numbers of the words with about as many bytes, where each starts, and how many it has."""
    size, widest = len(encoded(word)), _widest(word)
    ends = lexicon.ends[lexicon.first : lexicon.last + 1].astype(np.int64)
    lengths = np.diff(ends)
    fit = np.flatnonzero((lengths >= size - most * widest) & (lengths <= size + most * _WIDEST))
    return fit + lexicon.first, ends[fit], lengths[fit]


def _other_letters(content: Numbers, starts: Numbers, lengths: Numbers, word: bytes) -> Numbers:
    """How many letters are in only one of each word and ``word``: ASCII only, as 64 bits. An edit changes two."""
    ends = np.cumsum(lengths)
    picked = np.arange(ends[-1]) + np.repeat(starts - (ends - lengths), lengths)
    sets = np.bitwise_or.reduceat(_BITS.take(content[picked]), ends - lengths)
    wanted = np.bitwise_or.reduce(_BITS.take(np.frombuffer(word, np.uint8)))
    different: Numbers = np.bitwise_count(sets ^ wanted)
    return different


def edits(one: str, other: str) -> int:
    """How many single-character edits turn one word into the other: insert, delete, replace, or swap two neighbours, no
    stretch edited twice (Damerau 1964; optimal string alignment)."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        line = [row]
        for column, right in enumerate(other, 1):
            best = min(above[column] + 1, line[-1] + 1, above[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                best = min(best, before[column - 2] + 1)
            line.append(best)
        before, above = above, line
    return above[-1]
