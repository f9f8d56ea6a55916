"""Earlier generations are kept, can be gone back to in one step, and a backup brings everything back."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hearings import live_folder, subtitles, words_spoken

from index.building.build import build
from index.errors import BuildLocked, DamagedGeneration
from index.generations.directory import Generations, ids, live_id
from index.generations.publish import LOCK
from index.generations.rollback import NoSuchGeneration, kept, remove_old, roll_back
from index.links.ledger import LEDGER
from index.links.permalinks import turn_ref
from webapp import create_app
from webapp.cli import main
from webapp.settings import Settings


def colloquy(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def change(folder: Path, words: str) -> None:
    (folder / "first.vtt").write_text(subtitles(("Anna Berg", words)))


@pytest.fixture
def three(folder: Path, data: Path) -> tuple[str, ...]:
    """The ids of three generations, the oldest first."""
    built = []
    for words in ("The lamps are dark.", "The lamps are lit.", "The lamps are gone."):
        change(folder, words)
        built.append(build(folder, data).generation or "")
    return tuple(built)


class TestRollback:
    def test_goes_back_one_and_readers_see_it_on_their_next_request(self, data: Path, three: tuple[str, ...]) -> None:
        generations = Generations(data)
        assert generations.current().generation == three[2]
        assert roll_back(data) == three[1] == generations.current().generation
        assert words_spoken(data)["first"] == ["The lamps are lit."]
        assert roll_back(data) == three[0]

    def test_goes_forward_again_when_told_where(self, data: Path, three: tuple[str, ...]) -> None:
        roll_back(data, three[0])
        assert roll_back(data, three[2]) == live_id(data) == three[2]

    def test_to_what_is_not_there_changes_nothing(self, data: Path, three: tuple[str, ...]) -> None:
        for wrong in ("000099-00000000", "../../etc", "", None):
            if wrong is None:
                roll_back(data, three[0])
            else:
                with pytest.raises(NoSuchGeneration):
                    roll_back(data, wrong or "none")
        with pytest.raises(NoSuchGeneration, match="before the live one"):
            roll_back(data)
        assert live_id(data) == three[0]

    @pytest.mark.parametrize("name", ["documents.sqlite", "parsed.sqlite", "manifest.json"])
    def test_to_a_damaged_one_changes_nothing(self, data: Path, three: tuple[str, ...], name: str) -> None:
        place = data / "generations" / three[1] / name
        written = bytearray(place.read_bytes())
        written[len(written) // 2] ^= 1
        place.write_bytes(written)
        with pytest.raises(DamagedGeneration, match="stays as it is"):
            roll_back(data)
        assert live_id(data) == three[2]

    def test_waits_for_no_build(self, data: Path, three: tuple[str, ...]) -> None:
        with (data / LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with pytest.raises(BuildLocked):
                roll_back(data)
            with pytest.raises(BuildLocked):
                remove_old(data, 1)
        assert live_id(data) == three[2]

    def test_is_never_seen_half(self, data: Path, three: tuple[str, ...]) -> None:
        generations, wrong, stop = Generations(data), list[object](), threading.Event()
        said = {three[0]: "dark", three[1]: "lit", three[2]: "gone"}

        def read() -> None:
            while not stop.is_set():
                archive = generations.current()
                document = archive.store.document("first")
                if document is None or said[archive.generation] not in document.turns[0].paragraphs[0].text:
                    wrong.append(archive.generation)

        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        for number in range(12):
            roll_back(data, three[number % 3])
        stop.set()
        for reader in readers:
            reader.join()
        assert wrong == []

    def test_leaves_links_true(self, data: Path, three: tuple[str, ...]) -> None:
        roll_back(data, three[1])
        document = Generations(data).current().store.document("first")
        assert document is not None
        client = create_app(Settings(data=data)).test_client()
        assert client.get(f"/documents/first/turns/{turn_ref(document.turns[0])}").status_code == 200


class TestPrune:
    def test_keeps_the_live_one_whatever_its_age(self, data: Path, three: tuple[str, ...]) -> None:
        roll_back(data, three[0])
        assert set(remove_old(data, 1)) == {three[1], three[2]}
        assert ids(data) == (three[0],)
        assert words_spoken(data)["first"] == ["The lamps are dark."]
        assert remove_old(data, 1) == ()

    def test_keeps_the_newest(self, data: Path, three: tuple[str, ...]) -> None:
        assert remove_old(data, 2) == (three[0],)


class TestCommands:
    def test_list_marks_the_live_one(self, data: Path, three: tuple[str, ...]) -> None:
        lines = colloquy("generations", "list", "--data", data).stdout.splitlines()
        assert [line[:2] for line in lines] == ["* ", "  ", "  "]
        assert [line[2:].split()[0] for line in lines] == list(reversed(three))
        assert "2 documents, 3 turns" in lines[0]

    def test_rollback_and_prune_say_what_they_did(self, data: Path, three: tuple[str, ...]) -> None:
        run = colloquy("generations", "rollback", "--data", data)
        assert (run.exit_code, run.stdout) == (0, f"{three[1]} is live.\n")
        assert "next build" in run.stderr
        assert colloquy("generations", "prune", "--keep", "2", "--data", data).stdout == f"Removed: {three[0]}\n"
        assert colloquy("generations", "prune", "--keep", "0", "--data", data).exit_code == 2

    def test_refusals_are_one_line(self, data: Path) -> None:
        run = colloquy("generations", "rollback", "nowhere", "--data", data)
        assert run.exit_code == 1
        assert "Traceback" not in run.output
        assert colloquy("generations", "list", "--data", data / "none").exit_code == 0

    def test_one_with_an_unreadable_manifest_is_listed(self, data: Path, three: tuple[str, ...]) -> None:
        (live_folder(data) / "manifest.json").write_text("{}")
        assert "cannot be read" in colloquy("generations", "list", "--data", data).stdout
        assert len(kept(data)) == 3


def test_a_backup_brings_back_archive_and_links(folder: Path, data: Path, tmp_path: Path) -> None:
    """The two commands of webapp/deploy/README.md: pack folder and ledger; unpack and build."""
    (folder / "speakers.toml").write_text('[[speaker]]\nid = "a-berg"\nname = "Anna Berg"\n')
    change(folder, "The lamps are dark tonight.")
    build(folder, data)
    document = Generations(data).current().store.document("first")
    assert document is not None
    old_link = f"/documents/first/turns/{turn_ref(document.turns[0])}.json"
    change(folder, "The lamps are lit tonight.")
    build(folder, data)

    def answer(archive: Path) -> object:
        return create_app(Settings(data=archive)).test_client().get(old_link).json

    before, words = answer(data), words_spoken(data)
    assert isinstance(before, dict)
    assert before["outcome"] == "corrected"

    packed = tmp_path / "backup.tar.gz"
    subprocess.run(
        ["tar", "-czf", packed, "-C", tmp_path, folder.name, f"{data.name}/{LEDGER}"], check=True, timeout=60
    )
    shutil.rmtree(folder)
    shutil.rmtree(data)
    subprocess.run(["tar", "-xzf", packed, "-C", tmp_path], check=True, timeout=60)
    assert colloquy("build", folder, "--data", data).exit_code == 0
    assert words_spoken(data) == words
    assert answer(data) == before
    assert {speaker.id for speaker in Generations(data).current().store.speakers()} >= {"a-berg"}
