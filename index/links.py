"""Where does a permalink lead now? The passages of a document by their hashes, and what became of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.model import Document, Turn
from index.passages import PassageRef, passage_hash


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The passage stands where the permalink says."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The same text stands elsewhere in the document, and nowhere else."""

    ref: PassageRef


@dataclass(frozen=True, slots=True)
class Several:
    """The same text stands at several other places: nobody can say which one was meant."""

    refs: tuple[PassageRef, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """The document has no such text. ``candidates``: the turns around the place where it should stand."""

    candidates: tuple[PassageRef, ...]


Outcome = Unchanged | Moved | Several | Unknown


def turn_ref(turn: Turn) -> PassageRef:
    """The permalink of a whole turn."""
    return PassageRef(turn.position, None, passage_hash(paragraph.text for paragraph in turn.paragraphs))


def paragraph_ref(turn: Turn, number: int) -> PassageRef:
    """The permalink of a paragraph of a turn, by its number from 1."""
    return PassageRef(turn.position, number, passage_hash([turn.paragraphs[number - 1].text]))


def ref_at(document: Document, position: int, paragraph: int | None) -> PassageRef | None:
    """The permalink of what stands at a position now; None when there is nothing."""
    turn = _turn_at(document, position)
    if turn is None:
        return None
    if paragraph is None:
        return turn_ref(turn)
    return paragraph_ref(turn, paragraph) if 1 <= paragraph <= len(turn.paragraphs) else None


def resolve(document: Document, ref: PassageRef) -> Outcome:
    """What became of the passage that ``ref`` once named. It never settles on a lookalike.

    A turn is looked for among turns first, then among paragraphs (two turns may have become one); a paragraph among
    paragraphs.
    """
    if ref_at(document, ref.position, ref.paragraph) == ref:
        return Unchanged()
    found = _with_hash(_turn_refs(document), ref.hash) if ref.paragraph is None else ()
    found = found or _with_hash(_paragraph_refs(document), ref.hash)
    if not found:
        return Unknown(_around(document, ref.position))
    return Moved(found[0]) if len(found) == 1 else Several(found)


def _turn_at(document: Document, position: int) -> Turn | None:
    return document.turns[position - 1] if 1 <= position <= len(document.turns) else None


def _turn_refs(document: Document) -> Iterator[PassageRef]:
    return (turn_ref(turn) for turn in document.turns)


def _paragraph_refs(document: Document) -> Iterator[PassageRef]:
    return (paragraph_ref(turn, number) for turn in document.turns for number in range(1, len(turn.paragraphs) + 1))


def _with_hash(refs: Iterator[PassageRef], wanted: str) -> tuple[PassageRef, ...]:
    return tuple(ref for ref in refs if ref.hash == wanted)


def _around(document: Document, position: int) -> tuple[PassageRef, ...]:
    near = (_turn_at(document, place) for place in (position - 1, position, position + 1))
    return tuple(turn_ref(turn) for turn in near if turn is not None)
