"""Do the parts of the Whoosh engine that have an idea of their own keep to it? The clock, and words almost alike."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_engine import edits as edits_by_definition

from index.analysis import fold
from index.engines.whoosh.deadline import Deadline
from index.engines.whoosh.lexicon import Lexicon, edits
from index.errors import OutOfTime

short_words = st.text(alphabet="abcdé", max_size=6)


@given(short_words, short_words)
def test_edits_are_those_of_the_definition(one: str, other: str) -> None:
    assert edits(one, other) == edits_by_definition(one, other)


@given(st.lists(st.text(alphabet="abEé中", min_size=1, max_size=6), unique=True), short_words, st.integers(0, 2))
def test_a_lexicon_finds_every_word_near_and_no_other(surface: list[str], word: str, most: int) -> None:
    distances = {folded: edits_by_definition(word, folded) for folded in map(fold, surface)}
    near = {folded: distance for folded, distance in distances.items() if distance <= most}
    assert dict(Lexicon(surface).near(word, most)) == near


@given(st.lists(st.text(alphabet="abE中", min_size=1, max_size=4), unique=True), st.text(alphabet="ab中", max_size=3))
def test_a_lexicon_finds_every_word_that_begins_so(surface: list[str], prefix: str) -> None:
    expected = sorted({folded for folded in map(fold, surface) if folded.startswith(prefix)})
    assert list(Lexicon(surface).beginning(prefix)) == expected


def test_a_lexicon_gives_the_forms_of_a_folded_word() -> None:
    lexicon = Lexicon(["Gomułka", "GOMUŁKA", "Mao"])
    assert sorted(lexicon.forms("gomulka")) == ["GOMUŁKA", "Gomułka"]
    assert "mao" in lexicon
    assert "Mao" not in lexicon
    assert lexicon.forms("tito") == ()


def test_endless_work_is_stopped() -> None:
    with pytest.raises(OutOfTime, match=r"0\.01 s"):
        sum(Deadline(0.01).watched(count()))


def test_time_spent_for_later_searches_is_not_charged(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("index.engines.whoosh.deadline.time.monotonic", lambda: now[0])
    deadline = Deadline(1.0)
    with deadline.stopped():
        now[0] += 30
    now[0] += 0.5
    deadline.check()
    now[0] += 0.5
    with pytest.raises(OutOfTime):
        deadline.check()
