"""Where do paragraphs end in lines that were broken to a width? Printed pages and old text files say it by blank lines,
by indents and by lines that stop short.

Nothing is decided from one line: a text counts as broken to a width when most of its lines come near one length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_NARROW, _WIDE = 40, 130  # widths to which people break lines, in characters
_NEAR = 0.75  # a full line fills at least this part of the width
_MOSTLY = 0.6  # of the lines that another line follows
_SHORT = 0.6  # a line that fills less of the width than this, after a sentence, ends its paragraph
SENTENCE_END = re.compile(r"[.?!:…。？！][\"”’')\]]*$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A paragraph: its lines as one text, and the first and last of them, counted from 0."""

    text: str
    first: int
    last: int


def paragraphs(lines: Sequence[str], width: int | None = None) -> tuple[Stretch, ...]:
    """The paragraphs of ``lines``: joined where they were broken to a width, else one to a line.

    ``width`` is that of the whole text where ``lines`` are a small part of it.
    """
    width = width or width_of(lines)
    return tuple(
        Stretch(joined(lines[first : last + 1]), first, last)
        for start, end in _stretches(lines)
        for first, last in (_broken(lines, start, end, width) if width else ((n, n) for n in range(start, end)))
    )


def width_of(lines: Sequence[str]) -> int | None:
    """The width to which ``lines`` were broken, None where they were not."""
    followed = [len(line) for line, after in pairwise(lines) if line.strip() and after.strip()]
    if len(followed) < 2:
        return None
    width = sorted(followed)[int(0.95 * (len(followed) - 1))]
    full = sum(_NEAR * width <= length <= 1.15 * width for length in followed)
    return width if _NARROW <= width <= _WIDE and full >= _MOSTLY * len(followed) else None


def joined(lines: Sequence[str]) -> str:
    """The lines as one text. A hyphen at a line's end stays, as the word may have one; the space after it goes."""
    text = ""
    for line in lines:
        words = " ".join(line.split())
        glued = text.endswith("-") and not text.endswith(("--", " -")) and words[:1].islower()
        text += words if glued or not text or not words else f" {words}"
    return text


def _stretches(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """From and to (excluded) of each run of lines without a blank one."""
    start: int | None = None
    for place, line in enumerate(lines):
        if line.strip() and start is None:
            start = place
        elif not line.strip() and start is not None:
            yield start, place
            start = None
    if start is not None:
        yield start, len(lines)


def _broken(lines: Sequence[str], start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """First and last line of each paragraph in a run of lines broken to ``width``."""
    first = start
    for place in range(start + 1, end):
        set_in = place + 1 < end and _indent(lines[place]) > _indent(lines[place + 1])
        if set_in or _begins(lines[place - 1], lines[place], width, first == place - 1):
            yield first, place - 1
            first = place
    yield first, end - 1


def _begins(before: str, line: str, width: int, before_is_first: bool) -> bool:
    """Does ``line`` begin a paragraph? It is set in further than the line above; or it is set out again after a set-in
    paragraph of several lines; or the line above stopped short."""
    if _indent(line) > _indent(before):
        return True
    if _indent(line) < _indent(before) and not before_is_first:
        return True
    return len(before) < _SHORT * width and SENTENCE_END.search(before.rstrip()) is not None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
