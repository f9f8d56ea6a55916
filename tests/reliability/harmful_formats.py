"""Formats that do to their process what libraries may do over a bad file, each for the files of one suffix.

A process that parses is started with this table, which has those of :data:`index.formats.FORMATS` as well.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Callable

from index import formats
from index.formats.base import Claim, Format, SourceFile
from index.model import Document, Kind, Metadata, Paragraph, Source, Turn


def read(source: SourceFile) -> tuple[Document, ...]:
    """One turn with the words of the file."""
    turn = Turn(1, Kind.NARRATION, (Paragraph(source.data.decode()),))
    return (Document(Metadata("", "A title"), Source(source.path, "good", source.sha256), (turn,)),)


def talk(source: SourceFile) -> tuple[Document, ...]:
    sys.stdout.write("words on standard output")
    sys.stdout.flush()
    os.write(1, b"and more")
    return read(source)


def abort(source: SourceFile) -> tuple[Document, ...]:
    os.abort()


def crash(source: SourceFile) -> tuple[Document, ...]:
    ctypes.string_at(0)
    return read(source)


def leave(source: SourceFile) -> tuple[Document, ...]:
    os._exit(0)


def chance(source: SourceFile) -> tuple[Document, ...]:
    """Is read while the machine is not busy."""
    return leave(source) if os.environ.get("MACHINE") == "busy" else read(source)


def sleep(source: SourceFile) -> tuple[Document, ...]:
    time.sleep(1_000)
    return read(source)


def freeze(source: SourceFile) -> tuple[Document, ...]:
    """Sleeps as a library in C may: no other thread of the process goes on."""
    ctypes.PyDLL(None).sleep(1_000)
    return read(source)


def spin(source: SourceFile) -> tuple[Document, ...]:
    while True:
        pass


def hoard(source: SourceFile) -> tuple[Document, ...]:
    hoarded = []
    while True:
        hoarded.append("x" * 2**24)


def grow(source: SourceFile) -> tuple[Document, ...]:
    """Uses much memory, within its limit."""
    return read(source) if len(b"x" * (300 * 2**20)) else ()


def _format(suffix: str, what: Callable[[SourceFile], tuple[Document, ...]]) -> Format:
    return Format(suffix[1:], suffix[1:], lambda source: Claim.CERTAIN if source.suffix == suffix else Claim.NONE, what)


FORMATS = (
    *(
        _format(f".{what.__name__}", what)
        for what in (read, talk, abort, crash, leave, chance, sleep, freeze, spin, hoard, grow)
    ),
    *formats.FORMATS,
)
