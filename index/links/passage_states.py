"""What do links need to know of a document as it was once public? Hashes and names of its turns, without the words."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

from index.model import Document, Turn
from index.passages import passage_hash


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a passage stands in a document. ``paragraph`` counts from 1; 0 is the whole turn."""

    position: int
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class TurnState:
    """One turn: its hash, the names of those who are said to speak, the hashes of its paragraphs."""

    hash: str
    names: tuple[str, ...]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentState:
    """A document as links know it: its title, and its turns in order."""

    title: str
    turns: tuple[TurnState, ...]

    def has(self, place: Place, digest: str) -> bool:
        """Whether a passage of that hash stands at a place."""
        if not 1 <= place.position <= len(self.turns):
            return False
        turn = self.turns[place.position - 1]
        if place.paragraph == 0:
            return turn.hash == digest
        return place.paragraph <= len(turn.paragraphs) and turn.paragraphs[place.paragraph - 1] == digest

    def hashes(self) -> Counter[str]:
        """How many turns have each hash."""
        return Counter(turn.hash for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one turn, as they are kept once they are gone: the printed label, and the paragraphs."""

    label: str | None
    paragraphs: tuple[str, ...]

    def at(self, paragraph: int) -> tuple[str, ...]:
        """The paragraphs of a place in it."""
        return self.paragraphs if paragraph == 0 else self.paragraphs[paragraph - 1 : paragraph]


def state_of(document: Document) -> DocumentState:
    """The state of a document whose turns have their speakers."""
    names = {speaker.id: speaker.name for speaker in document.speakers}
    return DocumentState(document.metadata.title, tuple(_turn_state(turn, names) for turn in document.turns))


def wordings_of(document: Document) -> tuple[Wording, ...]:
    """The words of every turn, in order."""
    return tuple(Wording(turn.label, tuple(part.text for part in turn.paragraphs)) for turn in document.turns)


def said_by(document: Document, turn: Turn) -> tuple[str, ...]:
    """The names of those who are said to speak a turn, in the label's order."""
    names = {speaker.id: speaker.name for speaker in document.speakers if speaker.id in turn.speakers}
    return _names(turn, names)


def digest_of(document: Document) -> str:
    """Another one whenever the state of the document is; made without hashing every passage."""
    whole = hashlib.sha256()
    names = {speaker.id: speaker.name for speaker in document.speakers}
    for text in (document.metadata.title, *(piece for turn in document.turns for piece in _pieces(turn, names))):
        whole.update(text.encode("utf-8", "surrogatepass") + b"\0")
    return whole.hexdigest()


def _turn_state(turn: Turn, names: dict[str, str]) -> TurnState:
    paragraphs = tuple(passage_hash([paragraph.text]) for paragraph in turn.paragraphs)
    alone = len(paragraphs) == 1
    whole = paragraphs[0] if alone else passage_hash(paragraph.text for paragraph in turn.paragraphs)
    return TurnState(whole, _names(turn, names), paragraphs)


def _names(turn: Turn, names: dict[str, str]) -> tuple[str, ...]:
    return tuple(names[id_] for id_ in turn.speakers if id_ in names)


def _pieces(turn: Turn, names: dict[str, str]) -> tuple[str, ...]:
    spoken = _names(turn, names)
    return (str(len(spoken)), *spoken, str(len(turn.paragraphs)), *(paragraph.text for paragraph in turn.paragraphs))
