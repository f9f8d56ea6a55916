"""Does every promise of the security notes name tests that there are?"""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parent
NOTES = (TESTS.parent / ".github/SECURITY.md").read_text("utf-8")


def rows() -> list[tuple[str, list[str]]]:
    """The promises with the files that hold them."""
    table = NOTES.partition("| promise | held by |")[2].partition("\n\n")[0]
    cells = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return [(promise, re.findall(r"`([^`]+\.py)`", held)) for promise, held in cells]


def test_every_promise_is_held_by_tests_that_exist() -> None:
    assert len(rows()) > 15
    for promise, files in rows():
        assert any(Path(file).name.startswith("test_") for file in files), promise
        for file in files:
            place = TESTS.parent / file if file.startswith(".ci/") else TESTS / file
            assert place.exists(), f"{promise}: {file} is gone"


def test_every_path_in_the_notes_exists() -> None:
    for path in re.findall(r"`((?:index|webapp|tests|\.ci)/[^`*]+)`", NOTES):
        assert (TESTS.parent / path).exists(), path
