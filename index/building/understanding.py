"""What does a file say? From a file on disk to documents whose turns have their speakers, or to a notice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from index.building.authorities import Authorities
from index.building.parsing import Parsers
from index.building.source_files import printable, read_file
from index.errors import UnreadableSource
from index.formats.base import SourceFile
from index.generations.parsed import unpack
from index.model import Document, Notice, Severity
from index.speakers.authority import Authority
from index.speakers.resolution import resolve


def understand_file(place: Path, authorities: Authorities | None = None) -> tuple[Document, ...]:
    """The documents of one file as a build would understand them. ``authorities`` keeps authority files once read.

    Raises :class:`UnreadableSource`, and :class:`~index.errors.AuthorityError` when its ``speakers.toml`` is broken.
    """
    authority = (authorities or Authorities()).nearest(place.absolute().parent)
    source = read_file(printable(place.name), place.resolve())
    return tuple(attributed(document, authority) for document in parse(source))


def parse(source: SourceFile) -> tuple[Document, ...]:
    """The documents of a source without speakers; raises :class:`UnreadableSource`."""
    with Parsers(processes=1) as parsers:
        return tuple(map(unpack, parsers.begin(source).result()))


def attributed(document: Document, authority: Authority) -> Document:
    """The document with its speakers, and its notices with the path they are about.

    Raises :class:`UnreadableSource` when that fails in a way nobody foresaw.
    """
    try:
        resolved = resolve(document, authority)
    except Exception as error:  # a mistake in attribution must cost one document, not the build
        message = f"Colloquy made a mistake here ({type(error).__name__}: {error}); please report it with the file"
        raise UnreadableSource(message, code="internal") from error
    path = document.source.path
    return replace(resolved, notices=tuple(replace(notice, path=notice.path or path) for notice in resolved.notices))


def left_out(path: str, error: UnreadableSource) -> Notice:
    """The notice that says why a file is not in the archive."""
    return Notice(Severity.ERROR, error.code, error.message, error.line, path)
