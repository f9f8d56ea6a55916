"""How are the turns of a document kept? A few together in a compressed block, so that ten hits cost ten small reads.

A block holds consecutive turns, each as MessagePack by the names of its fields, deflated without header or checksum
(the generation has checksums). Blocks are so short that they would repeat the names of the fields far too often; so
each may refer back to a dictionary of them, which is kept beside the blocks and belongs to no document.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

import msgspec

from index.model import Attribution, Certainty, Kind, NoteReference, Paragraph, Rule, Turn, Via, Voice

# Bytes before compression, unless one turn is longer. A store of turns of 216 bytes takes 0.77 of the text with 2,500
# here, 0.75 with 3,000, 0.72 with 4,000; ten turns cost 1.1 times what they cost as rows of JSON with 3,000, 1.15 times
# with 4,000.
_BLOCK = 3_000
_RAW = -15  # zlib: deflate without header, the largest window

_encode = msgspec.msgpack.Encoder().encode
_each = msgspec.msgpack.Decoder(tuple[msgspec.Raw, ...])
_turn = msgspec.msgpack.Decoder(Turn)
_turns = msgspec.msgpack.Decoder(tuple[Turn, ...])


def _dictionary() -> bytes:
    """The names of all fields and values, the most frequent ones last: these cost least."""
    rare = Paragraph("", "", (1, 1), (NoteReference(1, 1, ""),))
    often = Paragraph("", None, (1, 1))
    odd = [Turn(1, kind, (rare,), attribution=Attribution(Rule.NONE)) for kind in Kind if kind is not Kind.SPEECH]
    said = [
        Turn(1, Kind.SPEECH, (often,), "", (Voice(""),), ("",), Attribution(rule, via, certainty))
        for certainty, rule, via in (
            (Certainty.UNCERTAIN, Rule.LEAD_IN, Via.SOURCE),
            (Certainty.PROBABLE, Rule.RESUMED, Via.UNRESOLVED),
            (Certainty.CERTAIN, Rule.MARKUP, Via.PRINTED),
            (Certainty.CERTAIN, Rule.LABEL, Via.DOCUMENT),
            (Certainty.CERTAIN, Rule.LABEL, Via.AUTHORITY),
        )
    ]
    return b"".join(map(_encode, (*odd, *said)))


DICTIONARY = _dictionary()


def blocks(turns: Iterable[Turn]) -> Iterator[tuple[int, bytes]]:
    """The turns in blocks, each with the position of its first turn. Positions count from 1 without a gap."""
    held: list[msgspec.Raw] = []
    size, first = 0, 1
    for position, turn in enumerate(turns, 1):
        encoded = _encode(turn)
        if held and size + len(encoded) > _BLOCK:
            yield first, _deflated(_encode(held))
            held, size, first = [], 0, position
        held.append(msgspec.Raw(encoded))
        size += len(encoded)
    if held:
        yield first, _deflated(_encode(held))


def inflated(block: bytes, dictionary: bytes) -> bytes:
    """A block as MessagePack: an array of turns. Raises ``zlib.error`` when it is none."""
    return zlib.decompressobj(_RAW, zdict=dictionary).decompress(block)


def all_turns(block: bytes, dictionary: bytes) -> tuple[Turn, ...]:
    """Every turn of a block. Raises ``zlib.error`` or ``msgspec.DecodeError`` when it is none."""
    return _turns.decode(inflated(block, dictionary))


def encoded_turns(block: bytes, dictionary: bytes) -> tuple[msgspec.Raw, ...]:
    """Every turn of a block as it stands there, for :func:`decoded`: most of them are not asked for."""
    return _each.decode(inflated(block, dictionary))


def decoded(turn: msgspec.Raw) -> Turn:
    return _turn.decode(turn)


def _deflated(encoded: bytes) -> bytes:
    squeeze = zlib.compressobj(6, zlib.DEFLATED, _RAW, zdict=DICTIONARY)
    return squeeze.compress(encoded) + squeeze.flush()
