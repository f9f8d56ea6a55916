"""Which words of the texts begin so, or are written almost so? The words as they are, found by their folded form."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile

from index.analysis import fold


class Lexicon:
    """The surface words of one field by their folded form."""

    def __init__(self, surface_words: Iterable[str]) -> None:
        """``surface_words``: each word once."""
        forms: defaultdict[str, list[str]] = defaultdict(list)
        for word in surface_words:
            forms[fold(word)].append(word)
        self._forms = dict(forms)
        self._folded = sorted(forms)
        self._by_length: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
        for folded in self._folded:
            self._by_length[len(folded)].append((folded, _letters(folded)))

    def __contains__(self, folded: str) -> bool:
        return folded in self._forms

    def forms(self, folded: str) -> Sequence[str]:
        """The surface words that fold to ``folded``."""
        return self._forms.get(folded, ())

    def beginning(self, prefix: str) -> Iterator[str]:
        """The folded words that begin with a folded prefix, ascending."""
        rest = islice(self._folded, bisect_left(self._folded, prefix), None)
        return takewhile(lambda folded: folded.startswith(prefix), rest)

    def near(self, word: str, most: int) -> Iterator[tuple[str, int]]:
        """The folded words at most ``most`` edits away from a folded word, each with its number of edits."""
        letters = _letters(word)
        for length in range(len(word) - most, len(word) + most + 1):
            for folded, others in self._by_length.get(length, ()):
                # An edit changes at most two letters of the set, so most words are put aside by one look.
                if (letters ^ others).bit_count() <= 2 * most:
                    distance = edits(word, folded)
                    if distance <= most:
                        yield folded, distance


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


def _letters(word: str) -> int:
    """The set of a word's letters as 64 bits; different letters may share one."""
    return sum(1 << bit for bit in {ord(letter) % 64 for letter in word})
