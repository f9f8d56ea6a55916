"""What does one build work with, and what may it take over? The live generation, if it is whole."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.building.gather import Progress
from index.errors import DamagedGeneration
from index.generations import fingerprint
from index.generations.directory import GENERATIONS, PARSED, STORE, VERIFIED
from index.generations.manifest import FileSum, Manifest
from index.generations.store import Store
from index.generations.verify import ENGINE, checked_manifest, file_sum
from index.links.ledger_writer import knows


@dataclass(frozen=True, slots=True)
class Base:
    """The live generation, of the same code and with every file of it just read and compared: to build upon."""

    manifest: Manifest
    folder: Path

    @property
    def parsed(self) -> Path:
        return self.folder / PARSED

    @property
    def store(self) -> Path:
        return self.folder / STORE

    @property
    def engine(self) -> Path:
        return self.folder / ENGINE

    def origins(self) -> dict[str, bytes]:
        """What its documents were made from, by id."""
        with closing(Store(self.store)) as store:
            return store.origins()

    def damaged_file(self, unfinished: Path, files: Mapping[str, FileSum]) -> str | None:
        """The name of a file that is not what it was when a build upon it began: a new checksum would make the damage
        whole. ``files`` are those of the new generation: what both share has been read there already."""
        return next(
            (name for name, wanted in self.manifest.files.items() if wanted != self._now(name, unfinished, files)), None
        )

    def _now(self, name: str, unfinished: Path, files: Mapping[str, FileSum]) -> FileSum:
        shared = name in files and (unfinished / name).samefile(self.folder / name)
        return files[name] if shared else file_sum(self.folder / name)


@dataclass(frozen=True, slots=True)
class Task:
    """What one build works with. ``live`` is the live generation, readable or not; ``withdrawn``: the documents of
    everything that is to be forgotten."""

    folder: Path
    data: Path
    unfinished: Path
    live: Manifest | None
    base: Base | None
    rewritten: int
    withdrawn: tuple[str, ...]
    progress: Progress
    started: float  # seconds, monotonic


def base_of(data: Path, live: Manifest) -> Base | None:
    """The live generation, if it can be built upon: written by this code, whole, and known to the ledger."""
    if (live.schema, live.code) != (fingerprint.schema(), fingerprint.code()) or not knows(data, live.generation):
        return None
    folder = data / GENERATIONS / live.generation
    try:
        return Base(checked_manifest(folder, data / VERIFIED / live.generation, everything=True), folder)
    except (OSError, DamagedGeneration):
        return None
