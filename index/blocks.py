"""What does a page look like before anybody has asked who speaks? The neutral paragraph every format hands over.

A format (text, Markdown, HTML, EPUB, DOCX, PDF) takes its own markup apart into :class:`Block` values and calls
:func:`index.body.turns_of`, which alone knows about labels, stage directions and notes. A format says what it saw
(this stretch is bold, this is a heading, this is note 3) and never decides who speaks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


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
        stretch = self.text[start:end]
        start += len(stretch) - len(stretch.lstrip())
        text = stretch.strip()
        end = start + len(text)
        return replace(
            self,
            text=text,
            lines=self._lines_of(start, end),
            emphases=tuple(
                replace(stress, start=max(stress.start, start) - start, end=min(stress.end, end) - start)
                for stress in self.emphases
                if stress.start < end and stress.end > start
            ),
            marks=tuple(
                replace(mark, offset=mark.offset - start) for mark in self.marks if start <= mark.offset <= end
            ),
        )

    def verbatim(self, start: int, end: int) -> str:
        """The text from ``start`` to before ``end`` with the marks of emphasis as they are printed in it."""
        marks = [(stress.start, 1, stress.opening) for stress in self.emphases if start <= stress.start < end]
        marks += [(stress.end, 0, stress.closing) for stress in self.emphases if start < stress.end <= end]
        pieces, here = [], start
        for place, _, mark in sorted(marks, key=lambda item: item[:2]):
            pieces += [self.text[here:place], mark]
            here = place
        return "".join([*pieces, self.text[here:end]])

    def _lines_of(self, start: int, end: int) -> tuple[int, int] | None:
        if self.lines is None:
            return None
        first, last = self.lines
        begin = first + self.text.count("\n", 0, start)
        return min(begin, last), min(begin + self.text.count("\n", start, end), last)
