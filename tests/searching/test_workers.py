"""Do several processes build the same index as one, and does none of them outlive the build?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from engine_contract import turn
from test_engines import ALWAYS
from test_whoosh_segments import files

from index.engines.whoosh import WhooshWriter
from index.engines.whoosh.segment_workers import WorkerLost
from index.entries import Entry

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="tells processes by /proc")

ENTRIES = [
    turn(
        row,
        f"Comrade {row % 11}, the negotiations of {row}",
        f"peace-{row % 7} [W]e",
        document=f"d{row // 40}",
        speakers=("ann", "bob")[: row % 3],
        language=("en", "de")[row % 2],
        fields={"role": ("Minister",)} if row % 50 == 0 else {},
    )
    for row in range(0, 9_000, 2)
]


def write(directory: Path, workers: int, words_held: int = 30_000) -> None:
    directory.mkdir()
    writer = WhooshWriter(directory, words_held, ALWAYS, workers, alone=500)
    add_all(writer, ENTRIES)
    writer.publish()


def add_all(writer: WhooshWriter, entries: Iterable[Entry]) -> None:
    for entry in entries:
        writer.add(entry)


def test_several_processes_leave_the_files_of_one(tmp_path: Path) -> None:
    write(tmp_path / "one", 0)
    write(tmp_path / "two", 1)
    write(tmp_path / "three", 2)
    write(tmp_path / "whole", 0, words_held=10**6)
    whole = files(tmp_path / "whole")
    assert all(files(tmp_path / name) == whole for name in ("one", "two", "three"))


def state_and_parent(process: int | str) -> tuple[str, int]:
    """``Z`` is a process that has ended."""
    try:
        stat = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:  # gone by now
        return "Z", 0
    state, parent = stat.rpartition(b")")[2].split()[:2]
    return state.decode(), int(parent)


def children(parent: int) -> set[int]:
    """The processes that a process has started and that are still there."""
    every = (path.name for path in Path("/proc").glob("[0-9]*"))
    return {int(process) for process in every if state_and_parent(process)[1] == parent and is_there(process)}


def is_there(process: int | str) -> bool:
    return state_and_parent(process)[0] != "Z"


def working(directory: Path) -> tuple[WhooshWriter, set[int]]:
    """A writer that has begun, and the processes that work for it."""
    before = children(os.getpid())
    writer = WhooshWriter(directory, workers=2, alone=500)
    add_all(writer, ENTRIES)
    return writer, children(os.getpid()) - before


@needs_proc
def test_a_discarded_build_leaves_no_process(tmp_path: Path) -> None:
    writer, workers = working(tmp_path)
    assert len(workers) == 2
    writer.discard()
    assert not any(map(is_there, workers))


@needs_proc
def test_a_finished_build_leaves_no_process(tmp_path: Path) -> None:
    writer, workers = working(tmp_path)
    writer.publish()
    assert not any(map(is_there, workers))


@needs_proc
def test_large_texts_are_handed_on_at_once(tmp_path: Path) -> None:
    before = children(os.getpid())
    writer = WhooshWriter(tmp_path, workers=1, alone=1)
    add_all(writer, [turn(row, "peace talks " * 700_000) for row in range(2)])
    assert len(children(os.getpid()) - before) == 1
    writer.publish()


@needs_proc
def test_a_process_that_dies_fails_the_build_and_is_told(tmp_path: Path) -> None:
    writer, workers = working(tmp_path)
    os.kill(min(workers), signal.SIGKILL)
    with pytest.raises(WorkerLost, match="SIGKILL"):
        writer.publish()
    writer.discard()
    assert not any(map(is_there, workers))
    assert not list(tmp_path.glob("*_1.toc"))


@needs_proc
def test_entries_are_not_taken_for_a_process_that_is_gone(tmp_path: Path) -> None:
    writer, workers = working(tmp_path)
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    with pytest.raises(WorkerLost, match="SIGKILL"):
        add_all(writer, (turn(row, "peace") for row in range(9_000, 20_000)))
    writer.discard()


PRINTS = """
import sys

print("How do you do?", flush=True)
sys.path.remove({place!r})
del sys.modules[__name__]
import Stemmer
"""


def test_what_a_library_prints_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "libraries"
    place.mkdir()
    (place / "Stemmer.py").write_text(PRINTS.format(place=str(place)))
    monkeypatch.syspath_prepend(place)
    write(tmp_path / "one", 1)
    write(tmp_path / "none", 0)
    assert files(tmp_path / "one") == files(tmp_path / "none")


BUILD = """
import sys, time
from pathlib import Path
from test_workers import working

writer, workers = working(Path(sys.argv[1]))
print(*workers, flush=True)
time.sleep(600)
"""


@needs_proc
def test_processes_end_with_a_build_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path}\n{BUILD}", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as build:
        assert build.stdout
        workers = [int(number) for number in build.stdout.readline().split()]
        build.kill()
    assert len(workers) == 2
    patience = time.monotonic() + 60
    while any(map(is_there, workers)) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not any(map(is_there, workers))
