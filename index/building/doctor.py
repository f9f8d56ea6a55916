"""Is the live generation sound? Every checksum, the counts, and searches whose answers are known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.errors import DamagedGeneration
from index.generations.directory import GENERATIONS, live_id, open_generation
from index.generations.manifest import Manifest, read_manifest
from index.generations.probes import problems
from index.generations.verify import compare, manifest_bytes
from index.links.ledger import DamagedLedger, open_ledger

_ANYBODY_WRITES = 0o002


def examine(data: Path) -> tuple[Manifest | None, tuple[str, ...]]:
    """The manifest of the live generation (None: unreadable) and what is wrong, each in one sentence.

    Raises :class:`~index.errors.NoGeneration` when nothing was ever published.
    """
    try:
        id_ = live_id(data)
        generation = data / GENERATIONS / id_
        manifest = read_manifest(manifest_bytes(generation))
    except DamagedGeneration as error:
        return None, (str(error),)
    damaged = tuple(_damaged(generation, manifest))
    return manifest, (*_ledger(data, id_), *(damaged or (*_writable(data, generation), *_unsound(data, id_))))


def _damaged(generation: Path, manifest: Manifest) -> Iterator[str]:
    for name, wanted in manifest.files.items():
        try:
            compare(generation, name, wanted)
        except DamagedGeneration as error:
            yield str(error)
        except OSError as error:
            yield f"{name} of generation {manifest.generation} cannot be read ({error.strerror}): build again."


def _ledger(data: Path, id_: str) -> Iterator[str]:
    """What is wrong with the link ledger, which must know the live generation."""
    try:
        with open_ledger(data, id_) as ledger:
            yield from ledger.problems()
            if not ledger.steps:
                yield "The link ledger does not know the live generation, so old links cannot be followed: build again."
    except DamagedLedger as error:
        yield str(error)


def _writable(data: Path, generation: Path) -> Iterator[str]:
    """The index holds pickles: who can write it can run code in the server."""
    for folder in (data, generation):
        if folder.stat().st_mode & _ANYBODY_WRITES:
            yield f"Anybody may write in {folder}, and so run code in the server: chmod o-w it."


def _unsound(data: Path, id_: str) -> tuple[str, ...]:
    try:
        archive = open_generation(data, id_)
    except DamagedGeneration as error:
        return (str(error),)
    try:
        return problems(archive)
    finally:
        archive.close()
