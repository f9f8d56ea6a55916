"""Does what was packed come back as it was, and what is no packed piece not at all?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DamagedGeneration
from index.generations.packing import Packing
from index.generations.turn_blocks import DICTIONARY, PACKING

TALK = b"The chairman said that nobody had told him, and that he would have to look into it himself. "


@given(st.binary(max_size=5_000) | st.text(max_size=2_000).map(str.encode))
def test_any_piece_comes_back(piece: bytes) -> None:
    assert PACKING.unpacked(PACKING.packed(piece)) == piece


@given(st.binary(max_size=60))
def test_what_is_no_packed_piece_is_damage_or_some_piece(packed: bytes) -> None:
    try:
        assert isinstance(PACKING.unpacked(packed), bytes)
    except DamagedGeneration:
        return


@pytest.mark.parametrize("cut", [1, 5, 20, 40])
def test_a_piece_cut_short_is_damage(cut: int) -> None:
    with pytest.raises(DamagedGeneration):
        PACKING.unpacked(PACKING.packed(TALK)[:cut])


def test_a_turned_bit_is_damage() -> None:
    packed = PACKING.packed(TALK)
    for bit in range(8 * len(packed)):
        turned = bytearray(packed)
        turned[bit // 8] ^= 1 << bit % 8
        try:
            assert PACKING.unpacked(bytes(turned)) == TALK, "some bits of a frame's head mean nothing"
        except DamagedGeneration:
            continue


def test_many_threads_may_pack_and_unpack_at_once() -> None:
    pieces = [TALK * number + str(number).encode() for number in range(1, 200)]
    packing = Packing(DICTIONARY)
    with ThreadPoolExecutor(8) as threads:
        packed = list(threads.map(packing.packed, pieces))
        assert list(threads.map(packing.unpacked, packed)) == pieces


def test_the_dictionary_has_tables_for_short_pieces_of_talk() -> None:
    """Without its tables of frequencies, talk would need its own in every block."""
    names = DICTIONARY[DICTIONARY.index(b"resolved") :]
    assert len(PACKING.packed(TALK)) < 0.9 * len(Packing(names).packed(TALK))
