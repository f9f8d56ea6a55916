"""What stands on a web page: its paragraphs and what stands out in them, not its furniture."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from index.errors import UnreadableSource
from index.formats.base import Claim, SourceFile
from index.formats.html import FORMAT
from index.formats.html_blocks import blocks_of
from index.formats.html_source import MOST_TAGS, declared_encoding, parse
from index.model import Document
from index.reading.blocks import Block, BlockKind, Style


def blocks(page: str) -> tuple[Block, ...]:
    return blocks_of([parse(page)])


def texts(page: str) -> list[str]:
    return [block.text for block in blocks(page)]


def read(page: str | bytes, path: str = "talk.html") -> Document:
    (document,) = FORMAT.read(SourceFile(path, page.encode() if isinstance(page, str) else page))
    return document


def shown(document: Document) -> str:
    return " ".join(paragraph.text for turn in document.turns for paragraph in turn.paragraphs)


def test_paragraphs_are_what_a_browser_shows_apart() -> None:
    page = "<p>One\n  two</p>three<div>four <b>five</b>six<p>seven</div><table><tr><td>eight<td>nine</table>"
    assert texts(page) == ["One two", "three", "four fivesix", "seven", "eight", "nine"]


def test_one_break_begins_a_line_and_two_a_paragraph() -> None:
    assert texts("<p>One <br> two<br/><br>three<br></p>") == ["One\ntwo", "three"]


def test_what_stands_out_is_told_with_its_place() -> None:
    (block,) = blocks('<p><b>Ann: </b>so <i>it</i> <span style="text-decoration:underline">goes</span></p>')
    assert [(block.text[e.start : e.end], e.style) for e in block.emphases] == [
        ("Ann:", Style.BOLD),
        ("it", Style.ITALIC),
        ("goes", Style.UNDERLINE),
    ]


@pytest.mark.parametrize("mark", ['style="font-variant: small-caps"', 'class="smallcaps x"', 'class="hi_small-caps"'])
def test_small_capitals_are_known_by_style_or_class(mark: str) -> None:
    (block,) = blocks(f"<p><span {mark}>Mr. Vik</span>: Yes.</p>")
    assert [(e.start, e.end, e.style) for e in block.emphases] == [(0, 7, Style.SMALL_CAPS)]


def test_the_first_of_two_cells_names_who_speaks_in_the_second() -> None:
    rows = "".join(
        f"<tr>\n<td>{name}</td>\n<td>So it goes, {n}.</td></tr>" for n in range(4) for name in ("Duval", "Holm")
    )
    document = read(f"<body><table>{rows}</table>")
    assert [turn.voices[0].name for turn in document.turns] == ["Duval", "Holm"] * 4


def test_emphasis_goes_on_over_paragraphs() -> None:
    first, second = blocks("<b><p>One</p><p>two</p></b>")
    assert [(e.start, e.end) for e in first.emphases + second.emphases] == [(0, 3), (0, 3)]


def test_headings_quotations_lists_and_rules_are_told_apart() -> None:
    page = '<h2>A</h2><blockquote><p>B</blockquote><ol start="3"><li>C<li>D<ul><li>E</ul></ol><hr><p>F'
    assert [(b.text, b.kind, b.level, b.marker) for b in blocks(page)] == [
        ("A", BlockKind.HEADING, 2, None),
        ("B", BlockKind.QUOTE, 0, None),
        ("C", BlockKind.LIST_ITEM, 1, "3."),
        ("D", BlockKind.LIST_ITEM, 1, "4."),
        ("E", BlockKind.LIST_ITEM, 2, "•"),
        ("", BlockKind.SEPARATOR, 0, None),
        ("F", BlockKind.PARAGRAPH, 0, None),
    ]


def test_a_note_and_its_mark_are_linked() -> None:
    first, note = blocks(
        '<p>So<sup><a href="#n1" id="r1">1</a></sup> it goes.</p><p id="n1"><a href="#r1">1</a> Not so.</p>'
    )
    assert (first.text, [(m.offset, m.marker, m.note) for m in first.marks]) == ("So it goes.", [(2, "1", "n1")])
    assert (note.text, note.kind, note.note, note.marker) == ("Not so.", BlockKind.NOTE, "n1", "1")


def test_an_exponent_is_no_note() -> None:
    assert texts("<p>5 m<sup>2</sup> and the 4<sup>th</sup></p>") == ["5 m2 and the 4th"]


def test_marked_pages_begin_where_they_are_marked() -> None:
    page = '<p>One</p><span epub:type="pagebreak" title="79"></span><p>two</p><p>three</p>'
    assert [block.page for block in blocks(page)] == [None, "79", "79"]


def test_what_is_not_shown_is_not_text() -> None:
    page = (
        "<style>p{}</style><script>x</script><p>One</p><p hidden>two</p><p style='display: none'>three</p><!-- four -->"
    )
    assert texts(page) == ["One"]


def test_preformatted_text_keeps_its_lines() -> None:
    (block,) = blocks("<html>\n<pre>\nOne line\n</pre>")
    assert (block.text, block.lines) == ("One line", (3, 3))


def test_lines_are_where_the_paragraph_begins() -> None:
    assert [block.lines for block in blocks("<p>One</p>\n<p>two\nthree</p>\n\n<p>four</p>")] == [(1, 1), (2, 2), (5, 5)]


def test_the_furniture_around_the_main_text_is_left_out_and_told() -> None:
    page = "<body><header>Site name</header><main><p>Ann: Yes.</p><p>Ben: No, never.</p></main><footer>Legal</footer>"
    document = read(page)
    assert "Site name" not in shown(document)
    assert [notice.code for notice in document.notices] == ["page_furniture"]
    assert document.notices[0].message.startswith("3 words")
    assert "Site name Legal" in document.notices[0].message


def test_a_main_part_that_holds_little_is_not_the_text() -> None:
    page = "<body><main>Menu</main><div><p>Ann: Yes, and more than that.</p><p>Ben: No.</p></div>"
    assert "Menu" in shown(read(page))


def test_a_page_that_is_all_navigation_is_read_all_the_same() -> None:
    assert shown(read("<body><nav><p>Ann: Yes.</p></nav>")) != ""


def test_title_date_language_and_address_come_from_the_page() -> None:
    head = '<html lang="de"><title>Gespräch am Wehr, 4. Mai 1971</title><link rel=canonical href="https://a.example/7">'
    metadata = read(f"{head}<body><p>Es regnet.</p>").metadata
    assert (metadata.title, metadata.language, metadata.url) == (
        "Gespräch am Wehr, 4. Mai 1971",
        "de",
        "https://a.example/7",
    )
    assert [date.edtf for date in metadata.dates] == ["1971-05-04"]


def test_a_page_without_a_title_is_named_by_its_file() -> None:
    assert read("<p>Yes.</p>", "talks/weir.html").metadata.title == "weir"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b'<meta charset="windows-1251">', "windows-1251"),
        (b'<META http-equiv=Content-Type content="text/html; charset=iso-8859-2">', "iso-8859-2"),
        (b'<?xml version="1.0" encoding="utf-16"?>', "utf-16"),
        (b"<p>charset=none</p>", None),
    ],
)
def test_the_declared_encoding_is_found(head: bytes, encoding: str | None) -> None:
    assert declared_encoding(head) == encoding


@pytest.mark.parametrize(
    ("text", "path", "claim"),
    [
        ("<!DOCTYPE html>\n<p>Yes.", "a.txt", Claim.CERTAIN),
        ("\ufeff<?xml version='1.0'?>\n<!-- saved -->\n<html xmlns='x'>", "a", Claim.CERTAIN),
        ("Ann: <u>Yes</u>.<br>", "a.html", Claim.LIKELY),
        ("Ann: <u>Yes</u>.<br>", "a.txt", Claim.NONE),
        ("Ann: Yes.", "a.html", Claim.NONE),
    ],
)
def test_pages_are_claimed_by_their_beginning(text: str, path: str, claim: Claim) -> None:
    assert FORMAT.claims(SourceFile(path, text.encode())) is claim


def test_an_empty_page_is_unreadable() -> None:
    with pytest.raises(UnreadableSource, match="no text"):
        read("<html><body><script>x</script></body></html>")


def test_a_page_of_too_many_tags_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="split it"):
        parse("<b>" * (MOST_TAGS + 1))


@pytest.mark.parametrize(
    "piece", ["<a ", "<!--", "<![", "<a href='", "<b><i>x</b>", "<?", "</", "&#", "<p id=a><a href=#a>1</a>", "<nav>"]
)
def test_beginnings_without_an_end_take_no_time(piece: str) -> None:
    """Minutes with the parser alone; the test would time out, as each piece is repeated 10,000 times."""
    try:
        read(f"<body>{piece * 10_000}<p>The end.</p>")
    except UnreadableSource:
        return


def test_comments_and_marked_sections_go_and_their_lines_stay() -> None:
    page = "<!-- a\n-->\n<![if !x]>\n<p><![CDATA[One]]> < two</p>"
    (block,) = blocks(page)
    assert (block.text, block.lines) == ("One < two", (4, 4))


_PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<br>", "<li>", "<ul>", "</ul>", "<td>", "<a href='#n'>", "</a>", "<sup>", "</sup>",
     "<p id=n>", "word ", "Ann: ", "1", "< ", "&amp;", "\n", "<pre>", "</pre>", "<h1>", "</h1>", "é"]
)  # fmt: skip


@example(["<p id=n>", "<a href='#n'>", "1"])
@given(st.lists(_PIECES, max_size=30))
def test_every_word_of_the_page_is_in_a_block(pieces: list[str]) -> None:
    page = "".join(pieces)
    found = "".join(
        " ".join([block.text, *(mark.marker for mark in block.marks), block.marker or ""]) for block in blocks(page)
    )
    wanted = BeautifulSoup(page, "html.parser").get_text()
    assert set(re.findall(r"\w", wanted)) <= set(re.findall(r"\w", found))
    assert wanted.count("w") == found.count("w")
