"""What templates print: bars, words for dates and numbers, steps through hits, citations."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import ArchiveReference, Document, DocumentDate, Kind, Metadata, Paragraph, Precision, Source, Turn
from index.passages import PassageRef
from webapp.addresses import Addresses
from webapp.citations.verbatim import document_citation, passage_citation, with_address
from webapp.presenters.counts import counted
from webapp.presenters.dates import in_words, machine_readable, moment
from webapp.presenters.hits import hit_marks
from webapp.presenters.paging import pager
from webapp.presenters.passage import EXCERPT, excerpt
from webapp.presenters.transcript import direction, turn_view, web_address
from webapp.presenters.years import HEIGHT, MOST_BARS, YearTally, bars


@pytest.mark.parametrize(
    ("edtf", "words", "machine"),
    [
        ("1963-07-20", "20 July 1963", "1963-07-20"),
        ("1963-07", "July 1963", "1963-07"),
        ("1963", "1963", "1963"),
        ("1963~", "about 1963", "1963"),
        ("1963-07?", "July 1963 (uncertain)", "1963-07"),
        ("196X", "1960s", None),
        ("1963-07-20/1963-07-22", "20 July 1963 – 22 July 1963", None),
        ("../1963", ".. – 1963", None),
        (None, "undated", None),
        ("some day", "some day", None),
    ],
)
def test_dates_in_words(edtf: str | None, words: str, machine: str | None) -> None:
    assert in_words(edtf) == words
    assert machine_readable(edtf) == machine


def test_a_moment_is_told_in_utc() -> None:
    assert moment("2026-11-20T10:05:59+01:00") == "20 November 2026, 09:05 UTC"


def test_numbers_with_their_nouns() -> None:
    assert [counted(number, "turn") for number in (0, 1, 1540)] == ["0 turns", "1 turn", "1,540 turns"]


YEARS = st.dictionaries(st.integers(1, 3000), st.integers(0, 500), max_size=60)


@given(YEARS)
def test_bars_count_everything_once_and_stay_few(counts: dict[int, int]) -> None:
    shown = bars([YearTally(year, count) for year, count in counts.items()], lambda first, last: f"{first}-{last}")
    assert sum(bar.count for bar in shown) == sum(counts.values())
    for bar in shown:
        assert bar.y + bar.height == HEIGHT
        assert (bar.height > 0) == (bar.count > 0) == (bar.url is not None)
    span = max(counts) - min(counts) if counts else 0
    assert len(shown) <= MOST_BARS + 1 or span > 100 * MOST_BARS


def test_years_without_anything_leave_a_gap() -> None:
    shown = bars([YearTally(1963, 4), YearTally(1966, 2, selected=True)], lambda first, last: f"{first}-{last}")
    assert [(bar.label, bar.height, bar.url) for bar in shown] == [
        ("1963", 100, "1963-1963"),
        ("1964", 0, None),
        ("1965", 0, None),
        ("1966", 50, "1966-1966"),
    ]
    assert [bar.selected for bar in shown] == [False, False, False, True]


def test_many_years_share_bars() -> None:
    shown = bars([YearTally(year, 1) for year in range(1900, 2000)], lambda first, last: f"{first}-{last}")
    assert [bar.label for bar in shown[:2]] == ["1900–1904", "1905–1909"]
    assert (shown[0].url, shown[0].first) == ("1900-1904", "1900")


def test_pages_have_gaps_but_never_lose_the_ends() -> None:
    turned = pager(10, 20, str)
    labels = [link.label if link else "…" for link in turned.links]
    assert labels == ["1", "…", "8", "9", "10", "11", "12", "…", "20"]
    assert (turned.previous, turned.next) == ("9", "11")
    assert [link.url for link in turned.links if link and link.label == "10"] == [None]
    assert pager(1, 1, str).links == ()


def test_a_turn_that_matches_without_marks_is_a_stop_of_its_own() -> None:
    found = hit_marks((2, 5), {2: ((1, 0, 4), (1, 8, 12), (3, 0, 4))})
    assert {place: stop.number for place, stop in found.stops.items()} == {(2, 1): 1, (2, 3): 2, (5, 1): 3}
    assert found.stretches(2, 1) == ((0, 4), (8, 12))


TURN = Turn(1, Kind.SPEECH, (Paragraph("The lamp is out."),))
TALK = Document(Metadata("talk", "A talk"), Source("talk.txt", "text", ""), (TURN,))


def test_marks_cut_the_text_and_lose_nothing() -> None:
    marks = hit_marks((1,), {1: ((1, 4, 8), (1, 12, 15))})
    (paragraph,) = turn_view(TALK, TURN, Addresses(), marks).paragraphs
    assert [(piece.text, piece.mark, piece.anchor) for piece in paragraph.pieces] == [
        ("The ", False, None),
        ("lamp", True, "hit-1"),
        (" is ", False, None),
        ("out", True, None),
        (".", False, None),
    ]


def test_directions_of_writing() -> None:
    languages = (None, "en", "ar", "he-IL", "AR-eg", "sq")
    assert [direction(language) for language in languages] == ["auto", "ltr", "rtl", "rtl", "rtl", "ltr"]


def test_only_addresses_of_the_web_become_links() -> None:
    assert web_address("https://example.org/1") == "https://example.org/1"
    assert [web_address(text) for text in (None, "javascript:alert(1)", "/etc/passwd", "//evil.example")] == [None] * 4


@given(st.text(alphabet="ab ", max_size=3 * EXCERPT), st.booleans())
def test_excerpts_are_short_and_of_the_text(text: str, tail: bool) -> None:
    short = excerpt(text, tail=tail)
    assert len(short) <= EXCERPT + 2
    assert short.strip("… ") in text


def test_a_citation_is_verbatim_where_the_source_has_one() -> None:
    cited = Document(Metadata("talk", "A talk", citation="Box 1, f. 2"), TALK.source, TALK.turns)
    assert document_citation(cited.metadata) == "Box 1, f. 2"
    assert (
        passage_citation(cited.metadata, PassageRef(4, 2, "00000000"), ("A", "B"))
        == "Box 1, f. 2. Turn 4, paragraph 2 (A, B)."
    )
    assert with_address("Box 1.", "https://x.example", date(2026, 11, 2)) == (
        "Box 1. https://x.example (accessed 2 November 2026)."
    )


def test_without_one_it_is_made_of_what_is_known() -> None:
    assert document_citation(TALK.metadata) == "“A talk”, undated."
    of = Metadata(
        "talk",
        "A talk",
        dates=(DocumentDate("1963-07-20", "1963-07-20", Precision.DAY, "document", "July 20, 1963"),),
        archive=ArchiveReference(repository="City Archive", dossier="Box 4"),
        translator="Ada Quill",
    )
    known = Document(of, TALK.source, TALK.turns)
    assert document_citation(known.metadata) == "“A talk”, July 20, 1963, City Archive, Box 4, Translated by Ada Quill."
