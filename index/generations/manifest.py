"""What is in a generation? Its manifest: what it was made from and with, and the checksum of every file."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from index.errors import DamagedGeneration
from index.model import Notice
from index.overview import NO_LINKS, Counts, LinkCounts


@dataclass(frozen=True, slots=True)
class FileSum:
    """One file of a generation: its size in bytes and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One source file as the build found it, and the documents it became (none: it was left out)."""

    path: str
    sha256: str
    size: int
    modified_ns: int
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: paths of source files since the generation before, what became of links to passages, notices,
    and seconds it took."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    reused: int = 0  # files whose parse was taken over from the generation before
    kept: int = 0  # documents taken over as they were
    left_out: tuple[str, ...] = ()
    links: LinkCounts = NO_LINKS
    notices: tuple[Notice, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of one generation. ``schema`` stands for the shape of store and index: other code cannot read it;
    ``code`` for the code that parsed the sources.

    ``content`` is a digest of everything the documents were made from (files, authority files, code), of what could not
    be read, and of how much was withdrawn by then: equal contents make equal generations. ``leftovers``: files of the
    index may still have words of documents that are gone; ``withdrawn``: how many documents and passages were to be
    forgotten by then. ``created`` is the moment of the build, ISO 8601 in UTC. ``files``: by path within the
    generation.
    """

    generation: str
    schema: str
    code: str
    content: str
    created: str
    counts: Counts
    entries: int
    leftovers: bool
    withdrawn: int
    folder: str
    sources: tuple[SourceRecord, ...]
    authorities: dict[str, str]  # path of each speakers.toml → its SHA-256
    files: dict[str, FileSum]
    report: BuildReport


def write_manifest(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


def read_manifest(data: bytes) -> Manifest:
    """The manifest that ``data`` writes; raises :class:`DamagedGeneration` when it is none."""
    try:
        return msgspec.json.decode(data, type=Manifest)
    except msgspec.DecodeError as error:
        raise DamagedGeneration(f"The manifest cannot be read ({error}): build again.") from error
