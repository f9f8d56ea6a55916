"""Who says what in a PDF? The text layer by pypdf (the extra ``pdf``), its paragraphs read like those of plain text."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.errors import UnreadableSource
from index.formats.base import Claim, Format, SourceFile, lacking
from index.formats.from_blocks import document_of
from index.formats.pdf_lines import PageText, joined_pages, lines_of
from index.model import Document, Notice, Severity
from index.reading.blocks import Block
from index.reading.plain_text import paragraphs

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 5_000
_MAGIC = b"%PDF-"
_NO_TITLE = re.compile(
    r"\s*(?:microsoft \w+ - .*|untitled.*|document\d*|.*\.(?:docx?|pdf|indd|rtf|txt|tmp|wpd))?\s*", re.I
)
_NO_CHARACTER = re.compile(r"[\ud800-\udfff]")


def _claims(source: SourceFile) -> Claim:
    return Claim.CERTAIN if _MAGIC in source.data[:1024] else Claim.NONE


def _read(source: SourceFile) -> tuple[Document, ...]:
    layer = _text_layer(source.data)
    text = joined_pages([lines_of(page) for page in layer.pages])
    if not text.text.strip():
        message = "this PDF has no text layer, its pages are pictures; run text recognition over it (ocrmypdf does)"
        raise UnreadableSource(message, code="no_text_layer")
    blocks = [_on_page(block, text, layer.labels) for block in paragraphs(unicodedata.normalize("NFC", text.text))]
    notices = (*layer.notices, *_told(text, layer))
    return (document_of(blocks, source, FORMAT.name, title=_title(layer), notices=notices),)


FORMAT = Format("pdf", "PDF with a text layer", _claims, _read)


# --- The text layer


@dataclass(frozen=True, slots=True)
class _Layer:
    """The text of each page, the number printed or given for it, and the title the file gives itself."""

    pages: tuple[str, ...]
    labels: tuple[str, ...]
    title: str | None
    notices: tuple[Notice, ...]


def _text_layer(data: bytes) -> _Layer:
    reader = _opened(data)
    try:
        count = len(reader.pages)
        labels = tuple(reader.page_labels)
        title = reader.metadata.title if reader.metadata else None
    except Exception as error:  # pypdf raises errors of many kinds on damaged files
        raise _damaged(error) from error
    if count > MOST_PAGES:
        raise UnreadableSource(f"this PDF has {count:,} pages, more than {MOST_PAGES:,}; split it", code="too_large")
    pages: list[str] = []
    notices: list[Notice] = []
    for number in range(count):
        text, problem = _page(reader, number)
        pages.append(text)
        notices += [problem] if problem else []
    shown = labels if len(labels) == count else tuple(str(number + 1) for number in range(count))
    return _Layer(tuple(pages), shown, title if isinstance(title, str) else None, tuple(notices))


def _opened(data: bytes) -> PdfReader:
    """The file as pypdf opens it; raises UnreadableSource where pypdf is missing, or the file damaged or encrypted."""
    try:
        import pypdf
    except ImportError as error:
        raise lacking("pypdf", "pdf") from error
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
    except pypdf.errors.DependencyError as error:
        raise _encrypted() from error
    except Exception as error:  # pypdf raises errors of many kinds on damaged files
        raise _damaged(error) from error
    if locked:
        raise _encrypted()
    return reader


def _page(reader: PdfReader, number: int) -> tuple[str, Notice | None]:
    try:
        return _NO_CHARACTER.sub("\ufffd", reader.pages[number].extract_text()), None
    except Exception as error:  # one bad page must not cost the others; pypdf raises errors of many kinds
        message = f"page {number + 1} could not be read and was left out ({type(error).__name__}); print the PDF anew"
        return "", Notice(Severity.ERROR, "damaged_page", message)


def _encrypted() -> UnreadableSource:
    return UnreadableSource("this PDF is encrypted; save it without a password", code="encrypted")


def _damaged(error: Exception) -> UnreadableSource:
    message = f"this PDF is damaged ({type(error).__name__}: {str(error)[:200]}); fetch it again, or print it anew"
    return UnreadableSource(message, code="damaged_pdf")


# --- From pages to blocks


def _on_page(block: Block, text: PageText, labels: Sequence[str]) -> Block:
    """The block with the page it begins on; its lines are those of no file."""
    first = block.lines[0] if block.lines else 1
    return replace(block, page=labels[text.pages[first - 1]], lines=None)


def _title(layer: _Layer) -> str | None:
    """The title the file gives itself, where the first page has all its words; programs write many others."""
    title = " ".join((layer.title or "").split())
    first = " ".join(layer.pages[:1]).casefold()
    known = not _NO_TITLE.fullmatch(title) and all(word in first for word in title.casefold().split())
    return title if known else None


def _told(text: PageText, layer: _Layer) -> Iterator[Notice]:
    empty = [label for label, page in zip(layer.labels, layer.pages, strict=True) if not page.strip()]
    if empty:
        shown = ", ".join(empty[:20])
        message = f"{len(empty):,} of {len(layer.pages):,} pages have no text ({shown}); they may be pictures"
        yield Notice(Severity.WARNING, "no_text_layer", message)
    if text.left_out:
        shown = "; ".join(f"“{head[:80]}” on {count}" for head, count in text.left_out[:10])
        message = f"running heads and feet were left out: {shown} pages"
        yield Notice(Severity.INFO, "page_furniture", message)
    if text.mended:
        yield Notice(Severity.INFO, "mended_words", f"words joined that line ends had broken: {text.mended:,}")
    if any("\ufffd" in page for page in layer.pages):
        message = "some letters of this PDF have no characters and were read as U+FFFD; compare with the printed pages"
        yield Notice(Severity.WARNING, "unknown_letters", message)
