"""A packed file is opened only when it cannot unpack to more than its limits."""

from __future__ import annotations

import io
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableSource
from index.formats.zip_limits import ZIP_LIMITS, ZipLimits, is_zip, open_zip, read_member


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_an_ordinary_zip_is_opened_and_its_members_read() -> None:
    data = packed({"mimetype": b"application/epub+zip", "text/a.xhtml": b"<p>Yes.</p>"})
    assert is_zip(data)
    archive = open_zip(data)
    assert read_member(archive, "text/a.xhtml") == b"<p>Yes.</p>"
    assert read_member(archive, "text/b.xhtml") is None


@pytest.mark.parametrize("name", ["../a", "a/../../b", "/etc/passwd", "C:\\a", "..\\a", "\\\\host\\share"])
def test_a_name_that_leads_outside_is_refused(name: str) -> None:
    with pytest.raises(UnreadableSource, match="leads outside"):
        open_zip(packed({name: b"x"}))


def test_a_name_with_two_dots_in_it_is_a_plain_name() -> None:
    assert open_zip(packed({"notes..txt": b"x"})).namelist() == ["notes..txt"]


def test_a_bomb_is_refused_by_its_ratio() -> None:
    with pytest.raises(UnreadableSource, match="200 to 1"):
        open_zip(packed({"word/document.xml": b" " * 8 * 2**20}))


@pytest.mark.parametrize(
    ("limits", "problem"),
    [
        (ZipLimits(members=2), "holds 3 files"),
        (ZipLimits(total_size=20), "unpack to 30 bytes"),
        (ZipLimits(member_size=9), "unpack to 10 bytes"),
    ],
)
def test_each_limit_is_named_where_it_is_met(limits: ZipLimits, problem: str) -> None:
    with pytest.raises(UnreadableSource, match=problem):
        open_zip(packed(dict.fromkeys("abc", b"0123456789")), limits)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_bound_are_refused(method: int) -> None:
    with pytest.raises(UnreadableSource, match="deflate"):
        open_zip(packed({"a": b"x"}, method))


def test_a_member_that_lies_about_its_size_is_damaged_and_never_larger() -> None:
    data = bytearray(packed({"a": b"x" * 1000}))
    place = data.rindex((1000).to_bytes(4, "little"))  # the size in the central directory
    data[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(UnreadableSource, match="damaged"):
        read_member(open_zip(bytes(data)), "a")


def test_a_truncated_zip_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableSource, match="fetch it again"):
        open_zip(packed({"a": b"x" * 1000})[:-30])


@given(st.binary(max_size=300), st.integers(0, 200), st.integers(0, 255))
def test_any_bytes_are_a_zip_or_refused(noise: bytes, place: int, byte: int) -> None:
    whole = bytearray(packed({"a.xml": b"<a/>", "b/c.xml": b"<b/>"}))
    whole[place % len(whole)] = byte
    for data in (noise, bytes(whole), b"PK\x03\x04" + noise):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                archive = open_zip(data)
                for name in archive.namelist():
                    read_member(archive, name)
        except UnreadableSource:
            continue
        assert sum(member.file_size for member in archive.infolist()) <= ZIP_LIMITS.total_size
