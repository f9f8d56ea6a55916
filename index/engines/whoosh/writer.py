"""How does an index come to be? Entries are cut into words and handed to Whoosh's writer, one segment for all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from whoosh.index import create_in

from index.analysis import PIECE_GAP, stem, tokens
from index.engines.base import EngineWriter
from index.engines.whoosh.codec import ArrayCodec
from index.engines.whoosh.schema import DATE, DAY, LANGUAGE, ROW, SCHEMA
from index.entries import Entry
from index.fields import FIELD_NAMES


class WhooshWriter(EngineWriter):
    """Writes one index into an empty directory. The segment's files lie open in it (``compound=False``), so that
    readers map them into memory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._writer = create_in(str(directory), SCHEMA).writer(codec=ArrayCodec(), compound=False)
        self._last_row = -1

    def add(self, entry: Entry) -> None:
        """Index an entry. Raises ValueError when its row is not above the last one's: order breaks ties."""
        if entry.row <= self._last_row:
            raise ValueError(f"Row {entry.row} came after row {self._last_row}; add entries in ascending rows.")
        self._last_row = entry.row
        self._writer.add_document(**known_values(entry), **words(entry))

    def publish(self) -> None:
        self._writer.commit(merge=False)
        self._remove_lock()

    def discard(self) -> None:
        self._writer.cancel()
        self._remove_lock()

    def _remove_lock(self) -> None:
        """Whoosh leaves the empty file it locked; a finished index is never written again and needs none."""
        for lock in self._directory.glob("*_WRITELOCK"):
            lock.unlink()


def words(entry: Entry) -> dict[str, list[tuple[str, str, int]]]:
    """The words of each field: stem, surface word and position, ``PIECE_GAP`` from one piece to the next."""
    found = {field: surface_words(entry.fields.get(field, ())) for field in FIELD_NAMES}
    return {
        field: [(stem(word, entry.language), word, position) for word, position in words]
        for field, words in found.items()
        if words
    }


def surface_words(pieces: Sequence[str]) -> list[tuple[str, int]]:
    """The words of all pieces of a field with their positions."""
    found: list[tuple[str, int]] = []
    start = 0
    for piece in pieces:
        words = [(token.text, start + token.position) for token in tokens(piece)]
        found += words
        start = words[-1][1] + PIECE_GAP if words else start
    return found


def known_values(entry: Entry) -> dict[str, object]:
    """What the columns hold of an entry."""
    return {
        "speaker": entry.speakers,
        "year": entry.years,
        "document": (entry.document,),
        "kind": (entry.kind,),
        DATE: tuple(f"{start}/{end}" for start, end in entry.dates),
        LANGUAGE: (entry.language or "",),
        ROW: entry.row,
        DAY: int(entry.sort_date.replace("-", "")) if entry.sort_date else 0,
    }
