"""May this zip be opened? The limits of packed formats (EPUB, DOCX), checked before anything is unpacked.

The sizes a zip declares bind the reader too: :mod:`zipfile` gives a member's declared size and not a byte more, so a
file that passes :func:`open_zip` cannot unpack to more than the limits. Archives of files (``.zip``) are no source.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from index.errors import UnreadableSource


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """How much a packed file may hold; sizes in bytes."""

    members: int = 10_000
    member_size: int = 64 * 2**20  # one member unpacked: it is parsed in memory
    total_size: int = 256 * 2**20  # all members unpacked
    ratio: int = 200  # unpacked to packed; text seldom packs better than 20 to 1, a bomb 1,000 to 1
    ratio_from: int = 2**20  # members smaller than this may have any ratio


ZIP_LIMITS = ZipLimits()

# What zipfile raises on damaged files: it documents BadZipFile, the others escape from its parts.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # an encrypted member; NotImplementedError (an unknown method) is one too
    ValueError,  # a name that is not UTF-8, a negative offset
    OverflowError,
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the two of EPUB and OPC; others unpack without bound
_ENCRYPTED = 0x1
_DRIVE = re.compile(r"[A-Za-z]:")  # C:\Windows, an absolute name on another system


def is_zip(data: bytes) -> bool:
    """Does ``data`` begin like a zip?"""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def open_zip(data: bytes, limits: ZipLimits = ZIP_LIMITS) -> zipfile.ZipFile:
    """The zip in ``data``, every member within ``limits``; raises :class:`~index.errors.UnreadableSource` otherwise."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED as error:
        raise UnreadableSource(f"the packed file is damaged ({error}); fetch it again", code="damaged_zip") from error
    members = archive.infolist()
    problem = _too_much(members, limits) or next(filter(None, (_refusal(member, limits) for member in members)), None)
    if problem:
        raise UnreadableSource(f"the packed file was not opened: {problem}", code="zip_limits")
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """The bytes of the member ``name``, None where there is none; raises UnreadableSource where it is damaged."""
    try:
        return archive.read(name)
    except KeyError:
        return None
    except DAMAGED as error:
        message = f"{_shown(name)} inside the packed file is damaged ({error}); fetch the file again"
        raise UnreadableSource(message, code="damaged_zip") from error


def _too_much(members: list[zipfile.ZipInfo], limits: ZipLimits) -> str | None:
    if len(members) > limits.members:
        return f"it holds {len(members):,} files, more than {limits.members:,}; split it"
    total = sum(member.file_size for member in members)
    if total > limits.total_size:
        return f"it would unpack to {total:,} bytes, more than {limits.total_size:,}; split it"
    return None


def _refusal(member: zipfile.ZipInfo, limits: ZipLimits) -> str | None:
    """Why ``member`` is refused, None where it is not."""
    name = _shown(member.filename)
    if _leads_outside(member.orig_filename):
        return f"the name {name} leads outside; pack it again with plain names"
    if member.flag_bits & _ENCRYPTED:
        return f"{name} is encrypted; save the file without a password"
    if member.compress_type not in _METHODS:
        return f"{name} is packed by a method other than deflate; pack it again"
    if member.file_size > limits.member_size:
        return f"{name} would unpack to {member.file_size:,} bytes, more than {limits.member_size:,}; split it"
    if member.file_size > max(limits.ratio_from, limits.ratio * member.compress_size):
        return f"{name} is packed more than {limits.ratio} to 1, which no text is; check where the file comes from"
    return None


def _leads_outside(name: str) -> bool:
    """Is ``name`` absolute, or does a part of it climb (``..``)?"""
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "" or ".." in parts or _DRIVE.match(name) is not None or "\0" in name


def _shown(name: str) -> str:
    """A member's name as a message may print it: short, controls escaped."""
    return ascii(name if len(name) <= 80 else f"{name[:80]}…")
