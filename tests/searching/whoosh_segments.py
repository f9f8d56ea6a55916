"""Indexes as Whoosh's ordinary writer makes them: entry by entry, in several segments, with deleted entries between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from whoosh.index import create_in, open_dir

from index.engines.whoosh.codec import ArrayCodec
from index.engines.whoosh.schema import SCHEMA, day_of, values_of
from index.entries import Entry
from index.queries.analysis import PIECE_GAP, stem, tokens

NEVER_WRITTEN = {"text": ("war peace neverwritten", "the Verhandlung of neverwriting"), "title": ("wards of war",)}


def write_segment(entries: Iterable[Entry], directory: Path) -> None:
    """Add one segment to the index in a directory, by Whoosh's ordinary writer."""
    exists = any(directory.glob("*.toc"))
    opened = open_dir(str(directory), schema=SCHEMA) if exists else create_in(str(directory), SCHEMA)
    writer = opened.writer(codec=ArrayCodec(), compound=False)
    for entry in entries:
        writer.add_document(row=entry.row, day=day_of(entry), **values_of(entry), **words(entry))
    writer.commit(merge=False)


def write_segments(entries: Sequence[Entry], directory: Path, segments: int, *, decoys: bool) -> None:
    """Write entries in so many segments. ``decoys``: with others between them that are deleted afterwards."""
    write_segment((), directory)
    size = max(1, -(-len(entries) // segments))
    for start in range(0, len(entries), size):
        part = entries[start : start + size]
        write_segment([each for entry in part for each in ((decoy(entry), entry) if decoys else (entry,))], directory)
    if decoys:
        delete(directory, range(0, 2 * len(entries), 2))


def delete(directory: Path, numbers: Iterable[int]) -> None:
    """Delete entries by their numbers, counted over all segments."""
    writer = open_dir(str(directory), schema=SCHEMA).writer(codec=ArrayCodec(), compound=False)
    for number in numbers:
        writer.delete_document(number)
    writer.commit(merge=False)


def words(entry: Entry) -> dict[str, list[tuple[str, str, int]]]:
    """The words of each field: stem, surface word and position, a gap between one piece and the next."""
    found: dict[str, list[tuple[str, str, int]]] = {}
    for name, pieces in entry.fields.items():
        start = 0
        for piece in pieces:
            these = [(stem(token.text, entry.language), token.text, start + token.position) for token in tokens(piece)]
            found.setdefault(name, []).extend(these)
            start = these[-1][2] + PIECE_GAP if these else start
    return {name: words for name, words in found.items() if words}


def merge_segments(directory: Path) -> None:
    """Let Whoosh merge all segments into one, posting by posting; deleted entries go."""
    open_dir(str(directory), schema=SCHEMA).writer(codec=ArrayCodec(), compound=False).commit(optimize=True)


def decoy(entry: Entry) -> Entry:
    return entry._replace(
        document="deleted",
        speakers=("nobody", *entry.speakers),
        years=("1066",),
        dates=(("1066-10-14", "1066-10-14"),),
        language="fi",
        fields={**entry.fields, **NEVER_WRITTEN},
    )
