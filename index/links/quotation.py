"""Where in a document do quoted words stand? The same words in the same order, also across paragraphs.

Case, accents, the shapes of quotation marks and apostrophes, punctuation and white space do not count; every word does,
as it is printed: nothing is stemmed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from index.model import Document
from index.passages import PassageRef
from index.queries.analysis import asked, fold, tokens

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
    places = tuple(_places(document, within))
    starts, text = [], [_BREAK]
    length = 1
    for word, _ in places:
        starts.append(length)
        text.append(word + _BREAK)
        length += len(word) + 1
    found = _found("".join(text), _BREAK + _BREAK.join(wanted) + _BREAK)
    indexes = (bisect_right(starts, at + 1) - 1 for at in islice(found, MOST))
    return tuple(_stretches([stretch for _, stretch in places[at : at + len(wanted)]]) for at in indexes)


def quoted_texts(document: Document, place: Quoted) -> tuple[str, ...]:
    """The words as they are printed, a text for each paragraph."""
    return tuple(
        document.turns[one.position - 1].paragraphs[one.paragraph - 1].text[one.start : one.end] for one in place
    )


def _places(document: Document, within: PassageRef | None) -> Iterator[tuple[str, Stretch]]:
    """Every word, folded, and where it stands."""
    turns = document.turns if within is None else document.turns[within.position - 1 : within.position]
    for turn in turns:
        for number, paragraph in enumerate(turn.paragraphs, 1):
            if within is None or within.paragraph in (None, number):
                for token in tokens(paragraph.text):
                    yield fold(token.text), Stretch(turn.position, number, token.start, token.end)


def _found(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted) - 1)


def _stretches(words: list[Stretch]) -> Quoted:
    """Words in order as one stretch for each paragraph."""
    grouped = (list(group) for _, group in groupby(words, key=lambda one: (one.position, one.paragraph)))
    return tuple(Stretch(group[0].position, group[0].paragraph, group[0].start, group[-1].end) for group in grouped)
