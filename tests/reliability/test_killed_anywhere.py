"""Is there a whole generation however a build ends? Real processes, killed or refused by the system.

``COLLOQUY_TEST_FAULTS=all`` disturbs full and incremental builds in every way at every call, and kills 1,000.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hearings import subtitles, words_spoken

from index.building.build import build
from index.building.source_files import NoFolder

HERE = Path(__file__).parent
THOROUGH = os.environ.get("COLLOQUY_TEST_FAULTS") == "all"
MEMORY = Path("/dev/shm")  # noqa: S108  # whether killing loses anything does not depend on how slow the disk is

needs_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        yield Path(folder) / "data"


def disturbed(*words: str | Path) -> dict[str, Any]:
    """What :mod:`killed_anywhere` tells: how builds ended, what was live then, and what was wrong."""
    command = [sys.executable, HERE / "killed_anywhere.py", *words]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=3_600 if THOROUGH else 300)
    assert run.returncode == 0, run.stderr
    told: dict[str, Any] = json.loads(run.stdout)
    assert told["wrong"] == []
    assert "crashed" not in told["ends"], run.stderr
    return told


@needs_compiler
class TestABuildLeavesOneWholeGeneration:
    """Old or new, in everything a reader asks; the next build cleans up; links and checksums are sound."""

    @pytest.mark.parametrize("how", ["incremental", "full"] if THOROUGH else ["incremental"])
    def test_killed_at_every_change_of_the_disk(self, place: Path, how: str) -> None:
        told = disturbed("kill", how, "1", place)
        assert told["ends"]["killed"] > 100
        assert told["live"]["old"] > 100
        assert told["live"]["new"] > 5

    def test_killed_at_any_moment(self, place: Path) -> None:
        told = disturbed("moments", "1000" if THOROUGH else "100", "1", place)
        assert told["ends"]["killed"] > 30

    @pytest.mark.parametrize(
        ("way", "how"),
        [(way, how) for way in ("no-space", "io-error") for how in ("incremental", "full")]
        if THOROUGH
        else [("errors", "full")],
    )
    def test_refused_any_change_of_the_disk(self, place: Path, way: str, how: str) -> None:
        told = disturbed(way, how, "1", place)
        assert told["ends"]["refused"] > 100
        assert told["live"]["old"] > 100

    def test_on_a_disk_that_stays_full(self, place: Path) -> None:
        told = disturbed("full", "incremental", "1" if THOROUGH else "6", place)
        assert told["ends"]["refused"] > 15

    def test_on_a_disk_that_nobody_may_write(self, place: Path) -> None:
        told = disturbed("read-only", "incremental", "1" if THOROUGH else "30", place)
        assert told["ends"]["refused"] > 3


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_disk_that_is_really_full_is_told_and_the_old_generation_stays(folder: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", small], check=False).returncode:
        pytest.skip("mounting is not permitted here")
    try:
        data = small / "data"
        before = build(folder, data).generation
        (folder / "long.vtt").write_text(subtitles(*(("Anna Berg", f"Said {number}.") for number in range(20_000))))
        command = [sys.executable, "-m", "webapp", "build", folder, "--data", data]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.returncode == 1
        assert f"make room in {data}" in run.stderr
        assert "Traceback" not in run.stderr
        assert set(words_spoken(data)) == {"first", "second"}
        (folder / "long.vtt").write_text(subtitles(("Anna Berg", "Said once.")))
        assert build(folder, data).generation != before
        assert set(words_spoken(data)) == {"first", "second", "long"}
    finally:
        subprocess.run(["umount", "-l", small], check=True)


def test_a_folder_that_vanishes_while_it_is_read_is_told_and_replaces_nothing(folder: Path, data: Path) -> None:
    for number in range(300):
        (folder / f"{number:03}.vtt").write_text(subtitles(("Anna Berg", f"Said {number}.")))
    before = build(folder, data).generation

    def vanish(stage: str, done: int, total: int) -> None:
        if folder.exists():
            folder.rename(folder.with_name("gone"))

    with pytest.raises(NoFolder, match="vanished"):
        build(folder, data, full=True, progress=vanish)
    folder.with_name("gone").rename(folder)
    assert build(folder, data).generation == before
