"""No file does harm: whatever the bytes, a format gives sound documents or says what is wrong, in bounded time.

Every test goes through ``claims`` and ``read`` of the formats, as a build does. What a file may hold that is merely odd
(controls, letters written from right to left, a label of 10,000 characters) is kept as it is.
"""

from __future__ import annotations

import io
import json
import time
import unicodedata
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pdf_files import pdf_file
from word_files import paragraph, run, word_file

from index.document_json import document_json
from index.errors import UnreadableSource
from index.formats import FORMATS
from index.formats.base import Claim, Format, SourceFile
from index.model import Document, Kind
from index.speakers.authority import NO_AUTHORITY
from index.speakers.resolution import resolve

FILES = Path(__file__).parent / "files"
SAMPLES = {path.relative_to(FILES).as_posix(): path.read_bytes() for path in sorted(FILES.glob("*/*"))}
BY_NAME = {format_.name: format_ for format_ in FORMATS}
SUFFIXES = (
    "",
    ".txt",
    ".md",
    ".html",
    ".vtt",
    ".srt",
    ".json",
    ".jsonl",
    ".csv",
    ".tsv",
    ".xml",
    ".epub",
    ".docx",
    ".pdf",
)
# A beginning with which a format takes a file for its own, so that its reader meets what follows.
BEGINNINGS = {
    "text": b"Minutes\n\nAnn: ",
    "tei": b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><u who="#a"><seg>',
    "akoma_ntoso": b'<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><debate><speech by="#a"><p>',
    "publicwhip": b'<publicwhip><speech speakername="A"><p>',
    "subtitles": b"WEBVTT\n\n00:00.000 --> 00:01.000\nAnn: ",
    "turn_table": b'{"speaker": "Ann", "text": "',
    "html": b"<!DOCTYPE html><body><p>Ann: ",
    "pdf": b"%PDF-1.7\n1 0 obj\n",
    "docx": b"PK\x03\x04 word/document.xml",
}
MEGABYTE = 2**20
SECONDS = 60  # of processor time: far more than any takes; a reader that goes over its text again and again takes hours


def attempt(format_: Format, source: SourceFile) -> tuple[Document, ...] | None:
    """What the format makes of the file, each document sound; None where it says that it cannot be read."""
    assert isinstance(format_.claims(source), Claim)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # libraries warn of damage; the notices tell it
            documents = format_.read(source)
    except UnreadableSource:
        return None
    for document in documents:
        assert_sound(document)
    return documents


def assert_sound(document: Document) -> None:
    """What every later part relies on."""
    assert [turn.position for turn in document.turns] == list(range(1, len(document.turns) + 1))
    for turn in document.turns:
        assert turn.paragraphs or turn.label  # a label that nothing follows
        assert all(paragraph.text == paragraph.text.strip() for paragraph in turn.paragraphs)
        assert turn.kind is Kind.SPEECH or not turn.voices
        assert all(voice.name.strip() for voice in turn.voices)
        assert turn.continues is None or 0 < turn.continues < turn.position
        notes = {reference.note for paragraph in turn.paragraphs for reference in paragraph.references}
        assert all(document.turns[note - 1].kind is Kind.NOTE for note in notes)
    json.dumps(document_json(resolve(document, NO_AUTHORITY))).encode()


def words_of(documents: tuple[Document, ...] | None) -> str:
    turns = [turn for document in documents or () for turn in document.turns]
    return " ".join(f"{turn.label or ''} {' '.join(p.text for p in turn.paragraphs)}" for turn in turns)


def in_time(format_: Format, source: SourceFile) -> tuple[Document, ...] | None:
    begin = time.process_time()
    documents = attempt(format_, source)
    assert time.process_time() - begin < SECONDS
    return documents


each_format = pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
each_sample = pytest.mark.parametrize("sample", SAMPLES)
slow_is_fine = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@each_format
@given(st.binary(max_size=400), st.sampled_from(SUFFIXES))
@example(b"", ".txt")
@example(b"\xef\xbb\xbf", ".csv")
@example(b"\xff\xfe", ".vtt")
@example(b"\0" * 300, ".json")
@example(b"\n \n\t\r\n", ".html")
@slow_is_fine
def test_random_bytes_are_read_or_refused(format_: Format, data: bytes, suffix: str) -> None:
    attempt(format_, SourceFile(f"noise{suffix}", data))
    attempt(format_, SourceFile(f"noise{suffix}", BEGINNINGS.get(format_.name, b"") + data))


@each_sample
@given(data=st.data())
@slow_is_fine
def test_a_sample_with_some_bytes_changed_is_read_or_refused(sample: str, data: st.DataObject) -> None:
    changed = bytearray(SAMPLES[sample])
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(changed) - 1))
        changed[place : place + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=8))
    attempt(BY_NAME[sample.partition("/")[0]], SourceFile(sample, bytes(changed)))


@each_sample
def test_a_sample_cut_off_anywhere_is_read_or_refused(sample: str) -> None:
    whole = SAMPLES[sample]
    for part in range(1, 20):
        attempt(BY_NAME[sample.partition("/")[0]], SourceFile(sample, whole[: len(whole) * part // 20]))


@each_sample
def test_a_sample_under_any_other_suffix_is_claimed_at_most_once_for_certain(sample: str) -> None:
    for suffix in SUFFIXES:
        source = SourceFile(f"sample{suffix}", SAMPLES[sample])
        assert [format_.claims(source) for format_ in FORMATS].count(Claim.CERTAIN) <= 1


# --- Large ones


def _packed(inner: str) -> bytes:
    return word_file(paragraph(run(inner)))


LONG = {
    "one long line": b"word " * (3 * MEGABYTE // 5),
    "a line without spaces": b"x" * (2 * MEGABYTE),
    "a line of labels": b"Yes, I do. Ann Lee: No. Ben Ode: " * 8_000,
    "a line of colons": b": " * 100_000,
    "a line of brackets": b"[(<{" * 50_000,
    "a line of quotation marks": b"'\"" * 100_000,
    "a line of full stops": b"Mr. A. B. " * 50_000,
    "a line of stars": b"**_" * 50_000,
    "many short lines": b"Ann: Yes.\nBen: No.\n\n" * 5_000,
    "many blank lines": b"\n" * 300_000,
    "many markers of notes": b"so[1] " * 15_000,
    "many list markers": b"1) a\n" * 15_000,
}


@pytest.mark.parametrize("text", LONG)
@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_large_file_takes_bounded_time(name: str, text: str) -> None:
    body = LONG[text]
    if name == "turn_table":
        body = json.dumps(body.decode())[1:-1].encode() + b'"}'
    if name == "docx":
        in_time(BY_NAME[name], SourceFile("long.docx", _packed(body.decode().replace("<", "").replace("&", ""))))
    elif name == "pdf":
        in_time(BY_NAME[name], SourceFile("long.pdf", pdf_file([body.decode()[:200_000].split("\n")])))
    else:
        in_time(BY_NAME[name], SourceFile("long", BEGINNINGS[name] + body))


@pytest.mark.parametrize(
    ("name", "opening", "closing"),
    [
        ("turn_table", b"[", b"]"),
        ("turn_table", b'{"turns": [', b"]}"),
        ("turn_table", b'{"document": {"archive": ', b"}}"),
        ("html", b"<div>", b"</div>"),
        ("html", b"<b>", b""),
        ("html", b"<sup>", b""),
        ("html", b"<a href='#n' id=n>", b""),
        ("html", b"<ul><li>", b""),
        ("html", b"<table><tr><td>", b""),
        ("tei", b"<seg>", b"</seg>"),
        ("akoma_ntoso", b"<p>", b"</p>"),
        ("publicwhip", b"<p>", b"</p>"),
    ],
)
def test_deep_nesting_takes_bounded_time_and_no_stack(name: str, opening: bytes, closing: bytes) -> None:
    begin = b"" if name == "turn_table" else BEGINNINGS[name]
    in_time(BY_NAME[name], SourceFile("deep", begin + opening * 20_000 + b"word" + closing * 20_000))


def test_a_table_with_nul_bytes_and_a_very_long_field_is_read() -> None:
    text = "speaker,text\nAnn,Yes\0 indeed.\nBen," + "word " * 300_000 + "\n"
    documents = in_time(BY_NAME["turn_table"], SourceFile("talk.csv", text.encode()))
    assert words_of(documents).count("word") == 300_000


@pytest.mark.parametrize("quote", ['"', '""', '"a'])
def test_a_table_of_unclosed_quote_marks_takes_bounded_time(quote: str) -> None:
    rows = f"Ann,{quote},x\n" * 20_000
    in_time(BY_NAME["turn_table"], SourceFile("talk.csv", f"speaker,text,page\n{rows}".encode()))


# --- Packed ones


def _zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


_BOMB = b"<p>" + b" " * (30 * MEGABYTE) + b"</p>"
_BOMBS: dict[str, Callable[[str], bytes]] = {
    "a member that unpacks 1,000 to 1": lambda name: _zipped({"mimetype": b"application/epub+zip", name: _BOMB}),
    "too many members": lambda name: _zipped({name: b"<a/>", **{f"{number}.xml": b"" for number in range(10_001)}}),
    "a name that leads outside": lambda name: _zipped({name: b"<a/>", "../../outside.xml": b"<a/>"}),
    "an absolute name": lambda name: _zipped({name: b"<a/>", "/etc/outside.xml": b"<a/>"}),
}


@pytest.mark.parametrize("bomb", _BOMBS)
@pytest.mark.parametrize(("name", "member"), [("docx", "word/document.xml"), ("epub", "META-INF/container.xml")])
def test_packed_files_are_opened_only_within_limits(name: str, member: str, bomb: str) -> None:
    with pytest.raises(UnreadableSource) as raised:
        BY_NAME[name].read(SourceFile(f"bomb.{name}", _BOMBS[bomb](member)))
    assert raised.value.code == "zip_limits"


# --- Odd ones

ODD = "a\u202eb\u2066c\u200d\u200bd\u0301\ufffee \U0001f600 \u0645\u0631\u062d\u0628\u0627"
_TEXTS: dict[str, Callable[[str], str]] = {
    "text": lambda words: f"Ann Lee: Yes.\n\nBen Ode: {words}\n\nAnn Lee: No.\n",
    "html": lambda words: f"<!DOCTYPE html><p>Ann Lee: Yes.</p><p>Ben Ode: {words}</p><p>Ann Lee: No.</p>",
    "subtitles": lambda words: (
        f"WEBVTT\n\n00:00.000 --> 00:01.000\nAnn: Yes.\n\n00:01.000 --> 00:02.000\nBen: {words}\n"
    ),
    "turn_table": lambda words: json.dumps([{"speaker": "Ben", "text": words}]),
    "tei": lambda words: (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><u who="#a">'
        f"<seg>{words}</seg></u></body></text></TEI>"
    ),
}


@pytest.mark.parametrize("name", _TEXTS)
def test_invisible_letters_and_directions_are_kept(name: str) -> None:
    documents = attempt(BY_NAME[name], SourceFile("odd", _TEXTS[name](ODD.replace("\ufffe", "")).encode()))
    assert unicodedata.normalize("NFC", ODD.replace("\ufffe", "")) in words_of(documents)


@pytest.mark.parametrize("name", [name for name in _TEXTS if name != "tei"])
def test_stray_controls_do_no_harm(name: str) -> None:
    filler = "so it goes on and on, as it always did " * 20
    documents = attempt(
        BY_NAME[name], SourceFile("odd", _TEXTS[name](f"bell\x07 escape\x1b[31m null\0 {filler}").encode())
    )
    assert {"bell", "goes"} <= set(words_of(documents).replace("\x07", "").split())


@pytest.mark.parametrize("length", [10_000, 100_000])
def test_a_label_of_any_length_is_kept(length: int) -> None:
    name = "Ann " + "x" * length
    texts = {
        "text": f"{name}: Yes.\n\n{name}: No.\n",
        "html": f"<!DOCTYPE html><p>{name}: Yes.</p><p><b>{name}:</b> No.</p>",
        "subtitles": f"WEBVTT\n\n00:00.000 --> 00:01.000\n<v {name}>Yes.\n\n00:01.000 --> 00:02.000\n{name}: No.\n",
        "turn_table": json.dumps([{"speaker": name, "text": "Yes."}, {"speaker": name, "text": "No."}]),
    }
    for format_, text in texts.items():
        documents = in_time(BY_NAME[format_], SourceFile("long", text.encode()))
        found = words_of(documents)
        assert "x" * length in found
        assert {"Yes.", "No."} <= set(found.split())
