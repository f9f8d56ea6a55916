"""What does a posting hold? Positions, and at each of them the surface word whose stem the term is.

Whoosh moves postings about as bytes, and pickles the name of the format class with the schema: this module's path and
the name :class:`Occurrences` are stable for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from whoosh.formats import Format

Occurrence = tuple[int, bytes]  # a position, and the surface word there

_decoder = msgspec.msgpack.Decoder(list[tuple[int, bytes]])
_encode = msgspec.msgpack.encode


class Occurrences(Format):
    """A Whoosh format. A value is a sequence of :data:`Occurrence`, ascending by position."""

    def __init__(self) -> None:
        super().__init__(field_boost=1.0)

    def encode(self, occurrences: Sequence[Occurrence]) -> bytes:
        return _encode(occurrences)

    def decode_occurrences(self, value: bytes) -> list[Occurrence]:
        return _decoder.decode(value)

    def decode_positions(self, value: bytes) -> list[int]:
        return [position for position, _ in _decoder.decode(value)]

    def decode_frequency(self, value: bytes) -> int:
        return len(_decoder.decode(value))

    def decode_weight(self, value: bytes) -> float:
        return float(self.decode_frequency(value))

    def combine(self, values: Iterable[bytes]) -> bytes:
        return self.encode(sorted({each for value in values for each in _decoder.decode(value)}))

    def word_values(self, value: Any, analyzer: Any, **_: Any) -> Any:
        raise TypeError("Texts are cut into words before they come to Whoosh.")
