"""Which format does a file have? Every format, declared once; the one that claims a file most surely reads it."""

from __future__ import annotations

from dataclasses import replace

from index.errors import UnreadableSource
from index.formats import akoma_ntoso, docx, epub, html, pdf, publicwhip, record, subtitles, tei, text, turn_table
from index.formats.base import Claim, Format, SourceFile
from index.ids import document_id
from index.model import Document

FORMATS: tuple[Format, ...] = (
    record.FORMAT,
    text.FORMAT,
    tei.FORMAT,
    akoma_ntoso.FORMAT,
    epub.FORMAT,
    publicwhip.FORMAT,
    subtitles.FORMAT,
    turn_table.FORMAT,
    html.FORMAT,
    docx.FORMAT,
    pdf.FORMAT,
)


def detect(source: SourceFile, formats: tuple[Format, ...] = FORMATS) -> Format:
    """The format that claims ``source`` most surely.

    Raises :class:`UnreadableSource` when none does (code ``no_format``) or two do equally (``two_formats``).
    """
    claims = [(format_.claims(source), format_) for format_ in formats]
    highest = max((claim for claim, _ in claims), default=Claim.NONE)
    claimants = [format_ for claim, format_ in claims if claim == highest]
    if highest is Claim.NONE:
        message = "this is no kind of file that Colloquy reads; convert it to plain text, or move it out of the folder"
        raise UnreadableSource(message, code="no_format")
    if len(claimants) > 1:
        names = " and ".join(format_.title for format_ in claimants)
        raise UnreadableSource(
            f"this could be {names}; give it the suffix of the one it is, or convert it", code="two_formats"
        )
    return claimants[0]


def read(source: SourceFile, formats: tuple[Format, ...] = FORMATS) -> tuple[Document, ...]:
    """The documents in ``source``, each with its id, their speakers not yet resolved.

    Raises :class:`UnreadableSource`, and MemoryError, and nothing else: what a format did not foresee gets the code
    ``internal``.
    """
    try:
        documents = detect(source, formats).read(source)
    except (UnreadableSource, MemoryError):
        raise
    except Exception as error:  # a mistake in a format must cost one file, not the build
        message = f"Colloquy made a mistake here ({type(error).__name__}: {error}); please report it with the file"
        raise UnreadableSource(message, code="internal") from error
    if not documents:
        raise UnreadableSource("there is no document in this file; move it out of the folder", code="no_document")
    return tuple(_with_id(document, ordinal, source, len(documents)) for ordinal, document in enumerate(documents, 1))


def _with_id(document: Document, ordinal: int, source: SourceFile, documents: int) -> Document:
    given = document.metadata.id or (str(ordinal) if documents > 1 else "")
    id_ = document_id(source.stem, given, several=documents > 1)
    return replace(document, metadata=replace(document.metadata, id=id_))
