"""How is a document written as plain text? To be read, printed and cited: labels as printed, turns by their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from index.model import Document, Kind, Paragraph, Turn
from index.overview import edtf
from webapp.addresses import Addresses
from webapp.citations.verbatim import document_citation, with_address
from webapp.exports.labels import printed
from webapp.presenters.dates import in_words
from webapp.presenters.passage import who
from webapp.presenters.transcript import speakers_of

_SHAPES = {Kind.HEADING: "== {} ==", Kind.STAGE_DIRECTION: "({})"}


def plain_text(document: Document, addresses: Addresses, today: date) -> str:
    """The text, one paragraph a line, with its citation and address."""
    blocks = [*_head(document), *(_turn(document, turn) for turn in document.turns), "* * *"]
    cited = with_address(document_citation(document.metadata), addresses.document(document.id), today)
    return "\n\n".join([*blocks, cited]) + "\n"


def _head(document: Document) -> Iterator[str]:
    of = document.metadata
    yield of.title
    yield ", ".join(part for part in (in_words(edtf(document)), of.place) if part)
    if of.summary:
        yield of.summary
    if document.speakers:
        yield f"Speakers: {'; '.join(speaker.name for speaker in document.speakers)}"
    yield "* * *"


def _turn(document: Document, turn: Turn) -> str:
    lines = [_printed(paragraph) for paragraph in turn.paragraphs]
    return "\n".join([f"[{turn.position}] {_opening(document, turn)}".rstrip(), *_shaped(turn.kind, lines)])


def _opening(document: Document, turn: Turn) -> str:
    """The label as printed; who goes on speaking, where none is printed again; what else it is."""
    label = printed(turn.label or "") or turn.label
    if label:
        return label
    if turn.continues is not None and turn.speakers:
        return f"({who(document, turn)}, continued from [{turn.continues}])"
    return f"({who(document, turn)})" if turn.kind in (Kind.SPEECH, Kind.NOTE) or speakers_of(document, turn) else ""


def _shaped(kind: Kind, lines: list[str]) -> list[str]:
    shape = _SHAPES.get(kind, "{}")
    return [line if line.startswith(shape[0]) else shape.format(line) for line in lines]


def _printed(paragraph: Paragraph) -> str:
    """The text with its list marker and the markers of its footnotes where they stood."""
    text = paragraph.text
    for reference in sorted(paragraph.references, key=lambda each: each.offset, reverse=True):
        text = text[: reference.offset] + reference.marker + text[reference.offset :]
    return f"{paragraph.marker} {text}" if paragraph.marker else text
