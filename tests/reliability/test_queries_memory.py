"""Memory stays flat, however many different things are asked. The long run: ``python -m tests.reliability.memory``."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from index.generations.archive import Archive

ROOT = Path(__file__).parents[2]
ALLOWED = 4  # megabytes; measured: 1, which is what is remembered of words; 8 with every answer kept


def test_memory_is_flat_over_different_queries(corpus_data: Path) -> None:
    """In a process of its own, whose memory nothing else moves."""
    command = [sys.executable, "-m", "tests.reliability.memory", "--queries", "1200", "--parts", "3", "--seed", "1"]
    run = subprocess.run(
        [*command, "--allowed", str(ALLOWED), "--data", corpus_data],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1,200 queries" in run.stdout


def test_a_thread_that_ended_leaves_no_file_open(archive: Archive) -> None:
    """`flask run` answers every reader in a new thread; after a thousand of them no file could be opened any more."""

    def read() -> None:
        assert archive.store.document("5501") is not None

    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    read()
    before = open_files()
    for _ in range(40):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert open_files() <= before + 2
