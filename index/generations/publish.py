"""How does a generation go live? Built beside the live one under a name of its own, then one atomic switch.

Order: every file and folder to disk (fsync), the manifest, the folder gets its name, the pointer is replaced. A build
that dies before the last step leaves the live generation as it was; what it leaves behind, the next build removes.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from index.errors import BuildLocked, DamagedGeneration, NoGeneration
from index.generations.directory import GENERATIONS, POINTER, VERIFIED, ids, live_id, number
from index.generations.manifest import FileSum, Manifest, write_manifest
from index.generations.verify import (
    MANIFEST,
    MANIFEST_SUM,
    Verified,
    file_sum,
    manifest_sum,
    remember,
    sizes_and_times,
)

LOCK = "build.lock"
KEPT = 3  # generations, the live one among them
_UNFINISHED = ".tmp"


@contextmanager
def build_lock(data: Path) -> Iterator[None]:
    """Only one build at a time. The system lets go of the lock when its process ends, however it ends.

    Raises :class:`BuildLocked` when another process builds.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / LOCK).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise BuildLocked(f"Process {file.read().strip()} is building in {data}; wait until it is done.") from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def begin(data: Path, after: int = 0) -> Path:
    """An empty folder for the next generation; what builds that died left is removed, old generations they could not
    let go of among it. Needs the lock.

    Its number is higher than that of any generation on disk, and than ``after``.
    """
    folder = data / GENERATIONS
    folder.mkdir(exist_ok=True)
    for left in (*folder.glob(f"*{_UNFINISHED}"), *data.glob(f"{POINTER}{_UNFINISHED}")):
        _remove(left)
    with suppress(DamagedGeneration):  # the pointer is no id, so nobody knows which one to keep
        prune(data)
    following = max((after, *(number(id_) for id_ in ids(data)))) + 1
    unfinished = folder / f"{following:06d}{_UNFINISHED}"
    unfinished.mkdir()
    return unfinished


def generation_id(unfinished: Path, content: str) -> str:
    """The id of a generation made from what ``content`` is a digest of."""
    return f"{unfinished.name.removesuffix(_UNFINISHED)}-{content[:8]}"


def discard(unfinished: Path) -> None:
    """Give a generation up."""
    shutil.rmtree(unfinished, ignore_errors=True)


def file_sums(unfinished: Path) -> dict[str, FileSum]:
    """Size and checksum of every file, each brought to disk first."""
    names = sizes_and_times(unfinished)
    for name in names:
        _to_disk(unfinished / name)
    return {name: file_sum(unfinished / name) for name in names}


def publish(data: Path, unfinished: Path, manifest: Manifest) -> None:
    """Make an unfinished generation the live one, whole or not at all, and let go of the oldest ones."""
    place, beside = unfinished / MANIFEST, unfinished / MANIFEST_SUM
    written = write_manifest(manifest)
    place.write_bytes(written)
    beside.write_bytes(manifest_sum(written))
    for each in (place, beside, *(folder for folder in unfinished.rglob("*") if folder.is_dir()), unfinished):
        _to_disk(each)
    final = data / GENERATIONS / manifest.generation
    unfinished.rename(final)
    _to_disk(final.parent)
    remember(data / VERIFIED / manifest.generation, Verified(sha256(written).hexdigest(), sizes_and_times(final)))
    point_to(data, manifest.generation)
    prune(data)


def point_to(data: Path, id_: str) -> None:
    """Replace the pointer: readers see the generation from their next request on."""
    beside = data / f"{POINTER}{_UNFINISHED}"
    beside.write_text(f"{id_}\n", "ascii")
    _to_disk(beside)
    beside.replace(data / POINTER)
    _to_disk(data)


def prune(data: Path, kept: int = KEPT) -> tuple[str, ...]:
    """Remove all but the newest ``kept`` generations, the live one among them whatever its age. Needs the lock.

    Gives the ids of those removed.
    """
    newest_first = sorted(ids(data), key=number, reverse=True)
    live = _live(data)
    removed = tuple([id_ for id_ in newest_first if id_ != live][kept - 1 :])
    for id_ in removed:
        _remove(data / GENERATIONS / id_)
    if (data / VERIFIED).is_dir():
        for record in (data / VERIFIED).iterdir():
            if not (data / GENERATIONS / record.name).exists():
                _remove(record)
    return removed


def _live(data: Path) -> str | None:
    try:
        return live_id(data)
    except NoGeneration:
        return None


def _remove(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _to_disk(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
