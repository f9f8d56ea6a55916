"""What stands in a Word file: every paragraph with what stands out in it, and nothing that was deleted."""

from __future__ import annotations

import io
import sys
import zipfile

import pytest
from word_files import paragraph, run, word_file

from index.errors import UnreadableSource
from index.formats.base import Claim, SourceFile
from index.formats.docx import FORMAT
from index.formats.docx_blocks import Reader, list_levels, style_sheet
from index.model import Document, Kind
from index.reading.blocks import Block, BlockKind, Style

docx = pytest.importorskip("docx")

STYLES = (
    '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="character" w:styleId="Name"><w:name w:val="Name"/><w:rPr><w:smallCaps/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Chair"><w:name w:val="Chair"/><w:basedOn w:val="Name"/></w:style>'
    '<w:style w:type="character" w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>'
)
LISTS = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


def read(body: str, **parts: str) -> Document:
    (document,) = FORMAT.read(SourceFile("talk.docx", word_file(body, **parts)))
    return document


def blocks(body: str, *, styles: str = "", numbering: str = "") -> list[Block]:
    part = docx.Document(io.BytesIO(word_file(body, styles=styles, numbering=numbering))).part
    lists = next(rel.target_part for rel in part.rels.values() if rel.reltype.endswith("/numbering"))
    return list(Reader(style_sheet(part.styles.element), list_levels(lists.element)).blocks(part.element.body))


def item(text: str, level: int) -> str:
    return paragraph(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


def test_formats_come_from_the_run_its_style_and_what_that_builds_on() -> None:
    (block,) = blocks(
        paragraph(
            run("Vik", "<w:b/>"),
            run(": so ", '<w:b w:val="1"/>'),
            run("it ", '<w:rStyle w:val="Chair"/>'),
            run("goes", '<w:rStyle w:val="Loop"/><w:i w:val="0"/>'),
        ),
        styles=STYLES,
    )
    assert block.text == "Vik: so it goes"
    assert [(block.text[e.start : e.end], e.style) for e in block.emphases] == [
        ("Vik: so", Style.BOLD),
        ("it", Style.SMALL_CAPS),
    ]


def test_headings_are_known_in_any_language_of_word() -> None:
    (block,) = blocks(paragraph("Das Wehr", style="berschrift1"), styles=STYLES)
    assert (block.kind, block.level) == (BlockKind.HEADING, 1)


def test_list_items_have_the_number_that_word_prints() -> None:
    items = [item("a", 0), item("b", 1), item("c", 1), item("d", 0), item("e", 1)]
    assert [(b.marker, b.text) for b in blocks("".join(items), numbering=LISTS)] == [
        ("1.", "a"),
        ("1.i)", "b"),
        ("1.ii)", "c"),
        ("2.", "d"),
        ("2.i)", "e"),
    ]


def test_every_paragraph_is_read_wherever_it_stands() -> None:
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('in a box')}</w:txbxContent></w:pict></w:r>"
    body = (
        paragraph("first", box)
        + f"<w:sdt><w:sdtContent>{paragraph('in a control')}</w:sdtContent></w:sdt>"
        + f"<w:tbl><w:tr><w:tc>{paragraph('in a cell')}</w:tc><w:tc>{paragraph('in another')}</w:tc></w:tr></w:tbl>"
    )
    texts = [block.text for block in blocks(body)]
    assert texts == ["first", "in a box", "in a control", "in a cell", "in another"]


def test_the_first_of_two_cells_names_who_speaks_in_the_second() -> None:
    rows = [
        f"<w:tr><w:tc>{paragraph(name)}</w:tc><w:tc>{paragraph(f'So it goes, {number}.')}</w:tc></w:tr>"
        for number in range(4)
        for name in ("Duval", "Holm")
    ]
    document = read(f"<w:tbl>{''.join(rows)}</w:tbl>")
    assert [turn.voices[0].name for turn in document.turns] == ["Duval", "Holm"] * 4


def test_what_was_deleted_is_gone_and_what_was_inserted_is_there() -> None:
    body = paragraph(
        "So ",
        f"<w:ins>{run('it ')}</w:ins>",
        f"<w:del>{run('he ')}</w:del>",
        f"<w:hyperlink>{run('goes')}</w:hyperlink>",
    )
    assert [block.text for block in blocks(body)] == ["So it goes"]


def test_tabs_breaks_and_hyphens_are_characters() -> None:
    body = paragraph(
        "<w:r><w:t>Vik:</w:t><w:tab/><w:t>so </w:t><w:br/><w:t>it</w:t><w:softHyphen/><w:t>self</w:t></w:r>"
    )
    assert [block.text for block in blocks(body)] == ["Vik: so\nitself"]


def test_footnotes_are_notes_that_the_text_refers_to() -> None:
    document = read(
        paragraph("Vik: It came", '<w:r><w:footnoteReference w:id="7"/></w:r>', " at night.")
        + paragraph("Duval: Did it?")
        + paragraph("Vik: It did.")
        + paragraph("Duval: I see.")
        + paragraph("Vik: Yes.")
        + paragraph("Duval: No."),
        footnotes=f'<w:footnote w:id="7">{paragraph("By the clock.")}</w:footnote><w:footnote w:id="8"/>',
    )
    note = document.turns[-1]
    assert (note.kind, note.paragraphs[0].text, note.paragraphs[0].marker) == (Kind.NOTE, "By the clock.", "1")
    said = document.turns[0].paragraphs[0]
    assert said.text == "It came at night."
    assert [(reference.note, reference.offset) for reference in said.references] == [(note.position, 7)]


def test_heads_feet_and_comments_are_left_out_and_told() -> None:
    document = read(
        paragraph("It rained."),
        header1=paragraph("Sound archive"),
        comments=f"<w:comment>{paragraph('Check!')}</w:comment>",
    )
    assert [notice.message for notice in document.notices] == [
        "2 words in the head and foot of pages were left out (“Sound archive …”)",
        "1 words of editors’ comments were left out (“Check! …”)",
    ]


def test_without_python_docx_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(UnreadableSource, match=r"pip install 'colloquy\[docx\]'") as raised:
        read(paragraph("It rained."))
    assert raised.value.code == "missing_extra"


def test_old_word_files_are_refused_with_what_to_do() -> None:
    source = SourceFile("talk.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert FORMAT.claims(source) is Claim.LIKELY
    with pytest.raises(UnreadableSource, match=r"save it as \.docx"):
        FORMAT.read(source)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "no text"),
        ("<w:p>" * 3000, "damaged"),
        ("<w:p></w:q>", "damaged"),
        ("&undefined;", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(body: str, problem: str) -> None:
    with pytest.raises(UnreadableSource, match=problem):
        read(body)


def test_external_entities_are_not_followed() -> None:
    data = word_file(paragraph("It rained."))
    with zipfile.ZipFile(io.BytesIO(data)) as before:
        members = {name: before.read(name) for name in before.namelist()}
    bomb = b'<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    members["word/document.xml"] = (
        members["word/document.xml"].replace(b"\n", b"\n" + bomb, 1).replace(b"rained", b"&a;")
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as after:
        for name, content in members.items():
            after.writestr(name, content)
    (document,) = FORMAT.read(SourceFile("talk.docx", buffer.getvalue()))
    assert "root" not in document.turns[0].paragraphs[0].text
