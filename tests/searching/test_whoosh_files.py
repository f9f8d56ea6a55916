"""What does the Whoosh engine leave on the disk, and does it let go of it?"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from engine_contract import turn
from test_engines import written
from whoosh.util.numeric import byte_to_length, length_to_byte

from index.engines.base import Plan
from index.engines.whoosh import WhooshEngine, WhooshWriter
from index.ranking import kept_length
from index.tree import Everything, Form, Word

needs_proc = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="asks Linux's /proc for open files")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[WhooshEngine]:
    opened = written([turn(row, f"peace {row}") for row in range(10)], tmp_path)
    yield opened
    opened.close()


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def open_files(directory: Path) -> list[str]:
    """The files of a directory that this process holds open or mapped."""
    descriptors = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    mapped = [line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines()]
    return [path for path in descriptors + mapped if path.startswith(str(directory))]


def test_a_published_index_has_no_lock_and_nothing_half_done(tmp_path: Path) -> None:
    written([turn(0, "peace")], tmp_path).close()
    assert not [name for name in contents(tmp_path) if "LOCK" in name or "tmp" in name]
    assert all(path.is_file() for path in tmp_path.iterdir())


def test_searching_writes_nothing(engine: WhooshEngine, tmp_path: Path) -> None:
    before = contents(tmp_path)
    for word in (Word("peace"), Word("pea", Form.PREFIX), Word("peece", Form.FUZZY)):
        assert engine.search(Plan(word, facets=("speaker",))).total == 10
    engine.spellings("paece")
    assert contents(tmp_path) == before


@needs_proc
def test_the_segment_lies_open_to_be_mapped(engine: WhooshEngine, tmp_path: Path) -> None:
    engine.search(Plan(Word("peace")))
    assert {Path(name).suffix for name in open_files(tmp_path)} >= {".colp", ".colt", ".col"}


@needs_proc
def test_closing_releases_every_file(engine: WhooshEngine, tmp_path: Path) -> None:
    engine.search(Plan(Word("pea", Form.PREFIX), facets=("speaker",)))
    engine.spellings("paece")
    engine.close()
    assert open_files(tmp_path) == []
    engine.close()


def test_a_closed_engine_refuses_to_search(engine: WhooshEngine) -> None:
    engine.close()
    with pytest.raises(ValueError, match="closed"):
        engine.search(Plan(Everything()))


def test_rows_that_do_not_ascend_are_refused(tmp_path: Path) -> None:
    writer = WhooshWriter(tmp_path)
    writer.add(turn(3, "peace"))
    for row in (3, 2):
        with pytest.raises(ValueError, match="ascending"):
            writer.add(turn(row, "peace"))
    writer.discard()


@needs_proc
def test_a_discarded_index_lets_go_of_its_files(tmp_path: Path) -> None:
    writer = WhooshWriter(tmp_path)
    writer.add(turn(0, "peace"))
    writer.discard()
    assert open_files(tmp_path) == []
    assert not [name for name in contents(tmp_path) if "LOCK" in name]


def test_lengths_are_kept_as_whoosh_keeps_them() -> None:
    for words in (*range(2_000), 106_373, 106_374, 106_375, 10**7):
        assert kept_length(words) == byte_to_length(length_to_byte(words))


@needs_proc
def test_closing_during_searches_lets_them_end_and_then_releases_the_files(tmp_path: Path) -> None:
    opened = written([turn(row, f"peace {row}") for row in range(50)], tmp_path)

    def search_until_closed(_: int) -> int:
        for searches in count():
            try:
                assert opened.search(Plan(Word("pea", Form.PREFIX), facets=("speaker",))).total == 50
            except ValueError:
                return searches
        raise AssertionError("The engine was never closed.")

    with ThreadPoolExecutor(4) as threads:
        running = threads.map(search_until_closed, range(4))
        opened.search(Plan(Word("peace")))
        opened.close()
        assert all(searches >= 0 for searches in running)
    assert open_files(tmp_path) == []
