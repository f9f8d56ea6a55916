"""Where in a transcript do the hits lie? Marks on a rail, each in the shape and colour of who speaks, and as a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from index.facets import KIND_TITLES
from index.model import Document
from webapp.addresses import Addresses
from webapp.presenters.hits import HitMarks, Stop
from webapp.presenters.transcript import ParagraphView, TurnView, turn_views

SHAPES = 5  # speakers with a shape of their own; everybody else shares one more
LEAST = 2  # hits that are worth a rail
OTHERS = "Others"
_HEAD = 80  # what the line above a turn is worth in characters of text, and the space around a paragraph
_BEFORE, _AFTER = 40, 60  # characters around the words in the list


@dataclass(frozen=True, slots=True)
class Mark:
    """One hit. ``y``: its place on the rail, in percent from above; ``lane``: shape, colour and column, from 0."""

    stop: Stop
    y: str
    lane: int
    who: str
    turn: str
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Lane:
    """Whose marks have one shape: the name, how many hits, the anchor of the first."""

    name: str
    hits: int
    first: str


@dataclass(frozen=True, slots=True)
class Rail:
    marks: tuple[Mark, ...] = ()
    lanes: tuple[Lane, ...] = ()


def rail(document: Document, addresses: Addresses, marks: HitMarks) -> Rail:
    """The rail of a transcript; empty where there are fewer than :data:`LEAST` hits."""
    if len(marks.stops) < LEAST:
        return Rail()
    placed = tuple(_placed(document, addresses, marks))
    counts = Counter(_who(turn) for turn, *_ in placed)
    own = [name for name, _ in counts.most_common()]
    if len(own) > SHAPES + 1:
        own[SHAPES:] = [OTHERS]
    lane = {name: min(place, SHAPES) for place, name in enumerate(name for name, _ in counts.most_common())}
    found = tuple(_mark(turn, paragraph, y, lane[_who(turn)]) for turn, paragraph, y in placed)
    return Rail(found, tuple(_lane(name, place, found) for place, name in enumerate(own)))


def _placed(
    document: Document, addresses: Addresses, marks: HitMarks
) -> Iterator[tuple[TurnView, ParagraphView, float]]:
    """Every paragraph with a hit, and how much of the transcript stands before the hit (0 to 1)."""
    views = {view.position: view for view in turn_views(document, addresses, marks, marks.positions)}
    done = 0
    found: list[tuple[TurnView, ParagraphView, int]] = []
    for turn in document.turns:
        for number, paragraph in enumerate(turn.paragraphs, 1):
            done += _HEAD
            if (turn.position, number) in marks.stops:
                first = next((start for start, _ in marks.stretches(turn.position, number)), 0)
                view = views[turn.position]
                found.append((view, view.paragraphs[number - 1], done + first))
            done += len(paragraph.text) + sum(len(reference.marker) for reference in paragraph.references)
    yield from ((turn, paragraph, at / max(1, done)) for turn, paragraph, at in found)


def _mark(turn: TurnView, paragraph: ParagraphView, share: float, lane: int) -> Mark:
    assert paragraph.stop is not None  # noqa: S101  # only such paragraphs are placed
    before, words, after = _around(paragraph)
    return Mark(paragraph.stop, f"{share:.2%}", lane, _who(turn), f"turn {turn.position}", before, words, after)


def _lane(name: str, lane: int, marks: tuple[Mark, ...]) -> Lane:
    own = [mark for mark in marks if mark.lane == lane]
    return Lane(name, len(own), own[0].stop.anchor)


def _who(turn: TurnView) -> str:
    """Who speaks; or what the turn is, when nobody does."""
    names = " and ".join(speaker.name for speaker in turn.speakers)
    return names or KIND_TITLES.get(turn.kind, turn.kind)


def _around(paragraph: ParagraphView) -> tuple[str, str, str]:
    """The first marked words with a little text on either side; the beginning where a paragraph has no marks."""
    pieces = [piece for piece in paragraph.pieces if piece.note is None]
    first = next((place for place, piece in enumerate(pieces) if piece.mark), None)
    if first is None:
        return "", "", _head("".join(piece.text for piece in pieces))
    before, after = ("".join(piece.text for piece in some) for some in (pieces[:first], pieces[first + 1 :]))
    return _tail(before), pieces[first].text, _head(after)


def _head(text: str) -> str:
    return text if len(text) <= _AFTER else f"{text[:_AFTER].rpartition(' ')[0] or text[:_AFTER]} …"


def _tail(text: str) -> str:
    return text if len(text) <= _BEFORE else f"… {text[-_BEFORE:].partition(' ')[2] or text[-_BEFORE:]}"
