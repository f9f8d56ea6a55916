"""How is a document written as data? The JSON object of ``colloquy show --json`` and ``/documents/<id>.json``.

Other people's programs rely on its keys: add to it, change nothing. Absent values are null or empty.
"""

from __future__ import annotations

from dataclasses import asdict

from index.model import Document, DocumentDate, Metadata, Notice, Paragraph, Source, Speaker, Turn
from index.overview import edtf
from index.passages import passage_hash

_FROM_SOURCES = ("section", "page", "time", "source_id")  # keys of a turn only where the source has them


def document_json(document: Document) -> dict[str, object]:
    """The object for one document."""
    names = {speaker.id: speaker.name for speaker in document.speakers}
    return {
        "document": _document(document.metadata, document.source, edtf(document)),
        "speakers": [_speaker(speaker) for speaker in document.speakers],
        "turns": [turn_json(turn, names) for turn in document.turns],
        "notices": [notice_json(notice) for notice in document.notices],
    }


def turn_json(turn: Turn, names: dict[str, str]) -> dict[str, object]:
    """The object for one turn. ``names``: of the document's speakers, by id."""
    alone = turn.speakers[0] if len(turn.speakers) == 1 else None
    given = {key: getattr(turn, key) for key in _FROM_SOURCES}
    return {
        "position": turn.position,
        "hash": passage_hash(paragraph.text for paragraph in turn.paragraphs),
        "kind": turn.kind.value,
        "speaker": alone,
        "speaker_name": names.get(alone) if alone else None,
        "speakers": list(turn.speakers),
        "label": turn.label,
        "role": turn.role,
        "continues": turn.continues,
        "attribution": {
            "rule": turn.attribution.rule.value,
            "via": turn.attribution.via.value if turn.attribution.via else None,
            "certainty": turn.attribution.certainty.value,
        },
        "paragraphs": [_paragraph(number, paragraph) for number, paragraph in enumerate(turn.paragraphs, 1)],
        **{key: value for key, value in given.items() if value is not None},
    }


def notice_json(notice: Notice) -> dict[str, object]:
    return {
        "severity": notice.severity.value,
        "code": notice.code,
        "line": notice.line,
        "message": notice.message,
    }


def _document(of: Metadata, source: Source, date: str | None) -> dict[str, object]:
    return {
        "id": of.id,
        "title": of.title,
        "date": date,
        "dates": [_date(each) for each in of.dates],
        "place": of.place,
        "language": of.language,
        "original_language": of.original_language,
        "citation": of.citation,
        "archive": asdict(of.archive) if of.archive else None,
        "translator": of.translator,
        "contributor": of.contributor,
        "url": of.url,
        "summary": of.summary,
        "credits": of.credits,
        "rights": of.rights,
        "participants": [{"name": person.name, "role": person.role} for person in of.participants],
        "source": {"path": source.path, "format": source.format, "sha256": source.sha256},
    }


def _date(date: DocumentDate) -> dict[str, object]:
    return {
        "from": date.start,
        "to": date.end,
        "precision": date.precision.value,
        "role": date.role,
        "printed": date.printed,
        "edtf": date.edtf or None,
        "approximate": date.approximate,
    }


def _speaker(speaker: Speaker) -> dict[str, object]:
    return {
        "id": speaker.id,
        "name": speaker.name,
        "resolved": speaker.resolved,
        "labels": [{"text": label.text, "count": label.count} for label in speaker.labels],
    }


def _paragraph(number: int, paragraph: Paragraph) -> dict[str, object]:
    return {
        "n": number,
        "hash": passage_hash([paragraph.text]),
        "text": paragraph.text,
        "marker": paragraph.marker,
        "lines": list(paragraph.lines) if paragraph.lines else None,
        "notes": [reference.note for reference in paragraph.references],
    }
