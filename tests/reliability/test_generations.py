"""Is there always one whole generation to read, whatever happens to builds and files?"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hearings import live_folder, subtitles, texts, words_spoken

from index.building.build import build, folder_changed
from index.building.doctor import examine
from index.errors import DamagedGeneration, NoGeneration
from index.generations import fingerprint
from index.generations.archive import Archive
from index.generations.directory import GENERATIONS, POINTER, VERIFIED, Generations, ids, live_id
from index.generations.publish import KEPT, LOCK, point_to
from index.generations.verify import MANIFEST, MANIFEST_SUM, manifest_sum
from index.request import SearchRequest
from index.search import search


def change(folder: Path, words: str) -> None:
    (folder / "first.vtt").write_text(subtitles(("Anna Berg", words)))


class TestReaders:
    def test_are_told_when_nothing_was_ever_published(self, data: Path) -> None:
        with pytest.raises(NoGeneration, match="colloquy build"):
            Generations(data).current()

    def test_get_the_same_open_archive_while_nothing_changes(self, folder: Path, data: Path) -> None:
        build(folder, data)
        generations = Generations(data)
        assert generations.current() is generations.current()

    def test_see_a_new_generation_on_their_next_request(self, folder: Path, data: Path) -> None:
        build(folder, data)
        generations = Generations(data)
        before = generations.current()
        change(folder, "The lanterns are lit.")
        build(folder, data)
        assert generations.current().generation != before.generation
        assert texts(generations.current().store, "first") == ["The lanterns are lit."]

    def test_get_no_generation_before_it_is_made_ready(self, folder: Path, data: Path) -> None:
        build(folder, data)
        ready: list[Archive] = []
        generations = Generations(data, ready=ready.append)
        assert ready == [generations.current()]
        change(folder, "The lanterns are lit.")
        build(folder, data)
        assert ready == [ready[0], generations.current()]

    def test_may_end_on_the_generation_they_began_with(self, folder: Path, data: Path) -> None:
        build(folder, data)
        generations = Generations(data)
        before = generations.current()
        change(folder, "The lanterns are lit.")
        build(folder, data)
        generations.current()
        assert texts(before.store, "first") == ["The lanterns are dark.", "The storm took them."]
        assert search(before, SearchRequest(q="storm")).total == 1

    def test_in_many_threads_get_whole_answers_through_many_switches(self, folder: Path, data: Path) -> None:
        build(folder, data)
        generations = Generations(data)
        wrong: list[object] = []
        stop = threading.Event()

        def read() -> None:
            while not stop.is_set():
                try:
                    archive = generations.current()
                    page = search(archive, SearchRequest(q="anna OR lanterns OR rope OR numbered"))
                    said = texts(archive.store, "first")
                    if not (page.total and said[0].startswith(("The lanterns", "Numbered"))):
                        wrong.append(said)
                except Exception as error:
                    wrong.append(error)

        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        for number in range(8):
            change(folder, f"Numbered {number}.")
            build(folder, data)
        stop.set()
        for reader in readers:
            reader.join()
        assert wrong == []


class TestDamage:
    """Every kind of damage to every file is found before anything is opened."""

    @staticmethod
    def flip(place: Path) -> None:
        data = bytearray(place.read_bytes())
        data[len(data) // 2] ^= 1
        place.write_bytes(data)

    @staticmethod
    def cut(place: Path) -> None:
        os.truncate(place, place.stat().st_size - 1)

    @staticmethod
    def remove(place: Path) -> None:
        place.unlink()

    @staticmethod
    def link(place: Path) -> None:
        aside = place.parent.parent.parent / "aside"
        place.rename(aside)
        place.symlink_to(aside)

    @pytest.mark.parametrize("damage", ["flip", "cut", "remove", "link"])
    def test_of_any_file_is_refused(self, folder: Path, data: Path, tmp_path: Path, damage: str) -> None:
        build(folder, data)
        names = [place.relative_to(data) for place in live_folder(data).rglob("*") if place.is_file()]
        assert len(names) > 5
        for name in names:
            if not (data / name).stat().st_size or (name.name == "manifest.json" and damage == "link"):
                continue
            copy = tmp_path / "copy"
            shutil.copytree(data, copy)
            getattr(self, damage)(copy / name)
            with pytest.raises(DamagedGeneration):
                Generations(copy).current()
            assert examine(copy)[1], f"doctor finds {damage} of {name}"
            shutil.rmtree(copy)

    def test_of_an_index_file_that_keeps_its_size_and_time_is_refused(self, folder: Path, data: Path) -> None:
        build(folder, data)
        (place,) = live_folder(data).glob("engine/*.toc")
        before = place.stat()
        self.flip(place)
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
        with pytest.raises(DamagedGeneration, match="toc"):
            Generations(data).current()

    def test_of_a_turn_that_keeps_size_and_time_costs_no_other_page(self, folder: Path, data: Path) -> None:
        build(folder, data)
        Generations(data).current()  # read whole once
        place = live_folder(data) / "documents.sqlite"
        with closing(sqlite3.connect(place)) as store:
            (turns,) = store.execute("SELECT block FROM blocks ORDER BY place LIMIT 1").fetchone()
        before, content = place.stat(), place.read_bytes()
        place.write_bytes(content.replace(turns, turns[:-1] + bytes((turns[-1] ^ 1,))))
        os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
        archive = Generations(data).current()
        assert archive.store.summary("first")
        with pytest.raises(DamagedGeneration):
            archive.store.document("first")

    def test_by_an_index_file_that_nobody_built_is_refused(self, folder: Path, data: Path) -> None:
        build(folder, data)
        (live_folder(data) / "engine" / "_MAIN_999.toc").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
        with pytest.raises(DamagedGeneration, match="unknown"):
            Generations(data).current()

    def test_leaves_the_generation_served_so_far(self, folder: Path, data: Path) -> None:
        build(folder, data)
        generations = Generations(data)
        before = generations.current()
        change(folder, "The lanterns are lit.")
        build(folder, data)
        self.flip(live_folder(data) / "documents.sqlite")
        assert generations.current() is before
        assert "documents.sqlite" in str(generations.problem)

    def test_sends_new_readers_to_the_last_whole_generation(self, folder: Path, data: Path) -> None:
        before = build(folder, data).generation
        change(folder, "The lanterns are lit.")
        build(folder, data)
        self.flip(live_folder(data) / "documents.sqlite")
        generations = Generations(data)
        assert generations.current().generation == before
        assert generations.problem

    def test_is_mended_by_the_next_build(self, folder: Path, data: Path) -> None:
        build(folder, data)
        self.flip(live_folder(data) / "documents.sqlite")
        assert build(folder, data).published
        assert words_spoken(data)["first"] == ["The lanterns are dark.", "The storm took them."]

    @pytest.mark.parametrize("pointer", ["", "../../etc", "000009-00000000", "\0\xff"])
    def test_of_the_pointer_is_refused_and_mended(self, folder: Path, data: Path, pointer: str) -> None:
        build(folder, data)
        (data / POINTER).write_text(pointer, "latin-1")
        shutil.copytree(data / GENERATIONS, data / "away")
        shutil.rmtree(data / GENERATIONS)
        with pytest.raises(DamagedGeneration):
            Generations(data).current()
        assert build(folder, data).published
        assert len(words_spoken(data)) == 2

    def test_is_not_what_another_version_wrote_but_it_has_to_be_built_again(self, folder: Path, data: Path) -> None:
        build(folder, data)
        manifest = live_folder(data) / MANIFEST
        other = manifest.read_bytes().replace(fingerprint.schema().encode(), b"0" * 64)
        manifest.write_bytes(other)
        manifest.with_name(MANIFEST_SUM).write_bytes(manifest_sum(other))
        with pytest.raises(DamagedGeneration, match="another version of Colloquy: run “colloquy build”"):
            Generations(data).current()
        assert folder_changed(folder, data)
        assert build(folder, data).published

    def test_a_sound_generation_has_none(self, folder: Path, data: Path) -> None:
        build(folder, data)
        manifest, problems = examine(data)
        assert manifest is not None
        assert problems == ()

    def test_a_copy_with_other_times_is_read_whole_once(self, folder: Path, data: Path, tmp_path: Path) -> None:
        build(folder, data)
        copy = tmp_path / "copy"
        shutil.copytree(data, copy, copy_function=shutil.copyfile)
        record = copy / VERIFIED / live_id(copy)
        before = record.read_bytes()
        Generations(copy).current()
        assert record.read_bytes() != before


class TestABuild:
    def test_that_died_holds_no_lock(self, folder: Path, data: Path) -> None:
        build(folder, data)
        program = f"import fcntl, os, signal; f = open({str(data / LOCK)!r}); fcntl.flock(f, fcntl.LOCK_EX); "
        subprocess.run([sys.executable, "-c", program + "os.kill(os.getpid(), signal.SIGKILL)"], check=False)
        assert build(folder, data, full=True).published
        with (data / LOCK).open() as free:
            fcntl.flock(free, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def test_keeps_the_last_generations_and_removes_older_ones(self, folder: Path, data: Path) -> None:
        built = [build(folder, data, full=True).generation for _ in range(KEPT + 2)]
        assert set(ids(data)) == set(built[-KEPT:])
        assert {record.name for record in (data / VERIFIED).iterdir()} == set(built[-KEPT:])

    def test_keeps_the_generation_an_operator_went_back_to(self, folder: Path, data: Path) -> None:
        first = build(folder, data).generation
        assert first is not None
        change(folder, "The lanterns are lit.")
        build(folder, data)
        point_to(data, first)
        assert words_spoken(data)["first"] == ["The lanterns are dark.", "The storm took them."]
        assert build(folder, data).published
        assert words_spoken(data)["first"] == ["The lanterns are lit."]

    def test_writes_nothing_into_a_generation_once_it_has_its_name(self, folder: Path, data: Path) -> None:
        build(folder, data)
        before = snapshot(live_folder(data))
        search(Generations(data).current(), SearchRequest(q="lanterns"))
        build(folder, data)
        examine(data)
        assert snapshot(live_folder(data)) == before


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    stat: Callable[[Path], os.stat_result] = Path.stat
    return {place.name: (stat(place).st_size, stat(place).st_mtime_ns) for place in folder.rglob("*")}
