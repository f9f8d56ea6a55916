"""Which generation is live? The data directory, read: a pointer, generations beside each other, the live one opened.

::

    instance/
      current                 the id of the live generation; replaced by one atomic rename
      generations/000012-9f2c01ab/
        manifest.json         what it was made from, and the checksum of every file
        manifest.sha256       the checksum of the manifest
        documents.sqlite      index.generations.store
        parsed.sqlite         index.generations.parsed: what each file was parsed into, for the next build
        engine/               the engine's own files
      verified/               which generations were once read whole
      build.lock              held by the build that runs (index.generations.publish writes all of this)

A generation is never changed once it has its name. Readers look at the pointer on every request, which costs one stat.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from pathlib import Path

from index.engines.whoosh import WhooshEngine
from index.errors import DamagedGeneration, NoGeneration
from index.generations.archive import Archive
from index.generations.manifest import Manifest, read_manifest
from index.generations.store import Store
from index.generations.verify import ENGINE, checked_manifest, manifest_bytes

POINTER = "current"
GENERATIONS = "generations"
VERIFIED = "verified"
STORE = "documents.sqlite"
PARSED = "parsed.sqlite"

_ID = re.compile(r"([0-9]{6,})-[0-9a-f]{8}")  # a running number, and a digest of what it was made from
_log = logging.getLogger(__name__)


class Generations:
    """The generations of one data directory. Safe to use from several threads at once.

    ``problem`` is None, or tells why the generation that the pointer names is not the one being served. ``ready``: what
    is done with a generation before anybody reads it, for who reads once nothing.
    """

    def __init__(self, data: Path, ready: Callable[[Archive], object] = Archive.prepare) -> None:
        self.data, self.ready = data, ready
        self.problem: str | None = None
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None  # the pointer file when it was last followed
        self._archive: Archive | None = None
        self._failure: DamagedGeneration | None = None  # of the generation at that pointer, when nothing can be served

    def current(self) -> Archive:
        """The live generation. One that is damaged is not opened: the one served so far, or the last whole one
        before it, is kept instead, and ``problem`` says so.

        Raises :class:`NoGeneration` when nothing was ever published, :class:`DamagedGeneration` when none is whole.
        """
        archive, seen = self._archive, pointer_state(self.data)
        if archive is not None and seen == self._seen:
            return archive
        if not self._lock.acquire(blocking=archive is None):
            return archive  # type: ignore[return-value]  # not blocking: there is one; another thread opens the new one
        try:
            return self._follow(seen)
        finally:
            self._lock.release()

    def close(self) -> None:
        """Let go of the open generation; it closes when its last reader is done."""
        with self._lock:
            self._archive = self._seen = self._failure = None

    def manifest(self) -> Manifest | None:
        """The manifest of the live generation, whether or not this code can open it; None when there is none."""
        try:
            return read_manifest(manifest_bytes(self.data / GENERATIONS / live_id(self.data)))
        except (NoGeneration, DamagedGeneration):
            return None

    def _follow(self, seen: tuple[int, int, int] | None) -> Archive:
        if seen is None:
            self._archive = self._seen = None
            live_id(self.data)
        if seen != self._seen:
            self._seen, self._failure = seen, None
            try:
                self._archive = self._open_or_stay()
            except DamagedGeneration as error:
                self._failure = error
        if self._archive is None:
            raise self._failure or DamagedGeneration("The live generation cannot be opened: build again.")
        return self._archive

    def _open_or_stay(self) -> Archive:
        id_ = None
        try:
            id_ = live_id(self.data)
            if self._archive is not None and self._archive.generation == id_:
                return self._archive
            opened = self._prepared(id_)
        except DamagedGeneration as error:
            self.problem = str(error)
            _log.error("The live generation cannot be used. %s", error)
            return self._archive or self._last_whole_before(id_, error)
        self.problem = None
        return opened

    def _last_whole_before(self, id_: str | None, error: DamagedGeneration) -> Archive:
        """The newest generation that can be opened and is not newer than the one the pointer names."""
        for other in sorted(ids(self.data), key=number, reverse=True):
            if id_ is None or number(other) < number(id_):
                try:
                    return self._prepared(other)
                except DamagedGeneration:
                    continue
        raise error

    def _prepared(self, id_: str) -> Archive:
        """A generation opened, and ready for searches before the first of them comes to it."""
        opened = open_generation(self.data, id_)
        self.ready(opened)
        return opened


def open_generation(data: Path, id_: str) -> Archive:
    """A generation, checked and opened. Raises :class:`DamagedGeneration`."""
    folder = data / GENERATIONS / id_
    manifest = checked_manifest(folder, data / VERIFIED / id_)
    return open_archive(folder, manifest)


def open_archive(folder: Path, manifest: Manifest) -> Archive:
    """Store and engine of a generation whose files are known to be right."""
    try:
        engine = WhooshEngine.open(folder / ENGINE)
    except Exception as error:  # Whoosh raises some ten classes of errors on files it cannot read
        raise DamagedGeneration(f"The index of generation {folder.name} cannot be opened: build again.") from error
    return Archive(manifest.generation, manifest, Store(folder / STORE), engine)


def live_id(data: Path) -> str:
    """The generation the pointer names. Raises :class:`NoGeneration` when there is no pointer, and
    :class:`DamagedGeneration` when it does not hold an id."""
    try:
        text = (data / POINTER).read_text("ascii", "replace").strip()
    except FileNotFoundError:
        raise NoGeneration(f"There is no archive in {data} yet: run “colloquy build FOLDER”.") from None
    if _ID.fullmatch(text) is None:
        raise DamagedGeneration(f"{data / POINTER} does not name a generation: build again.")
    return text


def pointer_state(data: Path) -> tuple[int, int, int] | None:
    """What changes whenever the pointer is replaced; None when there is none."""
    try:
        facts = (data / POINTER).stat()
    except FileNotFoundError:
        return None
    return facts.st_ino, facts.st_mtime_ns, facts.st_size


def ids(data: Path) -> tuple[str, ...]:
    """The ids of the generations on disk, in no order."""
    try:
        return tuple(place.name for place in (data / GENERATIONS).iterdir() if _ID.fullmatch(place.name))
    except FileNotFoundError:
        return ()


def number(id_: str) -> int:
    """The running number of a generation."""
    return int(id_.partition("-")[0])
