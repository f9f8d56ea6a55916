"""Does doctor find every flipped bit and every missing byte, and is nothing run that a damaged file says?"""

from __future__ import annotations

import os
import pickle
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hearings import live_folder, subtitles

from index.building.build import build
from index.building.doctor import examine
from index.engines.whoosh import holds_pickles
from index.errors import DamagedGeneration
from index.generations.directory import VERIFIED, Generations, live_id
from index.generations.verify import ENGINE

PLACES = 12  # flipped in each file, beside its first and last bytes


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with three generations. Every damage done to it is mended again."""
    data, folder = tmp_path_factory.mktemp("built") / "data", tmp_path_factory.mktemp("sources")
    for number in range(3):
        said = (("Anna Berg", f"The lanterns are dark {number}."), ("Josef Karel", "The storm took them."))
        (folder / "first.vtt").write_text(subtitles(*said))
        (folder / "second.vtt").write_text(subtitles(("Lena Fuchs", "The harbour council pays.")))
        build(folder, data)
    assert examine(data)[1] == ()
    return data


def files(data: Path) -> list[Path]:
    """Every file of the live generation that holds anything."""
    return [place for place in sorted(live_folder(data).rglob("*")) if place.is_file() and place.stat().st_size]


@contextmanager
def damaged(place: Path, content: bytes) -> Iterator[None]:
    """A file with other content, its time as before: the disk lost something, and nobody wrote."""
    before, facts = place.read_bytes(), place.stat()
    place.write_bytes(content)
    os.utime(place, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    try:
        yield
    finally:
        place.write_bytes(before)
        os.utime(place, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def flips(content: bytes, chosen: random.Random) -> Iterator[bytes]:
    """The content with one bit of it another."""
    at = {0, 1, len(content) - 2, len(content) - 1, *(chosen.randrange(len(content)) for _ in range(PLACES))}
    for place in sorted(at & set(range(len(content)))):
        flipped = bytearray(content)
        flipped[place] ^= 1 << chosen.randrange(8)
        yield bytes(flipped)


def cuts(content: bytes, chosen: random.Random) -> Iterator[bytes]:
    """The content cut short."""
    for length in sorted(
        {0, 1, len(content) // 2, len(content) - 1, *(chosen.randrange(len(content)) for _ in "12345")}
    ):
        yield content[:length]


class TestDoctor:
    def test_finds_every_flipped_bit_and_says_what_to_do(self, built: Path) -> None:
        self.finds(built, flips)

    def test_finds_every_file_cut_short_and_says_what_to_do(self, built: Path) -> None:
        self.finds(built, cuts)

    @staticmethod
    def finds(built: Path, damages: object) -> None:
        chosen, tried = random.Random(1), 0  # noqa: S311  # places, not secrets
        for place in files(built):
            for content in damages(place.read_bytes(), chosen):  # type: ignore[operator]
                tried += 1
                with damaged(place, content):
                    problems = examine(built)[1]
                    assert problems, f"{place.name}: {len(content)} bytes"
                    assert all("build again" in problem for problem in problems), problems
                    assert place.name in problems[0]
        assert tried > 50
        assert examine(built)[1] == ()

    def test_finds_bytes_that_were_added(self, built: Path) -> None:
        for place in files(built):
            with damaged(place, place.read_bytes() + b"\0"):
                assert examine(built)[1], place.name


class TestAGenerationNobodyHasChecked:
    """The first process reads a generation whole, and does not open what is damaged."""

    @pytest.mark.parametrize("damages", [flips, cuts])
    def test_is_refused_when_anything_is_damaged_and_the_one_before_is_read(self, built: Path, damages: object) -> None:
        chosen = random.Random(2)  # noqa: S311  # places, not secrets
        live = live_id(built)
        for place in files(built):
            for content in damages(place.read_bytes(), chosen):  # type: ignore[operator]
                (built / VERIFIED / live).unlink(missing_ok=True)
                with damaged(place, content):
                    site = Generations(built)
                    assert site.current().generation < live
                    assert "build again" in str(site.problem)
                    site.close()
        assert Generations(built).current().generation == live


class Malice:
    """Unpickling it makes a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.mark), "w")


class TestPickles:
    def test_are_in_some_file_of_the_engine(self, built: Path) -> None:
        assert any(holds_pickles(place.name) for place in files(built) if place.parent.name == ENGINE)

    @pytest.mark.parametrize("record", [True, False], ids=["checked before", "never checked"])
    def test_are_not_opened_in_any_file_whose_checksum_is_wrong(
        self, built: Path, tmp_path: Path, record: bool
    ) -> None:
        """Of the old length and time as well, so that nothing but the checksum tells."""
        mark = tmp_path / "malice"
        malice = pickle.dumps(Malice(mark))
        pickle.loads(malice).close()  # noqa: S301  # it works
        mark.unlink()
        for place in files(built):
            if place.parent.name == ENGINE and holds_pickles(place.name):
                data = tmp_path / "data"
                shutil.copytree(built, data, copy_function=shutil.copy2)
                copied = data / place.relative_to(built)
                for content in (malice, malice.ljust(place.stat().st_size, b".")):
                    if not record:
                        shutil.rmtree(data / VERIFIED)
                    with damaged(copied, content):
                        assert Generations(data).current().generation < live_id(data)
                        assert examine(data)[1]
                        assert not mark.exists(), place.name
                shutil.rmtree(data)

    def test_are_not_opened_in_a_file_that_nobody_built(self, built: Path, tmp_path: Path) -> None:
        mark = tmp_path / "malice"
        engine = live_folder(built) / ENGINE
        (toc,) = engine.glob("*.toc")
        newer = toc.with_name("_MAIN_999.toc")
        newer.write_bytes(pickle.dumps(Malice(mark)))
        try:
            site = Generations(built)
            assert site.current().generation < live_id(built)
            assert "_MAIN_999.toc" in str(site.problem)
            assert any("_MAIN_999.toc" in problem for problem in examine(built)[1])
            assert not mark.exists()
        finally:
            newer.unlink()

    def test_are_read_by_no_library_from_what_is_taken_for_numbers(self, built: Path, tmp_path: Path) -> None:
        """Files that are opened on the word of their size and time hold nothing that can be run."""
        mark = tmp_path / "malice"
        malice = pickle.dumps(Malice(mark))
        for place in files(built):
            if place.parent.name == ENGINE and not holds_pickles(place.name):
                with damaged(place, malice.ljust(place.stat().st_size, b".")[: place.stat().st_size]):
                    try:
                        Generations(built).current().close()
                    except DamagedGeneration:
                        continue
                    finally:
                        assert not mark.exists(), place.name
