"""Which files does a folder hold, and may they be read? Source files as bytes, and notices for what is not one.

Only regular files are opened, and never through a link: pipes, devices and link loops cannot hang or escape. Names
that begin with a dot, ``README*`` and ``speakers.toml`` are never sources.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import ColloquyError, UnreadableSource
from index.formats.base import SourceFile
from index.limits import FILE_LIMITS
from index.model import Notice, Severity

AUTHORITY_NAME = "speakers.toml"


class NoFolder(ColloquyError):
    """The folder to be read is not there, or not there any more."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be a source. ``path`` is relative to the folder, with slashes, odd characters escaped."""

    path: str
    place: Path
    size: int
    modified_ns: int


def walk(folder: Path, data: Path | None = None) -> Iterator[Found | Notice]:
    """Everything in ``folder`` and below that may be a source, in order of path, and notices for what can't be.

    ``data`` is the data directory: it may lie in the folder and holds no sources. Raises :class:`NoFolder`.
    """
    if not folder.is_dir():
        raise NoFolder(f"There is no folder {folder}: name the folder of your transcripts.")
    apart = data.stat() if data is not None and data.exists() else None
    yield from _walk(folder, "", 0, (apart.st_dev, apart.st_ino) if apart else None)


def read_file(path: str, place: Path) -> SourceFile:
    """The bytes of a file. Raises :class:`UnreadableSource` when it is no regular file, too large, or not permitted.

    :class:`NoFolder` when the folder around it has gone: nothing should be published without all that was in there.
    """
    return SourceFile(path, _bytes(place, FILE_LIMITS.size, follow_links=False))


def find_authority(folder: Path) -> Path | None:
    """The nearest ``speakers.toml`` from ``folder`` upwards."""
    start = folder.resolve()
    return next((place for above in (start, *start.parents) if (place := above / AUTHORITY_NAME).is_file()), None)


def read_authority_text(place: Path) -> str:
    """The text of an authority file; raises :class:`UnreadableSource`."""
    try:
        return _bytes(place, FILE_LIMITS.authority_size, follow_links=True).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSource(f"byte {error.start} is not UTF-8; save the file as UTF-8") from error


def printable(name: str) -> str:
    """A file name that can be shown and stored: bytes that are no UTF-8 and control characters are escaped."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _walk(folder: Path, prefix: str, depth: int, apart: tuple[int, int] | None) -> Iterator[Found | Notice]:
    if depth > FILE_LIMITS.folders:
        yield _left_out(
            prefix, "too_deep", f"folders lie more than {FILE_LIMITS.folders} deep here; move them further up"
        )
        return
    try:
        with os.scandir(folder) as listing:
            inside = sorted(listing, key=lambda each: each.name)
    except OSError as error:
        yield _left_out(prefix or ".", "unreadable", f"the folder cannot be opened ({_reason(error)}); {_PERMIT}")
        return
    for each in inside:
        if not _is_reserved(each.name):
            yield from _visit(each, prefix + printable(each.name), depth, apart)


def _visit(each: os.DirEntry[str], path: str, depth: int, apart: tuple[int, int] | None) -> Iterator[Found | Notice]:
    try:
        facts = each.stat(follow_symlinks=False)
    except OSError as error:
        yield _left_out(path, "unreadable", f"it cannot be looked at ({_reason(error)}); {_PERMIT}")
        return
    if stat.S_ISDIR(facts.st_mode):
        if (facts.st_dev, facts.st_ino) != apart:
            yield from _walk(Path(each.path), f"{path}/", depth + 1, apart)
    elif stat.S_ISREG(facts.st_mode):
        yield Found(path, Path(each.path), facts.st_size, facts.st_mtime_ns)
    elif stat.S_ISLNK(facts.st_mode):
        yield _left_out(path, "link", "links are not followed; put the file itself here")
    else:
        yield _left_out(path, "no_file", "this is a pipe, socket or device and no file; move it out of the folder")


def _is_reserved(name: str) -> bool:
    return name.startswith(".") or name == AUTHORITY_NAME or name.upper().startswith("README")


def _bytes(place: Path, largest: int, *, follow_links: bool) -> bytes:
    """What a regular file holds, opened so that neither a pipe nor a link that has just taken its place can hang us."""
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow_links else os.O_NOFOLLOW)
    try:
        with os.fdopen(os.open(place, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadableSource("this is no regular file; move it out of the folder", code="no_file")
            data = file.read(largest + 1)
    except OSError as error:
        if not place.parent.exists():
            raise NoFolder(
                f"{place.parent} vanished while it was read: see that it is there, and build again."
            ) from error
        raise UnreadableSource(f"it cannot be opened ({_reason(error)}); {_PERMIT}") from error
    if len(data) > largest:
        raise UnreadableSource(
            f"it is larger than {largest // 2**20} MB; split it into smaller files", code="too_large"
        )
    return data


# The machine's fault, not the file's: such a build must end, and not publish an archive without the file.
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC})
_PERMIT = "let the user who builds read it, or move it out of the folder"


def _reason(error: OSError) -> str:
    """Why the system refuses one file; when it refuses any file, the error is raised again."""
    if error.errno in _EXHAUSTED:
        raise error
    return (error.strerror or type(error).__name__).lower()


def _left_out(path: str, code: str, message: str) -> Notice:
    return Notice(Severity.ERROR, code, message, path=path.rstrip("/"))
