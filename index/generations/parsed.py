"""What was each source file parsed into? Kept in a generation, so that the next build parses only what changed.

The documents are kept as their format gave them, before speakers are resolved and ids told apart: a corrected authority
file takes effect without parsing anything again.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from index.distinct_ids import Claimed
from index.model import Document

_SCHEMA = """
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, code TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (path TEXT NOT NULL, ordinal INTEGER NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (path, ordinal)) WITHOUT ROWID;
"""

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

    def __init__(self, place: Path, *, write: bool = False) -> None:
        if write:
            self._connection = sqlite3.connect(place, isolation_level=None)
            self._connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA + "BEGIN;")
        else:
            self._connection = sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro&immutable=1", uri=True)

    def add(self, path: str, sha256: str, code: str, documents: Sequence[Packed]) -> None:
        self._connection.execute("INSERT INTO files VALUES (?, ?, ?)", (path, sha256, code))
        rows = ((path, ordinal, document.id, document.body) for ordinal, document in enumerate(documents, 1))
        self._connection.executemany("INSERT INTO documents VALUES (?, ?, ?, ?)", rows)

    def same(self, path: str, sha256: str, code: str) -> tuple[Packed, ...] | None:
        """What the same bytes at the same path were parsed into by the same code; None when they were not."""
        file = (path, sha256, code)
        if self._connection.execute("SELECT 1 FROM files WHERE (path, sha256, code) = (?, ?, ?)", file).fetchone():
            rows = self._connection.execute("SELECT id, body FROM documents WHERE path = ? ORDER BY ordinal", (path,))
            return tuple(Packed(*row) for row in rows)
        return None

    def claims(self) -> Iterator[Claimed]:
        """Every document in order of path and of its place in its file."""
        rows = self._connection.execute("SELECT path, ordinal, id FROM documents ORDER BY path, ordinal").fetchall()
        return (Claimed(*row) for row in rows)

    def document(self, claimed: Claimed) -> Document:
        row = self._connection.execute(
            "SELECT id, body FROM documents WHERE path = ? AND ordinal = ?", (claimed.path, claimed.ordinal)
        ).fetchone()
        return unpack(Packed(*row))

    def close(self) -> None:
        """Finish what was written and close the file."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        self._connection.close()
