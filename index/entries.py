"""What does the engine index? One entry per turn, and one per document for its metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from index.model import Document, Metadata, Turn

DOCUMENT_KIND = "document"

Pieces = tuple[str, ...]  # of one field


class Entry(NamedTuple):
    """One searchable thing. A tuple, because a build makes one for every turn: a frozen dataclass takes three times as
    long to make.

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
    id_, metadata = document.id, document.metadata
    of_document = (
        years(document),
        tuple((date.start, date.end) for date in metadata.dates),
        document.date.start if document.date else None,
        metadata.language,
    )
    yield Entry(first_row, id_, None, DOCUMENT_KIND, (), *of_document, _filled(metadata_fields(metadata)))
    for turn in document.turns:
        row, fields = first_row + turn.position, _filled(turn_fields(turn))
        yield Entry(row, id_, turn.position, turn.kind, turn.speakers, *of_document, fields)


def _filled(fields: Mapping[str, Pieces]) -> dict[str, Pieces]:
    return {name: pieces for name, pieces in fields.items() if pieces}


def years(document: Document) -> tuple[str, ...]:
    """Every calendar year that a date of the document touches, once each, ascending."""
    found = {year for date in document.metadata.dates for year in range(int(date.start[:4]), int(date.end[:4]) + 1)}
    return tuple(f"{year:04d}" for year in sorted(found))


def turn_fields(turn: Turn) -> dict[str, Pieces]:
    """The searchable texts of a turn, by the name of their field."""
    return {
        "text": tuple([paragraph.text for paragraph in turn.paragraphs]),  # twice as quick as of a generator
        "role": tuple(voice.role for voice in turn.voices if voice.role) if turn.voices else (),
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
