"""What was each source file parsed into? Kept in a generation, so that the next build parses only what changed.

The documents are kept as their format gave them, before speakers are resolved and ids told apart: a corrected authority
file takes effect without parsing anything again. A build begins with a copy of the file of the one before.
"""

from __future__ import annotations

import shutil
import sqlite3
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from index.distinct_ids import Claimed
from index.generations.empty_pages import give_back
from index.model import Document

_SCHEMA = """
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, code TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (path TEXT NOT NULL, ordinal INTEGER NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (path, ordinal)) WITHOUT ROWID;
"""

# A file of a build that dies is thrown away; what is withdrawn must not stay between what is kept.
_QUICK = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;"

_encode = msgspec.json.Encoder().encode
_document = msgspec.json.Decoder(Document)


@dataclass(frozen=True, slots=True)
class Packed:
    """A parsed document, packed for keeping. ``id`` is the one it claims."""

    id: str
    body: bytes


def pack(document: Document) -> Packed:
    return Packed(document.id, zlib.compress(_encode(document), 1))


def unpack(packed: Packed) -> Document:
    return _document.decode(zlib.decompress(packed.body))


class Parsed:
    """The parsed documents of one build: written file by file, then read one by one."""

    def __init__(self, place: Path, before: Path | None = None) -> None:
        """``before``: the file of another build, to begin with."""
        self._place = place
        if before is not None:
            shutil.copyfile(before, place)
        self._connection = sqlite3.connect(place, isolation_level=None)
        self._connection.executescript(_QUICK + ("" if before else _SCHEMA) + "BEGIN;")

    def add(self, path: str, sha256: str, code: str, documents: Sequence[Packed]) -> None:
        """Keep what a file was parsed into, in place of what is kept of it."""
        self._take_out(path)
        self._connection.execute("INSERT INTO files VALUES (?, ?, ?)", (path, sha256, code))
        rows = ((path, ordinal, document.id, document.body) for ordinal, document in enumerate(documents, 1))
        self._connection.executemany("INSERT INTO documents VALUES (?, ?, ?, ?)", rows)

    def has(self, path: str, sha256: str, code: str) -> bool:
        """Whether it is known what the same bytes at the same path are parsed into by the same code."""
        statement = "SELECT 1 FROM files WHERE (path, sha256, code) = (?, ?, ?)"
        return self._connection.execute(statement, (path, sha256, code)).fetchone() is not None

    def keep_only(self, paths: Collection[str]) -> None:
        """Let go of all other files; SQLite overwrites what it deletes."""
        for (path,) in self._connection.execute("SELECT path FROM files").fetchall():
            if path not in paths:
                self._take_out(path)

    def claims(self) -> Iterator[Claimed]:
        """Every document in order of path and of its place in its file."""
        rows = self._connection.execute("SELECT path, ordinal, id FROM documents ORDER BY path, ordinal").fetchall()
        return (Claimed(*row) for row in rows)

    def document(self, claimed: Claimed) -> Document:
        row = self._connection.execute(
            "SELECT id, body FROM documents WHERE path = ? AND ordinal = ?", (claimed.path, claimed.ordinal)
        ).fetchone()
        return unpack(Packed(*row))

    def _take_out(self, path: str) -> None:
        self._connection.execute("DELETE FROM files WHERE path = ?", (path,))
        self._connection.execute("DELETE FROM documents WHERE path = ?", (path,))

    def close(self) -> None:
        """Finish what was written and close the file."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        self._connection.close()
        give_back(self._place)
