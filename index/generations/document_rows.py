"""Whose row is it? The first rows of all documents, looked through without reading what stands there.

Sixteen bytes for a document, in one piece and little-endian, as the files of the engine are.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable

from index.errors import DamagedGeneration


class DocumentRows:
    """Which rows documents have. Made of what :func:`packed_rows` gave; anything else is damage."""

    def __init__(self, packed: bytes) -> None:
        if len(packed) % 16 != 8:
            raise DamagedGeneration("The document store has no whole list of rows: build again.")
        numbers = memoryview(packed).cast("q")
        many = len(numbers) // 2
        self._firsts, self._keys = numbers[: many + 1], numbers[many + 1 :]

    def at(self, row: int) -> tuple[int, int] | None:
        """The key of the document that has a row, and the row's position in it; None when there is no such row."""
        before = bisect_right(self._firsts, row) - 1
        if not 0 <= before < len(self._keys):
            return None
        return self._keys[before], row - self._firsts[before]


def packed_rows(lengths: Iterable[tuple[int, int]]) -> bytes:
    """``lengths``: the key and the number of rows of each document, in order of their rows. Packed are first rows, the
    number of all rows, and keys, of eight bytes each."""
    firsts, keys = array("q", [0]), array("q")
    for key, length in lengths:
        keys.append(key)
        firsts.append(firsts[-1] + length)
    return (firsts + keys).tobytes()
