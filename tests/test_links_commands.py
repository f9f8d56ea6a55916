"""What do the commands ``links`` do, print, and end with?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.passages import passage_hash
from webapp.cli import main

SAID = "The lantern at the north pier is dark."


def colloquy(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=given)


def write(folder: Path, *said: str) -> None:
    lines = (json.dumps({"speaker": "Ann Poe", "text": text}) for text in said)
    (folder / "talk.jsonl").write_text("\n".join(lines), "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "folder"
    place.mkdir()
    write(place, SAID, "Nobody pays for oil.")
    return place


@pytest.fixture
def data(tmp_path: Path, folder: Path) -> Path:
    """An archive whose source has been corrected since."""
    place = tmp_path / "data"
    assert colloquy("build", folder, "--data", place).exit_code == 0
    write(folder, SAID.replace("north", "south"), "Nobody pays for oil.")
    return place


def test_a_build_tells_what_became_of_public_turns(folder: Path, data: Path) -> None:
    assert "Public turns: 1 corrected; their links tell it." in colloquy("build", folder, "--data", data).stdout


def test_an_export_can_be_imported_elsewhere(folder: Path, data: Path, tmp_path: Path) -> None:
    colloquy("build", folder, "--data", data)
    lines = colloquy("links", "export", "--data", data).stdout
    assert json.loads(lines.splitlines()[0]) == {"colloquy_links": 1}
    assert SAID in lines
    done = colloquy("links", "import", "-", "--data", tmp_path / "new", given=lines)
    assert done.exit_code == 0, done.output
    assert colloquy("links", "export", "--data", tmp_path / "new").stdout == lines


def test_an_import_that_would_cost_something_needs_to_be_asked_for(folder: Path, data: Path) -> None:
    before = colloquy("links", "export", "--data", data).stdout
    colloquy("build", folder, "--data", data)
    refused = colloquy("links", "import", "-", "--data", data, given=before)
    assert refused.exit_code == 1
    assert "--replace" in refused.stderr
    assert colloquy("links", "import", "-", "--replace", "--data", data, given=before).exit_code == 0


def test_what_is_no_export_is_refused(data: Path) -> None:
    for lines in ("", "no JSON", '{"colloquy_links": 1}'):
        done = colloquy("links", "import", "-", "--data", data, given=lines)
        assert done.exit_code == 1
        assert "Nothing was imported" in done.stderr


def test_an_export_without_an_archive_says_what_to_do(tmp_path: Path) -> None:
    done = colloquy("links", "export", "--data", tmp_path)
    assert done.exit_code == 1
    assert "colloquy build" in done.stderr


@pytest.mark.parametrize(
    "address", ["talk/turns/1-{}", "talk/1-{}", "https://example.org/archive/documents/talk/turns/1-{}?quote=dark#x"]
)
def test_a_passage_is_forgotten_by_its_address(folder: Path, data: Path, address: str) -> None:
    colloquy("build", folder, "--data", data)
    done = colloquy("links", "forget", address.format(passage_hash([SAID])), "--data", data)
    assert "1 old wording forgotten." in done.stdout
    assert SAID not in colloquy("links", "export", "--data", data).stdout


def test_forgetting_what_is_live_says_what_else_to_do(data: Path) -> None:
    done = colloquy("links", "forget", "talk", "--data", data)
    assert done.exit_code == 1
    assert "take it out of the source" in done.stderr


@pytest.mark.parametrize("wrong", ["talk/turns/1", "Talk!", "talk/turns/0-12345678"])
def test_what_is_no_id_is_a_wrong_call(data: Path, wrong: str) -> None:
    assert colloquy("links", "forget", wrong, "--data", data).exit_code == 2


def test_forgetting_what_never_was_is_told(data: Path) -> None:
    done = colloquy("links", "forget", "never", "--data", data)
    assert done.exit_code == 1
    assert "Nothing is known of never" in done.stderr


def test_the_doctor_looks_at_the_ledger(data: Path) -> None:
    assert colloquy("doctor", "--data", data).exit_code == 0
    (data / "links.sqlite3").write_bytes(b"no database" * 500)
    done = colloquy("doctor", "--data", data)
    assert done.exit_code == 1
    assert "links.sqlite3 cannot be used" in done.stdout
    (data / "links.sqlite3").unlink()
    assert "does not know the live generation" in colloquy("doctor", "--data", data).stdout
