"""How do arrays lie in a file? A magic, the arrays one after another, and at the end a table that names them.

All numbers are little-endian, every array begins at a multiple of eight bytes. The table is JSON, followed by its own
length in eight bytes, so a file that was cut short or belongs to something else shows when it is opened. Arrays are
read as views of the mapped file: nothing is copied, and all processes share one copy in memory.
"""

from __future__ import annotations

import json
import mmap
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import DamagedGeneration

Numbers = NDArray[np.integer[Any]]  # whole numbers of any width
Documents = NDArray[np.int32]  # numbers of entries in a segment, ascending
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

_ALIGNED = 8
_LENGTH = 8  # bytes of the length at the end
_LITTLE = sys.byteorder == "little"
_AT_ONCE: int | None = getattr(mmap, "MAP_POPULATE", None)  # Linux only


class Sink(Protocol):
    """What arrays are written to: a file of Whoosh's or of Python's."""

    def write(self, data: bytes, /) -> object: ...


class Source(Protocol):
    """A file that can be mapped."""

    def fileno(self) -> int: ...


@dataclass(frozen=True, slots=True)
class ArrayFile:
    """The content of an array file. ``facts``: small values that were kept beside the arrays."""

    arrays: Mapping[str, Numbers]
    facts: Mapping[str, Any]


def write_arrays(sink: Sink, magic: bytes, arrays: Mapping[str, Numbers], facts: Mapping[str, Any]) -> None:
    """Write a whole file. ``magic`` has eight bytes and names the kind of file and its version."""
    sink.write(magic)
    end, places = len(magic), {}
    for name, array in arrays.items():
        content = array.tobytes()
        padded = content + bytes(-len(content) % _ALIGNED)
        sink.write(padded)
        places[name] = (end, len(array), array.dtype.str)
        end += len(padded)
    table = json.dumps({"arrays": places, "facts": facts}, separators=(",", ":")).encode()
    sink.write(table + len(table).to_bytes(_LENGTH, "little"))


def read_arrays(content: memoryview, magic: bytes, name: str) -> ArrayFile:
    """The arrays in the bytes of a file, as views of them. Raises :class:`DamagedGeneration` that names the file."""
    check_magic(content, magic, name)
    end = len(content) - _LENGTH
    start = end - int.from_bytes(content[end:], "little") if end > 0 else 0
    if start < len(magic):
        raise damaged(name)
    try:
        table = json.loads(bytes(content[start:end]))
        arrays = {each: _array(content[:start], *place) for each, place in table["arrays"].items()}
        return ArrayFile(arrays, table["facts"])
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(name) from error


def mapped(source: Source, name: str, *, whole: bool = True) -> memoryview:
    """The bytes of a file, mapped for as long as any view of them is held. ``whole``: with all its pages at once, for
    small files of which every search reads much: one call for all takes far less than a fault for each."""
    try:
        if not whole or _AT_ONCE is None:
            return memoryview(mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ))
        return memoryview(mmap.mmap(source.fileno(), 0, flags=mmap.MAP_SHARED | _AT_ONCE, prot=mmap.PROT_READ))
    except (OSError, ValueError) as error:
        raise damaged(name) from error


def check_magic(content: memoryview, magic: bytes, name: str) -> None:
    """Raises :class:`DamagedGeneration` when the bytes do not begin with ``magic``."""
    if not _LITTLE:
        raise DamagedGeneration("The index can only be read on little-endian machines.")
    if bytes(content[: len(magic)]) != magic:
        raise damaged(name)


def damaged(name: str) -> DamagedGeneration:
    return DamagedGeneration(f"{name} is no index file of this version, or was cut short: build again.")


def _array(content: memoryview, start: int, count: int, kind: str) -> Numbers:
    array: Numbers = np.frombuffer(content, np.dtype(kind), count, start)
    return array
