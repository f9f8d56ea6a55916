"""What was withdrawn leaves no word in any file of the data directory, and its links say that it was withdrawn."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing, suppress
from pathlib import Path

import pytest
from edited_archive import World
from edited_sources import following_live, publish

from index.building.doctor import examine
from index.errors import DamagedGeneration
from index.generations.directory import GENERATIONS, STORE, live_id
from index.generations.turn_blocks import PACKING
from index.links.forgetting import NothingToForget, forget
from index.links.ledger import LEDGER
from index.links.permalinks import Withdrawn
from index.passages import PassageRef


def holding(data: Path, words: str) -> list[str]:
    """The files below the data directory that hold some words, packed or not."""
    files = [place for place in data.rglob("*") if place.is_file()]
    return [place.name for place in files if words.encode() in place.read_bytes() or words in unpacked_text(place)]


def unpacked_text(place: Path) -> str:
    """What a SQLite file holds in packed form."""
    if place.suffix not in (".sqlite", ".sqlite3"):
        return ""
    found = []
    with closing(sqlite3.connect(place)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608  # the file's own names
                for value in row:
                    if isinstance(value, bytes):
                        with suppress(zlib.error):
                            found.append(zlib.decompress(value).decode("utf-8", "replace"))
                        with suppress(DamagedGeneration):
                            found.append(PACKING.unpacked(value).decode("utf-8", "replace"))
    return "".join(found)


class TestForgetting:
    WITHDRAWN = "My neighbour hid the silver under the floor of the boathouse"

    def test_a_document_leaves_no_word_of_it(self, world: World, sources: Path, data: Path) -> None:
        world.insert("talk-1", 0, "Cora Lind", self.WITHDRAWN)
        publish(world, sources, data)
        world.fix("talk-1", 0, "amber")
        publish(world, sources, data)
        assert forget(data, "talk-1", None).live, "its source still has it"
        world.take_out("talk-1")
        publish(world, sources, data)
        assert holding(data, "boathouse")
        done = forget(data, "talk-1", None)
        assert not done.live
        assert holding(data, "boathouse") == []
        assert holding(data, "Cora Lind") == []
        with following_live(data) as follow:
            for id_, ref in world.shown:
                if id_ == "talk-1":
                    assert follow(id_, ref) == Withdrawn()
        assert examine(data)[1] == ()

    def test_a_generation_in_which_it_cannot_be_read_any_more_goes(
        self, world: World, sources: Path, data: Path
    ) -> None:
        world.insert("talk-1", 0, "Cora Lind", self.WITHDRAWN)
        publish(world, sources, data)
        store = data / GENERATIONS / live_id(data) / STORE
        with closing(sqlite3.connect(store)) as connection:
            damaged, _ = connection.execute(
                "SELECT block, key FROM blocks JOIN documents ON blocks.place >> 32 = key WHERE id = 'talk-1'"
            ).fetchone()
        store.write_bytes(store.read_bytes().replace(damaged, damaged[:-1] + bytes((damaged[-1] ^ 1,))))
        world.take_out("talk-1")
        publish(world, sources, data)
        assert forget(data, "talk-1", None).generations == (store.parent.name,)

    def test_a_passage_leaves_no_word_of_it_in_any_wording(self, world: World, sources: Path, data: Path) -> None:
        world.insert("talk-0", 0, "Cora Lind", self.WITHDRAWN)
        publish(world, sources, data)
        link = next(ref for id_, ref in world.shown if id_ == "talk-0" and ref.position == 1 and ref.paragraph is None)
        world.fix("talk-0", 0, "amber")
        publish(world, sources, data)
        world.delete("talk-0", 0)
        publish(world, sources, data)
        assert "links.sqlite3" in holding(data, "boathouse")
        done = forget(data, "talk-0", link)
        assert (done.passages, len(done.generations), done.live) == (2, 2, False)
        assert holding(data, "boathouse") == []
        with following_live(data) as follow:
            assert follow("talk-0", link) == Withdrawn()

    def test_what_is_forgotten_while_it_is_live_is_not_kept_when_it_goes(
        self, world: World, sources: Path, data: Path
    ) -> None:
        world.insert("talk-1", 0, "Cora Lind", self.WITHDRAWN)
        publish(world, sources, data)
        forget(data, "talk-1", None)
        world.take_out("talk-1")
        publish(world, sources, data)
        assert LEDGER not in holding(data, "boathouse")

    def test_what_never_was_is_told(self, world: World, sources: Path, data: Path) -> None:
        publish(world, sources, data)
        for ref in (None, PassageRef(1, None, "00000000")):
            with pytest.raises(NothingToForget):
                forget(data, "never" if ref is None else "talk-0", ref)
