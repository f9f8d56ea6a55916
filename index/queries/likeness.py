"""How like a quotation are the printed words? The stretch of a turn that is most like it, and what differs.

Words are compared without case, accents and punctuation. Dots that stand for something left out ("…", "[...]") may
stand for any words. The time is bounded: a stretch of about the quotation's own length is chosen by counting words, and
only there words are aligned.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import accumulate, chain, groupby, islice

from index.queries.analysis import asked, fold, surface_words, tokens

_LEFT_OUT = re.compile(r"\[\s*(?:…|\.{3,4})\s*\]|\(\s*(?:…|\.{3,4})\s*\)|…|\.{3,4}|(?:\. ){2,3}\.")
_DOTS = "\0"
_SPARE = 5  # words that a stretch may have beyond half as many again as the quotation
_GAP = 80  # words that dots may stand for


class Change(StrEnum):
    """How some words differ."""

    SAME = "same"
    QUOTED = "quoted"  # only the quotation has them
    PRINTED = "printed"  # only the archive has them
    LEFT_OUT = "left_out"  # the quotation has dots for them


@dataclass(frozen=True, slots=True)
class Part:
    """Words that share how they differ; ``text`` as it is printed, for QUOTED as it is quoted."""

    text: str
    change: Change


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation as it is looked for. ``gaps``: before which words dots stand for something left out."""

    text: str
    words: tuple[str, ...]  # folded
    spans: tuple[tuple[int, int], ...]
    gaps: frozenset[int]

    def between(self, first: int, last: int) -> str:
        """The words from ``first`` to before ``last`` as they are quoted."""
        if first >= last:
            return ""
        start = max(self.spans[first][0], self.spans[first - 1][1] if first else 0)
        return self.text[start : self.spans[last - 1][1]]

    def words_and_dots(self) -> list[str]:
        """The words with a sign for every gap, which is no word, so that no run of equal words goes over it."""
        return [each for place, word in enumerate(self.words) for each in ([_DOTS] * (place in self.gaps) + [word])]

    @classmethod
    def of(cls, text: str) -> Quotation:
        found = asked(text)
        dots = [match.start() for match in _LEFT_OUT.finditer(text)]
        gaps = {sum(1 for token in found if token.start < dot) for dot in dots}
        spans = tuple((token.start, token.end) for token in found)
        return cls(text, tuple(fold(token.text) for token in found), spans, frozenset(gaps - {0, len(found)}))


@dataclass(frozen=True, slots=True)
class Likeness:
    """A stretch of a turn. ``share``: 1 for the same words, 0 for none; ``paragraphs``: the first and last, from 1;
    ``texts``: the stretch as printed, a text for each paragraph."""

    share: float
    paragraphs: tuple[int, int]
    texts: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def is_verbatim(self) -> bool:
        return all(part.change is Change.SAME for part in self.parts)

    @property
    def is_abridged(self) -> bool:
        """Word for word but for what the quotation's own dots leave out."""
        return all(part.change in (Change.SAME, Change.LEFT_OUT) for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Printed:
    """A word of a turn: folded, and where it stands. ``paragraph`` counts from 0."""

    word: str
    paragraph: int
    start: int
    end: int


def most_like(quotation: Quotation, paragraphs: Sequence[str]) -> Likeness | None:
    """The stretch of the paragraphs that is most like the quotation; None when they share no word."""
    words = [[fold(word) for word in surface_words(text)] for text in paragraphs]
    start, end = _window(quotation, list(chain.from_iterable(words)))
    window = list(_printed(paragraphs, [len(some) for some in words], start, end))
    if not window:
        return None
    blocks = _blocks(quotation, window)
    first, last = blocks[0], blocks[-1]
    before, after = first[0], len(quotation.words) - (last[0] + last[2])
    start, end = max(0, first[1] - before), min(len(window), last[1] + last[2] + after)
    stretch = window[start:end]
    parts = tuple(_parts(quotation, stretch, [(here, there - start, size) for here, there, size in blocks], paragraphs))
    same = sum(size for _, _, size in blocks)
    left_out = sum(len(part.text.split()) for part in parts if part.change is Change.LEFT_OUT)
    return Likeness(
        share=min(1.0, 2 * same / max(1, len(quotation.words) + len(stretch) - left_out)),
        paragraphs=(stretch[0].paragraph + 1, stretch[-1].paragraph + 1),
        texts=tuple(_texts(stretch, paragraphs)),
        parts=parts,
    )


def _window(quotation: Quotation, words: Sequence[str]) -> tuple[int, int]:
    """From where to where there are most of the quotation's words, the first of equals; nowhere when there are none."""
    width = len(quotation.words) * 3 // 2 + _SPARE + _GAP * len(quotation.gaps)
    needed = Counter(quotation.words)
    places = [place for place, word in enumerate(words) if word in needed]
    inside = dict.fromkeys(needed, 0)
    best = start = shared = behind = 0
    for place in places:
        while places[behind] <= place - width:
            leaving = words[places[behind]]
            shared -= inside[leaving] <= needed[leaving]
            inside[leaving] -= 1
            behind += 1
        coming = words[place]
        inside[coming] += 1
        shared += inside[coming] <= needed[coming]
        if shared > best:
            best, start = shared, max(0, place - width + 1)
    # The stretch was ended where it was best; what follows may complete a phrase.
    return (start, start + width + _SPARE) if best else (0, 0)


def _printed(paragraphs: Sequence[str], sizes: Sequence[int], start: int, end: int) -> Iterator[_Printed]:
    """The words from one to before another, as they are printed. ``sizes``: how many words each paragraph has."""
    for number, first in enumerate(accumulate(sizes[:-1], initial=0)):
        if first < end and start < first + sizes[number]:
            for token in islice(tokens(paragraphs[number]), max(0, start - first), end - first):
                yield _Printed(fold(token.text), number, token.start, token.end)


def _blocks(quotation: Quotation, window: Sequence[_Printed]) -> list[tuple[int, int, int]]:
    """Runs of equal words: place in the quotation, place in the window, length. Single words that stand far before or
    behind the rest are by chance and left out, unless dots explain the distance."""
    wanted = quotation.words_and_dots()
    matcher = SequenceMatcher(None, wanted, [one.word for one in window], autojunk=False)
    blocks = [
        (block.a - wanted[: block.a].count(_DOTS), block.b, block.size)
        for block in matcher.get_matching_blocks()
        if block.size
    ]
    while len(blocks) > 1 and _is_stray(blocks[0], blocks[0], blocks[1], quotation):
        blocks = blocks[1:]
    while len(blocks) > 1 and _is_stray(blocks[-1], blocks[-2], blocks[-1], quotation):
        blocks = blocks[:-1]
    return blocks


def _is_stray(
    edge: tuple[int, int, int], before: tuple[int, int, int], after: tuple[int, int, int], quotation: Quotation
) -> bool:
    asked_between = after[0] - (before[0] + before[2])
    printed_between = after[1] - (before[1] + before[2])
    dots = any(before[0] + before[2] <= gap <= after[0] for gap in quotation.gaps)
    return not dots and printed_between - asked_between > edge[2]


def _parts(
    quotation: Quotation, stretch: Sequence[_Printed], blocks: Sequence[tuple[int, int, int]], paragraphs: Sequence[str]
) -> Iterator[Part]:
    """The words of both in order. What only the quotation has stands before what only the archive has."""
    asked_to = printed_to = 0
    for here, there, size in (*blocks, (len(quotation.words), len(stretch), 0)):
        quoted = quotation.between(asked_to, here)
        if quoted:
            yield Part(quoted, Change.QUOTED)
        change = Change.LEFT_OUT if not quoted and here in quotation.gaps else Change.PRINTED
        for text, kind in (
            (_text(stretch, printed_to, there, paragraphs), change),
            (_text(stretch, there, there + size, paragraphs), Change.SAME),
        ):
            if text:
                yield Part(text, kind)
        asked_to, printed_to = here + size, there + size


def _text(words: Sequence[_Printed], first: int, last: int, paragraphs: Sequence[str]) -> str:
    """Some of the words as printed, a line for each paragraph, without what the word before has of them: pairs of
    Chinese characters overlap."""
    done = words[first - 1] if 0 < first < last else None
    own = [
        replace(one, start=max(one.start, done.end)) if done and done.paragraph == one.paragraph else one
        for one in words[first:last]
    ]
    return "\n".join(text for text in _texts(own, paragraphs) if text)


def _texts(words: Sequence[_Printed], paragraphs: Sequence[str]) -> Iterator[str]:
    """The words as they are printed, a text for each paragraph that they touch."""
    for number, group in groupby(words, key=lambda one: one.paragraph):
        own = list(group)
        yield " ".join(paragraphs[number][own[0].start : own[-1].end].split())
