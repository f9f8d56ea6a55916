"""Speakers and documents are found by the words of their names."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.queries.names import Named, folded_words


@dataclass(frozen=True)
class Thing:
    id: str
    name: str


NAMES = st.lists(st.text("abÉ -", max_size=6), max_size=8)
TYPED = st.frozensets(st.sampled_from(["a", "b", "ab", "ba", "e", "aa"]), max_size=3)


def named(names: list[str]) -> Named[Thing]:
    return Named((Thing(str(number), name), name) for number, name in enumerate(names))


@given(NAMES, TYPED)
def test_names_are_found_as_if_each_was_looked_at(names: list[str], typed: frozenset[str]) -> None:
    words = [folded_words(name) for name in names]
    with_all = [str(number) for number, its in enumerate(words) if typed and typed <= its]
    assert [thing.id for thing in named(names).with_all(typed)] == with_all
    within = [str(number) for number, its in enumerate(words) if typed and its and (typed <= its or its <= typed)]
    assert [thing.id for thing in named(names).with_all_or_within(typed)] == within


@pytest.mark.parametrize(("id_", "name"), [("1", "Mao Zedong"), ("7", None), ("", None)])
def test_a_thing_is_found_by_its_id(id_: str, name: str | None) -> None:
    found = named(["Hoxha", "Mao Zedong"]).of_id(id_)
    assert (found and found.name) == name
