"""Is a generation whole? Its files are compared with the manifest before anything in it is opened.

Whoosh's table of contents is a pickle, and opening a pickle runs what it says; so it is always read and compared with
its checksum, and so is every file of the engine that may hold one. The others are read whole once; after that a record
outside the generation says that they were, and sizes and times are enough. A file that the manifest does not list is
damage as well: Whoosh would open the newest table of contents it finds. The manifest has its own checksum beside it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from index.engines.whoosh import holds_pickles
from index.errors import DamagedGeneration
from index.generations import fingerprint
from index.generations.manifest import FileSum, Manifest, read_manifest

MANIFEST = "manifest.json"
MANIFEST_SUM = "manifest.sha256"  # as sha256sum writes it
ENGINE = "engine"


class OutdatedGeneration(DamagedGeneration):
    """A generation that other code wrote, in a shape this code does not read."""


@dataclass(frozen=True, slots=True)
class Verified:
    """That a generation's files were once read whole: their sizes and times then, and the digest of its manifest."""

    manifest: str
    files: dict[str, tuple[int, int]]  # size in bytes, time of change in nanoseconds


def checked_manifest(generation: Path, record: Path, *, everything: bool = False) -> Manifest:
    """The manifest of a whole generation. ``record`` remembers a check of everything, if it can be written;
    ``everything`` reads all files once more nevertheless.

    Raises :class:`DamagedGeneration` that names the first file which is missing, changed, cut short or unknown, and
    :class:`OutdatedGeneration` for one of another schema.
    """
    data = manifest_bytes(generation)
    manifest = read_manifest(data)
    if manifest.schema != fingerprint.schema():
        raise OutdatedGeneration("The generation was built by another version of Colloquy: run “colloquy build”.")
    digest, found = hashlib.sha256(data).hexdigest(), sizes_and_times(generation)
    _same_files(manifest, found)
    known = _known(record, digest)
    for name, wanted in manifest.files.items():
        pickled = name.startswith(f"{ENGINE}/") and holds_pickles(name)
        if everything or pickled or known.get(name) != found[name]:
            compare(generation, name, wanted)
    if known != found:
        remember(record, Verified(digest, found))
    return manifest


def manifest_bytes(generation: Path) -> bytes:
    """The manifest as it was written; raises :class:`DamagedGeneration` when a bit of it is another."""
    try:
        data, wanted = (generation / MANIFEST).read_bytes(), (generation / MANIFEST_SUM).read_bytes()
    except OSError as error:
        raise DamagedGeneration(f"The generation {generation.name} has no manifest: build again.") from error
    if wanted != manifest_sum(data):
        raise DamagedGeneration(
            f"{MANIFEST} or {MANIFEST_SUM} of generation {generation.name} is damaged: build again."
        )
    return data


def manifest_sum(data: bytes) -> bytes:
    """What stands in the file beside a manifest."""
    return f"{hashlib.sha256(data).hexdigest()}  {MANIFEST}\n".encode()


def compare(generation: Path, name: str, wanted: FileSum) -> None:
    """Read a file whole; raises :class:`DamagedGeneration` when it is not what the manifest says."""
    if file_sum(generation / name) != wanted:
        raise DamagedGeneration(f"{name} of generation {generation.name} is damaged: build again.")


def file_sum(place: Path) -> FileSum:
    with place.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileSum(file.tell(), digest)


def sizes_and_times(generation: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file of a generation but the manifest's two; links and pipes are damage."""
    found = {}
    for place in _files(generation):
        facts = place.lstat()
        if not stat.S_ISREG(facts.st_mode):
            raise DamagedGeneration(f"{place.name} of generation {generation.name} is no regular file: build again.")
        found[place.relative_to(generation).as_posix()] = (facts.st_size, facts.st_mtime_ns)
    return {name: facts for name, facts in found.items() if name not in (MANIFEST, MANIFEST_SUM)}


def remember(record: Path, verified: Verified) -> None:
    """Write down that a generation is whole; where this user may not write, the next process checks again."""
    try:
        record.parent.mkdir(exist_ok=True)
        beside = record.with_name(f".{record.name}.{os.getpid()}")
        beside.write_bytes(msgspec.json.encode(verified))
        beside.replace(record)
    except OSError:
        return


def _files(generation: Path) -> Iterator[Path]:
    return (place for place in sorted(generation.rglob("*")) if place.is_symlink() or not place.is_dir())


def _known(record: Path, manifest: str) -> dict[str, tuple[int, int]]:
    """The sizes and times at the last whole check of this very manifest; empty when there was none."""
    try:
        verified = msgspec.json.decode(record.read_bytes(), type=Verified)
    except (OSError, msgspec.DecodeError):
        return {}
    return verified.files if verified.manifest == manifest else {}


def _same_files(manifest: Manifest, found: dict[str, tuple[int, int]]) -> None:
    sizes = {name: size for name, (size, _) in found.items()}
    wanted = {name: file.size for name, file in manifest.files.items()}
    odd = sorted(name for name in sizes.keys() | wanted.keys() if sizes.get(name) != wanted.get(name))
    if odd:
        state = "missing" if odd[0] not in sizes else "unknown" if odd[0] not in wanted else "of another size"
        raise DamagedGeneration(f"{odd[0]} of generation {manifest.generation} is {state}: build again.")
