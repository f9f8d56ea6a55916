"""What do the documents of a generation say? The document store: texts, metadata and speakers in one SQLite file.

The engine keeps row numbers, the store the texts behind them. Rows are numbered in order of document id and position:
a document's first row is its metadata, and the turn at position *p* stands at ``first_row + p``. Bodies are JSON of
the frozen values of :mod:`index.model`, written and read by msgspec. :mod:`index.generations.store_writer` writes the
file, once; here it is only read, with one read-only connection per thread.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from index.entries import metadata_fields, turn_fields
from index.errors import DamagedGeneration
from index.model import Document, Metadata, Notice, Source, Speaker, Turn
from index.overview import Counts, DocumentSummary, SpeakerProfile, SpeakerSummary, YearCount, document_ref
from index.results import DocumentRef, SpeakerRef

SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    first_row INTEGER NOT NULL UNIQUE,
    last_row INTEGER NOT NULL,
    place INTEGER,                -- in order of date, undated last, then id
    sort_date TEXT,               -- ISO day, NULL when undated
    header BLOB NOT NULL,         -- everything but the turns
    summary BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE turns (row INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE speakers (
    id TEXT PRIMARY KEY,
    place INTEGER NOT NULL,       -- most turns first, then id
    summary BLOB NOT NULL,
    profile BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""

_CACHE = 256  # kilobytes of a connection, of which each thread has one; the system keeps the pages of the file anyway


class Header(msgspec.Struct, frozen=True):
    """A document without its turns, as the store keeps it."""

    metadata: Metadata
    source: Source
    speakers: tuple[Speaker, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at one row: a turn, or a document's metadata (``turn`` None)."""

    row: int
    document: DocumentRef
    language: str | None
    turn: Turn | None
    speakers: tuple[SpeakerRef, ...]
    fields: Mapping[str, tuple[str, ...]]  # as in index.entries.Entry


_header = msgspec.json.Decoder(Header)
_turn = msgspec.json.Decoder(Turn)
_document_summary = msgspec.json.Decoder(DocumentSummary)
_speaker_summary = msgspec.json.Decoder(SpeakerSummary)
_profile = msgspec.json.Decoder(SpeakerProfile)
_years = msgspec.json.Decoder(tuple[YearCount, ...])
_counts = msgspec.json.Decoder(Counts)


class Store:
    """One store, opened for reading. Safe to use from several threads at once; nothing in it ever changes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._close = weakref.finalize(self, _close_all, self._connections)

    def close(self) -> None:
        """Close every connection. A store that nobody holds any more closes itself."""
        self._close()

    # Lists and overviews

    def documents(self) -> tuple[DocumentSummary, ...]:
        """Every document in order of date, undated last, then by id."""
        return self._documents

    def speakers(self) -> tuple[SpeakerSummary, ...]:
        """Every speaker, the one with most turns first."""
        return self._speakers

    def years(self) -> tuple[YearCount, ...]:
        """Every year that a document touches, ascending."""
        return self._years

    def counts(self) -> Counts:
        return _counts.decode(self._fact("counts"))

    def languages(self) -> tuple[str | None, ...]:
        """The languages that documents are in, each once; None among them when some document's is not known."""
        return self._languages

    # One document

    def document(self, id_: str) -> Document | None:
        """The whole document, or None when there is none of that id."""
        found = self._one("SELECT header, first_row, last_row FROM documents WHERE id = ?", id_)
        if found is None:
            return None
        header = _header.decode(found[0])
        rows = self._all("SELECT body FROM turns WHERE row BETWEEN ? AND ? ORDER BY row", found[1], found[2])
        turns = tuple(_turn.decode(body) for (body,) in rows)
        return Document(header.metadata, header.source, turns, header.speakers, header.notices)

    def summary(self, id_: str) -> DocumentSummary | None:
        found = self._one("SELECT summary FROM documents WHERE id = ?", id_)
        return _document_summary.decode(found[0]) if found else None

    def document_ref(self, id_: str) -> DocumentRef | None:
        return self._document_refs.get(id_)

    def neighbours(self, id_: str) -> tuple[DocumentRef | None, DocumentRef | None]:
        """The documents before and after one in the order of :meth:`documents`."""
        found = self._one("SELECT place FROM documents WHERE id = ?", id_)
        if found is None:
            return None, None
        place, listed = found[0], self._documents
        before = listed[place - 1].ref if place > 0 else None
        after = listed[place + 1].ref if place + 1 < len(listed) else None
        return before, after

    # One speaker

    def speaker(self, id_: str) -> SpeakerProfile | None:
        found = self._one("SELECT profile FROM speakers WHERE id = ?", id_)
        return _profile.decode(found[0]) if found else None

    def speaker_ref(self, id_: str) -> SpeakerRef | None:
        return self._speaker_refs.get(id_)

    # Rows

    def place(self, row: int) -> Place | None:
        """What stands at a row, or None when there is no such row."""
        return self._found((row,)).get(row)

    def places(self, rows: Iterable[int]) -> tuple[Place, ...]:
        """What stands at each row, in the order given; a row that the engine has and the store lacks is damage."""
        wanted = tuple(rows)
        found = self._found(wanted)
        if any(row not in found for row in wanted):
            raise DamagedGeneration("The engine names a row that the document store does not have: build again.")
        return tuple(found[row] for row in wanted)

    def _found(self, rows: Sequence[int]) -> dict[int, Place]:
        """What stands at those of the rows that there are. Reads all turns at once, and each document's header once."""
        marks = ",".join("?" * len(rows))
        statement = f"SELECT row, body FROM turns WHERE row IN ({marks})"  # noqa: S608  # question marks only
        turns = {row: _turn.decode(body) for row, body in self._all(statement, *rows)}
        found: dict[int, Place] = {}
        first, last, header = 0, -1, None
        for row in sorted(set(rows)):
            if row > last:
                first, last, header = self._header_at(row) or (first, last, header)
            if header is not None and row <= last and (row == first or row in turns):
                found[row] = self._place(row, header, turns.get(row))
        return found

    def _header_at(self, row: int) -> tuple[int, int, Header] | None:
        """The document that a row may belong to: its first and last row, and its header."""
        found = self._one("SELECT first_row, last_row, header FROM documents WHERE first_row <= ? "
                          "ORDER BY first_row DESC LIMIT 1", row)  # fmt: skip
        return (found[0], found[1], _header.decode(found[2])) if found else None

    def rows_of(self, id_: str) -> tuple[int, int] | None:
        """The first and last row of a document."""
        found: tuple[int, int] | None = self._one("SELECT first_row, last_row FROM documents WHERE id = ?", id_)
        return found

    def every_document(self) -> Iterator[Document]:
        """All documents in order of id, one at a time."""
        for (id_,) in self._all("SELECT id FROM documents ORDER BY id"):
            document = self.document(id_)
            if document is not None:
                yield document

    def _place(self, row: int, header: Header, turn: Turn | None) -> Place:
        of = header.metadata
        names = {speaker.id: speaker for speaker in header.speakers}
        said_by = [names[id_] for id_ in (turn.speakers if turn else ()) if id_ in names]
        return Place(
            row=row,
            document=document_ref(Document(of, header.source, ())),
            language=of.language,
            turn=turn,
            speakers=tuple(SpeakerRef(speaker.id, speaker.name, speaker.resolved) for speaker in said_by),
            fields=turn_fields(turn) if turn else metadata_fields(of),
        )

    # SQLite

    @cached_property
    def _documents(self) -> tuple[DocumentSummary, ...]:
        rows = self._all("SELECT summary FROM documents ORDER BY place")
        return tuple(_document_summary.decode(summary) for (summary,) in rows)

    @cached_property
    def _years(self) -> tuple[YearCount, ...]:
        return _years.decode(self._fact("years"))

    @cached_property
    def _document_refs(self) -> dict[str, DocumentRef]:
        return {summary.id: summary.ref for summary in self._documents}

    @cached_property
    def _languages(self) -> tuple[str | None, ...]:
        return tuple(dict.fromkeys(summary.language for summary in self._documents))

    @cached_property
    def _speakers(self) -> tuple[SpeakerSummary, ...]:
        rows = self._all("SELECT summary FROM speakers ORDER BY place")
        return tuple(_speaker_summary.decode(summary) for (summary,) in rows)

    @cached_property
    def _speaker_refs(self) -> dict[str, SpeakerRef]:
        return {speaker.id: speaker.ref for speaker in self._speakers}

    def _fact(self, name: str) -> bytes:
        found = self._one("SELECT value FROM facts WHERE name = ?", name)
        if found is None:
            raise DamagedGeneration(f"The document store lacks its {name}: build again.")
        value: bytes = found[0]
        return value

    def _one(self, statement: str, *values: object) -> Any:
        return self._connection().execute(statement, values).fetchone()

    def _all(self, statement: str, *values: object) -> Iterator[Any]:
        return iter(self._connection().execute(statement, values).fetchall())

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection, opened on first use."""
        if not hasattr(self._local, "connection"):
            if not self._close.alive:
                raise sqlite3.ProgrammingError("This store is closed.")
            address = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
            self._local.connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._local.connection.execute(f"PRAGMA cache_size = -{_CACHE}")
            self._connections.append(self._local.connection)
        connection: sqlite3.Connection = self._local.connection
        return connection


def _close_all(connections: list[sqlite3.Connection]) -> None:
    for connection in connections:
        connection.close()
