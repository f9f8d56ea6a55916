"""Do the engines keep the contract, and do they agree with the reference on whatever hypothesis thinks of?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from engine_contract import EngineContract, MakeEngine
from hypothesis import HealthCheck, given, settings
from random_searches import Searches, searches
from reference_engine import ReferenceEngine

from index.engines.base import Engine, EngineResult, Plan
from index.engines.whoosh import WhooshEngine, WhooshWriter
from index.entries import Entry
from index.errors import OverBudget


class TestReference(EngineContract):
    @pytest.fixture
    def make_engine(self) -> MakeEngine:
        return ReferenceEngine


class TestWhoosh(EngineContract):
    @pytest.fixture
    def make_engine(self, tmp_path: Path) -> Iterator[MakeEngine]:
        with ExitStack() as opened:

            def make(entries: Iterable[Entry]) -> Engine:
                directory = tmp_path / str(len(list(tmp_path.iterdir())))
                directory.mkdir()
                engine = written(entries, directory)
                opened.callback(engine.close)
                return engine

            yield make


def written(entries: Iterable[Entry], directory: Path) -> WhooshEngine:
    writer = WhooshWriter(directory)
    for entry in entries:
        writer.add(entry)
    writer.publish()
    return WhooshEngine.open(directory)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(searches())
def test_whoosh_answers_like_the_reference(case: Searches) -> None:
    reference = ReferenceEngine(case.entries)
    with TemporaryDirectory() as directory, closing(written(case.entries, Path(directory))) as engine:
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
