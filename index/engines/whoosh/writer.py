"""How does an index come to be? Entries are cut into words and handed to Whoosh's writer, one segment for all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from whoosh.index import create_in

from index.analysis import PIECE_GAP, stem, tokens
from index.engines.base import EngineWriter
from index.engines.whoosh import statistics
from index.engines.whoosh.schema import DATE, DAY, ROW, SCHEMA, stems_of, words_of
from index.entries import Entry
from index.fields import FIELD_NAMES

Occurrence = tuple[str, int]


class WhooshWriter(EngineWriter):
    """Writes one index into an empty directory. The segment's files lie open in it (``compound=False``), so that
    readers map them into memory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._writer = create_in(str(directory), SCHEMA).writer(compound=False)
        self._counting = statistics.Counting()
        self._last_row = -1

    def add(self, entry: Entry) -> None:
        """Index an entry. Raises ValueError when its row is not above the last one's: order breaks ties."""
        if entry.row <= self._last_row:
            raise ValueError(f"Row {entry.row} came after row {self._last_row}; add entries in ascending rows.")
        self._last_row = entry.row
        self._counting.language(entry.language)
        self._writer.add_document(**_exact_fields(entry), **self._text_fields(entry))

    def publish(self) -> None:
        self._writer.commit(merge=False)
        self._remove_lock()
        statistics.write(self._counting.result(), self._directory)

    def discard(self) -> None:
        self._writer.cancel()
        self._remove_lock()

    def _text_fields(self, entry: Entry) -> dict[str, Sequence[Occurrence]]:
        fields: dict[str, Sequence[Occurrence]] = {}
        for field in FIELD_NAMES:
            words = occurrences(entry.fields.get(field, ()))
            self._counting.text(field, len(words))
            if words:
                fields[words_of(field)] = words
                fields[stems_of(field)] = [(stem(word, entry.language), position) for word, position in words]
        return fields

    def _remove_lock(self) -> None:
        """Whoosh leaves the empty file it locked; a finished index is never written again and needs none."""
        for lock in self._directory.glob("*_WRITELOCK"):
            lock.unlink()


def occurrences(pieces: Sequence[str]) -> list[Occurrence]:
    """The words of all pieces of a field with their positions, ``PIECE_GAP`` apart from one piece to the next."""
    found: list[Occurrence] = []
    start = 0
    for piece in pieces:
        words = [(token.text, start + token.position) for token in tokens(piece)]
        found += words
        start = words[-1][1] + PIECE_GAP if words else start
    return found


def _exact_fields(entry: Entry) -> dict[str, object]:
    return {
        "speaker": entry.speakers,
        "year": entry.years,
        "document": (entry.document,),
        "kind": (entry.kind,),
        DATE: tuple(f"{start}/{end}" for start, end in entry.dates),
        ROW: entry.row,
        DAY: int(entry.sort_date.replace("-", "")) if entry.sort_date else 0,
    }
