"""Do the engines keep the contract, and do they agree with the reference on whatever hypothesis thinks of?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from engine_contract import EngineContract, MakeEngine
from hypothesis import HealthCheck, given, settings
from random_searches import Searches, searches
from reference_engine import ReferenceEngine
from whoosh_segments import merge_segments, write_segments

from index.engines.base import Engine, EngineResult, Plan
from index.engines.whoosh import WhooshEngine, WhooshWriter
from index.engines.whoosh.merge_policy import MERGE_POLICY, MergePolicy
from index.engines.whoosh.writer import WORDS_HELD
from index.entries import Entry
from index.errors import OverBudget


class TestReference(EngineContract):
    @pytest.fixture
    def make_engine(self) -> MakeEngine:
        return ReferenceEngine


Write = Callable[[Sequence[Entry], Path], None]


class WhooshContract(EngineContract):
    """The contract on indexes that :attr:`write` makes."""

    write: Write

    @pytest.fixture
    def make_engine(self, tmp_path: Path) -> Iterator[MakeEngine]:
        with ExitStack() as opened:

            def make(entries: Iterable[Entry]) -> Engine:
                directory = tmp_path / str(len(list(tmp_path.iterdir())))
                directory.mkdir()
                type(self).write(list(entries), directory)
                engine = WhooshEngine.open(directory)
                opened.callback(engine.close)
                return engine

            yield make


NEVER = MergePolicy(written=1_000, cheap=0, segments=1_000, deleted=1.0)
ALWAYS = MergePolicy(segments=1, deleted=0.0)


def write(
    entries: Iterable[Entry], directory: Path, words_held: int = WORDS_HELD, policy: MergePolicy = MERGE_POLICY
) -> None:
    writer = WhooshWriter(directory, words_held, policy)
    for entry in entries:
        writer.add(entry)
    writer.publish()


def write_in_segments(entries: Sequence[Entry], directory: Path) -> None:
    write_segments(entries, directory, 3, decoys=False)


def write_many_segments(entries: Iterable[Entry], directory: Path) -> None:
    write(entries, directory, words_held=4, policy=NEVER)


def write_and_merge(entries: Sequence[Entry], directory: Path) -> None:
    write_segments(entries, directory, 2, decoys=True)
    merge_segments(directory)


def write_with_deletions(entries: Sequence[Entry], directory: Path) -> None:
    write_segments(entries, directory, 2, decoys=True)


class TestWhoosh(WhooshContract):
    write = staticmethod(write)


class TestWhooshInSegments(WhooshContract):
    write = staticmethod(write_in_segments)


class TestWhooshWithLittleMemory(WhooshContract):
    write = staticmethod(write_many_segments)


class TestWhooshMerged(WhooshContract):
    write = staticmethod(write_and_merge)


class TestWhooshWithDeletions(WhooshContract):
    write = staticmethod(write_with_deletions)


def written(entries: Iterable[Entry], directory: Path) -> WhooshEngine:
    write(entries, directory)
    return WhooshEngine.open(directory)


@pytest.mark.parametrize("write", [write, write_many_segments, write_with_deletions, write_and_merge])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(searches())
def test_whoosh_answers_like_the_reference(write: Write, case: Searches) -> None:
    reference = ReferenceEngine(case.entries)
    with TemporaryDirectory() as name:
        write(case.entries, Path(name))
        with closing(WhooshEngine.open(Path(name))) as engine:
            for plan in case.plans:
                assert_same(outcome(engine, plan), outcome(reference, plan))
            for word in case.slips:
                assert engine.spellings(word) == reference.spellings(word)


def outcome(engine: Engine, plan: Plan) -> EngineResult | str:
    """What a search comes to: its result, or the name of the budget it went over."""
    try:
        return engine.search(plan)
    except OverBudget as over:
        return over.limit


def assert_same(result: EngineResult | str, right: EngineResult | str) -> None:
    """Equal in everything, scores to 1e-9."""
    if isinstance(result, str) or isinstance(right, str):
        assert result == right
        return
    assert [hit.row for hit in result.hits] == [hit.row for hit in right.hits]
    assert [hit.score for hit in result.hits] == pytest.approx([hit.score for hit in right.hits], abs=1e-9, rel=0)
    assert replace(result, hits=()) == replace(right, hits=())
