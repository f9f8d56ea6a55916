"""How is what a store keeps made small? Piece by piece, so that each can be read alone.

Zstandard, because a hit waits for it: a block of turns is unpacked in a third of the time that zlib takes and packed
in a quarter. Pieces are so short that they would repeat what all of them have far too often; so each may refer back to
a dictionary. Each has a checksum, which costs 4 bytes and a twentieth of the time: without one, some of the bits that
may turn on a disk give other words, and nobody is told.
"""

from __future__ import annotations

from zstandard import (
    ZstdCompressionDict,
    ZstdCompressor,
    ZstdDecompressor,
    ZstdError,
    frame_content_size,
)

from index.errors import DamagedGeneration

_LEVEL = 3
# Bytes; no turn of a file that may be read comes near it. A damaged piece may claim any length, for which room is made.
_LONGEST = 2**28


class Packing:
    """Packs and unpacks pieces that may refer back to a dictionary. Safe to use from several threads at once.

    Neither compressors nor decompressors may be used by two threads at once, and making one costs more than using it:
    as many are kept as were ever needed at the same time.
    """

    def __init__(self, dictionary: bytes) -> None:
        self._dictionary = ZstdCompressionDict(dictionary)
        self._compressors: list[ZstdCompressor] = []
        self._decompressors: list[ZstdDecompressor] = []

    def packed(self, piece: bytes) -> bytes:
        try:
            compressor = self._compressors.pop()
        except IndexError:
            compressor = ZstdCompressor(_LEVEL, self._dictionary, write_checksum=True, write_dict_id=False)
        packed = compressor.compress(piece)
        self._compressors.append(compressor)
        return packed

    def unpacked(self, packed: bytes) -> bytes:
        """The piece that was packed. Raises :class:`DamagedGeneration` when it is none."""
        try:
            decompressor = self._decompressors.pop()
        except IndexError:
            decompressor = ZstdDecompressor(self._dictionary)
        try:
            if frame_content_size(packed) > _LONGEST:
                raise ZstdError("a length that nothing has")
            return decompressor.decompress(packed)
        except ZstdError as error:
            raise DamagedGeneration("A part of the document store cannot be read: build again.") from error
        finally:
            self._decompressors.append(decompressor)
