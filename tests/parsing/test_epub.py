"""EPUB: documents within a volume, what is left out is told, and no book can unpack or reach beyond its limits."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import UnreadableSource
from index.formats import epub
from index.formats.base import Claim, SourceFile
from index.model import Document, Kind, Severity

SAMPLE = Path(__file__).parent / "files" / "epub" / "volume.epub"
CONTAINER = '<container><rootfiles><rootfile full-path="book/package.opf"/></rootfiles></container>'


def book(pages: Mapping[str, str], *, metadata: str = "", more: Mapping[str, str] | None = None) -> bytes:
    """An EPUB with these bodies as its pages, by file name."""
    items = "".join(f'<item id="{name[:-6]}" href="{name}" media-type="application/xhtml+xml"/>' for name in pages)
    order = "".join(f'<itemref idref="{name[:-6]}"/>' for name in pages)
    package = f"<package><metadata>{metadata}</metadata><manifest>{items}</manifest><spine>{order}</spine></package>"
    files = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER, "book/package.opf": package}
    files |= {f"book/{name}": f"<html><body>{body}</body></html>" for name, body in pages.items()}
    return packed(files | dict(more or {}))


def packed(files: Mapping[str, str | bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def read(data: bytes) -> tuple[Document, ...]:
    return epub.FORMAT.read(SourceFile("book.epub", data))


def refusal(data: bytes) -> UnreadableSource:
    with pytest.raises(UnreadableSource) as caught:
        read(data)
    return caught.value


def texts(document: Document) -> list[str]:
    return [paragraph.text for turn in document.turns for paragraph in turn.paragraphs]


def test_every_page_is_a_document_with_the_id_of_its_package() -> None:
    documents = read(book({"d1.xhtml": "<h1>One</h1><p>First words.</p>", "d2.xhtml": "<p>Second words.</p>"}))
    assert [(document.id, document.metadata.title) for document in documents] == [("d1", "One"), ("d2", "d2")]
    assert [texts(document) for document in documents] == [["One", "First words."], ["Second words."]]


def test_a_page_that_marks_several_documents_is_as_many() -> None:
    page = (
        "<p>Before.</p><div class='document' id='a'><h2>A</h2><p>One.</p></div>"
        "<section class='document'><h2>B</h2><p>Two.</p></section><p>After.</p>"
    )
    documents = read(book({"all.xhtml": page}))
    assert [document.id for document in documents] == ["all", "a", "all-2"]
    assert [texts(document) for document in documents] == [["Before.", "After."], ["A", "One."], ["B", "Two."]]


def test_lists_of_pages_and_empty_pages_are_left_out_and_counted() -> None:
    contents = (
        "<h1>Contents</h1><ul><li><a href='a.xhtml'>The first</a></li><li><a href='b.xhtml'>The second</a></li></ul>"
    )
    pages = {"list.xhtml": contents, "part.xhtml": "<h1>Part one</h1>", "a.xhtml": "<p>A.</p>", "b.xhtml": "<p>B.</p>"}
    first, second = read(book(pages))
    assert (first.id, second.id) == ("a", "b")
    (notice,) = first.notices
    assert notice.severity is Severity.INFO
    assert "book/list.xhtml (5)" in notice.message
    assert "book/part.xhtml (2)" in notice.message


@pytest.mark.parametrize("sheet", ["em, .name { color: red; font-variant: small-caps }", ".name { color: red }"])
def test_names_in_small_capitals_are_labels_also_by_a_style_sheet(sheet: str) -> None:
    said = [("Vance", "It is late."), ("Ashe", "We know."), ("Vance", "Why?"), ("Ashe", "Rain."), ("Vance", "Yes.")]
    page = "".join(f"<p><span class='name'>{name}</span>. {words}</p>" for name, words in said)
    files = unpacked(book({"d1.xhtml": page}, more={"book/s.css": sheet}))
    item = b'<item id="css" href="s.css" media-type="text/css"/></manifest>'
    files["book/package.opf"] = files["book/package.opf"].replace(b"</manifest>", item)
    (document,) = read(packed(files))
    assert any(turn.kind is Kind.SPEECH for turn in document.turns) is ("small-caps" in sheet)


@pytest.mark.parametrize(
    "page",
    [
        "<h3><em>Mr. Thomas B. McCabe to the Mayor of Halvern</em></h3><p>The stone has come.</p>",
        "<h3>Letter</h3><p>Halvern, May 5, 1931—11 a.m.<br/>[Received 11:30 p.m.]</p><p>157. The stone has come.</p>",
        "<h3>Letter</h3><p><span style='font-variant: small-caps'>Halvern</span>, May 5, 1931.</p><p>It has come.</p>",
        "<p>Dear Mr. Mayor: The stone has come.</p><p>[<span style='font-variant: small-caps'>I. Penn</span>]</p>",
    ],
)
def test_letters_and_telegrams_have_no_speakers(page: str) -> None:
    (document,) = read(book({"d1.xhtml": page}))
    assert {turn.kind for turn in document.turns} <= {Kind.HEADING, Kind.NARRATION, Kind.STAGE_DIRECTION}


def test_printed_pages_go_on_from_one_file_to_the_next() -> None:
    pages = {"d1.xhtml": "<p>One.</p><a id='pg_12'></a><p>Two.</p>", "d2.xhtml": "<h1>X</h1><p>Three.</p>"}
    first, second = read(book(pages))
    assert first.turns[0].page is None
    assert {turn.page for turn in second.turns} == {"12"}


def test_a_paragraph_is_on_the_page_where_it_begins() -> None:
    page = "<p><a id='pg_1'></a>One <a id='pg_2'></a>goes on.</p><h2>Two</h2><p>Three.</p>"
    (document,) = read(book({"d1.xhtml": page}))
    assert [turn.page for turn in document.turns] == ["1", "2", "2"]


def test_metadata_of_the_package_and_a_dateline_are_read() -> None:
    metadata = "<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>Papers</dc:title><language>fr-FR</language>"
    page = "<h3>Letter to the Mayor</h3><p class='dateline'>[Halvern,] 5 May 1931.</p><p>It is late.</p>"
    (document,) = read(book({"d1.xhtml": page}, metadata=metadata))
    assert document.metadata.citation == "Papers"
    assert document.metadata.language == "fr-FR"
    assert document.metadata.place == "Halvern"
    assert [(date.start, date.role) for date in document.metadata.dates] == [("1931-05-05", "document")]


def test_a_damaged_or_missing_page_is_told_and_the_others_are_read() -> None:
    data = book({"d1.xhtml": "<p>One.</p>", "d2.xhtml": "<p>Two.</p>"})
    files = {name: content for name, content in unpacked(data).items() if name != "book/d2.xhtml"}
    (document,) = read(packed(files))
    (notice,) = document.notices
    assert (notice.severity, "book/d2.xhtml" in notice.message) == (Severity.ERROR, True)


def test_a_page_in_no_reading_order_is_told() -> None:
    data = book({"d1.xhtml": "<p>One.</p>", "d2.xhtml": "<p>Two.</p>"})
    files = unpacked(data)
    files["book/package.opf"] = files["book/package.opf"].replace(b'<itemref idref="d2"/>', b"")
    (document,) = read(packed(files))
    assert [notice.code for notice in document.notices] == ["unread_page"]


def test_pages_that_are_not_well_formed_are_read_as_browsers_do() -> None:
    (document,) = read(book({"d1.xhtml": "<p>One &nbsp; & two<br>three<p>Four</p>"}))
    assert "".join("".join(texts(document)).split()) == "One&twothreeFour"


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_book_without_readable_pages_is_refused() -> None:
    assert refusal(book({})).code == "epub"
    assert refusal(book({"d1.xhtml": ""})).code == "no_text"
    assert refusal(packed({"mimetype": "application/epub+zip"})).code == "epub"


def test_encrypted_pages_are_refused_and_encrypted_fonts_are_not() -> None:
    locked = "<encryption><CipherReference URI='{}'/></encryption>"
    pages = {"d1.xhtml": "<p>One.</p>"}
    assert refusal(book(pages, more={"META-INF/encryption.xml": locked.format("book/d1.xhtml")})).code == "encrypted"
    assert len(read(book(pages, more={"META-INF/encryption.xml": locked.format("book/font.otf")}))) == 1


def test_zip_bombs_and_names_that_climb_are_refused() -> None:
    bomb = {"book/bomb.xhtml": "0" * 20_000_000}
    assert refusal(book({"d1.xhtml": "<p>One.</p>"}, more=bomb)).code == "zip_limits"
    assert refusal(book({"d1.xhtml": "<p>One.</p>"}, more={"../../x.xhtml": "x"})).code == "zip_limits"


def test_a_package_that_points_outside_reads_nothing_there() -> None:
    files = unpacked(book({"d1.xhtml": "<p>One.</p>"}))
    files["book/package.opf"] = files["book/package.opf"].replace(b'href="d1.xhtml"', b'href="../../../etc/passwd"')
    assert refusal(packed(files)).code == "no_text"


def test_entity_bombs_and_external_entities_in_the_package_are_refused() -> None:
    for declared in ('<!ENTITY x SYSTEM "file:///etc/passwd">', '<!ENTITY a "b"><!ENTITY x "&a;&a;">'):
        files = unpacked(book({"d1.xhtml": "<p>One.</p>"}))
        files["book/package.opf"] = f"<!DOCTYPE package [{declared}]>".encode() + files["book/package.opf"]
        assert refusal(packed(files)).code == "entities"


def test_an_epub_is_known_by_its_content() -> None:
    def claim(data: bytes) -> Claim:
        return epub.FORMAT.claims(SourceFile("x.bin", data))

    assert claim(SAMPLE.read_bytes()) is Claim.CERTAIN
    without_mimetype = {name: content for name, content in unpacked(SAMPLE.read_bytes()).items() if name != "mimetype"}
    assert claim(packed(without_mimetype)) is Claim.CERTAIN
    assert claim(packed({"word/document.xml": "<w/>"})) is Claim.NONE
    assert claim(b"PK\x03\x04 and no zip") is Claim.NONE
    assert claim(b"plain text") is Claim.NONE


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_damaged_books_raise_nothing_but_the_declared_error(data: st.DataObject) -> None:
    sample = SAMPLE.read_bytes()
    start = data.draw(st.integers(0, len(sample)))
    damaged = sample[:start] + data.draw(st.binary(max_size=4)) + sample[start + data.draw(st.integers(0, 40)) :]
    source = SourceFile("damaged.epub", damaged)
    epub.FORMAT.claims(source)
    try:
        epub.FORMAT.read(source)
    except UnreadableSource as error:
        assert error.message  # noqa: PT017 - the test is that nothing else is raised


PARAGRAPHS = ["one two.", "Ann: three", "<b>Bob</b>: four", "(five)", "<sup>6</sup> six"]
WORDS = ("one", "two", "three", "four", "five", "six", "Ann", "Bob")


@given(st.lists(st.lists(st.sampled_from(PARAGRAPHS), max_size=6), max_size=4))
@settings(max_examples=60, deadline=None)
def test_every_word_of_a_book_is_shown(pages: list[list[str]]) -> None:
    bodies = {f"d{number}.xhtml": "".join(f"<p>{text}</p>" for text in page) for number, page in enumerate(pages)}
    words = sum(text.count(word) for page in pages for text in page for word in WORDS)
    if not words:
        assert refusal(book(bodies)).code in ("epub", "no_text")
        return
    turns = [turn for document in read(book(bodies)) for turn in document.turns]
    shown = [turn.label or "" for turn in turns] + [paragraph.text for turn in turns for paragraph in turn.paragraphs]
    assert sum(" ".join(shown).count(word) for word in WORDS) == words
