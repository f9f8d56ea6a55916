"""How is a document store written? Documents go in one by one; what is told of all of them is summed up at the end.

A store may begin as a copy of the one before: documents that stay as they are need not be read, and the others are
taken out, with their bytes. Rows, places, lists and totals are always made from the tables of all documents, so that
it makes no difference which of them were there before. Memory grows with the numbers of documents and speakers, not
with the length of transcripts.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from index.engines.base import KeptRows
from index.entries import years
from index.generations.document_rows import packed_rows
from index.generations.empty_pages import give_back
from index.generations.spoken import Spoken, spoken
from index.generations.store import most_first
from index.generations.store_tables import INDEXES, SCHEMA, Header, places_of
from index.generations.turn_blocks import DICTIONARY, PACKING, blocks
from index.model import Document, Precision
from index.overview import Counts, DocumentSummary, SpeakerSummary, YearCount, edtf
from index.results import SpeakerRef

_PAGE = 8192  # bytes; blocks of 1 or 2 thousand fill these better than SQLite's 4096
# A file of a build that dies is thrown away; what is withdrawn must not stay between what is kept.
_QUICK = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;"

_encode = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True, slots=True)
class Written:
    """What a store holds: totals and how many rows; the ids of the documents that were added, ascending; and where the
    rows of the others are now."""

    counts: Counts
    rows: int
    added: tuple[str, ...]
    kept: tuple[KeptRows, ...]


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A document and its rows: the first one now and in the store before (None: it was not there), and how many."""

    key: int
    id: str
    row: int
    before: int | None
    length: int


class StoreWriter:
    """Writes one store into a new file. Use ``finish`` once, or ``close`` to give up."""

    def __init__(self, path: Path, before: Path | None = None, kept: Collection[str] = ()) -> None:
        """``kept``: the ids of the documents of the store ``before``, written by the same code, that stay."""
        self._place = path
        if before is not None:
            shutil.copyfile(before, path)
        self._connection = sqlite3.connect(path, isolation_level=None)
        if before is None:
            self._connection.executescript(f"PRAGMA page_size = {_PAGE}; {_QUICK} {SCHEMA} BEGIN;")
            self._write_fact("dictionary", DICTIONARY)
        else:
            self._connection.executescript(f"{_QUICK} BEGIN;")
            self._take_out(kept)
        (highest,) = self._one("SELECT ifnull(max(key), 0) FROM documents")
        self._next_key: int = highest + 1

    def add(self, document: Document, origin: bytes = b"") -> None:
        """Write a document, each id once. ``origin`` stands for all that it was made from."""
        key, self._next_key = self._next_key, self._next_key + 1
        counted = spoken(document)
        summary = _summary(document, counted)
        header = Header(document.metadata, document.source, document.speakers)
        date = document.date.start if document.date else None
        self._connection.execute(
            "INSERT INTO documents (key, id, title, date, origin, length, sort_date, language, turns, words) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(key, summary.id, summary.title, summary.date, origin, 1 + len(document.turns)),
                *(date, summary.language, summary.turns, summary.words),
            ),
        )
        told = _encode(document.notices) if document.notices else None
        packed = PACKING.packed(_encode(header))
        self._connection.execute("INSERT INTO heads VALUES (?, ?, ?, ?)", (key, _encode(summary), packed, told))
        first, _ = places_of(key)
        self._many("INSERT INTO blocks VALUES (?, ?)", ((first + at, packed) for at, packed in blocks(document)))
        self._many("INSERT INTO years VALUES (?, ?, ?)", ((key, *dated) for dated in _dated(document)))
        self._many("INSERT INTO appearances VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _appearances(key, document, counted))

    def finish(self) -> Written:
        """Number the rows, write lists and totals, and close the file."""
        for name in INDEXES:
            self._connection.execute(f"DROP INDEX IF EXISTS {name}")
        numbered = self._number()
        self._connection.execute(
            "UPDATE documents SET place = listed.place FROM (SELECT key, "
            "row_number() OVER (ORDER BY sort_date IS NULL, sort_date, id) - 1 AS place FROM documents) AS listed "
            "WHERE listed.key = documents.key"
        )
        for statement in INDEXES.values():
            self._connection.execute(statement)
        self._write_speakers()
        counts = self._write_totals()
        self._connection.execute("COMMIT")
        self.close()
        give_back(self._place)
        added = tuple(each.id for each in numbered if each.before is None)
        return Written(counts, sum(each.length for each in numbered), added, tuple(_kept(numbered)))

    def close(self) -> None:
        self._connection.close()

    def _take_out(self, kept: Collection[str]) -> None:
        """Remove all documents but those that stay; SQLite overwrites what it deletes."""
        gone = [(key,) for key, id_ in self._all("SELECT key, id FROM documents") if id_ not in kept]
        self._many("DELETE FROM documents WHERE key = ?", gone)
        self._many("DELETE FROM heads WHERE document = ?", gone)
        self._many("DELETE FROM blocks WHERE place BETWEEN ? AND ?", (places_of(key) for (key,) in gone))
        self._many("DELETE FROM years WHERE document = ?", gone)
        self._connection.execute("DELETE FROM appearances WHERE document NOT IN (SELECT key FROM documents)")

    def _number(self) -> list[_Numbered]:
        """Give every document its rows, in order of id."""
        found: list[_Numbered] = []
        row = 0
        for key, id_, length, before in self._all("SELECT key, id, length, first_row FROM documents ORDER BY id"):
            found.append(_Numbered(key, id_, row, before, length))
            row += length
        moved = ((each.row, each.row + each.length - 1, each.key) for each in found if each.row != each.before)
        self._many("UPDATE documents SET first_row = ?, last_row = ? WHERE key = ?", moved)
        self._write_fact("rows", packed_rows((each.key, each.length) for each in found))
        return found

    def _write_speakers(self) -> None:
        self._connection.execute("DELETE FROM speakers")
        spans = {id_: (first, last) for id_, first, last in self._all(
            "SELECT speaker, min(year), max(year) FROM appearances JOIN years USING (document) GROUP BY speaker"
        )}  # fmt: skip
        names: dict[str, Counter[str]] = defaultdict(Counter)  # by turns: documents may print a name differently
        for id_, name, turns in self._all("SELECT speaker, name, sum(turns) FROM appearances GROUP BY speaker, name"):
            names[id_][name] = turns
        summed = self._all(
            "SELECT speaker, max(resolved), sum(turns), sum(words), count(*) FROM appearances GROUP BY speaker "
            "ORDER BY sum(turns) DESC, speaker"
        )
        summaries = (
            SpeakerSummary(
                id_, most_first(names[id_])[0][0], bool(resolved), turns, words, many, *spans.get(id_, (None, None))
            )
            for id_, resolved, turns, words, many in summed
        )
        self._many(
            "INSERT INTO speakers VALUES (?, ?, ?)", ((each.id, at, _encode(each)) for at, each in enumerate(summaries))
        )

    def _write_totals(self) -> Counts:
        (speakers,) = self._one("SELECT count(*) FROM speakers")
        documents, turns, words, undated = self._one(
            "SELECT count(*), ifnull(sum(turns), 0), ifnull(sum(words), 0), ifnull(sum(sort_date IS NULL), 0) "
            "FROM documents"
        )
        counts = Counts(documents, turns, speakers, words, undated)
        dated = self._all(
            "SELECT year, sum(turns), count(*), sum(partly) FROM years JOIN documents ON key = document "
            "GROUP BY year ORDER BY year"
        )
        facts = {"years": tuple(YearCount(*row) for row in dated), "counts": counts}
        for name, of in facts.items():
            self._write_fact(name, _encode(of))
        return counts

    def _write_fact(self, name: str, value: bytes) -> None:
        self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def _one(self, statement: str) -> Any:
        return self._connection.execute(statement).fetchone()

    def _all(self, statement: str) -> list[Any]:
        return self._connection.execute(statement).fetchall()

    def _many(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        self._connection.executemany(statement, rows)


def _kept(documents: Iterable[_Numbered]) -> Iterator[KeptRows]:
    """Where the rows of documents that were there went, in as few runs as may be."""
    run: KeptRows | None = None
    for each in documents:
        if each.before is None:
            continue
        if run and each.before == run.last + 1 and each.row - each.before == run.now - run.first:
            run = replace(run, last=each.before + each.length - 1)
            continue
        if run:
            yield run
        run = KeptRows(each.before, each.before + each.length - 1, each.row)
    if run:
        yield run


def _summary(document: Document, counted: Spoken) -> DocumentSummary:
    of = document.metadata
    return DocumentSummary(
        id=of.id,
        title=of.title,
        date=edtf(document),
        turns=counted.turns,
        words=counted.words,
        speakers=tuple(SpeakerRef(speaker.id, speaker.name, speaker.resolved) for speaker in document.speakers),
        summary=of.summary,
        language=of.language,
        path=document.source.path,
        format=document.source.format,
    )


def _appearances(key: int, document: Document, counted: Spoken) -> Iterator[tuple[object, ...]]:
    """What is counted of each speaker of a document, as the table of appearances has it."""
    for id_, speaker in {speaker.id: speaker for speaker in document.speakers}.items():
        labels = _encode({label.text: label.count for label in speaker.labels})
        yield (
            *(id_, key, speaker.name, speaker.resolved, counted.turns_of.get(id_, 0), counted.words_of.get(id_, 0)),
            *(labels, _encode(counted.exchanges.get(id_, {}))),
        )


def _dated(document: Document) -> Iterator[tuple[str, bool]]:
    """The years that a document's dates touch, and whether it is dated in that year by month or year only."""
    exact = {date.start[:4] for date in document.metadata.dates if date.precision == Precision.DAY}
    return ((year, year not in exact) for year in years(document))
