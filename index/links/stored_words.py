"""What did a generation say, word for word? Wordings out of its document store, whichever version wrote it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

from index.errors import DamagedGeneration
from index.generations.packing import Packing
from index.generations.store_tables import places_of
from index.links.passage_states import Wording


class _Text(msgspec.Struct, frozen=True):
    text: str


class _Words(msgspec.Struct, frozen=True):
    """As much of a stored turn as has never changed its shape."""

    paragraphs: tuple[_Text, ...]
    label: str | None = None


class _Block(msgspec.Struct, frozen=True, array_like=True):
    first: int
    speakers: msgspec.Raw
    turns: tuple[_Words, ...]


_block = msgspec.msgpack.Decoder(_Block)


class StoredWords:
    """The words of documents in one store. A store that cannot be read, or is gone, has none."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, document: str) -> tuple[Wording, ...] | None:
        """The words of every turn of a document, in order; None when they are not to be had."""
        try:
            with closing(self._connection()) as store:
                return _read(store, document)
        except (sqlite3.DatabaseError, DamagedGeneration, msgspec.DecodeError):
            return None

    @property
    def readable(self) -> bool:
        """Whether there is a store that can say what it has."""
        try:
            with closing(self._connection()) as store:
                store.execute("SELECT id, block FROM documents, blocks LIMIT 1")
                return True
        except sqlite3.DatabaseError:
            return False

    def lists(self, document: str) -> bool:
        """Whether a document may be in the store, even if its words are not to be had."""
        try:
            with closing(self._connection()) as store:
                return store.execute("SELECT 1 FROM documents WHERE id = ?", (document,)).fetchone() is not None
        except sqlite3.DatabaseError:
            return True

    def _connection(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _read(store: sqlite3.Connection, document: str) -> tuple[Wording, ...] | None:
    found = store.execute(
        "SELECT key, value FROM documents JOIN facts ON name = 'dictionary' WHERE id = ?", (document,)
    ).fetchone()
    if found is None:
        return None
    key, dictionary = found
    packing = Packing(dictionary)
    blocks = store.execute("SELECT block FROM blocks WHERE place BETWEEN ? AND ? ORDER BY place", places_of(key))
    turns = (turn for (packed,) in blocks for turn in _block.decode(packing.unpacked(packed)).turns)
    return tuple(Wording(turn.label, tuple(part.text for part in turn.paragraphs)) for turn in turns)
