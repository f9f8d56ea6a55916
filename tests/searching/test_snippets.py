"""A hit shows the best stretches around the words that match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import accumulate, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.queries.matching import Highlighter, Occurrence
from index.queries.query import parse
from index.queries.snippets import (
    ENOUGH_FOR_ALL,
    ENOUGH_FOR_NONE,
    ENOUGH_FOR_SOME,
    MOST,
    WIDTH,
    _best_of,
    _leaves,
    _Piece,
    _portions,
    _Stretch,
    snippets,
)
from index.results import Snippet
from index.tree import Phrase, Word

FILLER = "It was quiet on the river that whole long day and nobody came. " * 20


def of_fields(typed: str, fields: Mapping[str, tuple[str, ...]], language: str | None = "en") -> tuple[Snippet, ...]:
    return snippets(Highlighter(parse(typed).tree), fields, language)


def shown(typed: str, *paragraphs: str, language: str | None = "en") -> tuple[Snippet, ...]:
    return of_fields(typed, {"text": paragraphs}, language)


def text_of(snippet: Snippet) -> str:
    return "".join(part.text for part in snippet.parts)


def marked(snippet: Snippet) -> list[str]:
    return [part.text for part in snippet.parts if part.mark]


def test_a_short_paragraph_is_shown_whole_with_its_marks() -> None:
    (snippet,) = shown("shells", "They have shells.")
    assert [(part.text, part.mark) for part in snippet.parts] == [("They have ", False), ("shells", True), (".", False)]
    assert (snippet.paragraph, snippet.field) == (1, None)
    assert not snippet.cut_before
    assert not snippet.cut_after


def test_a_long_paragraph_is_cut_between_words_around_the_match() -> None:
    text = FILLER + "Then the shells fell. " + FILLER
    (snippet,) = shown("shells", text)
    assert marked(snippet) == ["shells"]
    assert WIDTH * 0.7 <= len(text_of(snippet)) <= WIDTH * 1.25
    assert snippet.cut_before
    assert snippet.cut_after
    start = text.index(text_of(snippet))
    assert text[start - 1] == " "
    assert text[start + len(text_of(snippet))] in " ."
    assert text_of(snippet) == text_of(snippet).strip()


def test_a_match_at_either_end_is_not_cut_off_there() -> None:
    (first,) = shown("shells", "Shells fell. " + FILLER)
    assert text_of(first).startswith("Shells fell.")
    assert (first.cut_before, first.cut_after) == (False, True)
    (last,) = shown("shells", FILLER + "So the shells.")
    assert text_of(last).endswith("So the shells.")
    assert (last.cut_before, last.cut_after) == (True, False)
    assert len(text_of(last)) > WIDTH * 0.7


def test_a_window_with_more_of_the_words_wins() -> None:
    text = "The army came. " + FILLER + "Heavy artillery and the army came. " + FILLER + "An army again."
    (snippet,) = shown("army artillery", text)
    assert marked(snippet) == ["artillery", "army"]


def test_words_far_apart_in_one_paragraph_are_both_shown_in_their_order() -> None:
    first, second = shown("artillery army", "The army came. " + FILLER + "Heavy artillery came. " + FILLER)
    assert marked(first) == ["army"]
    assert marked(second) == ["artillery"]
    assert {first.paragraph, second.paragraph} == {1}


def test_a_phrase_is_one_mark_and_its_words_alone_are_none() -> None:
    text = "Heavy rain. " + FILLER + "The heavy artillery came. " + FILLER
    (snippet,) = shown('"heavy artillery"', text)
    assert marked(snippet) == ["heavy artillery"]


def test_paragraphs_are_numbered_and_stand_in_order() -> None:
    found = shown("army OR shells OR tanks", "Nothing.", "An army.", "Another army.", "Tanks and shells.", "A tank.")
    assert [snippet.paragraph for snippet in found] == [2, 4]


def test_a_third_snippet_is_shown_only_for_another_word() -> None:
    assert len(shown("army", "Army.", "Army.", "Army.")) == 2
    assert len(shown("army shells tanks", "Army.", "Shells.", "Tanks.", "Army.")) == MOST


def test_without_a_match_the_text_begins() -> None:
    (snippet,) = shown("", "", "  ", FILLER)
    assert text_of(snippet).startswith("It was quiet")
    assert snippet.paragraph == 3
    assert (snippet.cut_before, snippet.cut_after) == (False, True)
    assert marked(snippet) == []
    assert shown("-army", "No tanks.") == shown("", "No tanks.")


def test_nothing_is_shown_of_nothing() -> None:
    assert of_fields("army", {}) == ()
    assert shown("army", "", " ") == ()


def test_metadata_is_shown_by_field() -> None:
    fields = {"title": ("The army of 1963",), "summary": (FILLER + "An army. " + FILLER,), "credits": ("Someone",)}
    title, summary = of_fields("army", fields)
    assert (title.field, title.paragraph) == ("title", None)
    assert (summary.field, summary.paragraph) == ("summary", None)
    (only,) = of_fields("title:army", fields)
    assert only.field == "title"


def test_without_a_match_metadata_shows_the_summary() -> None:
    (snippet,) = of_fields("", {"title": ("A title",), "summary": ("What it is about.",)})
    assert (snippet.field, text_of(snippet)) == ("summary", "What it is about.")


def test_a_query_is_read_in_every_language_of_the_archive() -> None:
    (snippet,) = snippets(Highlighter(parse("shells").tree, ("en", None)), {"text": ("One shell.",)}, None)
    assert marked(snippet) == ["shell"]


def test_text_without_spaces_is_cut_between_characters() -> None:
    (snippet,) = shown("北京", "中国人民在河边" * 100 + "北京" + "中国人民在河边" * 100)
    assert marked(snippet) == ["北京"]
    assert WIDTH * 0.7 <= len(text_of(snippet)) <= WIDTH * 1.25


def pieces_of(size: int) -> tuple[str, ...]:
    return (FILLER,) * (size // len(FILLER) + 2)


def test_a_very_long_turn_is_looked_at_only_until_enough_is_found() -> None:
    far = pieces_of(2 * ENOUGH_FOR_ALL)
    assert [snippet.paragraph for snippet in shown("shells", "Shells.", *far, "Shells.")] == [1]
    assert [snippet.paragraph for snippet in shown("shells OR tanks", "Shells.", *far, "Tanks.")] == [1, len(far) + 2]
    far = pieces_of(ENOUGH_FOR_SOME + ENOUGH_FOR_ALL)
    assert [snippet.paragraph for snippet in shown("shells OR tanks", "Shells.", *far, "Tanks.")] == [1]
    assert [snippet.paragraph for snippet in shown("shells OR tanks", "Nothing.", *far, "Tanks.")] == [len(far) + 2]
    (beginning,) = shown("shells", *pieces_of(ENOUGH_FOR_NONE + ENOUGH_FOR_ALL), "Shells.")
    assert marked(beginning) == []


@pytest.mark.parametrize("filler", [FILLER, "中国人民在河边，", "x" * 1_000])
@pytest.mark.parametrize("before", [0, 9_000, 9_990, 10_000, 11_000, 30_000])
def test_a_very_long_paragraph_is_looked_at_the_same_way(filler: str, before: int) -> None:
    text = (filler * (before // len(filler) + 1))[:before] + " shells fell " + filler * (20_000 // len(filler))
    (snippet,) = shown('"shells fell"', text)
    assert marked(snippet) == ["shells fell"]
    assert text_of(snippet) in text


@given(st.lists(st.integers(0, 30_000), max_size=6))
def test_portions_are_all_of_the_pieces(sizes: list[int]) -> None:
    pieces = [("word " * (size // 5 + 1))[:size] for size in sizes]
    reached = dict.fromkeys(range(len(pieces)), 0)
    for first, offset, texts in _portions(pieces):
        assert sum(map(len, texts)) <= ENOUGH_FOR_ALL
        for number, text in enumerate(texts, first):
            assert offset <= reached[number]
            assert text == pieces[number][offset : offset + len(text)]
            reached[number] = offset + len(text)
    assert list(reached.values()) == sizes


LEAVES = (Word("a"), Word("b"), Phrase(("a", "b")), Phrase(("a", "b", "c"), within=3))


@st.composite
def stretches(draw: st.DrawFn) -> _Stretch:
    """A text of single letters with random occurrences in it."""
    starts = sorted(draw(st.lists(st.integers(0, 900), max_size=8)))
    found = [Occurrence(start, start + draw(st.integers(1, 300)), draw(st.integers(0, 3))) for start in starts]
    piece = _Piece("text", 0, "a " * 600, found)
    return _Stretch(piece, 0, 1200, found, _leaves(found), draw(st.booleans()))


def worth_of(leaf: int, shown: Set[int], is_rest: bool) -> int:
    """A phrase counts as much as its words; what is shown much less, and in the rest of the same piece nothing."""
    words = (1, 1, 2, 1)[leaf]
    return words * 100 if leaf not in shown else 0 if is_rest else words


def plainly_best(several: list[_Stretch], shown: Set[int]) -> tuple[int, int, int, Set[int]] | None:
    """By trying every window: worth, start, end and leaves of the best, the first of equals."""
    windows = []
    for stretch in several:
        for at, first in enumerate(stretch.inside):
            fitting = takewhile(lambda one: one.end - first.start <= WIDTH, stretch.inside[at + 1 :])  # noqa: B023
            window = [first, *fitting]
            inside = {one.leaf for one in window}
            worth = sum(worth_of(leaf, shown, stretch.is_rest) for leaf in inside)
            windows.append((worth, first.start, max(one.end for one in window), inside))
    best = max(windows, key=lambda window: window[0], default=None)
    return best if best and best[0] else None


@given(st.lists(stretches(), max_size=3), st.frozensets(st.integers(0, 3)))
def test_the_best_window_is_the_best_of_all(several: list[_Stretch], shown: Set[int]) -> None:
    best = _best_of(several, LEAVES, shown)
    expected = plainly_best(several, shown)
    assert (best and (best.worth, best.start, best.end, best.shown)) == expected


PIECES = st.lists(st.text(st.sampled_from("ab cÉe\u0301'- .\n中国"), max_size=400), max_size=4)
QUERIES = st.text(st.sampled_from('ab*~="()-中国 é'), max_size=20)


@given(QUERIES, PIECES, st.integers(1, 30))
def test_a_snippet_is_a_piece_of_the_text(typed: str, pieces: list[str], times: int) -> None:
    paragraphs = [piece * times for piece in pieces]
    found = shown(typed, *paragraphs)
    assert len(found) <= MOST
    for snippet in found:
        text, paragraph = text_of(snippet), paragraphs[(snippet.paragraph or 0) - 1]
        assert text
        assert text in paragraph
        assert all(part.text for part in snippet.parts)
        assert (text == paragraph.strip()) is not (snippet.cut_before or snippet.cut_after)
        assert text == text.strip()


FEW = st.lists(st.text(st.sampled_from("ab cÉe\u0301'- .\n中国"), max_size=80), max_size=4)


@given(QUERIES, FEW, st.integers(1, 9))
def test_what_is_marked_in_a_snippet_is_marked_in_the_text(typed: str, pieces: list[str], times: int) -> None:
    paragraphs = [piece * times for piece in pieces]
    highlighter = Highlighter(parse(typed).tree)
    marks = highlighter.marks(paragraphs, "en")
    found = shown(typed, *paragraphs)
    assert any(marked(snippet) for snippet in found) is bool(marks)
    for snippet in found:
        number = (snippet.paragraph or 0) - 1
        own = [(start, end) for piece, start, end in marks if piece == number]
        assert any(
            paragraphs[number].startswith(text_of(snippet), place)
            and marked_stretches(snippet, place) == clipped(own, place, place + len(text_of(snippet)))
            for place in range(len(paragraphs[number]))
        )


def marked_stretches(snippet: Snippet, place: int) -> list[tuple[int, int]]:
    ends = [place + end for end in accumulate(len(part.text) for part in snippet.parts)]
    return [(end - len(part.text), end) for part, end in zip(snippet.parts, ends, strict=True) if part.mark]


def clipped(spans: Sequence[tuple[int, int]], low: int, high: int) -> list[tuple[int, int]]:
    return [(max(start, low), min(end, high)) for start, end in spans if start < high and low < end]
