"""Which paragraphs are notes, and where does the text refer to them?

A block that begins with ``[1]`` (or ``<sup>[1]</sup>``, ``[^1]:``) is a note when the text refers to it; so is a row of
numbered paragraphs at the very end when the text has the same numbers in brackets. References leave the text and are
remembered by their place. Formats whose markup links notes set :attr:`Block.note` and :attr:`Block.marks` themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.reading.blocks import Block, BlockKind, NoteMark

_BEGINS = re.compile(r"\[(?:\^(?P<named>[\w-]{1,20})\]:|(?P<number>\d{1,3}|[*†‡]{1,3})\])\s*")
_NUMBERED = re.compile(r"(?P<number>\d{1,3})[.)]?\s+(?=\S)")
_REFERS = re.compile(r"\[(?:\^(?P<named>[\w-]{1,20})|(?P<number>\d{1,3}|[*†‡]{1,3}))\](?!:)")


def with_notes(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with notes told as such and references to them taken out of the texts."""
    begun = tuple(map(_as_note, blocks))
    referred = {_key(found) for block in begun if block.kind is not BlockKind.NOTE for found in _references(block)}
    referred |= {_bare(mark.marker) for block in begun for mark in block.marks if block.kind is not BlockKind.NOTE}
    noted = _with_numbered_row(begun, blocks, referred)
    kept = tuple(
        note if note is plain or _is_referred(note, referred) else plain
        for note, plain in zip(noted, blocks, strict=True)
    )
    keys = {_bare(block.note) for block in kept if block.kind is BlockKind.NOTE and block.note}
    return tuple(_without_references(block, keys) for block in kept)


def _as_note(block: Block) -> Block:
    """The block as a note, if it begins like one."""
    if block.kind is BlockKind.NOTE:
        return block
    if block.marks and block.marks[0].offset == 0 and block.text:  # <sup>[1]</sup> at the beginning
        marker = block.marks[0].marker
        return replace(block, kind=BlockKind.NOTE, note=_bare(marker), marker=marker, marks=block.marks[1:])
    found = _BEGINS.match(block.text)
    if found is None or found.end() == len(block.text):
        return block
    rest = block.part(found.end())
    return replace(rest, kind=BlockKind.NOTE, note=_key(found), marker=found.group().strip().rstrip(":"))


def _with_numbered_row(begun: Sequence[Block], plain: Sequence[Block], referred: set[str]) -> tuple[Block, ...]:
    """The blocks with the last run of numbered ones (``1 A list of …``) as notes, where the text has their numbers."""
    noted = list(begun)
    if any(block.kind is BlockKind.NOTE for block in noted):
        return tuple(noted)
    expected: int | None = None
    for place in range(len(noted) - 1, -1, -1):
        block = plain[place]
        found = _NUMBERED.match(block.text)
        if found is None or found["number"] not in referred:
            if expected is not None or len(noted) - place > 4:
                break
            continue
        number = int(found["number"])
        if expected is not None and number != expected:
            break
        expected = number - 1
        rest = block.part(found.end())
        noted[place] = replace(rest, kind=BlockKind.NOTE, note=str(number), marker=found.group().strip())
    return tuple(noted) if expected == 0 else tuple(begun)


def _is_referred(note: Block, referred: set[str]) -> bool:
    return note.kind is not BlockKind.NOTE or note.note is None or _bare(note.note) in referred or note.marker is None


def _references(block: Block) -> list[re.Match[str]]:
    return list(_REFERS.finditer(block.text)) if "[" in block.text else []


def _without_references(block: Block, keys: set[str]) -> Block:
    found = [mark for mark in _references(block) if _key(mark) in keys]
    return block.without([(mark.start(), mark.end(), NoteMark(0, mark.group(), _key(mark))) for mark in found])


def _key(found: re.Match[str]) -> str:
    return str(found["named"] or found["number"])


def _bare(marker: str) -> str:
    return marker.strip("[]()^ ")
