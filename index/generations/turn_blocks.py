"""How are the turns of a document kept? A few together in a compressed block, so that ten hits cost ten small reads.

A block holds consecutive turns, each as MessagePack by the names of its fields, and who their speakers are: a hit is
shown without the other speakers of its document, of which a long sitting has hundreds. The dictionary of all blocks has
the names of the fields. It is kept beside the blocks and belongs to no document.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import msgspec

from index.errors import DamagedGeneration
from index.generations.packing import Packing
from index.model import Attribution, Certainty, Document, Kind, NoteReference, Paragraph, Rule, Turn, Via, Voice
from index.results import SpeakerRef

# Bytes before compression, unless one turn is longer. Turns of 190 bytes take 0.77 of their text, with lists and all;
# with 3,000 here 0.72, and ten of them cost a tenth more to read.
_BLOCK = 2_000


class Block(msgspec.Struct, frozen=True, array_like=True):
    """Turns as they stand there: most of them are not asked for."""

    first: int  # position
    speakers: dict[str, SpeakerRef]  # by id
    turns: tuple[msgspec.Raw, ...]

    def __contains__(self, position: int) -> bool:
        return 0 <= position - self.first < len(self.turns)

    def turn(self, position: int) -> Turn:
        """Raises :class:`DamagedGeneration` where the block does not have it: a block behind it is missing."""
        if position not in self:
            raise DamagedGeneration("The document store lacks turns of a document: build again.")
        return _turn.decode(self.turns[position - self.first])


class _Whole(msgspec.Struct, frozen=True, array_like=True):
    first: int
    speakers: msgspec.Raw
    turns: tuple[Turn, ...]


_encode = msgspec.msgpack.Encoder().encode
_block = msgspec.msgpack.Decoder(Block)
_whole = msgspec.msgpack.Decoder(_Whole)
_turn = msgspec.msgpack.Decoder(Turn)


def _names() -> bytes:
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
    return b"".join(map(_encode, (SpeakerRef("", ""), *odd, *said)))


# How often each byte and each length of a repetition occurs, in libzstd's form: its ZDICT_finalizeDictionary made these
# tables from the names above and 800 blocks of talk in Latin, Cyrillic and Chinese letters. Blocks that need no tables
# of their own are unpacked in 2.2 µs in place of 3.8 and take 0.94 of the room, in Cyrillic 1.06, in Chinese 1.09.
_TABLES = bytes.fromhex(
    "37a430ec01000000471090559374000ce03df5029819613e843c68cb78aa0a1a118af7104837c3ae2d9eb07f0c4f0669646f7b22"
    "3759d39b902637496fcf38f02db82acb2d03824ee306b8021880f4c3e30000101a95cbe6159b13000004e054974b2613b9241603"
    "2988211100000080010000a029030000000000010248010000e44b8a24a4b1441e8c92208861ca398414a2190100000001000000"
    "0400000008000000"
)
DICTIONARY = _TABLES + _names()
PACKING = Packing(DICTIONARY)


def blocks(document: Document) -> Iterator[tuple[int, bytes]]:
    """The turns in blocks, each with the position of its first turn. Positions count from 1 without a gap."""
    known = {each.id: SpeakerRef(each.id, each.name, each.resolved) for each in document.speakers}
    turns: list[msgspec.Raw] = []
    said_by: list[tuple[str, ...]] = []
    size, first = 0, 1

    def packed() -> bytes:
        speakers = {id_: known[id_] for id_ in chain.from_iterable(said_by) if id_ in known}
        return PACKING.packed(_encode(Block(first, speakers, tuple(turns))))

    for position, turn in enumerate(document.turns, 1):
        encoded = _encode(turn)
        if turns and size + len(encoded) > _BLOCK:
            yield first, packed()
            turns, said_by, size, first = [], [], 0, position
        turns.append(msgspec.Raw(encoded))
        said_by.append(turn.speakers)
        size += len(encoded)
    if turns:
        yield first, packed()


def block(packed: bytes) -> Block:
    """Raises :class:`~index.errors.DamagedGeneration` or ``msgspec.DecodeError`` when it is none, as does the next."""
    return _block.decode(PACKING.unpacked(packed))


def all_turns(packed: bytes) -> tuple[Turn, ...]:
    """Every turn of a block."""
    return _whole.decode(PACKING.unpacked(packed)).turns
