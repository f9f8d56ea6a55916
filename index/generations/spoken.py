"""How much is said in a document, by whom, and who follows whom? All that is counted of its turns, in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass

from index.model import Document, Kind

_Together = tuple[str, ...]  # the speakers of one turn


@dataclass(frozen=True, slots=True)
class Spoken:
    """``turns`` are of speech, ``words`` of everything; by speaker both are of speech. ``exchanges``: how many times a
    turn of speech of one speaker directly follows a turn of the other, by both; the document lists both."""

    turns: int
    words: int
    turns_of: Mapping[str, int]
    words_of: Mapping[str, int]
    exchanges: Mapping[str, Mapping[str, int]]


def spoken(document: Document) -> Spoken:
    """Words are what white space separates; what several say together counts for each of them."""
    everything = 0
    turns: Counter[_Together] = Counter()
    words: Counter[_Together] = Counter()
    follow: Counter[tuple[_Together, _Together]] = Counter()
    before: _Together = ()
    for turn in document.turns:
        length = 0
        for paragraph in turn.paragraphs:
            length += len(paragraph.text.split())
        everything += length
        if turn.kind is Kind.SPEECH:
            together = turn.speakers
            turns[together] += 1
            words[together] += length
            follow[before, together] += 1
            before = together
    known = {speaker.id for speaker in document.speakers}
    return Spoken(turns.total(), everything, _of_each(turns), _of_each(words), _exchanges(follow, known))


def _of_each(counted: Mapping[_Together, int]) -> Mapping[str, int]:
    of_each: Counter[str] = Counter()
    for together, number in counted.items():
        for one in together:
            of_each[one] += number
    return of_each


def _exchanges(follow: Mapping[tuple[_Together, _Together], int], known: Container[str]) -> dict[str, Counter[str]]:
    exchanges: dict[str, Counter[str]] = {}
    for (before, after), times in follow.items():
        for one in before:
            for other in after:
                if one != other and one in known and other in known:
                    exchanges.setdefault(one, Counter())[other] += times
                    exchanges.setdefault(other, Counter())[one] += times
    return exchanges
