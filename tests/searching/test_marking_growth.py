"""What marks and snippets cost grows as the text does, whatever the text and the query."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from types import FrameType

import pytest

from index.queries.matching import Highlighter
from index.queries.query import parse
from index.queries.snippets import ENOUGH_FOR_NONE, snippets

PHRASE_OF_THE = '"' + " ".join(["the"] * 20) + '"'
NEAR_THE = " NEAR/100 ".join(["the"] * 8)
MANY = " OR ".join(f"word{number}" for number in range(64))

# A query, and what a text repeats.
CASES = {
    "common words": ("the of and", "the head of the river and of the sea, "),
    "a phrase of one word": (PHRASE_OF_THE, "the "),
    "a phrase that nearly matches": (PHRASE_OF_THE + ' "the the a"', "the the "),
    "a phrase across signs": ('"the the"', "the — — — — "),
    "NEAR of one word": (NEAR_THE, "the "),
    "NEAR of far words": ("one NEAR/100 two NEAR/100 three", "one two " + "word " * 200 + "three "),
    "many words": (MANY, "word1 word2 words word63, "),
    "almost long words": ("a" * 100 + "~", "a" * 101 + " "),
    "almost short words": ("ab~", "ab ac "),
    "beginnings": ("aa*", "aa aaa b "),
    "single letters": ("a", "a-"),
    "one word": ("xx*", "x"),
    "brackets": ("central", "The C[entral] Committee "),
    "opened brackets": ("central", "[[C[entral "),
    "decomposed letters": ("ete", "un e\u0301te\u0301 "),
    "invisible characters": ("cooperate", "co\u00adoperate-"),
    "Chinese": ("中国人", "中国人民在河边，"),
    "Chinese without signs": ("北京 OR 中国", "中国人民在河边"),
    "Chinese with other words": ("data OR 中", "中data中 "),
    "odd letters": ("weiss", "weiß und ﬁ "),
    "numbers": ("1,540,000", "1,540,000.5 "),
    "apostrophes": ("it's", "it's '' ' 'tis "),
    "line breaks": ("one", "one\n\n"),
}


def marks_of(query: str, text: str) -> int:
    return len(Highlighter(parse(query).tree, ("en", "fr", None)).marks((text,), "en"))


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, built in ones too."""
    counted = 0

    def see(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


def least_time(work: Callable[[], object]) -> float:
    """Seconds of the processor, the least of three times, without what the test run's own objects cost to collect."""
    least = float("inf")
    gc.disable()
    try:
        for _ in range(3):
            started = time.process_time()
            work()
            least = min(least, time.process_time() - started)
    finally:
        gc.enable()
    return least


def repeated(piece: str, size: int) -> str:
    return (piece * (size // len(piece) + 1))[:size]


@pytest.mark.parametrize("name", CASES)
def test_twice_the_text_takes_twice_the_steps(name: str) -> None:
    query, piece = CASES[name]
    small, large = repeated(piece, 4_000), repeated(piece, 8_000)
    marks_of(query, small)  # whatever is worked out once
    assert calls(lambda: marks_of(query, large)) <= 2.3 * calls(lambda: marks_of(query, small))


@pytest.mark.parametrize("name", CASES)
def test_sixteen_times_the_text_takes_about_sixteen_times_as_long(name: str) -> None:
    """Copying or searching a whole text for each of its words would take 256 times as long."""
    query, piece = CASES[name]
    small, large = repeated(piece, 2_500), repeated(piece, 40_000)
    marks_of(query, small)
    least = max(least_time(lambda: marks_of(query, small)), 0.0002)
    assert least_time(lambda: marks_of(query, large)) <= 80 * least


@pytest.mark.parametrize("name", CASES)
def test_snippets_of_ever_longer_texts_do_not_cost_more(name: str) -> None:
    query, piece = CASES[name]
    found = " ".join(f"{word}" for word in (query, *(query.replace('"', " ").split()), "the the a", "三中国人"))
    tree = parse(query).tree

    def steps(size: int) -> int:
        text = found + " " + repeated(piece, size)
        return calls(lambda: snippets(Highlighter(tree, ("en",)), {"text": (text,)}, "en"))

    steps(1_000)
    assert steps(200_000) <= 1.1 * steps(60_000) + 50


def test_nothing_is_looked_for_beyond_a_million_characters() -> None:
    tree = parse("zebra").tree

    def steps(size: int) -> int:
        text = repeated("It was so. ", size)
        return calls(lambda: snippets(Highlighter(tree, ("en",)), {"text": (text,)}, "en"))

    assert steps(3 * ENOUGH_FOR_NONE) <= steps(ENOUGH_FOR_NONE) + 500


def test_many_short_paragraphs_are_looked_at_together() -> None:
    """One step for each, and not the twenty of a text."""
    tree = parse("zebra").tree
    pieces = ("It was so.",) * 20_000
    highlighter = Highlighter(tree, ("en",))
    assert calls(lambda: highlighter.marks(pieces, "en")) < 3 * len(pieces)
    assert calls(lambda: snippets(highlighter, {"text": pieces}, "en")) < 5 * len(pieces)
