"""What is different between two wordings? Word by word, in time that stays in proportion to their length.

Words that occur once in both are matched first (:mod:`index.links.alignment`); only short stretches between them are
compared with difflib, whose time grows with the square of their length; a long stretch without any such word is told
as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from index.links.alignment import align, gaps

_COMPARED = 10_000  # pairs of words in a stretch that difflib compares
_WORD = re.compile(r"\S+|\n")  # a run without white space; a line break, which ends a paragraph


class Change(StrEnum):
    """What happened to some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Part:
    """Words that share what happened to them; a newline among them ends a paragraph."""

    text: str
    change: Change


def differences(before: Sequence[str], after: Sequence[str]) -> tuple[Part, ...]:
    """The parts of two wordings, each given as its paragraphs: those of the old one in order, and those of the new."""
    old, new = _words(before), _words(after)
    return tuple(_joined(_parts(old, new)))


def _words(paragraphs: Sequence[str]) -> list[str]:
    return _WORD.findall("\n".join(" ".join(paragraph.split()) for paragraph in paragraphs))


def _parts(old: list[str], new: list[str]) -> Iterator[tuple[Change, list[str]]]:
    pairs = align(old, new)
    done = 0
    for here, there in gaps(pairs, len(old), len(new)):
        yield Change.SAME, old[done : here.start]
        yield from _compared(old[here.start : here.stop], new[there.start : there.stop])
        done = here.stop
    yield Change.SAME, old[done:]


def _compared(old: list[str], new: list[str]) -> Iterator[tuple[Change, list[str]]]:
    if len(old) * len(new) > _COMPARED:
        yield Change.GONE, old
        yield Change.NEW, new
        return
    for what, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Change.SAME, old[start:end]
        else:
            yield Change.GONE, old[start:end]
            yield Change.NEW, new[begin:stop]


def _joined(parts: Iterator[tuple[Change, list[str]]]) -> Iterator[Part]:
    """Neighbours of one kind as one part, without empty ones."""
    kind, words = Change.SAME, list[str]()
    for change, more in parts:
        if not more:
            continue
        if change is not kind and words:
            yield _part(words, kind)
            words = []
        kind = change
        words.extend(more)
    if words:
        yield _part(words, kind)


def _part(words: list[str], kind: Change) -> Part:
    return Part(re.sub(" *\n *", "\n", " ".join(words)), kind)
