"""Are there no more connections to a file than read it at the same moment?"""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.generations.connections import Connections

MANY = 8
KEPT = 4


class Waits:
    """A value that a statement is given when so many readers are inside."""

    def __init__(self, inside: threading.Barrier) -> None:
        self._inside = inside

    def __conform__(self, protocol: object) -> int:
        self._inside.wait(10)
        return 1


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    """Every connection that was opened, in the order of it."""
    connections: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def counted(*given: object, **more: object) -> sqlite3.Connection:
        connections.append(connect(*given, **more))  # type: ignore[call-overload]  # whatever is given is handed on
        return connections[-1]

    monkeypatch.setattr(sqlite3, "connect", counted)
    return connections


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "some.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE words (word); INSERT INTO words VALUES ('one'), ('two')")
    connection.close()
    return path


def at_once(connections: Connections, readers: int) -> list[tuple[int]]:
    inside = threading.Barrier(readers)
    with ThreadPoolExecutor(readers) as threads:
        return list(threads.map(lambda _: connections.first("SELECT ?", Waits(inside)), range(readers)))


def test_readers_that_follow_each_other_have_one(file: Path, opened: list[sqlite3.Connection]) -> None:
    connections = Connections(file)
    for _ in range(MANY):
        reader = threading.Thread(target=connections.rows, args=("SELECT word FROM words",))
        reader.start()
        reader.join()
    assert connections.rows("SELECT word FROM words") == [("one",), ("two",)]
    assert len(opened) == 1


def test_readers_at_once_have_one_each_and_few_are_kept(file: Path, opened: list[sqlite3.Connection]) -> None:
    connections = Connections(file)
    assert at_once(connections, MANY) == [(1,)] * MANY
    assert len(opened) == MANY
    assert at_once(connections, MANY) == [(1,)] * MANY
    assert len(opened) == MANY + MANY - KEPT


def test_a_failed_statement_costs_no_connection(file: Path, opened: list[sqlite3.Connection]) -> None:
    connections = Connections(file)
    for _ in range(MANY):
        with pytest.raises(sqlite3.OperationalError):
            connections.first("SELECT nothing FROM nowhere")
    assert len(opened) == 1


def test_closing_closes_all_and_says_so(file: Path, opened: list[sqlite3.Connection]) -> None:
    connections = Connections(file)
    at_once(connections, 2)
    connections.close()
    for each in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            each.execute("SELECT 1")
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connections.first("SELECT 1")


def test_they_close_with_the_last_who_holds_them(file: Path, opened: list[sqlite3.Connection]) -> None:
    connections = Connections(file)
    assert connections.first("SELECT count(*) FROM words") == (2,)
    del connections
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[0].execute("SELECT 1")


def test_the_file_is_mapped_and_cannot_be_written(file: Path) -> None:
    connections = Connections(file)
    assert connections.first("PRAGMA mmap_size")[0] > file.stat().st_size
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connections.first("DELETE FROM words")
