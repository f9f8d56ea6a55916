"""Do the parts of the Whoosh engine that have an idea of their own keep to it? The clock, and words almost alike."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_engine import edits as edits_by_definition

from index.engines.whoosh.deadline import Deadline
from index.engines.whoosh.lexicon import edits, near
from index.engines.whoosh.word_list import WordList, encoded, joined
from index.errors import OutOfTime
from index.queries.analysis import fold

short_words = st.text(alphabet="abcdé", max_size=6)


@given(short_words, st.lists(short_words), st.integers(1, 2))
def test_edits_are_those_of_the_definition(word: str, others: list[str], most: int) -> None:
    expected = [min(edits_by_definition(word, other), most + 1) for other in others]
    assert edits(word, others, most, Deadline(60)).tolist() == expected


def word_list(surface: Iterable[str]) -> WordList:
    """The folded words as a lexicon keeps them, behind a word of another field."""
    folded = sorted({encoded(fold(word)) for word in surface})
    return WordList(*joined([b"other field", *folded]), first=1)


@given(st.lists(st.text(alphabet="abEé中", min_size=1, max_size=6)), short_words, st.integers(1, 2))
def test_a_lexicon_finds_every_word_near_and_no_other(surface: list[str], word: str, most: int) -> None:
    lexicon = word_list(surface)
    distances = {folded: edits_by_definition(word, folded) for folded in map(fold, surface)}
    found = {lexicon[number - 1]: distance for number, distance in near(lexicon, word, most, Deadline(60))}
    assert found == {folded: distance for folded, distance in distances.items() if distance <= most}


@given(st.lists(st.text(alphabet="abE中", min_size=1, max_size=4)), st.text(alphabet="ab中", max_size=3))
def test_a_word_list_finds_every_word_that_begins_so(surface: list[str], prefix: str) -> None:
    words = word_list(surface)
    expected = sorted({folded for folded in map(fold, surface) if folded.startswith(prefix)})
    assert [words[number - 1] for number in words.beginning(encoded(prefix))] == expected


@given(st.lists(st.text(max_size=4)), st.text(max_size=4))
def test_a_word_list_finds_words_and_no_others(surface: list[str], word: str) -> None:
    words = word_list(surface)
    for each in (*words, word):
        number = words.find(encoded(each))
        assert (number is not None) == (each in list(words))
        assert number is None or words[number - 1] == each


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
