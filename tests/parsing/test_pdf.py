"""What stands in a PDF: the words of its pages, without running heads, with broken words whole."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_files import pdf_file

from index.errors import UnreadableSource
from index.formats.base import Claim, SourceFile
from index.formats.pdf import FORMAT
from index.formats.pdf_lines import joined_pages, lines_of
from index.model import Document

pypdf = pytest.importorskip("pypdf")

TALK = [
    [
        "NORDLAND TALKS 17",
        "Talk at the weir, 4 May 1971",
        "",
        "HOLM: The water came at night, and nobody in the town had",
        "been told that it would come, or how high it would be, not",
        "even the people who live below the weir, and who had asked",
        "for it again and again.",
        "DUVAL: Who had to tell them, then? I have read the propos-",
    ],
    [
        "NORDLAND TALKS 18",
        "als of the town, and there is nothing about it in them at",
        "all, or I have not seen it.",
        "HOLM: There were two proposals, and you have seen the short",
        "one.",
        "DUVAL: I see.",
    ],
    [
        "NORDLAND TALKS 19",
        "HOLM: That is how it was in those days, when people of low",
        "income lived there.",
        "DUVAL: It is the same now.",
    ],
]
ANSWER = (
    "Who had to tell them, then? I have read the proposals of the town, and there is nothing about it in them at all, "
    "or I have not seen it."
)


def read(data: bytes, path: str = "talk.pdf") -> Document:
    (document,) = FORMAT.read(SourceFile(path, data))
    return document


def joined(*pages: str) -> list[str]:
    return joined_pages([lines_of(page) for page in pages]).text.split("\n")


def test_turns_go_on_over_pages_and_know_the_page_they_begin_on() -> None:
    document = read(pdf_file(TALK, first_label=17))
    said = [(turn.label, turn.page, " ".join(p.text for p in turn.paragraphs)) for turn in document.turns if turn.label]
    assert said[1] == ("DUVAL:", "17", ANSWER)
    assert [page for _, page, _ in said] == ["17", "17", "18", "18", "19", "19"]


def test_running_heads_are_left_out_and_told() -> None:
    document = read(pdf_file(TALK))
    assert not any("NORDLAND" in p.text for turn in document.turns for p in turn.paragraphs)
    assert ["“NORDLAND TALKS 17” on 3" in notice.message for notice in document.notices].count(True) == 1


def test_a_line_that_recurs_within_pages_is_text() -> None:
    page = "One.\nTwo.\nVik: Yes.\nThree.\nFour."
    assert joined(page, page, page).count("Vik: Yes.") == 3


@pytest.mark.parametrize(
    ("lines", "mended"),
    [
        ("he had propos-\nals to make, his proposals", ["he had proposals", "to make, his proposals"]),
        ("a low-\nlying town, low and lying there", ["a low-lying", "town, low and lying there"]),
        ("some old-fashioned and old-\nfashioned", ["some old-fashioned and old-fashioned", ""]),
        ("the Anglo-\nAmerican talks", ["the Anglo-", "American talks"]),
        ("an unheard-of admin\u00ad\nistration, he said", ["an unheard-of administration,", "he said"]),
        ("from 1960-\n1964 on", ["from 1960-", "1964 on"]),
        ("and then -\nso it goes", ["and then -", "so it goes"]),
    ],
)
def test_a_word_broken_at_a_line_end_is_mended_by_what_the_file_says(lines: str, mended: list[str]) -> None:
    assert [line.strip() for line in joined(lines)] == [line for line in mended if line]


def test_ligatures_are_letters() -> None:
    assert joined("the ﬁrst eﬀort") == ["the first effort"]


def test_a_line_with_room_for_the_next_word_ends_a_paragraph() -> None:
    long = "so it goes on and on, line after line, to the end of the page"
    assert joined(f"{long}\n{long}\nthe end.\nAnd a new one begins here, which goes on\n{long}\n{long}") == [
        long,
        long,
        "the end.",
        "",
        "And a new one begins here, which goes on",
        "",
        long,
        long,
    ]


def test_a_title_is_believed_when_the_first_page_has_it() -> None:
    assert read(pdf_file(TALK, title="Talk at the weir")).metadata.title == "Talk at the weir"
    assert read(pdf_file(TALK, title="Microsoft Word - a.doc")).metadata.title != "Microsoft Word - a.doc"


def test_pages_without_text_are_told() -> None:
    document = read(pdf_file([*TALK, []]))
    assert "no_text_layer" in [notice.code for notice in document.notices]


def test_a_file_without_any_text_layer_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableSource, match="text recognition") as raised:
        read(pdf_file([[], []]))
    assert raised.value.code == "no_text_layer"


def _encrypted(user: str, owner: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_file(TALK)))
    writer.encrypt(user, owner, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_password_is_told_and_one_that_only_forbids_printing_is_none() -> None:
    with pytest.raises(UnreadableSource, match="encrypted") as raised:
        read(_encrypted("secret", "secret"))
    assert raised.value.code == "encrypted"
    assert read(_encrypted("", "owner")).turns == read(pdf_file(TALK)).turns


def test_without_pypdf_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(UnreadableSource, match=r"pip install 'colloquy\[pdf\]'") as raised:
        read(pdf_file(TALK))
    assert raised.value.code == "missing_extra"


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.7\n%%EOF", pdf_file(TALK)[:300]])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    source = SourceFile("talk.pdf", data)
    assert FORMAT.claims(source) is Claim.CERTAIN
    with pytest.raises(UnreadableSource):
        FORMAT.read(source)


_LINES = st.lists(st.text("abc -.\u00ad", max_size=12), max_size=6)


@given(st.lists(_LINES, max_size=4))
def test_no_letter_is_lost_between_pages_and_text(pages: list[list[str]]) -> None:
    found = joined_pages(pages)
    letters = "".join(character for page in pages for line in page for character in line if character.isalpha())
    left_out = "".join(head * count for head, count in found.left_out)
    kept = "".join(character for character in found.text + left_out if character.isalpha())
    assert sorted(kept) == sorted(letters)
    assert len(found.pages) == len(found.text.split("\n")) or not found.text
