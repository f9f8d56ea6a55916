"""Which words of a lexicon are written almost like another? A scan of all its bytes, then an exact look at the rest."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from index.engines.whoosh.array_file import Numbers
from index.engines.whoosh.deadline import Deadline
from index.engines.whoosh.word_list import WordList, decoded, encoded
from index.matching import at_most_one_edit

_SURE = 2  # characters; of a longer word one edit leaves the first or the last as it is
_WIDEST = 4  # bytes of a character at most
_BITS = np.array([1 << (byte & 63) if byte < 128 else 0 for byte in range(256)], np.uint64)


def near(lexicon: WordList, word: str, most: int, deadline: Deadline) -> Iterator[tuple[int, int]]:
    """The words of a lexicon at most ``most`` edits away from a folded word: their numbers, and how many edits.

    An edit changes one character, or swaps two neighbours. So the bytes that a word shares with the other at its front
    and at its back are all of them but those of the edits between, when there is but one.
    """
    candidates = _candidates(lexicon, encoded(word), most)
    for number in deadline.watched(candidates.tolist()):
        other = decoded(lexicon.bytes_of(number))
        if most == 1:
            distance = 0 if other == word else 1 if at_most_one_edit(word, other) else 2
        else:
            distance = edits(word, other, most)
        if distance <= most:
            yield number, distance


def _candidates(lexicon: WordList, word: bytes, most: int) -> Numbers:
    """The numbers of the words that may be near: of a fit length, and with few other letters."""
    ends = lexicon.ends[lexicon.first : lexicon.last + 1].astype(np.int64)
    lengths = np.diff(ends)
    shortest, longest = len(word) - most * _widest_character(word), len(word) + most * _WIDEST
    fit = np.flatnonzero((lengths >= shortest) & (lengths <= longest))
    if not len(fit):
        return fit
    if most == 1 and len(word) > _SURE * _widest_character(word):
        starts, lasts = ends[fit], ends[fit] + lengths[fit] - 1
        fit = fit[(lexicon.content[starts] == word[0]) | (lexicon.content[lasts] == word[-1])]
    if most == 1:
        fit = fit[_shared(lexicon.content, ends[fit], lengths[fit], word) >= len(word) - 2 * _widest_character(word)]
    else:
        fit = fit[_other_letters(lexicon.content, ends[fit], lengths[fit], word) <= 2 * most]
    return fit + lexicon.first


def _widest_character(word: bytes) -> int:
    """How many bytes the longest character of a word has."""
    return 1 if word.isascii() else _WIDEST


def _shared(content: Numbers, starts: Numbers, lengths: Numbers, word: bytes) -> Numbers:
    """How many bytes each word shares with ``word`` at its front, and from there on at its back, together."""
    shared = np.zeros(len(starts), np.int64)
    for step, first in ((1, starts), (-1, starts + lengths - 1)):
        alive = np.arange(len(starts))
        for place, letter in enumerate(word[::step]):
            alive = alive[lengths[alive] > place]
            alive = alive[content[first[alive] + step * place] == letter]
            shared[alive] += 1
    return shared


def _other_letters(content: Numbers, starts: Numbers, lengths: Numbers, word: bytes) -> Numbers:
    """How many letters are in only one of each word and ``word``: ASCII only, as 64 bits. An edit changes two."""
    ends = np.cumsum(lengths)
    picked = np.arange(ends[-1]) + np.repeat(starts - (ends - lengths), lengths)
    sets = np.bitwise_or.reduceat(_BITS.take(content[picked]), ends - lengths)
    wanted = np.bitwise_or.reduce(_BITS.take(np.frombuffer(word, np.uint8)))
    different: Numbers = np.bitwise_count(sets ^ wanted)
    return different


def edits(one: str, other: str, most: int | None = None) -> int:
    """How many single-character edits turn one word into the other: insert, delete, replace, or swap two neighbours, no
    stretch edited twice (Damerau 1964; optimal string alignment). Beyond ``most`` any number above it."""
    if most is not None and abs(len(one) - len(other)) > most:
        return most + 1
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
