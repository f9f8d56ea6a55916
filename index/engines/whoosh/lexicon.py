"""Which words of a lexicon are written almost like another? A scan of its bytes, then an exact look at what is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from index.engines.whoosh.array_file import Mask, Numbers
from index.engines.whoosh.deadline import Deadline
from index.engines.whoosh.word_list import WordList, decoded, encoded
from index.queries.alike import at_most_one_edit

_WIDEST = 4  # bytes of a character at most
_NOT_ASCII = 128  # the bytes of other characters
# Which letters a word has, in 64 bits; only those of ASCII are told.
_BITS = np.array([1 << (byte & 63) if byte < 128 else 0 for byte in range(256)], np.uint64)


def near(lexicon: WordList, word: str, most: int, deadline: Deadline) -> Iterator[tuple[int, int]]:
    """The words of a lexicon at most ``most`` edits (one or two) away from a folded word: with how many."""
    if most == 1:
        return _one_edit_away(lexicon, word, deadline)
    numbers = _letters_alike(lexicon, word)
    others = [decoded(lexicon.bytes_of(number)) for number in deadline.watched(numbers.tolist())]
    apart = edits(word, others, most, deadline)
    near_enough = apart <= most
    return zip(numbers[near_enough].tolist(), apart[near_enough].tolist(), strict=True)


def _one_edit_away(lexicon: WordList, word: str, deadline: Deadline) -> Iterator[tuple[int, int]]:
    """The words that one edit makes of ``word``, and the word itself.

    How many bytes two words share at their fronts and at their backs tells it where one byte is edited, or two are
    swapped. Words that may differ by a letter of several bytes are looked at letter by letter.
    """
    letters = encoded(word)
    numbers, starts, lengths = _half_alike(lexicon, word)
    front = np.minimum(_alike(lexicon.content, starts, letters, 1), lengths)
    shared = front + np.minimum(_alike(lexicon.content, starts + lengths - 1, letters[::-1], -1), lengths)
    longer = lengths - len(letters)
    sure = (np.abs(longer) <= 1) & (shared >= np.maximum(lengths, len(letters)) - 1)
    swapped = np.flatnonzero((longer == 0) & (shared == len(letters) - 2))
    sure[swapped] = _swapped(lexicon.content, starts[swapped] + front[swapped], letters, front[swapped])
    other = (longer != 0) | (front < lengths)
    yield from zip(numbers[sure].tolist(), other[sure].astype(int).tolist(), strict=True)
    if word.isascii():  # then the other word has the letter of several bytes, where they begin to differ
        doubtful = ~sure & (longer > 0) & (lexicon.content.take(starts + front, mode="clip") >= _NOT_ASCII)
    else:
        doubtful = ~sure & (shared >= len(letters) - 2 * _WIDEST)
    for number in deadline.watched(numbers[doubtful].tolist()):
        if at_most_one_edit(word, decoded(lexicon.bytes_of(number))):
            yield number, 1


def _half_alike(lexicon: WordList, word: str) -> tuple[Numbers, Numbers, Numbers]:
    """The words that may be one edit away: their numbers, where each starts, and how many bytes it has. An edit touches
    two neighbours at most, so what lies before the middle of the word, or what lies a letter behind it, stays."""
    middle = len(word) // 2
    if len(word) < 3:
        numbers = np.arange(lexicon.first, lexicon.last)
    else:
        beginning = lexicon.beginning(encoded(word[:middle]))
        ending = _ending(lexicon, encoded(word[middle + 1 :]))
        others = ending[(ending < beginning.start) | (ending >= beginning.stop)]
        numbers = np.concatenate((np.arange(beginning.start, beginning.stop), others))
    starts = lexicon.ends.take(numbers).astype(np.int64)
    lengths = lexicon.ends.take(numbers + 1) - starts
    size, widest = len(encoded(word)), _widest(word)
    fit = np.flatnonzero((lengths >= size - widest) & (lengths <= size + _WIDEST))
    return numbers.take(fit), starts.take(fit), lengths.take(fit)


def _ending(lexicon: WordList, letters: bytes) -> Numbers:
    """The numbers of the words that end with these bytes (and of some that are shorter)."""
    ends = lexicon.ends[lexicon.first + 1 : lexicon.last + 1]
    numbers = np.flatnonzero(lexicon.content.take(ends - 1) == letters[-1]) + lexicon.first
    for ahead, letter in enumerate(reversed(letters[:-1]), 2):
        places = lexicon.ends.take(numbers + 1).astype(np.int64) - ahead
        numbers = numbers[lexicon.content.take(places, mode="clip") == letter]
    return numbers


def _alike(content: Numbers, starts: Numbers, letters: bytes, step: int) -> Numbers:
    """How many bytes from each of the places on, forwards or backwards, are these, up to the first that is not."""
    shared: Numbers = np.zeros(len(starts), np.int64)
    all_so_far = np.ones(len(starts), np.bool_)
    for ahead, letter in enumerate(letters):
        all_so_far &= content.take(starts + step * ahead, mode="clip") == letter
        shared += all_so_far
    return shared


def _swapped(content: Numbers, places: Numbers, letters: bytes, ahead: Numbers) -> Mask:
    """Whether the two bytes at each of the places are those of ``letters`` there, in the other order."""
    wanted = np.frombuffer(letters, np.uint8)
    first, second = content.take(places, mode="clip"), content.take(places + 1, mode="clip")
    swapped: Mask = (first == wanted.take(ahead + 1)) & (second == wanted.take(ahead))
    return swapped


def _letters_alike(lexicon: WordList, word: str) -> Numbers:
    """The numbers of the words that may be two edits away: an edit changes two letters of the set at most."""
    fit, starts, lengths = _of_length(lexicon, word, 2)
    if not len(fit):
        return fit
    ends, size = np.cumsum(lengths), len(encoded(word))
    letters = lexicon.content.take(np.arange(ends[-1]) + np.repeat(starts - (ends - lengths), lengths))
    sets = np.bitwise_or.reduceat(_BITS.take(letters), ends - lengths)
    wanted = np.bitwise_or.reduce(_BITS.take(np.frombuffer(encoded(word), np.uint8)))
    wide = np.bitwise_or.reduceat(letters, ends - lengths) >= _NOT_ASCII
    alike: Numbers = fit[(np.bitwise_count(sets ^ wanted) <= 4) & (wide | (lengths <= size + 2))]
    return alike


def _of_length(lexicon: WordList, word: str, most: int) -> tuple[Numbers, Numbers, Numbers]:
    """The numbers of the words with about as many bytes, where each starts, and how many it has."""
    ends = lexicon.ends[lexicon.first : lexicon.last + 1].astype(np.int64)
    lengths = np.diff(ends)
    size = len(encoded(word))
    fit = np.flatnonzero((lengths >= size - most * _widest(word)) & (lengths <= size + most * _WIDEST))
    return fit + lexicon.first, ends[fit], lengths[fit]


def _widest(word: str) -> int:
    """How many bytes a character of the word has at most."""
    return 1 if word.isascii() else _WIDEST


def edits(word: str, others: Sequence[str], most: int, deadline: Deadline) -> Numbers:
    """How many single-character edits turn a word into each of the others: insert, delete, replace, or swap two
    neighbours, no stretch edited twice (Damerau 1964; optimal string alignment). ``most`` + 1 stands for more.

    The table of the algorithm is filled for all of the others at once, near its diagonal only.
    """
    lengths = np.array([len(other) for other in others], np.int64)
    fit = np.flatnonzero(np.abs(lengths - len(word)) <= most)
    letters, width = [ord(letter) for letter in word], len(word) + most
    chosen = np.array([others[number] for number in fit.tolist()], f"<U{width}")
    codes = chosen.view(np.uint32).reshape(len(fit), width).T
    far = np.full(len(fit), most + 1, np.uint8)
    before, above = [far], [np.minimum(far, column) for column in range(width + 1)]
    for row, letter in enumerate(letters, 1):
        deadline.check()
        line = [np.minimum(far, row)] + [far] * width
        for column in range(max(1, row - most), min(width, row + most) + 1):
            one_more = np.minimum(above[column], line[column - 1]) + 1
            best = np.minimum(one_more, above[column - 1] + (codes[column - 1] != letter))
            if row > 1 and column > 1:
                swapped = (codes[column - 1] == letters[row - 2]) & (codes[column - 2] == letter)
                best = np.where(swapped, np.minimum(best, before[column - 2] + 1), best)
            line[column] = np.minimum(best, far)
        before, above = above, line
    apart: Numbers = np.full(len(others), most + 1, np.uint8)
    apart[fit] = np.stack(above)[lengths[fit], np.arange(len(fit))]
    return apart
