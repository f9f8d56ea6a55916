"""What does a document say that Colloquy itself wrote as JSON? The object of ``colloquy show --json`` and
``/documents/<id>.json`` (:mod:`index.document_json`), read again after a person or a program has corrected it.

The names of speakers are taken for the printed ones and resolved anew. Lines are those of the first source and are
dropped, as are hashes; a footnote's marker and place are not in that JSON, so it is referred to at its paragraph's end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from index.errors import UnreadableSource
from index.model import (
    ArchiveReference,
    Attribution,
    Certainty,
    Document,
    DocumentDate,
    Kind,
    Metadata,
    NoteReference,
    Paragraph,
    Participant,
    Precision,
    Rule,
    Source,
    Turn,
    Voice,
)


class _Date(msgspec.Struct, frozen=True):
    start: str = msgspec.field(name="from")
    end: str = msgspec.field(name="to")
    precision: Precision
    role: str = "document"
    printed: str | None = None
    edtf: str | None = None
    approximate: bool = False


class _About(msgspec.Struct, frozen=True):
    id: str = ""
    title: str | None = None
    dates: tuple[_Date, ...] = ()
    place: str | None = None
    language: str | None = None
    original_language: str | None = None
    citation: str | None = None
    archive: ArchiveReference | None = None
    translator: str | None = None
    contributor: str | None = None
    url: str | None = None
    summary: str | None = None
    credits: str | None = None
    rights: str | None = None
    participants: tuple[Participant, ...] = ()


class _Speaker(msgspec.Struct, frozen=True):
    id: str
    name: str


class _Attribution(msgspec.Struct, frozen=True):
    rule: Rule = Rule.NONE
    certainty: Certainty = Certainty.CERTAIN


class _Paragraph(msgspec.Struct, frozen=True):
    text: str
    marker: str | None = None
    notes: tuple[int, ...] = ()


class _Turn(msgspec.Struct, frozen=True):
    position: int
    kind: Kind
    paragraphs: tuple[_Paragraph, ...]
    speaker: str | None = None
    speaker_name: str | None = None
    speakers: tuple[str, ...] = ()
    label: str | None = None
    role: str | None = None
    continues: int | None = None
    attribution: _Attribution = _Attribution()
    section: str | None = None
    page: str | None = None
    time: float | None = None
    source_id: str | None = None


class _Shown(msgspec.Struct, frozen=True):
    document: _About
    turns: tuple[_Turn, ...]
    speakers: tuple[_Speaker, ...] = ()


def is_shown(value: object) -> bool:
    """Is ``value`` such an object?"""
    return isinstance(value, dict) and isinstance(value.get("document"), dict) and isinstance(value.get("turns"), list)


def document_of(value: object, source: Source) -> Document:
    """The document in ``value``; raises UnreadableSource, naming the place, where a part of it has another shape."""
    try:
        shown = msgspec.convert(value, _Shown)
    except (msgspec.ValidationError, RecursionError) as error:
        raise UnreadableSource(f"this is not what colloquy show --json writes: {error}", code="json") from error
    names = {speaker.id: speaker.name for speaker in shown.speakers}
    turns = tuple(_turns(shown.turns, names))
    return Document(_metadata(shown.document), source, turns)


def _metadata(about: _About) -> Metadata:
    fields = {name: getattr(about, name) for name in _About.__struct_fields__ if name not in ("title", "dates")}
    return Metadata(title=about.title or about.id, dates=tuple(map(_date, about.dates)), **fields)


def _date(date: _Date) -> DocumentDate:
    printed, edtf = date.printed or date.start, date.edtf or ""
    return DocumentDate(date.start, date.end, date.precision, date.role, printed, edtf, date.approximate)


def _turns(turns: tuple[_Turn, ...], names: Mapping[str, str]) -> Iterator[Turn]:
    """The turns numbered anew, as some may have been taken out; what refers to a position follows it."""
    positions = {turn.position: number for number, turn in enumerate(turns, start=1)}
    for number, turn in enumerate(turns, start=1):
        ids = turn.speakers or ((turn.speaker,) if turn.speaker else ())
        voices = tuple(Voice(names.get(id_) or turn.speaker_name or id_, turn.role) for id_ in ids)
        spoken = turn.kind is Kind.SPEECH
        yield Turn(
            number,
            turn.kind,
            tuple(_paragraph(paragraph, positions) for paragraph in turn.paragraphs),
            label=turn.label,
            voices=voices if spoken else (),
            attribution=Attribution(turn.attribution.rule, certainty=turn.attribution.certainty),
            continues=positions.get(turn.continues) if turn.continues else None,
            section=turn.section,
            page=turn.page,
            time=turn.time,
            source_id=turn.source_id,
        )


def _paragraph(paragraph: _Paragraph, positions: Mapping[int, int]) -> Paragraph:
    end = len(paragraph.text)
    notes = (positions[note] for note in paragraph.notes if note in positions)
    return Paragraph(paragraph.text, paragraph.marker, references=tuple(NoteReference(note, end, "") for note in notes))
