"""Which document do blocks make? For formats whose paragraphs are told from their markup, and nothing of who speaks."""

from __future__ import annotations

from collections.abc import Sequence

from index.formats.base import SourceFile
from index.model import Document, DocumentDate, Metadata, Notice, Source
from index.notices import few
from index.reading.blocks import Block
from index.reading.body import turns_of
from index.reading.document_head import read_head
from index.reading.languages import language_of
from index.reading.participants import people_named

_ENOUGH = 200  # blocks that tell the language


def document_of(
    blocks: Sequence[Block],
    source: SourceFile,
    format_name: str,
    *,
    title: str | None = None,
    dates: tuple[DocumentDate, ...] = (),
    language: str | None = None,
    url: str | None = None,
    notices: Sequence[Notice] = (),
) -> Document:
    """The document of ``blocks``; what the source's markup does not give is read from the first of them.

    A heading of the first level that is the title is left to the metadata; every other word is in the turns.
    """
    head = read_head(blocks)
    number = head.title_block
    is_title = number is not None and blocks[number].level == 1 and title in (None, head.title)
    kept = [block for at, block in enumerate(blocks) if not (is_title and at == number)]
    body = turns_of(kept, known=people_named(title or head.title or ""))
    metadata = Metadata(
        "",
        title or head.title or source.stem.replace("_", " "),
        dates or head.dates,
        place=head.place,
        language=language or language_of(" ".join(block.text for block in blocks[:_ENOUGH])),
        url=url or head.url,
        participants=body.participants,
    )
    told = few((*notices, *body.notices))
    return Document(metadata, Source(source.path, format_name, source.sha256), body.turns, notices=told)
