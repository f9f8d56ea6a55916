"""What do the documents of a generation say? The document store: texts, metadata and speakers in one SQLite file.

The engine keeps row numbers, the store the texts behind them. Rows are numbered in order of document id and position:
a document's first row is its metadata, and the turn at position *p* stands at ``first_row + p``. Turns belong to the
key of their document, which no other document ever changes, and lie in blocks (:mod:`index.generations.turn_blocks`).
:mod:`index.generations.store_writer` writes the file, once; here it is only read.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from index.entries import metadata_fields, turn_fields
from index.errors import DamagedGeneration
from index.generations.connections import Connections
from index.generations.store_tables import KEY_BITS, Header, places_of
from index.generations.turn_blocks import DICTIONARY, all_turns, decoded, encoded_turns
from index.model import Document, LabelCount, Metadata, Notice, Turn
from index.overview import Counts, DocumentSummary, SpeakerProfile, SpeakerSummary, YearCount
from index.results import DocumentRef, SpeakerRef

_AT_ROWS = """
WITH wanted (row) AS (VALUES {marks})
SELECT wanted.row, documents.key, documents.first_row, blocks.place, blocks.turns FROM wanted
JOIN documents ON first_row = (SELECT max(first_row) FROM documents WHERE first_row <= wanted.row)
    AND wanted.row <= last_row
LEFT JOIN blocks ON blocks.place = (SELECT max(place) FROM blocks
    WHERE place BETWEEN documents.key << 32 AND (documents.key << 32) + wanted.row - first_row)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """What stands at one row: a turn, or a document's metadata (``turn`` None)."""

    row: int
    document: DocumentRef
    language: str | None
    turn: Turn | None
    speakers: tuple[SpeakerRef, ...]
    fields: Mapping[str, tuple[str, ...]]  # as in index.entries.Entry


@dataclass(frozen=True, slots=True)
class _Head:
    """What all rows of a document have in common."""

    ref: DocumentRef
    language: str | None
    speakers: dict[str, SpeakerRef]


_header = msgspec.msgpack.Decoder(Header)
_notices = msgspec.msgpack.Decoder(tuple[Notice, ...])
_document_summary = msgspec.msgpack.Decoder(DocumentSummary)
_document_ref = msgspec.msgpack.Decoder(DocumentRef)  # as much of a summary
_speaker_summary = msgspec.msgpack.Decoder(SpeakerSummary)
_numbers = msgspec.msgpack.Decoder(dict[str, int])
_years = msgspec.msgpack.Decoder(tuple[YearCount, ...])
_counts = msgspec.msgpack.Decoder(Counts)


class Store:
    """One store, opened for reading. Safe to use from several threads at once; nothing in it ever changes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connections = Connections(path)
        self._document_refs: dict[str, DocumentRef] = {}  # those that were asked for
        self._speaker_refs: dict[str, SpeakerRef] = {}

    def close(self) -> None:
        """Close the file. A store that nobody holds any more closes itself."""
        self._connections.close()

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
        found = self._one("SELECT key, header, notices FROM documents JOIN heads ON document = key WHERE id = ?", id_)
        if found is None:
            return None
        key, packed, told = found
        header = _header.decode(zlib.decompress(packed))
        blocks = self._all("SELECT turns FROM blocks WHERE place BETWEEN ? AND ? ORDER BY place", *places_of(key))
        turns = tuple(turn for (block,) in blocks for turn in all_turns(block, DICTIONARY))
        return Document(header.metadata, header.source, turns, header.speakers, _notices.decode(told) if told else ())

    def summary(self, id_: str) -> DocumentSummary | None:
        found = self._one("SELECT summary FROM documents JOIN heads ON document = key WHERE id = ?", id_)
        return _document_summary.decode(found[0]) if found else None

    def document_ref(self, id_: str) -> DocumentRef | None:
        if id_ not in self._document_refs:
            found = self._one("SELECT summary FROM documents JOIN heads ON document = key WHERE id = ?", id_)
            if found is None:
                return None
            self._document_refs[id_] = _document_ref.decode(found[0])
        return self._document_refs[id_]

    def neighbours(self, id_: str) -> tuple[DocumentRef | None, DocumentRef | None]:
        """The documents before and after one in the order of :meth:`documents`."""
        found = self._one("SELECT place FROM documents WHERE id = ?", id_)
        return (self._listed_at(found[0] - 1), self._listed_at(found[0] + 1)) if found else (None, None)

    # One speaker

    def speaker(self, id_: str) -> SpeakerProfile | None:
        """Everything told of a speaker, summed up from the documents they appear in."""
        found = self._one("SELECT summary FROM speakers WHERE id = ?", id_)
        if found is None:
            return None
        labels: Counter[str] = Counter()
        talks_with: Counter[str] = Counter()
        documents = []
        for turns, printed, others, summary in self._all(
            "SELECT appearances.turns, labels, talks_with, summary FROM appearances JOIN documents ON key = document "
            "JOIN heads USING (document) WHERE speaker = ? ORDER BY place",
            id_,
        ):
            labels.update(_numbers.decode(printed))
            talks_with.update(_numbers.decode(others))
            documents.append((_document_ref.decode(summary), turns))
        years = self._all(
            "SELECT year, sum(turns), count(*), sum(partly) FROM appearances JOIN years USING (document) "
            "WHERE speaker = ? GROUP BY year ORDER BY year",
            id_,
        )
        known = ((self.speaker_ref(other), times) for other, times in most_first(talks_with))
        return SpeakerProfile(
            summary=_speaker_summary.decode(found[0]),
            labels=tuple(LabelCount(text, count) for text, count in most_first(labels)),
            documents=tuple(documents),
            years=tuple(YearCount(*row) for row in years),
            talks_with=tuple((ref, times) for ref, times in known if ref),
        )

    def speaker_ref(self, id_: str) -> SpeakerRef | None:
        if id_ not in self._speaker_refs:
            found = self._one("SELECT summary FROM speakers WHERE id = ?", id_)
            if found is None:
                return None
            self._speaker_refs[id_] = _speaker_summary.decode(found[0]).ref
        return self._speaker_refs[id_]

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

    # For builds

    def lengths(self) -> dict[str, int]:
        """How many rows each document has, by id, in order of it."""
        return dict(self._all("SELECT id, length FROM documents ORDER BY id"))

    def origins(self) -> dict[str, bytes]:
        """What each document was made from, as the build that wrote it says, by id."""
        return dict(self._all("SELECT id, origin FROM documents"))

    def notices(self) -> Iterator[Notice]:
        """Every document's notices, in order of id."""
        told = self._all(
            "SELECT notices FROM heads JOIN documents ON key = document WHERE notices NOT NULL ORDER BY id"
        )
        return (notice for (packed,) in told for notice in _notices.decode(packed))

    # What stands at rows

    def _found(self, rows: Sequence[int]) -> dict[int, Place]:
        """What stands at those of the rows that there are. Reads all turns at once, and each document's head once."""
        if not rows:
            return {}
        marks = ",".join(("(?)",) * len(rows))
        at = self._all(_AT_ROWS.format(marks=marks), *rows)
        heads = self._heads({key for _, key, *_ in at})
        blocks: dict[int, tuple[msgspec.Raw, ...]] = {}
        found = {}
        for row, key, first_row, place, packed in at:
            turn = None
            if row > first_row:
                if place not in blocks:
                    blocks[place] = encoded_turns(packed, DICTIONARY)
                turn = decoded(blocks[place][(key << KEY_BITS) + row - first_row - place])
            found[row] = self._place(row, key, heads[key], turn)
        return found

    def _heads(self, keys: Collection[int]) -> dict[int, _Head]:
        marks = ",".join("?" * len(keys))
        statement = f"SELECT document, summary FROM heads WHERE document IN ({marks})"  # noqa: S608  # question marks
        heads = ((key, _document_summary.decode(summary)) for key, summary in self._all(statement, *keys))
        return {key: _Head(of.ref, of.language, {each.id: each for each in of.speakers}) for key, of in heads}

    def _place(self, row: int, key: int, head: _Head, turn: Turn | None) -> Place:
        said_by = turn.speakers if turn else ()
        return Place(
            row=row,
            document=head.ref,
            language=head.language,
            turn=turn,
            speakers=tuple(head.speakers[id_] for id_ in said_by if id_ in head.speakers),
            fields=turn_fields(turn) if turn else metadata_fields(self._metadata(key)),
        )

    def _metadata(self, key: int) -> Metadata:
        (packed,) = self._one("SELECT header FROM heads WHERE document = ?", key)
        return _header.decode(zlib.decompress(packed)).metadata

    def _listed_at(self, place: int) -> DocumentRef | None:
        found = self._one("SELECT summary FROM documents JOIN heads ON document = key WHERE place = ?", place)
        return _document_ref.decode(found[0]) if found else None

    # SQLite

    @cached_property
    def _documents(self) -> tuple[DocumentSummary, ...]:
        rows = self._all("SELECT summary FROM documents JOIN heads ON document = key ORDER BY place")
        return tuple(_document_summary.decode(summary) for (summary,) in rows)

    @cached_property
    def _years(self) -> tuple[YearCount, ...]:
        return _years.decode(self._fact("years"))

    @cached_property
    def _languages(self) -> tuple[str | None, ...]:
        rows = self._all("SELECT language FROM documents GROUP BY language ORDER BY min(place)")
        return tuple(language for (language,) in rows)

    @cached_property
    def _speakers(self) -> tuple[SpeakerSummary, ...]:
        rows = self._all("SELECT summary FROM speakers ORDER BY place")
        return tuple(_speaker_summary.decode(summary) for (summary,) in rows)

    def _fact(self, name: str) -> bytes:
        found = self._one("SELECT value FROM facts WHERE name = ?", name)
        if found is None:
            raise DamagedGeneration(f"The document store lacks its {name}: build again.")
        value: bytes = found[0]
        return value

    def _one(self, statement: str, *values: object) -> Any:
        return self._connections.first(statement, *values)

    def _all(self, statement: str, *values: object) -> list[Any]:
        return self._connections.rows(statement, *values)


def most_first(counts: Counter[str]) -> list[tuple[str, int]]:
    """What was counted, the most frequent first, of equals by name."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
