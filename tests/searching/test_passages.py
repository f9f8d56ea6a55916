"""The hash of a passage is printed in books: these values may never change."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.passages import PassageRef, passage_hash


@pytest.mark.parametrize(
    ("paragraphs", "digest"),
    [
        ((), "e3b0c442"),
        (("No!",), "4dcb71f5"),
        (("Very well. We did finish.",), "09aaba4b"),
        (("First.", "Second."), "4bc5477f"),
        (("Ngô Đình Diệm",), "e358e68d"),
        (("毛泽东",), "e5404262"),
    ],
)
def test_the_recipe_is_pinned(paragraphs: tuple[str, ...], digest: str) -> None:
    assert passage_hash(paragraphs) == digest


@given(st.lists(st.text()))
def test_composition_and_white_space_do_not_count(paragraphs: list[str]) -> None:
    spaced = [f"  {' '.join(unicodedata.normalize('NFD', text).split())}\t" for text in paragraphs]
    assert passage_hash(spaced) == passage_hash(paragraphs)


def test_case_and_paragraph_breaks_count() -> None:
    hashes = {passage_hash(["one two"]), passage_hash(["One two"]), passage_hash(["one", "two"])}
    assert len(hashes) == 3


@pytest.mark.parametrize(
    ("text", "ref"),
    [("12-9f2c01ab", PassageRef(12, None, "9f2c01ab")), ("12.3-9f2c01ab", PassageRef(12, 3, "9f2c01ab"))],
)
def test_addresses_of_passages_read_as_they_are_written(text: str, ref: PassageRef) -> None:
    assert PassageRef.parse(text) == ref
    assert str(ref) == text


@pytest.mark.parametrize("text", ["", "0-9f2c01ab", "12", "12-9F2C01AB", "12-9f2c01abc", "12.0-9f2c01ab", "٣-9f2c01ab"])
def test_what_is_no_address_is_none(text: str) -> None:
    assert PassageRef.parse(text) is None
