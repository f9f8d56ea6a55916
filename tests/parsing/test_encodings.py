"""Bytes become the characters somebody wrote, or a notice says where they may not have."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableSource
from index.model import Severity
from index.reading.encodings import decode, peek


def test_utf8_is_read_without_a_notice() -> None:
    assert decode("Zoë: “Përshëndetje”\n".encode()) == ("Zoë: “Përshëndetje”\n", ())


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_names_the_encoding_and_is_no_text(mark: bytes, encoding: str) -> None:
    assert decode(mark + "Грибов: да".encode(encoding)) == ("Грибов: да", ())
    assert peek(mark + "Грибов".encode(encoding)) == "Грибов"


def test_a_declared_encoding_is_used_where_utf8_fails() -> None:
    assert decode("Грибов".encode("koi8-r"), "KOI8-R") == ("Грибов", ())
    assert decode("Žižka".encode("iso-8859-2"), "iso-8859-2") == ("Žižka", ())


def test_utf8_is_believed_before_a_declaration() -> None:
    assert decode("Žižka".encode(), "iso-8859-2") == ("Žižka", ())


def test_latin_1_is_declared_where_windows_1252_is_meant() -> None:
    assert decode(b"\x93Ja\x94", "ISO-8859-1") == ("“Ja”", ())


@pytest.mark.parametrize("declared", ["no-such-thing", "", "idna", "hex", "unicode_escape", "utf-8\0"])
def test_a_declaration_that_is_no_encoding_is_passed_over(declared: str) -> None:
    text, notices = decode(b"caf\xe9 one two three", declared)
    assert text == "café one two three"
    assert len(notices) == 1


def test_windows_1252_is_a_guess_and_the_notice_names_the_place() -> None:
    text, (notice,) = decode(b"One line.\nA caf\xe9 in Tirana \x96 at night.")
    assert text == "One line.\nA café in Tirana – at night."
    assert (notice.severity, notice.code, notice.line) == (Severity.WARNING, "encoding", 2)
    assert "byte 16 (0xe9)" in notice.message


def test_stray_bytes_in_utf8_leave_the_rest_of_the_text_whole() -> None:
    text, (notice,) = decode("Përshëndetje, ".encode() + b"caf\xe9")
    assert text == "Përshëndetje, café"
    assert "1 bytes are not UTF-8" in notice.message


def test_text_that_is_cut_within_a_letter_keeps_the_other_letters() -> None:
    assert decode("Përshëndetjë".encode()[:-1])[0].startswith("Përshëndetj")
    text, notices = decode(codecs.BOM_UTF16_LE + "Ja.".encode("utf-16-le")[:-1])
    assert text == "Ja"
    assert len(notices) == 1


def test_another_alphabet_is_refused_rather_than_turned_into_western_letters() -> None:
    with pytest.raises(UnreadableSource, match="save it as UTF-8"):
        decode(("Товарищ Громов: это очень хорошо. " * 5).encode("cp1251"))


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02\x03" * 50, "Plain words".encode("utf-16-le"), b"\xff\xfe\x00\xd8A\x00"]
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableSource):
        decode(data)


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text, _ = decode("one\r\ntwo\rthree\ftwo\u2028b\x85c\nfour".encode())
    assert text == "one\ntwo\nthree two b c\nfour"
    assert len(text.splitlines()) == 4


@given(st.binary(), st.none() | st.text(max_size=12))
def test_any_bytes_are_text_or_refused(data: bytes, declared: str | None) -> None:
    try:
        text, _ = decode(data, declared)
    except UnreadableSource:
        return
    text.encode()
    assert "\r" not in text
    assert text.splitlines() == text.removesuffix("\n").split("\n") or text in ("", "\n")


@given(st.text())
def test_what_is_written_as_utf8_comes_back(text: str) -> None:
    plain = "".join(character for character in text if character.isprintable())
    assert decode(plain.encode())[0] == plain.removeprefix("\ufeff")
