"""What do the documents of a generation say? The document store: texts, metadata and speakers in one SQLite file.

The engine keeps row numbers, the store the texts behind them. Rows are numbered in order of document id and position:
a document's first row is its metadata, and the turn at position *p* stands at ``first_row + p``. Turns belong to the
key of their document, which no other document ever changes, and lie in blocks (:mod:`index.generations.turn_blocks`).
:mod:`index.generations.store_writer` writes the file, once; here it is only read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from index.entries import metadata_fields, turn_fields
from index.errors import DamagedGeneration
from index.generations.connections import Connections
from index.generations.document_rows import DocumentRows
from index.generations.store_tables import KEY_BITS, Header, places_of
from index.generations.turn_blocks import PACKING, Block, all_turns, block
from index.model import Document, LabelCount, Metadata, Notice, Turn
from index.overview import Counts, DocumentSummary, SpeakerProfile, SpeakerSummary, YearCount
from index.results import DocumentRef, SpeakerRef

# For places (the key of a document << 32 | a position): the block in which the turn stands, none where the position
# is 0; and how the document names itself, where its key is given once more.
_AT_PLACES = """
WITH wanted (at, of) AS (VALUES {marks})
SELECT at, (SELECT block FROM blocks WHERE place BETWEEN at >> 32 << 32 AND at ORDER BY place DESC LIMIT 1),
    id, title, date, language
FROM wanted LEFT JOIN documents ON key = of
"""
_KNOWN = 4_096  # documents of which it is kept how they name themselves: the same ones are hit again and again


class Place(NamedTuple):
    """What stands at one row: a turn, or a document's metadata (``turn`` None)."""

    row: int
    document: DocumentRef
    language: str | None
    turn: Turn | None
    speakers: tuple[SpeakerRef, ...]
    fields: Mapping[str, tuple[str, ...]]  # as in index.entries.Entry


_Named = tuple[DocumentRef, str | None]  # and the language

_header = msgspec.msgpack.Decoder(Header)
_notices = msgspec.msgpack.Decoder(tuple[Notice, ...])
_document_summary = msgspec.msgpack.Decoder(DocumentSummary)
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
        self._known: dict[int, _Named] = {}  # by key: documents that were hit

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
        header = _header.decode(PACKING.unpacked(packed))
        blocks = self._all("SELECT block FROM blocks WHERE place BETWEEN ? AND ? ORDER BY place", *places_of(key))
        turns = tuple(turn for (block,) in blocks for turn in all_turns(block))
        return Document(header.metadata, header.source, turns, header.speakers, _notices.decode(told) if told else ())

    def summary(self, id_: str) -> DocumentSummary | None:
        found = self._one("SELECT summary FROM documents JOIN heads ON document = key WHERE id = ?", id_)
        return _document_summary.decode(found[0]) if found else None

    def document_ref(self, id_: str) -> DocumentRef | None:
        if id_ not in self._document_refs:
            found = self._one("SELECT id, title, date FROM documents WHERE id = ?", id_)
            if found is None:
                return None
            self._document_refs[id_] = DocumentRef(*found)
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
        for turns, printed, others, *ref in self._all(
            "SELECT appearances.turns, labels, talks_with, id, title, date FROM appearances "
            "JOIN documents ON key = document WHERE speaker = ? ORDER BY place",
            id_,
        ):
            labels.update(_numbers.decode(printed))
            talks_with.update(_numbers.decode(others))
            documents.append((DocumentRef(*ref), turns))
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
        try:
            found = self._found(wanted)
        except OverflowError as error:  # the list of rows has numbers that are too large for SQLite
            raise DamagedGeneration("The document store's list of rows is damaged: build again.") from error
        if not found.keys() >= set(wanted):
            raise DamagedGeneration("The engine names a row that the document store does not have: build again.")
        return tuple([found[row] for row in wanted])

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

    def _found(self, rows: Iterable[int]) -> dict[int, Place]:
        """What stands at those of the rows that there are. Reads all blocks at once."""
        placed = {}
        wanted: list[int | None] = []
        for row in dict.fromkeys(rows):
            if at := self._rows.at(row):
                key, position = at
                known = self._known.get(key)
                placed[(key << KEY_BITS) + position] = row, key, position, known
                wanted += ((key << KEY_BITS) + position, None if known else key)
        if not placed:
            return {}
        blocks: dict[int, Block] = {}  # the last one of each document
        found = {}
        statement = _AT_PLACES.format(marks=",".join(("(?,?)",) * len(placed)))
        for at, packed, id_, *named in self._all(statement, *wanted):
            row, key, position, known = placed[at]
            document, language = known or self._learnt(key, id_, *named)
            if position == 0:
                found[row] = Place(row, document, language, None, (), metadata_fields(self._metadata(key)))
            elif packed:
                there = blocks.get(key)
                if there is None or position not in there:
                    there = blocks[key] = block(packed)
                turn, listed = there.turn(position), there.speakers
                speakers = tuple([listed[id_] for id_ in turn.speakers if id_ in listed])
                found[row] = Place(row, document, language, turn, speakers, turn_fields(turn))
        return found

    def _learnt(self, key: int, id_: str, title: str, date: str | None, language: str | None) -> _Named:
        if len(self._known) >= _KNOWN:
            self._known.clear()
        named = self._known[key] = DocumentRef(id_, title, date), language
        return named

    def _metadata(self, key: int) -> Metadata:
        found = self._one("SELECT header FROM heads WHERE document = ?", key)
        if found is None:
            raise DamagedGeneration("The document store lacks metadata of a document: build again.")
        return _header.decode(PACKING.unpacked(found[0])).metadata

    def _listed_at(self, place: int) -> DocumentRef | None:
        found = self._one("SELECT id, title, date FROM documents WHERE place = ?", place)
        return DocumentRef(*found) if found else None

    # SQLite

    @cached_property
    def _rows(self) -> DocumentRows:
        return DocumentRows(self._fact("rows"))

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
