"""A query is told to its reader in words."""

from __future__ import annotations

import pytest

from index.queries.query import parse
from index.queries.restate import restate
from index.tree import And, DateRange, Filter, Nothing, Word


def names(facet: str, value: str) -> str:
    labels = {"mao-zedong": "Mao Zedong", "zhou-enlai": "Zhou Enlai", "110018": "Memorandum", "speech": "Speech"}
    return labels[value]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "everything"),
        ("shells", "the word “shells”"),
        ("artillery shells -Kubinsky", "the words “artillery” and “shells”, not “Kubinsky”"),
        ("a b c", "the words “a”, “b” and “c”"),
        ('shells "people’s army"', "the word “shells”, the phrase “people's army”"),
        ("=Mao", "“Mao” exactly as written"),
        ('="The Army"', "the phrase “The Army” exactly as written"),
        ("comm*", "words that begin with “comm”"),
        ("shel~", "“shel” or a word one letter off"),
        ("a NEAR/3 b", "“a” and “b” within 3 words of each other"),
        ('"a b c"~1', "“a”, “b” and “c” within 1 word of each other"),
        ("a OR b OR c", "the word “a”, “b” or “c”"),
        ("a OR (b c)", "the word “a”, or the words “b” and “c”"),
        ("(a OR b) c -(x y)", "the word “c”, (the word “a” or “b”), not (the words “x” and “y”)"),
        ("title:shells", "the word “shells” in the title"),
        ("title:(a -b) x", "the word “x”, (the word “a”, not “b”) in the title"),
        ("-a", "everything, not “a”"),
        ("中国人 中", "the word “中”, the phrase “中国人”"),
        ('shells speaker:"Mao"', "the word “shells”, spoken by “Mao”"),
        ("kind:speech", "of the kind Speech"),
    ],
)
def test_what_was_typed_is_told(typed: str, told: str) -> None:
    assert restate(parse(typed).tree, names) == told


def test_filters_are_told_by_their_labels() -> None:
    tree = And((Word("shells"), Filter("speaker", ("mao-zedong", "zhou-enlai")), Filter("document", ("110018",))))
    assert restate(tree, names) == "the word “shells”, spoken by Mao Zedong or Zhou Enlai, in “Memorandum”"
    assert restate(Nothing(), names) == "nothing"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("1963", "1963"),
        ("1963-07", "July 1963"),
        ("1963-12", "December 1963"),
        ("1963-01", "January 1963"),
        ("1963-07-20", "20 July 1963"),
        ("1963-01-01", "1 January 1963"),
        ("1963-12-31", "31 December 1963"),
        ("1963..1964", "1963 to 1964"),
        ("1963..1964-06", "January 1963 to June 1964"),
        ("1963-07-10..1963-07-31", "10 July 1963 to 31 July 1963"),
        ("1963..", "from 1963 on"),
        ("..1964-02", "up to February 1964"),
    ],
)
def test_dates_are_told_as_coarsely_as_they_can_be(typed: str, told: str) -> None:
    assert restate(parse(f"date:{typed}").tree, names) == f"dated {told}"


def test_a_range_without_ends_is_any_time() -> None:
    assert restate(DateRange(None, None), names) == "dated at any time"
