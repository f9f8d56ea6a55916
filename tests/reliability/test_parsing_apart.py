"""Does a file that crashes its parser, hangs it or eats memory cost itself alone? Real processes, really killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hearings import subtitles, words_spoken

from index.building import parsing
from index.building.build import build, folder_changed
from index.building.dry_run import dry_run
from index.building.parsing import Parsers, ahead
from index.building.parsing_process import packed
from index.building.understanding import understand_file
from index.errors import UnreadableSource
from index.formats.base import Claim, Format, SourceFile
from index.generations.parsed import unpack
from index.limits import FILE_LIMITS
from index.model import Document, Kind, Metadata, Source, Turn

HERE = Path(__file__).parent
TABLE = "harmful_formats"
SHORT = replace(FILE_LIMITS, seconds=1, idle=5, least_memory=2**29, plain=0)
HARM = {
    "abort": "crashed",
    "crash": "crashed",
    "leave": "crashed",
    "sleep": "too_slow",
    "freeze": "too_slow",
    "spin": "too_slow",
    "hoard": "too_much_memory",
}


def source(name: str, words: bytes = b"So it was.") -> SourceFile:
    return SourceFile(name, words)


def words(parsers: Parsers, name: str, text: bytes = b"So it was.") -> str:
    """What a file says, parsed in another process; raises UnreadableSource."""
    (document,) = parsers.begin(source(name, text)).result()
    return unpack(document).turns[0].paragraphs[0].text


def parsing_processes(of: int = os.getpid()) -> set[int]:
    """The processes that ``of`` started to parse, and that run still."""
    command = ["ps", "-ww", "-o", "pid=,stat=,args=", "--ppid", str(of)]
    lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    return {int(line.split()[0]) for line in lines if "parsing_process" in line and "Z" not in line.split()[1]}


def begun(of: int, many: int, seconds: float = 20.0) -> set[int]:
    """The processes that ``of`` started to parse, once there are so many."""
    until = time.monotonic() + seconds
    while len(started := parsing_processes(of)) < many and time.monotonic() < until:
        time.sleep(0.05)
    return started


def ended(pids: set[int], seconds: float = 20.0) -> bool:
    """Whether all of them end in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(is_running(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def is_running(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def harmful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that parse know the harmful formats only."""
    monkeypatch.setattr(parsing, "TABLE", TABLE)


@pytest.fixture(scope="class")
def parsers() -> Iterator[Parsers]:
    """One process for the tests of a class."""
    with pytest.MonkeyPatch.context() as patch, Parsers(SHORT, processes=1) as started:
        patch.setattr(parsing, "TABLE", TABLE)
        yield started


class TestAFileThatHarmsItsProcess:
    @pytest.mark.parametrize("how", HARM)
    def test_is_told_with_what_to_do_and_the_next_file_is_read(self, parsers: Parsers, how: str) -> None:
        with pytest.raises(UnreadableSource, match="; ") as refused:
            words(parsers, f"bad.{how}")
        assert refused.value.code == HARM[how]
        assert words(parsers, "good.read", b"It goes on.") == "It goes on."

    def test_costs_no_other_file_that_is_read_meanwhile(self, harmful: None) -> None:
        names = [f"{number}.{how}" for number in range(3) for how in ("abort", "read", "leave", "read", "crash")]
        with Parsers(SHORT, processes=2) as two:
            waited = [(name, two.begin(source(name))) for name in names]
            bad = {name for name, future in waited if future.exception() is not None}
        assert bad == {name for name in names if not name.endswith("read")}

    def test_may_print_what_it_likes(self, parsers: Parsers) -> None:
        assert words(parsers, "loud.talk") == "So it was."

    def test_leaves_a_grown_process_to_no_other_file(self, parsers: Parsers) -> None:
        words(parsers, "good.read")
        before = parsing_processes()
        words(parsers, "large.grow")
        words(parsers, "good.read")
        assert len(before) == 1
        assert not before & parsing_processes()

    def test_is_read_in_a_new_process_when_the_old_one_has_gone(self, parsers: Parsers) -> None:
        words(parsers, "good.read")
        for pid in parsing_processes():
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.2)
        assert words(parsers, "good.read") == "So it was."


class TestADocumentOfMoreTurnsThanAnyMemoryHolds:
    @pytest.mark.parametrize("many", [FILE_LIMITS.turns, FILE_LIMITS.turns + 1])
    def test_is_told_before_it_reaches_the_build(self, many: int) -> None:
        document = Document(Metadata("", "A title"), Source("a.csv", "long", ""), (Turn(1, Kind.NARRATION, ()),) * many)
        long = Format("long", "Long", lambda source: Claim.CERTAIN, lambda source: (document,))
        if many > FILE_LIMITS.turns:
            with pytest.raises(UnreadableSource, match="200,001 turns, more than 200,000; split it") as refused:
                packed(source("a.csv"), (long,))
            assert refused.value.code == "too_many_turns"
        else:
            assert len(packed(source("a.csv"), (long,))) == 1


class TestProcesses:
    def test_end_with_the_with_statement_even_while_they_work(self, harmful: None) -> None:
        with Parsers(replace(FILE_LIMITS, plain=0), processes=2) as two:
            words(two, "good.read")
            futures = [two.begin(source("a.sleep")), two.begin(source("b.spin"))]
            started = begun(os.getpid(), 2)
        assert len(started) == 2
        assert ended(started)
        assert all(future.done() for future in futures)

    @pytest.mark.parametrize(("how", "seconds"), [("read", 100), ("sleep", 100), ("spin", 100), ("freeze", 3)])
    def test_end_when_whoever_started_them_is_killed(self, how: str, seconds: int) -> None:
        """A library that sleeps in C lets its process not see that; such a process knows its own time."""
        command = [sys.executable, HERE / "parsing_parent.py", how, str(seconds)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
            assert parent.stdout
            assert parent.stdout.readline() == b"begun\n"
            orphans = begun(parent.pid, 1)
            time.sleep(0.2)
            parent.kill()
        assert len(orphans) == 1
        assert ended(orphans)

    def test_hold_no_file_of_whoever_started_them(self, tmp_path: Path, parsers: Parsers) -> None:
        with (tmp_path / "held").open("w") as held:
            os.set_inheritable(held.fileno(), True)
            words(parsers, "small.grow")  # the next one is read by a new process
            words(parsers, "good.read")
            (pid,) = parsing_processes()
            targets = [link.readlink() for link in (Path("/proc") / str(pid) / "fd").iterdir()]
        assert tmp_path / "held" not in targets


class TestWhatIsParsedWhere:
    def test_short_plain_texts_start_no_process(self) -> None:
        with Parsers() as usual:
            usual.begin(source("a.vtt", subtitles(("Ann Lee", "Yes.")).encode())).result()
            usual.begin(source("b.txt", b"Ann Lee: Yes.\n\nBen Ode: No.\n")).result()
            assert not parsing_processes()

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("a.xml", b"\n <TEI/>"),
            ("a.txt", b"\xef\xbb\xbf<publicwhip/>"),
            ("a.txt", "<akomaNtoso/>".encode("utf-16")),
            ("a.md", b"---\ntitle: Yes\n---\nAnn Lee: Yes.\n"),
            ("a.docx", b"PK\x03\x04word/document.xml"),
            ("a.txt", b"%PDF-1.7"),
        ],
    )
    def test_whatever_a_library_looks_at_is_read_apart(self, name: str, data: bytes) -> None:
        with Parsers() as usual:
            future = usual.begin(source(name, data))
            future.exception()
            assert len(parsing_processes()) == 1

    def test_longer_ones_are_read_apart(self) -> None:
        with Parsers(replace(FILE_LIMITS, plain=20)) as usual:
            for name in ("a.txt", "b.txt", "c.txt"):
                usual.begin(source(name, b"So it was.")).result()
                assert len(parsing_processes()) == (name == "c.txt")

    def test_the_documents_are_the_same(self) -> None:
        file = source("a.txt", b"Ann Lee: Yes.\n\nBen Ode: No.\n")
        with Parsers() as here, Parsers(replace(FILE_LIMITS, plain=0)) as apart:
            assert here.begin(file).result() == apart.begin(file).result()

    def test_what_was_begun_first_comes_first(self) -> None:
        begun: list[int] = []
        numbers = (begun.append(number) or number for number in range(10))
        for number in ahead(numbers, 3):
            assert number == begun[number]
            assert len(begun) <= number + 4
        assert begun == list(range(10))


@pytest.mark.usefixtures("harmful")
class TestEverythingThatReadsFiles:
    @pytest.fixture
    def mixed(self, folder: Path) -> Path:
        """Two hearings and files that harm."""
        for how in ("abort", "leave", "hoard"):
            (folder / f"m.{how}").write_bytes(b"<")
        return folder

    def test_builds_everything_else(self, mixed: Path, data: Path) -> None:
        outcome = build(mixed, data)
        assert outcome.published
        assert set(words_spoken(data)) == {"first", "second"}
        assert set(outcome.report.left_out) == {"m.abort", "m.leave", "m.hoard"}
        assert {notice.path: notice.code for notice in outcome.report.notices} == {
            "m.abort": "crashed",
            "m.leave": "crashed",
            "m.hoard": "too_much_memory",
        }
        assert not parsing_processes()

    def test_tries_again_what_may_have_harmed_by_chance(
        self, folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MACHINE", "busy")
        (folder / "third.chance").write_bytes(b"<words>")
        assert build(folder, data).report.left_out == ("third.chance",)
        assert folder_changed(folder, data)
        assert not build(folder, data).published
        monkeypatch.delenv("MACHINE")
        assert folder_changed(folder, data)
        assert build(folder, data).published
        assert set(words_spoken(data)) == {"first", "second", "third"}
        assert not folder_changed(folder, data)

    def test_tells_in_a_dry_run(self, mixed: Path) -> None:
        with dry_run(mixed) as run:
            assert [notice.path for notice in run.left_out()] == ["m.abort", "m.hoard", "m.leave"]

    def test_shows_what_it_can(self, mixed: Path) -> None:
        assert understand_file(mixed / "first.vtt")[0].id == "first"
        with pytest.raises(UnreadableSource, match="crashed"):
            understand_file(mixed / "m.abort")
