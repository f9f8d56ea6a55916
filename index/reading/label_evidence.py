"""What speaks for a label? The possible labels of a document and what else it says about people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.reading.label_names import Shape
from index.reading.label_words import folded
from index.reading.labels import Closing, Label, Place

MARKED = frozenset({Closing.COLON, Closing.STAMP})
CLOSED = MARKED | {Closing.FULL_STOP, Closing.DASH}
BEGINS = frozenset({Place.BLOCK, Place.LINE})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible label, the number of its block, and the words that follow it on its line (few are enough)."""

    block: int
    label: Label
    follows: str = ""


@dataclass(frozen=True)
class Evidence:
    """What else the document says: ``present``, the folded words of the names of people said to be there, their
    ``initials``, and the words that the text has in lower case."""

    present: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()
    lower: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str], lower: frozenset[str]) -> Evidence:
        words = [[folded(word) for word in name.replace(",", " ").split()] for name in names]
        return cls(
            frozenset(word for name in words for word in name if len(word) > 1),
            frozenset("".join(word[:1] for word in name) for name in words if len(name) > 1),
            lower,
        )

    def tells_of(self, label: Label) -> bool:
        """Whether the person is said to be there."""
        words = [word for word in label.name.key.split() if len(word) > 1 and word != "+"]
        if label.name.shape is Shape.INITIALS:
            return label.name.key in self.initials
        return bool(words) and all(word in self.present for word in words)

    def is_common(self, label: Label) -> bool:
        """Whether the name, without a title, is that of a country or a word that heads sections."""
        return label.name.ordinary and label.name.shape is not Shape.TITLED

    def doubts(self, label: Label) -> bool:
        """Whether the name has a word that the text, or any text, uses for other things."""
        if label.name.shape is Shape.TITLED or (label.name.caps and label.name.shape is Shape.OFFICE):
            return False
        return label.name.ordinary or any(word in self.lower for word in label.name.key.split() if len(word) > 1)


def never_in_text(label: Label) -> bool:
    """Whether no sentence begins like this label, which has no colon: ``Cde. Mikoyan—``, ``<u>Comrade Mao</u>.``"""
    if label.closing is Closing.DASH:
        return label.name.shape is Shape.TITLED
    return label.closing is Closing.SET_OFF
