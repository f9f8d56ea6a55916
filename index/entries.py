"""What does the engine index? One entry per turn, and one per document for its metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.model import Document, Metadata, Turn

DOCUMENT_KIND = "document"

Pieces = tuple[str, ...]  # of one field


@dataclass(frozen=True, slots=True)
class Entry:
    """One searchable thing.

    ``fields``: pieces of text by the name of a field (:mod:`index.fields`); a phrase never crosses two pieces.
    ``dates``: days from and to (ISO) of the document's dates. ``sort_date``: the ISO day it is ordered by, None when
    undated. Rows are numbered by the store in order of document id and position, so ``row`` also breaks ties.
    """

    row: int
    document: str
    position: int | None  # None: the document's own metadata
    kind: str
    speakers: tuple[str, ...]
    years: tuple[str, ...]
    dates: tuple[tuple[str, str], ...]
    sort_date: str | None
    language: str | None
    fields: Mapping[str, Pieces]


def entries(document: Document, first_row: int) -> Iterator[Entry]:
    """The entries of a document, its metadata first, in rows from ``first_row`` on."""
    of_document = (
        years(document),
        tuple((date.start, date.end) for date in document.metadata.dates),
        document.date.start if document.date else None,
        document.metadata.language,
    )

    def entry(position: int | None, kind: str, speakers: tuple[str, ...], fields: Mapping[str, Pieces]) -> Entry:
        searched = {name: pieces for name, pieces in fields.items() if pieces}
        return Entry(first_row + (position or 0), document.id, position, kind, speakers, *of_document, fields=searched)

    yield entry(None, DOCUMENT_KIND, (), metadata_fields(document.metadata))
    for turn in document.turns:
        yield entry(turn.position, turn.kind.value, turn.speakers, turn_fields(turn))


def years(document: Document) -> tuple[str, ...]:
    """Every calendar year that a date of the document touches, once each, ascending."""
    found = {year for date in document.metadata.dates for year in range(int(date.start[:4]), int(date.end[:4]) + 1)}
    return tuple(f"{year:04d}" for year in sorted(found))


def turn_fields(turn: Turn) -> dict[str, Pieces]:
    """The searchable texts of a turn, by the name of their field."""
    return {
        "text": tuple(paragraph.text for paragraph in turn.paragraphs),
        "role": tuple(voice.role for voice in turn.voices if voice.role),
    }


def metadata_fields(of: Metadata) -> dict[str, Pieces]:
    """The searchable texts of a document beside its turns, by the name of their field."""
    people = [text for person in of.participants for text in (person.name, person.role)]
    pieces: dict[str, list[str | None]] = {
        "title": [of.title],
        "summary": [of.summary],
        "participants": people,
        "place": [of.place],
        "archive": [of.citation],
        "credits": [of.contributor, of.translator, of.credits],
    }
    return {name: tuple(text for text in texts if text) for name, texts in pieces.items()}
