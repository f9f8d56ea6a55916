"""Does an index that keeps entries of the one before answer like one that was built whole?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from engine_contract import turn
from hypothesis import HealthCheck, given, settings
from keep_contract import KeepContract, MakeNext
from random_builds import Build, Builds, builds
from reference_engine import ReferenceEngine
from test_engines import ALWAYS, NEVER, assert_same, outcome

from index.engines.base import Engine, KeptRows
from index.engines.whoosh import WhooshEngine, WhooshWriter
from index.engines.whoosh.merge_policy import MergePolicy
from index.engines.whoosh.writer import WORDS_HELD
from index.entries import Entry
from index.errors import DamagedGeneration


def write_next(
    build: Build,
    before: Path | None,
    directory: Path,
    words_held: int = WORDS_HELD,
    policy: MergePolicy = NEVER,
) -> None:
    directory.mkdir()
    writer = WhooshWriter(directory, words_held, policy)
    if before:
        writer.keep(before, build.kept)
    for entry in build.added:
        writer.add(entry)
    writer.publish()


class TestWhooshKeeps(KeepContract):
    @pytest.fixture
    def make_next(self, tmp_path: Path) -> Iterator[MakeNext]:
        with ExitStack() as opened:

            def make(before: Sequence[Entry], kept: Sequence[KeptRows], added: Iterable[Entry]) -> Engine:
                one, other = (tmp_path / str(len(list(tmp_path.iterdir())) + number) for number in range(2))
                write_next(Build((), tuple(before), ()), None, one)
                write_next(Build(tuple(kept), tuple(added), ()), one, other)
                engine = WhooshEngine.open(other)
                opened.callback(engine.close)
                return engine

            yield make


@pytest.mark.parametrize(
    ("words_held", "policy"),
    [(WORDS_HELD, NEVER), (12, NEVER), (12, MergePolicy(cheap=2, segments=2, deleted=0.4)), (WORDS_HELD, ALWAYS)],
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=builds())
def test_any_sequence_of_builds_answers_like_one_build_of_the_whole(
    words_held: int, policy: MergePolicy, case: Builds
) -> None:
    with TemporaryDirectory() as name:
        before = None
        for number, build in enumerate(case.builds):
            directory = Path(name, str(number))
            write_next(build, before, directory, words_held, policy)
            before = directory
            reference = ReferenceEngine(build.entries)
            with closing(WhooshEngine.open(directory)) as engine:
                for plan in case.asked.plans:
                    assert_same(outcome(engine, plan), outcome(reference, plan))
                for word in case.asked.slips:
                    assert engine.spellings(word) == reference.spellings(word)


ENTRIES = tuple(turn(row, f"peace word{row}") for row in range(9))


def test_files_are_shared_and_those_of_the_index_before_stay_as_they_are(tmp_path: Path) -> None:
    write_next(Build((), ENTRIES, ()), None, tmp_path / "one")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "one").iterdir()}
    write_next(Build((KeptRows(1, 8, 3),), (turn(0),), ()), tmp_path / "one", tmp_path / "two")
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "one").iterdir()} == before
    shared = [path.name for path in before if (tmp_path / "two" / path.name).exists()]
    assert {path.name for path in before} - set(shared) <= {"_MAIN_1.toc"}
    (rows,) = (name for name in shared if name.endswith(".row.col"))
    linked = {name for name in shared if (tmp_path / "two" / name).samefile(tmp_path / "one" / name)}
    assert linked == set(shared) - {rows, "_MAIN_1.toc"}


def test_files_are_copied_where_they_cannot_be_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", refuse)
    write_next(Build((), ENTRIES, ()), None, tmp_path / "one")
    write_next(Build((KeptRows(1, 8, 3),), (), ()), tmp_path / "one", tmp_path / "two")
    assert all(path.stat().st_nlink == 1 for path in (tmp_path / "two").iterdir())
    with closing(WhooshEngine.open(tmp_path / "two")) as engine:
        assert engine.spellings("word0") == ()


def test_a_segment_without_kept_entries_is_left_out(tmp_path: Path) -> None:
    write_next(Build((), ENTRIES, ()), None, tmp_path / "one", words_held=12)
    write_next(Build((KeptRows(0, 2, 0),), (), ()), tmp_path / "one", tmp_path / "two")
    segments = [{path.name.partition(".")[0] for path in (tmp_path / name).glob("*.colt")} for name in ("one", "two")]
    assert len(segments[0]) == 3
    assert len(segments[1]) == 1


def test_an_index_with_a_missing_file_is_not_kept(tmp_path: Path) -> None:
    write_next(Build((), ENTRIES, ()), None, tmp_path / "one")
    next((tmp_path / "one").glob("*.row.col")).unlink()
    with pytest.raises(DamagedGeneration, match=r"row\.col is missing"):
        write_next(Build((KeptRows(0, 2, 0),), (), ()), tmp_path / "one", tmp_path / "two")


def test_a_folder_without_an_index_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    with pytest.raises(DamagedGeneration, match="no index"):
        write_next(Build((), (), ()), tmp_path / "one", tmp_path / "two")
