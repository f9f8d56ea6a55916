"""Which words of a text does a word of a query mean? By every way of comparing, and how such words begin.

To know how they begin is what makes looking for them quick: only words that begin so are compared one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from index.queries.analysis import beginning_of, cjk_characters, fold, has_cjk, is_single_cjk, stem
from index.queries.characters import SAME_WIDTH
from index.tree import Form

_FIRST_JAMO = "\u1100"  # what Korean letters are folded to
MOST_KEPT = 4_096  # words that each word of a query is compared with and that are kept; then they are forgotten


class _Known(dict[str, bool]):
    """Which words are meant; each is compared once, or again after very many others."""

    def __init__(self, compare: Callable[[str], bool]) -> None:
        self._compare = compare

    def __missing__(self, word: str) -> bool:
        if len(self) >= MOST_KEPT:
            self.clear()
        means = self[word] = self._compare(word)
        return means


class Alike:
    """The words, in texts of one language, that a query means by one of its words.

    ``means`` tells of each word whether it is one. ``beginnings``: a space and how such words begin, folded; those that
    begin otherwise end with one of ``endings`` (and a space). None: it is not known how they begin. ``only_first``: of
    a pair of Chinese, Japanese or Korean characters the first alone is meant. ``as_printed``: words are told apart by
    how they are printed; else the folded word is as good.
    """

    def __init__(
        self,
        compare: Callable[[str], bool],
        beginnings: Iterable[str] | None,
        endings: Iterable[str] = (),
        only_first: bool = False,
        as_printed: bool = False,
    ) -> None:
        self.means: Mapping[str, bool] = _Known(compare)
        self.beginnings = None if beginnings is None else tuple(sorted({f" {each}" for each in beginnings}))
        self.endings = tuple([f"{each} " for each in endings])
        self.only_first = only_first
        self.as_printed = as_printed

    @cached_property
    def of_cjk(self) -> bool:
        """Whether all such words are Chinese, Japanese or Korean."""
        return bool(self.beginnings) and not self.endings and all(has_cjk(each[1]) for each in self.beginnings or ())

    @cached_property
    def without_cjk(self) -> bool:
        """Whether it is known that none of such words is: they begin and end with letters from before these scripts."""
        return self.beginnings is not None and max("".join((*self.beginnings, *self.endings)), default="") < _FIRST_JAMO

    @cached_property
    def of_pairs(self) -> bool:
        """Whether all such words are two characters of these."""
        return self.of_cjk and all(len(cjk_characters(each)) == 2 for each in self.beginnings or ())

    def __contains__(self, word: str) -> bool:
        return self.means[word]


class Near(NamedTuple):
    """Words that stand near each other, in any order: :class:`index.tree.Phrase` says how near."""

    words: tuple[Alike, ...]
    within: int


class Row:
    """Words that stand one after another. ``pattern`` finds, in a folded text with spaces between words, where they
    may; None when it is not known how they begin."""

    def __init__(self, words: tuple[Alike, ...]) -> None:
        self.words = words
        begun = [re.escape(word.beginnings[0]) for word in words if word.beginnings and len(word.beginnings) == 1]
        self.pattern = re.compile("[^ ]*+ *".join(begun) + "[^ ]*+") if len(begun) == len(words) else None


def as_written(word: str) -> Alike:
    """The very word."""
    return Alike(lambda other: other.translate(SAME_WIDTH) == word, (fold(word),), as_printed=True)


def with_stems(wanted: frozenset[str], language: str | None) -> Alike:
    """Words whose stem in the language of the text is one of these."""
    beginnings = [beginning for each in wanted if (beginning := beginning_of(each, language)) is not None]
    return Alike(lambda word: stem(word, language) in wanted, beginnings if len(beginnings) == len(wanted) else None)


def beginning_with(start: str) -> Alike:
    """Words that begin so."""
    folded = fold(start)
    return Alike(lambda word: fold(word).startswith(folded), (folded,), only_first=is_single_cjk(start))


def almost_alike(word: str) -> Alike:
    """Words one edit away at most. One half of the word stays as it is, unless the two letters in the middle are
    swapped."""
    folded = fold(word)
    half = len(folded) // 2
    start, end = folded[:half], folded[half:]
    halves = ((start, start[:-1] + end[0] + start[-1] + end[1:]), (end,)) if half else (None, ())
    return Alike(lambda other: at_most_one_edit(folded, fold(other)), *halves)


def of_form(form: Form, word: str, languages: Iterable[str | None], language: str | None) -> Alike:
    """What a word of a query in a form means in a text, where archives have texts in these languages."""
    match form:
        case Form.STEM:
            return with_stems(frozenset([stem(word, each) for each in languages]), language)
        case Form.EXACT:
            return as_written(word)
        case Form.PREFIX:
            return beginning_with(word)
        case Form.FUZZY:
            return almost_alike(word)


def at_most_one_edit(one: str, other: str) -> bool:
    """Whether two folded words are the same but for one letter put in, left out or replaced, or two neighbours swapped
    (a distance of at most 1, optimal string alignment)."""
    longer = len(one) - len(other)
    if not -1 <= longer <= 1:
        return False
    same = 0
    for here, there in zip(one, other, strict=False):
        if here != there:
            break
        same += 1
    if longer:
        return one[same + 1 :] == other[same:] if longer > 0 else one[same:] == other[same + 1 :]
    if one[same + 1 :] == other[same + 1 :]:
        return True
    return one[same + 2 :] == other[same + 2 :] and one[same : same + 2] == other[same : same + 2][::-1]
