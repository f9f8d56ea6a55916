"""Where in a document do quoted words stand? The same words in the same order, also across paragraphs.

Case, accents, the shapes of quotation marks and apostrophes, punctuation and white space do not count; every word does,
as it is printed: nothing is stemmed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import NamedTuple

from index.model import Document
from index.passages import PassageRef
from index.queries.analysis import asked, fold, surface_words, tokens

MOST = 50  # places of one quotation that are looked for
_BREAK = "\0"  # between words; it stands in none


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one paragraph: ``text[start:end]``. ``paragraph`` counts from 1."""

    position: int
    paragraph: int
    start: int
    end: int


Quoted = tuple[Stretch, ...]  # one place where the words stand: a stretch of each paragraph they touch


def quoted(document: Document, words: str, within: PassageRef | None = None) -> tuple[Quoted, ...]:
    """Where ``words`` stand in a document, or in one passage of it; at most :data:`MOST` places."""
    wanted = [fold(token.text) for token in asked(words)]
    if not wanted:
        return ()
    paragraphs = tuple(_paragraphs(document, within))
    said = [[fold(word) for word in surface_words(paragraph.text)] for paragraph in paragraphs]
    text = _joined(word for words_of_one in said for word in words_of_one)
    before = tuple(accumulate(map(len, said), initial=0))  # how many words stand before each paragraph
    firsts = (text.count(_BREAK, 0, at) for at in islice(_found(text, _joined(wanted)), MOST))
    return tuple(tuple(_stretches(paragraphs, before, first, first + len(wanted))) for first in firsts)


def quoted_texts(document: Document, place: Quoted) -> tuple[str, ...]:
    """The words as they are printed, a text for each paragraph."""
    return tuple(
        document.turns[one.position - 1].paragraphs[one.paragraph - 1].text[one.start : one.end] for one in place
    )


class _Paragraph(NamedTuple):
    position: int
    number: int
    text: str


def _paragraphs(document: Document, within: PassageRef | None) -> Iterator[_Paragraph]:
    turns = document.turns if within is None else document.turns[within.position - 1 : within.position]
    for turn in turns:
        for number, paragraph in enumerate(turn.paragraphs, 1):
            if within is None or within.paragraph in (None, number):
                yield _Paragraph(turn.position, number, paragraph.text)


def _joined(words: Iterable[str]) -> str:
    return f"{_BREAK}{_BREAK.join(words)}{_BREAK}"


def _found(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted) - 1)


def _stretches(paragraphs: Sequence[_Paragraph], before: Sequence[int], first: int, end: int) -> Iterator[Stretch]:
    """The words from number ``first`` to ``end`` as a stretch of each paragraph. Only these are cut into tokens."""
    place = bisect_right(before, first) - 1
    while place < len(paragraphs) and before[place] < end:
        position, number, text = paragraphs[place]
        words = tuple(tokens(text))[max(0, first - before[place]) : end - before[place]]
        if words:
            yield Stretch(position, number, words[0].start, words[-1].end)
        place += 1
