"""What does a parsed page of the Congressional Record hold? The JSON of the ``congressional-record`` parser.

One object with ``header`` (volume, day, chamber, pages) and ``content``: items of a ``kind``. A ``speech`` begins with
its printed label (``  Mr. BOND. …``) in lines broken at 70 columns; the Recorder's text is narration; a ``linebreak``
is a rule; ``[[Page S701]]`` stands where a printed page begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import msgspec

from index.errors import UnreadableSource
from index.formats.wrapped import paragraphs
from index.model import Attribution, Document, Kind, Metadata, Notice, Paragraph, Rule, Severity, Source, Turn, Voice
from index.reading.dates import parse_date
from index.reading.label_names import read_name


class _Item(msgspec.Struct, frozen=True):
    kind: str
    text: str
    speaker: str | None = None
    speaker_bioguide: str | None = None


class _Header(msgspec.Struct, frozen=True):
    year: str = ""
    month: str = ""
    day: str = ""
    pages: str = ""


class _Page(msgspec.Struct, frozen=True):
    header: _Header
    content: tuple[_Item, ...]
    id: str = ""
    doc_title: str | None = None
    title: str | None = None


_KINDS: Mapping[str, Kind] = {"speech": Kind.SPEECH, "title": Kind.HEADING}  # everything else is narration
_PAGE = re.compile(r"\n*\[\[Page ([A-Z]*\d+)\]\]\n*")  # with the blank lines around it, which part no paragraphs
_WIDTH = 70  # columns of the printed record's text files
_READ = frozenset(_Page.__struct_fields__)


def is_crec(value: object) -> bool:
    """Is ``value`` such a page?"""
    return isinstance(value, dict) and isinstance(value.get("header"), dict) and isinstance(value.get("content"), list)


def document_of(value: object, source: Source) -> Document:
    """The document in ``value``; raises UnreadableSource where it is no such page."""
    try:
        page = msgspec.convert(value, _Page, strict=False)
    except (msgspec.ValidationError, RecursionError) as error:
        raise UnreadableSource(f"this is no page of the Congressional Record ({error})", code="json") from error
    date = parse_date(f"{page.header.month} {page.header.day}, {page.header.year}", "document")
    metadata = Metadata(page.id, page.doc_title or page.title or page.id, (date,) if date else (), language="en")
    left_out = sorted(set(value) - _READ) if isinstance(value, dict) else []
    notices = (
        [Notice(Severity.INFO, "unknown_columns", f"fields that were not read: {', '.join(left_out)}")]
        if left_out
        else []
    )
    return Document(metadata, source, tuple(_turns(page)), notices=tuple(notices))


def _turns(page: _Page) -> Iterator[Turn]:
    printed, position = page.header.pages.partition("-")[0] or None, 0
    for item in page.content:
        marks: list[str] = _PAGE.findall(item.text)
        turn = _turn(position + 1, item, printed)
        if turn is not None:
            position += 1
            yield turn
        printed = marks[-1] if marks else printed


def _turn(position: int, item: _Item, page: str | None) -> Turn | None:
    text = _PAGE.sub("\n", item.text)
    label = _label(item, text)
    texts = [piece.text for piece in paragraphs(_without(label, text).split("\n"), _WIDTH)]
    pieces = tuple(Paragraph(text) for text in texts if any(map(str.isalnum, text)))
    if not pieces:
        return None
    kind = _KINDS.get(item.kind, Kind.NARRATION)
    if kind is not Kind.SPEECH or not item.speaker:
        return Turn(position, kind, pieces, page=page)
    named = read_name(item.speaker)
    voices = named.voices if named else (Voice(item.speaker),)
    if len(voices) == 1:
        voices = (replace(voices[0], source_id=item.speaker_bioguide),)
    attribution = Attribution(Rule.LABEL) if label else Attribution(Rule.MARKUP)
    return Turn(position, kind, pieces, label or item.speaker, voices, attribution=attribution, page=page)


def _label(item: _Item, text: str) -> str | None:
    """The label with which a speech begins, verbatim, where it is the speaker's name and a full stop or colon."""
    if not item.speaker:
        return None
    begin = text.lstrip()
    label = begin[: len(item.speaker) + 1]
    return label if label[:-1] == item.speaker and label[-1:] in (".", ":") else None


def _without(label: str | None, text: str) -> str:
    """The text without its label, set in as before, so that the first line still begins a paragraph."""
    if label is None:
        return text
    indent = text[: len(text) - len(text.lstrip())]
    return indent + text.lstrip()[len(label) :].lstrip(" ")
