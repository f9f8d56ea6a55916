"""What is a document called, and when and where was it? Read from the first blocks of a text that has no metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.model import DocumentDate
from index.reading.blocks import Block, BlockKind
from index.reading.dates import dates_in
from index.reading.label_names import read_name
from index.reading.labels import Closing, Place, label_at
from index.reading.narration import is_aside, is_header_field

_LOOK = 25  # blocks at the beginning
_LONGEST_TITLE = 300
_LONGEST_DATELINE = 80
_URL = re.compile(r"<?(?P<url>https?://[^\s<>|]+)>?")
_KINDS = re.compile(
    r"\b(?:minutes|memorand(?:um|a)|conversations?|record|notes|transcripts?|interview|meeting|stenograph\w*|talks?|excerpts?|"
    r"extracts?|discussion|conference|session|hearing|debate|protocol|report|speech|statement|negotiations)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?:place|location|venue|ort|lugar|lieu)\s*:\s*(?P<place>[^\n]{1,100})", re.IGNORECASE)
_HELD = re.compile(r"(?:date|time|date (?:&|and) time|time of meeting|held|datum|fecha)\b[^:\n]{0,20}:", re.IGNORECASE)
_SENTENCES = re.compile(r"[a-z]{3}(?<!Messrs)[.?!] [A-Z]")
_NO_TITLE = re.compile(r"[\W\d_]*|\[[^\]]*\]|[\d./–-]+|\S*\d\S*/\S*")


@dataclass(frozen=True, slots=True)
class Head:
    """What the first blocks say. ``title_block`` is the number of the block that is the title, if one is."""

    title: str | None = None
    title_block: int | None = None
    dates: tuple[DocumentDate, ...] = ()
    place: str | None = None
    url: str | None = None


def read_head(blocks: Sequence[Block]) -> Head:
    """The head of a document, from its first blocks up to the first that somebody speaks."""
    head = list(_before_speech(blocks[:_LOOK]))
    number = _title(head)
    title = " ".join(head[number].text.split()) if number is not None else None
    return Head(title, number, _dates(head, title), _place(head), _url(head))


def _before_speech(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        label = label_at(block, 0, len(block.text), Place.BLOCK)
        named = label is not None and label.closing is not Closing.LINE
        if named and len(block.text) > 200:
            return
        yield block


def _title(blocks: Sequence[Block]) -> int | None:
    """The first heading of level 1, else the first block that names a kind of record, else the first short one."""
    told = [number for number, block in enumerate(blocks) if block.kind is BlockKind.HEADING and block.level == 1]
    fitting = [number for number, block in enumerate(blocks) if _may_be_title(block)]
    named = [number for number in fitting if _KINDS.search(blocks[number].text)]
    named = [number for number in named if blocks[number].kind is BlockKind.HEADING] or named
    return next(iter(told or named or fitting[:1]), None)


def _may_be_title(block: Block) -> bool:
    text = " ".join(block.text.split())
    if not 3 <= len(text) <= _LONGEST_TITLE or _URL.search(text) or _NO_TITLE.fullmatch(text) or is_aside(text):
        return False
    if (
        block.kind in (BlockKind.QUOTE, BlockKind.NOTE, BlockKind.SEPARATOR)
        or is_dateline(text)
        or is_header_field(text)
    ):
        return False
    label = label_at(block, 0, len(block.text), Place.BLOCK)
    if label is not None and label.closing is not Closing.LINE and block.level != 1:
        return False
    sentence = text[-1] in ".!?:;,…" and not re.search(r"\b(?:[ap]\.m|hours|\d)\.$", text)
    if sentence or _SENTENCES.search(text) or (len(text.split()) < 2 and block.kind is not BlockKind.HEADING):
        return False
    return _KINDS.search(text) is not None or read_name(text) is None


def is_dateline(text: str) -> bool:
    """Whether a line is a date with little beside it: ``Nanking, October 4, 1946, 10:30 a.m.``"""
    dates = dates_in(text, "document") if len(text) <= _LONGEST_DATELINE else ()
    for date in dates:
        text = text.replace(date.printed, "")
    return bool(dates) and len(re.findall(r"[^\W\d_]{3,}", text)) <= 2 and not _KINDS.search(text)


def _dates(blocks: Sequence[Block], title: str | None) -> tuple[DocumentDate, ...]:
    """The dates in the title are the event's; those of short lines the document's, unless they say when it was held."""
    found = list(dates_in(title or "", "event"))
    for block in blocks:
        text = " ".join(block.text.split())
        held = _HELD.match(text) is not None
        if text != title and len(text) <= (_LONGEST_TITLE if held else _LONGEST_DATELINE):
            found += dates_in(text, "event" if held else "document")
    once = {(date.role, date.start, date.end): date for date in reversed(found)}
    return tuple(sorted(once.values(), key=found.index))


def _place(blocks: Sequence[Block]) -> str | None:
    places = (_PLACE.match(block.text) for block in blocks)
    return next((" ".join(found["place"].split()).rstrip(".") for found in places if found), None)


def _url(blocks: Sequence[Block]) -> str | None:
    """An address that stands alone, or begins a heading."""
    addresses = (_URL.match(block.text) for block in blocks[:5])
    return next((found["url"] for found in addresses if found), None)
