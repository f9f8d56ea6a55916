"""What must an engine's writer do with entries of the index before? As sentences, for ``test_keeping.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pytest
from engine_contract import about, found, rows, turn

from index.engines.base import Engine, KeptRows, Plan
from index.entries import Entry
from index.errors import DamagedGeneration, OverBudget
from index.limits import Limits
from index.tree import DateRange, Everything, Filter, Form, Phrase, Word

MakeNext = Callable[[Sequence[Entry], Sequence[KeptRows], Iterable[Entry]], Engine]


class KeepContract:
    """Inherit, and give a fixture ``make_next``: an index of entries is built, then the next one, which keeps some rows
    of it and adds others; that is opened."""

    def test_kept_entries_stand_in_their_new_rows(self, make_next: MakeNext) -> None:
        before = [turn(row, f"peace word{row}") for row in range(6)]
        engine = make_next(before, [KeptRows(0, 1, 0), KeptRows(3, 5, 10)], [])
        assert found(engine, Word("peace")) == [0, 1, 10, 11, 12]
        assert found(engine, Word("word4")) == [11]
        assert found(engine, Word("word2")) == []

    def test_added_entries_stand_before_between_and_behind_the_kept(self, make_next: MakeNext) -> None:
        before = [turn(row, "peace") for row in range(3)]
        added = [turn(row, "peace") for row in (0, 2, 3, 6)]
        engine = make_next(before, [KeptRows(0, 0, 1), KeptRows(1, 2, 4)], added)
        assert rows(engine.search(Plan(Word("peace")))) == [0, 1, 2, 3, 4, 5, 6]
        assert rows(engine.search(Plan(Word("peace"), offset=1, limit=4))) == [1, 2, 3, 4]

    def test_everything_or_nothing_may_be_kept(self, make_next: MakeNext) -> None:
        before = [turn(row, "peace") for row in range(3)]
        assert found(make_next(before, [KeptRows(0, 2, 0)], []), Everything()) == [0, 1, 2]
        assert found(make_next(before, [], [turn(0, "war")]), Everything()) == [0]
        assert found(make_next(before, [], []), Everything()) == []
        assert found(make_next([], [], [turn(5, "war")]), Word("war")) == [5]

    def test_what_is_not_kept_counts_nowhere(self, make_next: MakeNext) -> None:
        before = [
            turn(0, "war and peace"),
            turn(1, "peace, peace at last", speakers=("bob",), document="other", day="1944-01-01", kind="note"),
            about(2, "Peace", "third"),
            turn(3, "war"),
        ]
        left = [turn(0, "war and peace"), turn(1, "war")]
        engine = make_next(before, [KeptRows(0, 0, 0), KeptRows(3, 3, 1)], [])
        for query in (Everything(), Word("peace"), Word("war"), Phrase(("at", "last")), DateRange(None, "1950-01-01")):
            plan = Plan(query, facets=("speaker", "document", "kind", "year"))
            assert engine.search(plan) == make_next(left, [KeptRows(0, 1, 0)], []).search(plan)
        assert engine.search(Plan(filters=(Filter("document", ("other",)),))).total == 0

    def test_words_of_what_is_not_kept_are_unknown(self, make_next: MakeNext) -> None:
        before = [turn(0, "Tirana"), turn(1, "tirade tirades TIRANA"), turn(2, "tired")]
        engine = make_next(before, [KeptRows(0, 0, 0)], [turn(1, "tirer")])
        assert engine.spellings("tirrana") == ("Tirana",)
        assert engine.spellings("tirade") == ("Tirana",)
        assert found(engine, Word("TIRANA", Form.EXACT)) == []
        limits = Limits(prefix_expansions=2)
        assert engine.search(Plan(Word("tir", Form.PREFIX), limits=limits)).total == 2
        with pytest.raises(OverBudget):
            engine.search(Plan(Word("tir", Form.PREFIX), limits=Limits(prefix_expansions=1)))

    def test_languages_of_what_is_not_kept_stem_nothing(self, make_next: MakeNext) -> None:
        before = [turn(0, "Verhandl."), turn(1, "Haus", language="de")]
        query = Word("Verhandlungen")  # "verhandl" in German
        assert found(make_next(before, [KeptRows(0, 1, 0)], []), query) == [0]
        assert found(make_next(before, [KeptRows(0, 0, 0)], []), query) == []

    @pytest.mark.parametrize(
        "kept",
        [
            [KeptRows(2, 3, 0), KeptRows(0, 1, 2)],
            [KeptRows(0, 2, 0), KeptRows(2, 3, 3)],
            [KeptRows(0, 1, 0), KeptRows(2, 3, 1)],
            [KeptRows(3, 2, 0)],
        ],
    )
    def test_rows_that_do_not_ascend_are_refused(self, make_next: MakeNext, kept: Sequence[KeptRows]) -> None:
        with pytest.raises(ValueError, match="ascend"):
            make_next([turn(row) for row in range(4)], kept, [])

    def test_rows_without_an_entry_are_refused(self, make_next: MakeNext) -> None:
        for kept in (KeptRows(0, 4, 0), KeptRows(4, 4, 0)):
            with pytest.raises(DamagedGeneration, match="lacks"):
                make_next([turn(row) for row in range(4)], [kept], [])

    def test_an_added_entry_has_a_row_of_its_own(self, make_next: MakeNext) -> None:
        with pytest.raises(ValueError, match="Row 1 "):
            make_next([turn(row) for row in range(4)], [KeptRows(0, 1, 0)], [turn(1)])
