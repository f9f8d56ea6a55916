"""How do pieces become turns? Follows who is speaking from piece to piece, and joins what a page break tore apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from index.model import Attribution, Certainty, Kind, NoteReference, Paragraph, Rule, Turn, Voice
from index.reading.blocks import Block, BlockKind, NoteMark
from index.reading.label_names import Shape, read_name
from index.reading.label_words import OPEN_ENDED
from index.reading.labels import Label
from index.reading.narration import (
    begins_head,
    begins_part,
    closes_record,
    is_aside,
    is_clerks,
    is_editorial,
    is_interlude,
    is_omission,
    is_report,
    lead_in,
)

_AUTHOR = re.compile(r"\bI(?: am| was| have| had| shall| will| would| should| told| asked| said|['’])")
_OPENING = ("“", '"', "„", "«", "‘")
_LONGEST_SIGNATURE = 40
_REPORTS = 2  # so many reporting paragraphs make a record a narrative, in which nobody is quoted


@dataclass(frozen=True, slots=True)
class Piece:
    """A block, or a part of one, with the label that begins it. ``shown`` is the label as printed, with its markup."""

    block: Block
    label: Label | None = None
    shown: str = ""
    doubtful: bool = False  # begins like a label that was not believed


@dataclass(slots=True)
class _Draft:
    """A turn that may still grow. ``first`` is the draft that it resumes."""

    kind: Kind
    paragraphs: list[_DraftParagraph] = field(default_factory=list)
    rule: Rule = Rule.NONE
    certainty: Certainty = Certainty.CERTAIN
    label: str | None = None
    voices: tuple[Voice, ...] = ()
    first: _Draft | None = None
    section: str | None = None
    page: str | None = None
    time: float | None = None
    source_id: str | None = None
    note: str | None = None
    position: int = 0


@dataclass(slots=True)
class _DraftParagraph:
    """A paragraph that may go on in the next block. ``pieces`` are joined by spaces, ``marks`` lie in the whole."""

    pieces: list[str]
    marker: str | None
    lines: tuple[int, int] | None
    marks: list[NoteMark]
    length: int = 0

    def take(self, block: Block) -> None:
        """Go on with ``block``, after a space if anything stands before."""
        start = self.length + 1 if self.pieces else 0
        self.pieces.append(block.text.replace("\n", " "))
        self.length = start + len(block.text)
        self.marks += [replace(mark, offset=mark.offset + start) for mark in block.marks]
        if self.lines and block.lines:
            self.lines = (self.lines[0], block.lines[1])

    @property
    def text(self) -> str:
        return " ".join(self.pieces)


def lay_out(pieces: Sequence[Piece], present: Collection[str] = ()) -> tuple[Turn, ...]:
    """The turns of a document, from its pieces in order. ``present`` are the keys of people said to be there."""
    layout = _Layout(pieces, present)
    for number, piece in enumerate(pieces):
        layout.take(number, piece)
    return _finished(layout.drafts)


class _Layout:
    """What has been laid so far and who is speaking: a draft, or None while nobody is known to speak."""

    def __init__(self, pieces: Sequence[Piece], present: Collection[str]) -> None:
        self.drafts: list[_Draft] = []
        self._pieces = pieces
        self._speaking: _Draft | None = None  # the first part of the running speech
        self._open: _Draft | None = None  # the draft that the next paragraph joins
        self._section: str | None = None
        self._last_label = max((n for n, piece in enumerate(pieces) if piece.label), default=-1)
        self._present = {piece.label.name.key for piece in pieces if piece.label} | set(present)
        self._apparatus = _first_editorial(pieces, self._last_label)
        self._narrative = _reports(pieces) >= _REPORTS
        self._first_person = False  # whether the narrator speaks of himself: a letter, in which nobody is quoted
        self._signature = _signature(pieces)
        self._sections_restart = _sections_restart(pieces)

    def take(self, number: int, piece: Piece) -> None:
        block = piece.block
        if piece.label:
            self._begin_speech(piece, piece.label)
        elif block.kind is BlockKind.NOTE or number >= self._apparatus:
            self._note(block)
        elif block.kind is BlockKind.HEADING:
            self._heading(block)
        elif begins_part(block.text):
            self._speaking = None
            self._heading(block)
        elif is_interlude(block.text) or (is_aside(block.text) and not is_omission(block.text)):
            self._interrupt(Kind.STAGE_DIRECTION, block)
        elif is_omission(block.text) and self._just_begun():
            self._text(block)
        elif block.kind is BlockKind.SEPARATOR or is_omission(block.text):
            self._interrupt(Kind.NARRATION, block)
        elif number == self._signature or self._quotation_ended(block) or piece.doubtful or _is_narrators(block.text):
            self._narrate(block)
        elif not self._lead_in(block, number):
            self._text(block)

    def _quotation_ended(self, block: Block) -> bool:
        """Whether a lead-in opened a quotation, and ``block`` is no paragraph of it."""
        speaking = self._speaking
        if speaking is None or speaking.rule is not Rule.LEAD_IN or not speaking.paragraphs:
            return False
        opened = speaking.paragraphs[0].text[:1]
        return opened in _OPENING and block.text[:1] not in _OPENING and not self._torn(block)

    def _just_begun(self) -> bool:
        """Whether somebody was labelled and has said nothing yet; what is left out is then theirs."""
        return self._open is not None and self._open is self._speaking and not self._open.paragraphs

    def _begin_speech(self, piece: Piece, label: Label) -> None:
        draft = self._new(Kind.SPEECH, piece.block, Rule.LABEL)
        draft.label, draft.voices, draft.time = piece.shown, label.name.voices, label.time
        self._speaking = self._open = draft
        if piece.block.text or piece.block.marks:
            self._add(draft, piece.block)

    def _note(self, block: Block) -> None:
        last = self.drafts[-1] if self.drafts else None
        if block.note is None and last and last.kind is Kind.NOTE and last.note and not block.marker:
            self._add(last, block)
            return
        draft = self._new(Kind.NOTE, block)
        draft.note = block.note
        self._add(draft, block)

    def _heading(self, block: Block) -> None:
        draft = self._new(Kind.HEADING, block)
        self._add(draft, block)
        if len(self.drafts) > 1:  # the first thing in a document is its title
            self._section = draft.paragraphs[0].text
        self._open = None
        if self._sections_restart:
            self._speaking = None

    def _interrupt(self, kind: Kind, block: Block) -> None:
        """Lay a stage direction or a mark of omission; whoever speaks goes on after it."""
        if kind is Kind.NARRATION and self._speaking is None:
            self._narrate(block)
            return
        self._add(self._new(kind, block), block)
        self._open = None

    def _narrate(self, block: Block) -> None:
        """Lay the narrator's words; nobody is speaking after them."""
        self._speaking = None
        self._first_person = self._first_person or _AUTHOR.search(block.text) is not None
        if self._open is None or self._open.kind is not Kind.NARRATION:
            self._open = self._new(Kind.NARRATION, block)
        self._add(self._open, block)

    def _lead_in(self, block: Block, number: int) -> bool:
        """Lay a narrator's sentence that names the next speaker, unless somebody labelled is speaking."""
        if self._narrative or self._first_person or (self._speaking and self._speaking.rule is Rule.LABEL):
            return False
        found = lead_in(block.text)
        following = self._pieces[number + 1] if number + 1 < len(self._pieces) else None
        whole = found is not None and found.speech >= len(block.text.rstrip())
        if found is None or (whole and (following is None or following.label)):
            return False
        said, speech = block.parts([found.speech])
        self._narrate(said)
        draft = self._new(Kind.SPEECH, replace(block, text=""), Rule.LEAD_IN)
        draft.voices = found.name.voices
        self._speaking = self._open = draft
        if speech.text:
            self._add(draft, speech)
        return True

    def _text(self, block: Block) -> None:
        """Lay an unlabelled paragraph: it belongs to whoever is speaking, else to the narrator."""
        torn = self._torn(block)
        if torn:
            torn.take(block)
        elif self._speaking is None or self._is_report(block):
            self._narrate(block)
        else:
            if self._open is None:
                self._resume(block)
            self._add(self._open or self._speaking, block)

    def _is_report(self, block: Block) -> bool:
        """Whether a narrator reports what somebody present said, instead of giving it word for word."""
        if self._speaking and self._speaking.rule is Rule.LEAD_IN:
            return is_report(block.text)
        return self._last_label >= 0 and is_report(block.text, self._present)

    def _resume(self, block: Block) -> None:
        first = self._speaking
        if first is None:
            return
        draft = self._new(Kind.SPEECH, block, Rule.RESUMED)
        draft.voices, draft.first = first.voices, first
        self._open = draft

    def _torn(self, block: Block) -> _DraftParagraph | None:
        """The paragraph that ``block`` goes on with, if a page break tore them apart."""
        before = self._open
        if before is None:  # only notes may stand between the halves
            before = next((draft for draft in reversed(self.drafts) if draft.kind is not Kind.NOTE), None)
            if before is None or before.kind not in (Kind.SPEECH, Kind.NARRATION):
                return None
        if block.marker or not before.paragraphs:
            return None
        last = before.paragraphs[-1]
        return last if _goes_on(last.pieces[-1], block.text) else None

    def _new(self, kind: Kind, block: Block, rule: Rule = Rule.NONE) -> _Draft:
        draft = _Draft(kind, rule=rule, section=self._section, page=block.page, source_id=block.source_id)
        self.drafts.append(draft)
        if kind is Kind.NOTE:
            self._open = None
        return draft

    def _add(self, draft: _Draft, block: Block) -> None:
        paragraph = _DraftParagraph([], block.marker, block.lines, [])
        paragraph.take(block)
        draft.paragraphs.append(paragraph)


def _signature(pieces: Sequence[Piece]) -> int | None:
    """The number of the last paragraph before the notes, if it is a name and nothing else: whoever signed."""
    texts = [n for n, piece in enumerate(pieces) if piece.label or piece.block.kind is not BlockKind.NOTE]
    if not texts or pieces[texts[-1]].label or pieces[texts[-1]].block.kind is not BlockKind.PARAGRAPH:
        return None
    text = pieces[texts[-1]].block.text
    name = read_name(text) if len(text) <= _LONGEST_SIGNATURE else None
    signs = name is not None and name.shape in (Shape.SINGLE, Shape.FULL, Shape.TITLED, Shape.OFFICER)
    return texts[-1] if signs else None


def _is_narrators(text: str) -> bool:
    """Whether nobody but a narrator writes such a paragraph."""
    return closes_record(text) or begins_head(text) or is_clerks(text)


def _goes_on(before: str, after: str) -> bool:
    """Whether ``after`` takes up a sentence that ``before`` broke off."""
    if not before or not after or not (before[-1].isalnum() or before[-1] in ",])"):
        return False
    if after[0].islower():
        return True
    return before.rsplit(None, 1)[-1] in OPEN_ENDED and after[0].isalnum()


def _first_editorial(pieces: Sequence[Piece], last_label: int) -> int:
    """The number of the first piece after which there are only an editor's notes without markers."""
    if last_label < 0:
        return len(pieces)
    for number in range(last_label + 1, len(pieces)):
        block = pieces[number].block
        if block.kind is BlockKind.PARAGRAPH and block.marker is None and is_editorial(block.text):
            return number
    return len(pieces)


def _reports(pieces: Sequence[Piece]) -> int:
    """How many unlabelled paragraphs before the first label report what somebody said."""
    count = 0
    for piece in pieces:
        if piece.label:
            break
        count += is_report(piece.block.text)
    return count


def _sections_restart(pieces: Sequence[Piece]) -> bool:
    """Whether the text under a heading begins with a label again, as a rule."""
    names = {piece.label.name.key for piece in pieces if piece.label}
    if any(piece.label and piece.label.name.shape is Shape.GENERIC for piece in pieces):
        return True
    followed = [
        after.label is not None
        for piece, after in pairwise(pieces)
        if piece.block.kind is BlockKind.HEADING and not piece.label and after.block.kind is not BlockKind.HEADING
    ]
    return len(names) > 1 and sum(followed) * 2 >= len(followed)


def _finished(drafts: Sequence[_Draft]) -> tuple[Turn, ...]:
    """The drafts as turns with positions and references to notes."""
    for position, draft in enumerate(drafts, start=1):
        draft.position = position
    notes = [draft for draft in drafts if draft.note]
    return tuple(_turn(draft, notes) for draft in drafts)


def _turn(draft: _Draft, notes: Sequence[_Draft]) -> Turn:
    return Turn(
        draft.position,
        draft.kind,
        tuple(_paragraph(paragraph, draft, notes) for paragraph in draft.paragraphs),
        label=draft.label,
        voices=draft.voices,
        attribution=Attribution(draft.rule, certainty=draft.certainty),
        continues=draft.first.position if draft.first else None,
        section=draft.section,
        page=draft.page,
        time=draft.time,
        source_id=draft.source_id,
    )


def _paragraph(paragraph: _DraftParagraph, draft: _Draft, notes: Sequence[_Draft]) -> Paragraph:
    """The paragraph with its references; a marker without a note goes back into the text."""
    text, references, pieces, here, shift = paragraph.text, [], [], 0, 0
    for mark in paragraph.marks:
        note = _note_for(mark, draft.position, notes)
        if note:
            references.append(NoteReference(note.position, mark.offset + shift, mark.marker))
        else:
            pieces += [text[here : mark.offset], mark.marker]
            here, shift = mark.offset, shift + len(mark.marker)
    whole = "".join([*pieces, text[here:]])
    return Paragraph(whole, paragraph.marker, paragraph.lines, tuple(references))


def _note_for(mark: NoteMark, position: int, notes: Sequence[_Draft]) -> _Draft | None:
    """The next note with the mark's key, else the nearest before."""
    keys = {mark.note, mark.marker, mark.marker.strip("[]()^ ")}
    fitting = [note for note in notes if note.note in keys]
    after = [note for note in fitting if note.position > position]
    return after[0] if after else fitting[-1] if fitting else None
