"""Reads plain text and Markdown: speaker-labelled in any style, or a narrative in which nobody is quoted.

Who speaks is decided in :mod:`index.reading.body`; front matter, title, dates and language are read here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.formats.base import Claim, Format, SourceFile
from index.formats.front_matter import FrontMatter, read_front_matter
from index.model import Document, DocumentDate, Kind, Metadata, Participant, Source, Turn
from index.reading.blocks import Block
from index.reading.body import turns_of
from index.reading.dates import dates_in, parse_date
from index.reading.document_head import Head, read_head
from index.reading.encodings import decode, peek
from index.reading.languages import is_tag, language_of
from index.reading.participants import people_named
from index.reading.plain_text import paragraphs

_MARKDOWN = frozenset({".md", ".markdown", ".mkd"})
_TEXT = _MARKDOWN | {".txt", ".text", ".asc", ".transcript", ".rst", ".log", ".out", ""}
_TABLES = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson"})  # told apart from text by their format alone
_HEADINGS = re.compile(r"^#{1,4} \S", re.MULTILINE)
_LABELLED = re.compile(r"^(?:[^\W\d_a-z]|\*\*|#)[^:：\n<>{}=;]{1,60}[:：](?:\*\*)?(?:\s+[^\W\d_a-z]|$)", re.MULTILINE)
_OTHERS = re.compile(r"\s*(?:<\?xml|<!DOCTYPE|<html|<TEI|<[a-zA-Z][\w:]*[\s>]|\{|WEBVTT|%PDF|PK\x03)", re.IGNORECASE)
_LONGEST_TITLE = 300
_NAMED_DATE = re.compile(r"(?P<date>\d{4}-\d\d-\d\d)\b")


def claims(source: SourceFile) -> Claim:
    """FALLBACK for whatever can be read as text and is not marked as something else."""
    head = peek(source.data, 4096)
    binary = sum(letter < " " and letter not in "\t\n\r\f\v\x1a" for letter in head)
    if binary * 50 > len(head) or (source.suffix not in _TEXT and not _looks_written(source, head)):
        return Claim.NONE
    if _OTHERS.match(head) and source.suffix not in _MARKDOWN and not head.lstrip().startswith(("<http", "<u>", "<b>")):
        return Claim.NONE
    return Claim.FALLBACK


def _looks_written(source: SourceFile, head: str) -> bool:
    """Whether a file whose suffix promises something else has headings, or lines that begin like labels."""
    if source.suffix in _TABLES or "\ufffd" in head:
        return False
    return len(_LABELLED.findall(head)) > 1 or _is_markdown(source, head)


def _is_markdown(source: SourceFile, text: str) -> bool:
    """Whether text is to be read as Markdown: by its suffix, or where that promises something else by its headings."""
    return source.suffix in _MARKDOWN or (source.suffix not in _TEXT and len(_HEADINGS.findall(text[:4096])) > 1)


def read(source: SourceFile) -> tuple[Document, ...]:
    """The one document of ``source``."""
    text, notices = decode(source.data)
    front = read_front_matter(text)
    if not (front.rest.strip() or front.values):
        return ()
    blocks = paragraphs(front.rest, markdown=_is_markdown(source, front.rest), first_line=front.lines + 1)
    head = read_head(blocks)
    title = front.values.get("title") or head.title or ""
    known = (*(speaker.name for speaker in front.speakers), *people_named(title))
    body = turns_of(_without_title(blocks, head), known=known)
    head = head if title or not body.turns else _head_of_opening(body.turns[0], head)
    document = Document(
        _metadata(source, front, head, blocks, body.participants),
        Source(source.path, FORMAT.name, source.sha256),
        body.turns,
        notices=(*notices, *front.notices, *body.notices),
    )
    return (document,)


FORMAT = Format("text", "plain text or Markdown", claims, read, plain=True)


def _without_title(blocks: Sequence[Block], head: Head) -> tuple[Block, ...]:
    """The blocks without a heading that is the title; the site shows it above the transcript."""
    number = head.title_block
    if number is None or blocks[number].level != 1:
        return tuple(blocks)
    return (*blocks[:number], *blocks[number + 1 :])


def _head_of_opening(turn: Turn, head: Head) -> Head:
    """The head of a text whose lines were run together: what stands before the first label is its title."""
    opening = turn.paragraphs[0].text if turn.kind is Kind.NARRATION and len(turn.paragraphs) == 1 else ""
    if not 0 < len(opening) <= _LONGEST_TITLE:
        return head
    return replace(head, title=opening, dates=(*dates_in(opening, "event"), *head.dates))


def _metadata(
    source: SourceFile, front: FrontMatter, head: Head, blocks: Sequence[Block], present: tuple[Participant, ...]
) -> Metadata:
    values = front.values
    return Metadata(
        id="",
        title=values.get("title") or head.title or source.stem.replace("_", " "),
        dates=_dates(source, front, head),
        place=values.get("place") or head.place,
        language=_language(source, front, blocks),
        citation=values.get("citation"),
        translator=values.get("translator"),
        contributor=values.get("contributor"),
        url=values.get("url") or head.url,
        summary=values.get("summary"),
        rights=values.get("rights"),
        participants=tuple(dict.fromkeys((*front.speakers, *present))),
    )


def _dates(source: SourceFile, front: FrontMatter, head: Head) -> tuple[DocumentDate, ...]:
    """The dates of front matter and head, else the one that the file's name begins with."""
    given = (*front.dates(), *head.dates)
    named = _NAMED_DATE.match(source.stem)
    from_name = parse_date(named["date"], "document") if named and not given else None
    return (from_name,) if from_name else given


def _language(source: SourceFile, front: FrontMatter, blocks: Sequence[Block]) -> str | None:
    """The language of the front matter, of the file's name (``talk.es.md``), or the one the text looks like."""
    named = source.stem.rpartition(".")[2]
    given = front.values.get("language") or (named if "." in source.stem and is_tag(named) else None)
    return given or language_of(" ".join(block.text for block in blocks[:200]))
