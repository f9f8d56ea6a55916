"""What does a page look like before anybody has asked who speaks? The neutral paragraph every format hands over.

A format (text, Markdown, HTML, EPUB, DOCX, PDF) takes its own markup apart into :class:`Block` values and calls
:func:`index.reading.body.turns_of`, which alone knows about labels, stage directions and notes. A format says what it
saw (this stretch is bold, this is a heading, this is note 3) and never decides who speaks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate, pairwise, takewhile


class BlockKind(StrEnum):
    """What the source's own markup says a block is. Plain text mostly says PARAGRAPH."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"  # with ``level``
    QUOTE = "quote"  # set off as a quotation (``>``, ``<blockquote>``)
    LIST_ITEM = "list_item"  # with ``marker`` and ``level`` where known
    NOTE = "note"  # the text of a footnote or endnote, with ``note`` where known
    SEPARATOR = "separator"  # a rule or a row of asterisks


class Style(StrEnum):
    """How a stretch stands out. Any of them may set off a label."""

    UNDERLINE = "underline"
    BOLD = "bold"
    ITALIC = "italic"
    SMALL_CAPS = "small_caps"


@dataclass(frozen=True, slots=True)
class Emphasis:
    """A stretch of ``Block.text``, from ``start`` to before ``end``, that stands out. ``opening`` and ``closing`` are
    the marks as printed (``<u>`` and ``</u>``, ``**`` twice) where the source is read by people as text; else empty."""

    start: int
    end: int
    style: Style
    opening: str = ""
    closing: str = ""


@dataclass(frozen=True, slots=True)
class NoteMark:
    """Where a block refers to a note. ``marker`` is as printed (``[1]``), ``offset`` the place in ``Block.text`` it was
    taken out of, and ``note`` the note's key (``Block.note`` of another block) where the markup links them."""

    offset: int
    marker: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as a format hands it over.

    ``text`` is in NFC and free of markup, of ``marker`` and of the note markers listed in ``marks``. White space is
    single; a line break that the source shows (a line of plain text, ``<br>``) stays as ``\\n``, so that the n-th line
    of ``text`` is line ``lines[0] + n`` of the source.
    """

    text: str
    lines: tuple[int, int] | None = None  # first and last line in the source file, from 1
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0  # of a heading or list item, from 1; 0 is unknown
    emphases: tuple[Emphasis, ...] = ()  # in order of start
    marker: str | None = None  # the list marker as printed, where the format's markup makes it ("1.", "-")
    note: str | None = None  # the key of the note that this block is, or is part of
    marks: tuple[NoteMark, ...] = ()  # in order of offset
    page: str | None = None  # the printed page the block begins on
    source_id: str | None = None

    def part(self, start: int, end: int | None = None) -> Block:
        """The block from ``start`` to before ``end``, ends trimmed, with what stands out in it and its own lines."""
        end = len(self.text) if end is None else end
        return self._cut(start, end, self.text.count("\n", 0, start), self.emphases, self.marks)

    def parts(self, offsets: Sequence[int]) -> tuple[Block, ...]:
        """The block cut before each of ``offsets`` (ascending, inside the text): one part more than there are offsets.

        Takes time in proportion to the text, not to text times parts. Parts may be empty.
        """
        if not offsets:
            return (self,)
        edges = [0, *offsets, len(self.text)]
        parts, line = [], 0
        stresses, marks = deque(self.emphases), deque(self.marks)
        for start, end in pairwise(edges):
            while stresses and stresses[0].end <= start:
                stresses.popleft()
            while marks and marks[0].offset < start:
                marks.popleft()
            near = tuple(takewhile(lambda stress, end=end: stress.start < end, stresses))  # type: ignore[misc]  # bound per round
            close = tuple(takewhile(lambda mark, end=end: mark.offset <= end, marks))  # type: ignore[misc]  # bound per round
            parts.append(self._cut(start, end, line, near, close))
            line += self.text.count("\n", start, end)
        return tuple(parts)

    def without(self, stretches: Sequence[tuple[int, int, NoteMark | None]]) -> Block:
        """The block without some stretches of its text (ascending, apart), each replaced by a note mark or by nothing.

        Of the spaces on both sides of a stretch one stays.
        """
        if not stretches:
            return self
        removed = [(*self._with_space(start, end), mark) for start, end, mark in stretches]
        pieces, here = [], 0
        for start, end, _ in removed:
            pieces.append(self.text[here:start])
            here = end
        moved = _Moved([(start, end) for start, end, _ in removed])
        moved_stresses = [replace(s, start=moved.to(s.start), end=moved.to(s.end)) for s in self.emphases]
        marks = [replace(mark, offset=moved.to(start)) for start, _, mark in removed if mark]
        marks += [replace(mark, offset=moved.to(mark.offset)) for mark in self.marks]
        return replace(
            self,
            text="".join([*pieces, self.text[here:]]),
            emphases=tuple(stress for stress in moved_stresses if stress.start < stress.end),
            marks=tuple(sorted(marks, key=lambda mark: mark.offset)),
        ).part(0)

    def verbatim(self, start: int, end: int) -> str:
        """The text from ``start`` to before ``end`` with the marks of emphasis as they are printed in it."""
        marks = [(stress.start, 1, stress.opening) for stress in self.emphases if start <= stress.start < end]
        marks += [(stress.end, 0, stress.closing) for stress in self.emphases if start < stress.end <= end]
        pieces, here = [], start
        for place, _, mark in sorted(marks, key=lambda item: item[:2]):
            pieces += [self.text[here:place], mark]
            here = place
        return "".join([*pieces, self.text[here:end]])

    def _with_space(self, start: int, end: int) -> tuple[int, int]:
        """The stretch and a space before it, where what follows needs none."""
        after = self.text[end : end + 1]
        spare = start > 0 and self.text[start - 1] == " " and after in ("", " ", "\n", ".", ",", ";", ":", ")")
        return (start - 1 if spare else start), end

    def _cut(self, start: int, end: int, line: int, stresses: Sequence[Emphasis], marks: Sequence[NoteMark]) -> Block:
        """``text[start:end]`` without white space around it; ``line`` line breaks stand before ``start``."""
        stretch = self.text[start:end]
        lead = len(stretch) - len(stretch.lstrip())
        line += stretch.count("\n", 0, lead)
        text = stretch.strip()
        first = start + lead
        last = first + len(text)
        return replace(
            self,
            text=text,
            lines=self._lines_of(line, text),
            emphases=tuple(
                replace(stress, start=max(stress.start, first) - first, end=min(stress.end, last) - first)
                for stress in stresses
                if stress.start < last and stress.end > first
            ),
            marks=tuple(
                replace(mark, offset=min(max(mark.offset, first), last) - first)
                for mark in marks
                if start <= mark.offset < end or mark.offset == end == len(self.text)
            ),
        )

    def _lines_of(self, before: int, text: str) -> tuple[int, int] | None:
        if self.lines is None:
            return None
        first, last = self.lines
        begin = min(first + before, last)
        return begin, min(begin + text.count("\n"), last)


class _Moved:
    """Where a place of a text lies after some stretches (ascending, apart) were taken out of it."""

    def __init__(self, removed: Sequence[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in removed]
        self._removed = removed
        lengths = accumulate((end - start for start, end in removed), initial=0)
        self._before = list(lengths)

    def to(self, place: int) -> int:
        at = bisect_left(self._starts, place)
        inside = max(0, self._removed[at - 1][1] - place) if at else 0
        return place - self._before[at] + inside
