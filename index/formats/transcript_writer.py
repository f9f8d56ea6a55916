"""How does a walk through marked-up text become numbered turns? Text, paragraphs, turns and footnotes as they are met.

A format that knows from its source's markup who speaks (TEI, Akoma Ntoso, publicwhip) opens turns and hands over text
in document order. A turn that opens inside another interrupts it: the outer one goes on afterwards as a new turn that
``continues`` its first part. Nothing handed over is lost: text outside every opened turn is narration.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from index.model import UNATTRIBUTED, Attribution, Kind, NoteReference, Paragraph, Rule, Turn, Voice

_WHITE = re.compile(r"[ \t\r\n]+")  # XML's white space; a no-break space is a character of the text


def clean(text: str) -> str:
    """``text`` composed (NFC), white space single and trimmed."""
    return unicodedata.normalize("NFC", _WHITE.sub(" ", text).strip(" "))


def words_of(turns: Iterable[Turn]) -> str:
    """The text of the turns, for a look at its language."""
    return " ".join(paragraph.text for turn in turns for paragraph in turn.paragraphs)


@dataclass(frozen=True, slots=True)
class Opening:
    """How a turn begins: its kind, and for speech whom the source names."""

    kind: Kind
    voices: tuple[Voice, ...] = ()
    label: str | None = None  # verbatim
    source_id: str | None = None
    continues: int | None = None  # the position of the first part, where the source links the parts


_NARRATION = Opening(Kind.NARRATION)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a turn stands."""

    section: str | None = None
    page: str | None = None
    time: float | None = None


@dataclass(slots=True)
class _ParagraphDraft:
    """A paragraph being written: its pieces of text, the lines they touch, and footnotes with the number of pieces
    before each."""

    pieces: list[str] = field(default_factory=list)
    marker: str | None = None
    first_line: int = 0
    last_line: int = 0
    notes: list[tuple[int, str, _Draft]] = field(default_factory=list)

    def add(self, text: str, line: int | None) -> None:
        self.pieces.append(text)
        words = text.strip()
        if line is not None and words:
            first = line + text[: text.index(words)].count("\n")
            self.first_line = self.first_line or first
            self.last_line = first + words.count("\n")

    @property
    def text(self) -> str:
        return clean("".join(self.pieces))

    def written(self, position: int, after: list[Turn]) -> Paragraph:
        """The paragraph of the turn at ``position``; its notes are appended to ``after``, the turns that follow."""
        text = self.text
        references = []
        for offset, marker, note in self._placed_notes():
            place = position + 1 + len(after)
            references.append(NoteReference(place, min(offset, len(text)), marker))
            after.extend(note.written(Turn(0, Kind.NOTE, ()), place))
        lines = (self.first_line, self.last_line) if self.first_line else None
        return Paragraph(text, self.marker, lines, tuple(references))

    def _placed_notes(self) -> Iterator[tuple[int, str, _Draft]]:
        """The notes with their place in the finished text, each piece looked at once."""
        length, done, spaced = 0, 0, True  # spaced: nothing, or a space, stands before the next piece
        for pieces, marker, note in self.notes:
            for piece in self.pieces[done:pieces]:
                shown = unicodedata.normalize("NFC", _WHITE.sub(" ", piece))
                shown = shown.lstrip(" ") if spaced else shown
                length += len(shown)
                spaced = shown.endswith(" ") if shown else spaced
            done = max(done, pieces)
            yield length - (1 if spaced and length else 0), marker, note


@dataclass(slots=True)
class _Draft:
    """A turn, or a part of one, being written; ``place`` is where its first words stand."""

    paragraphs: list[_ParagraphDraft] = field(default_factory=list)
    place: _Place | None = None
    source_id: str | None = None  # of a note

    def written(self, shape: Turn, position: int) -> list[Turn]:
        """The turn at ``position`` in the given shape, and the notes it refers to after it."""
        after: list[Turn] = []
        paragraphs = tuple(paragraph.written(position, after) for paragraph in self.paragraphs)
        at = self.place or _Place()
        turn = replace(
            shape,
            position=position,
            paragraphs=paragraphs,
            section=at.section,
            page=at.page,
            time=at.time,
            source_id=shape.source_id or self.source_id,
        )
        return [turn, *after]


@dataclass(slots=True)
class _Open:
    """An opened turn; ``first`` is the position of its first part once that is written."""

    opening: Opening
    first: int | None = None


class TranscriptWriter:
    """The turns of one document, in the order in which a format meets them.

    ``page``, ``time`` and the section headings hold for whatever is written next.
    """

    def __init__(self) -> None:
        self.page: str | None = None
        self.time: float | None = None
        self._sections: list[str | None] = [None]
        self._turns: list[Turn] = []
        self._first_parts: dict[str, int] = {}
        self._open = [_Open(_NARRATION)]
        self._noting = False
        self._draft = _Draft()
        self._paragraph = _ParagraphDraft()

    def finish(self) -> tuple[Turn, ...]:
        """Everything written, numbered from 1."""
        self._end_turn()
        return tuple(self._turns)

    def text(self, text: str, line: int | None = None) -> None:
        """Text of the current paragraph; ``line`` is the line of its first character in the source."""
        if self._draft.place is None and text.strip():
            self._draft.place = _Place(self.current_section, self.page, self.time)
        self._paragraph.add(text, line)

    def marker(self, marker: str | None) -> None:
        """The list marker of the paragraph that begins here."""
        self._paragraph.marker = clean(marker or "") or None

    def end_paragraph(self) -> None:
        """What follows is another paragraph."""
        done, self._paragraph = self._paragraph, _ParagraphDraft()
        if done.text:
            self._draft.paragraphs.append(done)
        elif self._draft.paragraphs:  # footnotes alone belong to the words before them, else to those that follow
            last = self._draft.paragraphs[-1]
            last.notes += [(len(last.pieces), marker, note) for _, marker, note in done.notes]
        else:
            self._paragraph.notes = [(0, marker, note) for _, marker, note in done.notes]

    @contextmanager
    def turn(self, opening: Opening) -> Iterator[None]:
        """A turn of its own. A label with nothing after it becomes narration; in a footnote there are no turns."""
        if self._noting:
            self.end_paragraph()
            yield
            self.end_paragraph()
            return
        self._end_turn()
        mine = _Open(opening)
        self._open.append(mine)
        yield
        self._end_turn()
        self._open.pop()
        if mine.first is None and opening.label:
            with self.turn(_NARRATION):
                self.text(opening.label)

    @contextmanager
    def heading(self, source_id: str | None = None, level: int | None = None) -> Iterator[None]:
        """A heading: a turn of its own, and what follows stands under it (see :meth:`headed`)."""
        with self.turn(Opening(Kind.HEADING, source_id=source_id)):
            before = len(self._turns)
            yield
        parts = [turn.paragraphs for turn in self._turns[before:] if turn.kind is Kind.HEADING]
        text = " ".join(paragraph.text for paragraphs in parts for paragraph in paragraphs)
        if text and not self._noting:
            self.headed(text, level)

    @contextmanager
    def note(self, marker: str | None, source_id: str | None = None) -> Iterator[None]:
        """A footnote: it becomes a turn after the one it stands in, which refers to it from this place."""
        draft, paragraph, noting = self._draft, self._paragraph, self._noting
        self._draft, self._paragraph, self._noting = _Draft(source_id=source_id), _ParagraphDraft(), True
        yield
        self.end_paragraph()
        self._noting = noting
        inner, orphans = self._draft, self._paragraph.notes
        self._draft, self._paragraph = draft, paragraph
        here = len(paragraph.pieces)
        if inner.paragraphs:
            paragraph.notes.append((here, clean(marker or "") or "*", inner))
        paragraph.notes += [(here, nested, note) for _, nested, note in orphans]

    @contextmanager
    def section(self) -> Iterator[None]:
        """A part of the text; a heading inside names it, and what it names ends with it."""
        self._end_narration()
        self._sections.append(None)
        yield
        self._end_narration()
        self._sections.pop()

    def headed(self, heading: str | None, level: int | None = None) -> None:
        """What follows stands under ``heading``: that of the current section, or of ``level`` (from 1) where sections
        are only known by their headings."""
        if level is None:
            self._sections[-1] = heading
        else:
            self._end_narration()
            self._sections = [*(self._sections + [None] * level)[: level - 1], heading]

    @property
    def current_section(self) -> str | None:
        """The nearest heading."""
        return next((name for name in reversed(self._sections) if name), None)

    def first_part(self, source_id: str) -> int | None:
        """The position of the first part of the turn with this identifier, None while there is none."""
        return self._first_parts.get(source_id)

    def _end_narration(self) -> None:
        self.end_paragraph()
        if len(self._open) == 1 and not self._noting:
            self._end_turn()

    def _end_turn(self) -> None:
        self.end_paragraph()
        draft, self._draft = self._draft, _Draft()
        orphans, self._paragraph.notes = self._paragraph.notes, []
        current = self._open[-1]
        if draft.paragraphs:
            turn = _shape(current)
            current.first = current.first or len(self._turns) + 1
            if turn.source_id:
                self._first_parts.setdefault(turn.source_id, turn.continues or current.first)
            self._turns += draft.written(turn, len(self._turns) + 1)
        for _, _, note in orphans:
            self._turns += note.written(Turn(0, Kind.NOTE, ()), len(self._turns) + 1)


def _shape(current: _Open) -> Turn:
    """The turn, still without text, that an opening begins or, after an interruption, resumes."""
    opening = current.opening
    if opening.kind is not Kind.SPEECH:
        return Turn(0, opening.kind, (), source_id=None if current.first else opening.source_id)
    if current.first:
        rule = Attribution(Rule.RESUMED) if opening.voices else UNATTRIBUTED
        continues = opening.continues or current.first
        return Turn(0, Kind.SPEECH, (), voices=opening.voices, attribution=rule, continues=continues)
    return Turn(
        0,
        Kind.SPEECH,
        (),
        label=opening.label,
        voices=opening.voices,
        attribution=Attribution(Rule.MARKUP) if opening.voices else UNATTRIBUTED,
        continues=opening.continues,
        source_id=opening.source_id,
    )
