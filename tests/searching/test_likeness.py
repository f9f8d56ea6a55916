"""How like a quotation printed words are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.queries.analysis import fold, tokens
from index.queries.likeness import Change, Part, Quotation, most_like

TURN = (
    "The keeper's lamp was lit before the storm, and the harbour was quiet.",
    "Nobody slept that night; the lamp burned until the tide turned at noon.",
)


def parts(text: str) -> list[tuple[str, str]]:
    found = most_like(Quotation.of(text), TURN)
    assert found is not None
    return [(part.change.value, part.text) for part in found.parts]


def test_the_same_words_are_the_same_whatever_their_shape() -> None:
    found = most_like(Quotation.of("THE KEEPER’S LAMP — was lit before the storm!"), TURN)
    assert found is not None
    assert found.is_verbatim
    assert (found.share, found.paragraphs) == (1.0, (1, 1))
    assert found.texts == ("The keeper's lamp was lit before the storm",)


def test_a_quotation_may_go_over_paragraphs() -> None:
    found = most_like(Quotation.of("the harbour was quiet. Nobody slept that night"), TURN)
    assert found is not None
    assert found.is_verbatim
    assert found.paragraphs == (1, 2)
    assert found.texts == ("the harbour was quiet", "Nobody slept that night")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "the lamp was never lit before the storm",
            [
                ("same", "The"),
                ("printed", "keeper's"),
                ("same", "lamp was"),
                ("quoted", "never"),
                ("same", "lit before the storm"),
            ],
        ),
        (
            "lamp was lit before a storm, and",
            [("same", "lamp was lit before"), ("quoted", "a"), ("printed", "the"), ("same", "storm, and")],
        ),
        (
            "the lamp burned until … noon",
            [("same", "the lamp burned until"), ("left_out", "the tide turned at"), ("same", "noon")],
        ),
        (
            "the lamp burned [...] turned at noon",
            [("same", "the lamp burned"), ("left_out", "until the tide"), ("same", "turned at noon")],
        ),
    ],
)
def test_differences_are_told_word_by_word(text: str, expected: list[tuple[str, str]]) -> None:
    assert parts(text) == expected


def test_what_dots_leave_out_is_no_difference() -> None:
    found = most_like(Quotation.of("Nobody slept that night … turned at noon"), TURN)
    assert found is not None
    assert found.is_abridged
    assert not found.is_verbatim


def test_dots_do_not_excuse_a_wrong_word() -> None:
    found = most_like(Quotation.of("Nobody slept that morning … turned at noon"), TURN)
    assert found is not None
    assert not found.is_abridged


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我们不怕任何敌人", [("same", "我们不怕任何敌人")]),
        ("我们不怕所有敌人", [("same", "我们不怕"), ("quoted", "所有敌"), ("printed", "任何敌"), ("same", "人")]),
        ("我们…敌人", [("same", "我们"), ("left_out", "不怕任何敌"), ("same", "人")]),
    ],
)
def test_characters_that_stand_in_two_words_are_told_once(text: str, expected: list[tuple[str, str]]) -> None:
    found = most_like(Quotation.of(text), ("同志们，我们不怕任何敌人。我们有信心。",))
    assert found is not None
    assert [(part.change.value, part.text) for part in found.parts] == expected


def test_nothing_in_common_is_no_likeness() -> None:
    assert most_like(Quotation.of("xylophone quagga zebra"), TURN) is None
    assert most_like(Quotation.of("any words at all"), ()) is None


WORDS = st.lists(st.sampled_from(["lamp", "storm", "keeper", "the", "noon", "tide"]), min_size=1, max_size=30)


@given(WORDS, WORDS)
def test_parts_hold_the_whole_quotation_in_order(quoted: list[str], printed: list[str]) -> None:
    found = most_like(Quotation.of(" ".join(quoted)), (" ".join(printed),))
    if found is None:
        assert not set(quoted) & set(printed)
        return
    kept = [part for part in found.parts if part.change in (Change.SAME, Change.QUOTED)]
    assert _words(kept) == quoted
    shown = [part for part in found.parts if part.change is not Change.QUOTED]
    assert _words(shown) == " ".join(found.texts).split()
    assert " ".join(found.texts) in " ".join(printed)
    assert 0 < found.share <= 1


@given(WORDS, WORDS, WORDS)
def test_words_that_stand_there_are_found(before: list[str], quoted: list[str], after: list[str]) -> None:
    words = ["start", *quoted, "end"]
    found = most_like(Quotation.of(" ".join(words)), (" ".join([*before, *words, *after]),))
    assert found is not None
    assert found.is_verbatim


def _words(some: list[Part]) -> list[str]:
    return [fold(token.text) for part in some for token in tokens(part.text)]
