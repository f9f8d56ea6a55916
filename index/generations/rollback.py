"""Which generations are kept, and how does an operator go back to one? One atomic switch, like a build's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import ColloquyError, DamagedGeneration, NoGeneration
from index.generations.directory import GENERATIONS, ids, live_id, number, open_generation
from index.generations.manifest import read_manifest
from index.generations.probes import problems
from index.generations.publish import build_lock, point_to, prune
from index.generations.verify import compare, manifest_bytes
from index.overview import Counts


class NoSuchGeneration(ColloquyError):
    """There is no generation of that id, or none to go back to."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A generation on disk. ``created`` (ISO 8601, UTC) and ``counts`` are None when its manifest cannot be read."""

    id: str
    live: bool
    size: int  # bytes
    created: str | None = None
    counts: Counts | None = None


def kept(data: Path) -> tuple[Kept, ...]:
    """The generations on disk, the newest first."""
    live = _live(data)
    return tuple(_kept(data, id_, id_ == live) for id_ in sorted(ids(data), key=number, reverse=True))


def roll_back(data: Path, id_: str | None = None) -> str:
    """Make an earlier generation the live one; None: the newest before the live one. Gives its id.

    Every file of it is read and compared, and searches are tried, before the switch. Raises
    :class:`NoSuchGeneration`, :class:`~index.errors.DamagedGeneration`, :class:`~index.errors.BuildLocked`.
    """
    with build_lock(data):
        chosen = id_ or _before(data)
        if chosen not in ids(data):
            raise NoSuchGeneration(f"There is no generation {chosen} in {data}; see “colloquy generations list”.")
        for problem in _unsound(data, chosen):
            raise DamagedGeneration(f"The live generation stays as it is. {problem}")
        point_to(data, chosen)
        return chosen


def remove_old(data: Path, keep: int) -> tuple[str, ...]:
    """Remove all but the newest ``keep`` (from 1) generations; the live one stays. Gives the ids of those removed."""
    with build_lock(data):
        return prune(data, keep)


def _kept(data: Path, id_: str, live: bool) -> Kept:
    folder = data / GENERATIONS / id_
    size = sum(place.stat().st_size for place in folder.rglob("*") if place.is_file())
    try:
        manifest = read_manifest(manifest_bytes(folder))
    except DamagedGeneration:
        return Kept(id_, live, size)
    return Kept(id_, live, size, manifest.created, manifest.counts)


def _live(data: Path) -> str | None:
    try:
        return live_id(data)
    except (NoGeneration, DamagedGeneration):
        return None


def _before(data: Path) -> str:
    live = _live(data)
    older = [id_ for id_ in ids(data) if live is None or number(id_) < number(live)]
    if not older:
        raise NoSuchGeneration(f"There is no generation in {data} before the live one.")
    return max(older, key=number)


def _unsound(data: Path, id_: str) -> Iterator[str]:
    """What is wrong with a generation, each in one sentence."""
    try:
        archive = open_generation(data, id_)
    except DamagedGeneration as error:
        yield str(error)
        return
    try:
        for name, wanted in archive.manifest.files.items():
            compare(data / GENERATIONS / id_, name, wanted)
        yield from problems(archive)
    except DamagedGeneration as error:
        yield str(error)
    finally:
        archive.close()
