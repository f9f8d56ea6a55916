"""Who says what in a Word file? DOCX by python-docx (the extra ``docx``), its paragraphs read like any others."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from index.errors import UnreadableSource
from index.formats.base import Claim, Format, SourceFile, lacking
from index.formats.docx_blocks import Element, Reader, list_levels, style_sheet, words_of
from index.formats.from_blocks import document_of
from index.formats.zip_limits import is_zip, open_zip
from index.model import Document, Notice, Severity

_MAIN_PART = b"word/document"
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word before 2007, and any Office file with a password
_AROUND = ((("header", "footer"), "in the head and foot of pages"), (("comments",), "of editors’ comments"))
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _claims(source: SourceFile) -> Claim:
    if is_zip(source.data) and _MAIN_PART in source.data:
        return Claim.CERTAIN
    old = source.data.startswith(_OLD_WORD) and source.suffix in (".doc", ".docx")
    return Claim.LIKELY if old or source.suffix == ".docx" else Claim.NONE


def _read(source: SourceFile) -> tuple[Document, ...]:
    if source.data.startswith(_OLD_WORD):
        message = "this is a file of old Word, or one with a password; save it as .docx without a password"
        raise UnreadableSource(message, code="old_word")
    open_zip(source.data).close()
    part = _opened(source.data).part
    try:
        reader = Reader(style_sheet(part.styles.element), list_levels(next(_related(part, "numbering"), None)))
        blocks = [*reader.blocks(part.element.body)]
        for kind in ("footnote", "endnote"):
            blocks += [block for notes in _related(part, f"{kind}s") for block in reader.note_blocks(notes, kind)]
        notices = tuple(_left_out(part))
    except Exception as error:  # parts of another shape than ECMA-376 gives them, met anywhere in python-docx
        message = f"this Word file is damaged ({type(error).__name__}: {error}); open it in Word and save it again"
        raise UnreadableSource(message, code="damaged_docx") from error
    if not blocks:
        raise UnreadableSource("there is no text in this file; its pages may be pictures", code="empty")
    return (document_of(blocks, source, FORMAT.name, notices=notices),)


FORMAT = Format("docx", "Word file", _claims, _read)


def _opened(data: bytes) -> Any:
    """The file as python-docx opens it; raises UnreadableSource where that is not installed, or the file is damaged."""
    try:
        import docx
    except ImportError as error:
        raise lacking("python-docx", "docx") from error
    try:
        return docx.Document(io.BytesIO(data))
    except Exception as error:  # whatever lxml, zipfile and python-docx raise on damaged files
        message = f"this Word file is damaged ({type(error).__name__}: {error}); open it in Word and save it again"
        raise UnreadableSource(message, code="damaged_docx") from error


def _related(part: Any, name: str) -> Iterator[Element]:
    """The root elements of the parts that ``part`` calls ``name``."""
    from docx.oxml.parser import parse_xml

    for relation in part.rels.values():
        if relation.reltype == f"{_RELATIONS}/{name}" and not relation.is_external:
            yield parse_xml(relation.target_part.blob)


def _left_out(part: Any) -> Iterator[Notice]:
    """A notice for the words around the text: heads and feet of pages, comments of those who edited the file."""
    for names, what in _AROUND:
        words = [word for name in names for root in _related(part, name) for word in words_of(root)]
        if words:
            message = f"{len(words):,} words {what} were left out (“{' '.join(words[:12])[:120]} …”)"
            yield Notice(Severity.INFO, "page_furniture", message)
