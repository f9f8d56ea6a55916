"""Reads a record of the Wilson Center Digital Archive as text: the archive's header, then the record itself.

The header has a printed date, the title, and the fields Citation, Summary, Credits, Original Language and Contents,
bold or plain, each on lines of its own or behind its name, any of them absent. The record begins with its title once
more, or after the header. Samples: the five documents in ``seeds/``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from index.formats.base import Claim, Format, SourceFile
from index.formats.citation import document_number, read_citation
from index.model import Document, DocumentDate, Metadata, Notice, Severity, Source
from index.reading.blocks import Block, BlockKind
from index.reading.body import turns_of
from index.reading.dates import dates_in
from index.reading.document_head import is_dateline
from index.reading.encodings import decode, peek
from index.reading.labels import labels_inside
from index.reading.languages import language_named, language_of
from index.reading.participants import people_named
from index.reading.plain_text import paragraphs

# The fields of the header: how they are printed, and what they are here. Others are told in a notice.
_FIELDS = {
    "citation": "citation",
    "summary": "summary",
    "description": "summary",
    "credits": "credits",
    "original language": "original_language",
    "language": "original_language",
    "contents": "contents",
    "rights": "rights",
    "permission": "rights",
    "date": "date",
    "title": "title",
    "source": "archive",
    "author(s)": "other",
    "author": "other",
    "authors": "other",
    "keywords": "other",
    "subjects": "other",
    "subjects discussed": "other",
    "geographic subjects": "other",
    "people": "other",
    "donors": "credits",
    "original uploaded": "other",
}
_FIELD = re.compile(r"(?P<name>[A-Z][A-Za-z()]+(?: [A-Za-z]+)?)\s?:(?:\s+(?P<value>\S.*))?", re.DOTALL)
_LINE_FIELD = re.compile(r"(?<=\n)(?P<name>[A-Z][A-Za-z()]+(?: [A-Za-z]+)?)\s?:")
_INLINE_FIELD = re.compile(r"(?<=\s)(?:Citation|Summary|Credits|Original Language|Contents):")
_RUN_TOGETHER = 3  # fields in one paragraph
_TELLING = ("citation", "summary", "credits", "original language", "contents")  # what a header is known by
_ENTRY = re.compile(
    r"(?:(?:Original )?(?:Scan|Scanned|Transcript|Translation|Document|Image|Audio|PDF|English|Text)s?"
    r"(?: Translation| Transcript)?(?:\s[-–]\s[A-Z][a-z]+(?: \([A-Za-z ]+\))?)?\s*)+"
)
_CONTENTS = re.compile(rf"Contents:\s*{_ENTRY.pattern}")
# Fields whose value ends by itself: a language, a citation with its address.
_ENDS_ITSELF = re.compile(
    r"Original Language:[\s*]*[A-Z][a-z]+(?:(?:,| and|;) [A-Z][a-z]+)*\s|"
    r"Citation:(?:(?!https?://).){0,2000}https?://\S+\s",
    re.DOTALL,
)
_ALIKE = 0.8  # how like the header's title the repeated one is, from 0 to 1
_LONGEST_TITLE = 600
_HEAD = 16_384  # bytes in which a header shows


def claims(source: SourceFile) -> Claim:
    """CERTAIN for the archive's own citation, LIKELY for three fields of its header."""
    if source.suffix not in (".txt", ".md", ".text", ".markdown", ""):
        return Claim.NONE
    head = peek(source.data, _HEAD)
    text = re.sub(r"[*_#>]", "", head).casefold()
    if re.search(r"(?:^|\s)citation:", text) and "wilson center digital archive" in text:
        return Claim.CERTAIN
    lines = [line.strip() for line in text.splitlines()]
    fields = {name for name in _TELLING for line in lines if line.startswith(f"{name}:")}
    return Claim.LIKELY if len(fields) >= 3 else Claim.NONE


def read(source: SourceFile) -> tuple[Document, ...]:
    """The one document of ``source``."""
    text, notices = decode(source.data)
    blocks = paragraphs(text)
    header = _read_header([part for block in blocks for part in _fields_apart(block, alone=len(blocks) == 1)])
    metadata = _metadata(header, source)
    body = turns_of(header.body, known=people_named(f"{metadata.title}. {metadata.summary or ''}"))
    dates = _dates(header, metadata.title, header.body)
    participants = body.participants
    document = Document(
        replace(metadata, dates=dates, participants=participants),
        Source(source.path, FORMAT.name, source.sha256),
        body.turns,
        notices=(*notices, *header.notices(), *body.notices),
    )
    return (document,)


FORMAT = Format("record", "a record of the Wilson Center Digital Archive", claims, read, plain=True)


@dataclass(slots=True)
class _Header:
    """The header's paragraphs by field, and the blocks of the record itself."""

    date: list[Block] = field(default_factory=list)
    title: list[Block] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)
    others: list[tuple[str, str, int | None]] = field(default_factory=list)  # printed name, value, line
    body: tuple[Block, ...] = ()

    def value(self, name: str) -> str | None:
        return " ".join(self.values.get(name, ())).strip() or None

    def notices(self) -> Iterator[Notice]:
        """What the header says that has no place in the metadata."""
        for name, value, line in self.others:
            yield Notice(Severity.INFO, "header-field", f"The header also says {name}: {value}", line)


def _read_header(blocks: Sequence[Block]) -> _Header:
    """The header of a record, read from its blocks in order."""
    header = _Header()
    name, printed = "", ""
    for number, block in enumerate(blocks):
        found = _field(block)
        if found and (name or header.title or found["name"].casefold() in _TELLING):
            name, printed = _FIELDS[found["name"].casefold()], found["name"]
            if found["value"]:
                _take(header, name, printed, found["value"], block)
        elif not name:
            _take_title(header, block)
        elif _begins_body(header, name, blocks, number):
            header.body = _with_title(blocks[number:], header)
            return header
        else:
            _take(header, name, printed, _printed(block), block)
    return header


def _printed(block: Block) -> str:
    """The block's words on one line, with its list marker and note markers back where they stood."""
    text = block.text
    for mark in reversed(block.marks):
        text = f"{text[: mark.offset]}{mark.marker}{text[mark.offset :]}"
    return " ".join(f"{block.marker or ''} {text}".split())


def _fields_apart(block: Block, *, alone: bool) -> Sequence[Block]:
    """The block cut before each field of the header that begins a line in it; in a text whose lines were run together
    (``alone``: into this one block) before each field wherever it stands, and after the date and the contents."""
    inline = sum(f"{name}:" in block.text.casefold() for name in _TELLING)
    if inline < _RUN_TOGETHER and not (alone and inline and "\n" not in block.text):
        return block.parts([found.start() for found in _LINE_FIELD.finditer(block.text) if _is_field(found["name"])])
    head = block.text[:_HEAD]
    offsets = [found.start() for found in _INLINE_FIELD.finditer(head)]
    date = next(iter(dates_in(head[: offsets[0]], "document")), None)
    if date and head.startswith(date.printed):
        offsets.insert(0, len(date.printed))
    contents = _CONTENTS.search(head)
    title = head[len(date.printed) if date and head.startswith(date.printed) else 0 : offsets[-1]]
    begins = contents.end() if contents else _record_begins(block, title.partition("Citation:")[0], offsets[-1])
    return block.parts([*offsets, begins] if begins else offsets)


def _record_begins(block: Block, title: str, last: int) -> int | None:
    """Where the record begins in a text run together whose header ends without contents, behind the field at ``last``:
    at its repeated title, after the language or the address, or at the first label that comes again."""
    text, again = block.text, title.strip(" *_")
    place = text.find(again, last) if len(again) > 20 else -1
    if place > 0 and not text.startswith("Citation", last):
        return place
    field_end = _ENDS_ITSELF.match(text, last)
    if field_end:
        return field_end.end()
    labels = list(labels_inside(block.part(last)))
    names = Counter(label.name.key for label in labels)
    first = next((label for label in labels if names[label.name.key] > 1 and not label.name.ordinary), None)
    return last + first.start if first else None


def _is_field(name: str) -> bool:
    return name.casefold() in _FIELDS


def _field(block: Block) -> re.Match[str] | None:
    """The header's field that ``block`` names."""
    found = _FIELD.fullmatch(block.text)
    return found if found and found["name"].casefold() in _FIELDS else None


def _take(header: _Header, name: str, printed: str, value: str, block: Block) -> None:
    value = " ".join(value.split())
    if name in ("other", "contents"):
        header.others.append((printed, value, block.lines[0] if block.lines else None))
    header.values.setdefault(name, []).append(value)


def _take_title(header: _Header, block: Block) -> None:
    """A block above the first field: the date, or a part of the title."""
    if not header.date and is_dateline(_printed(block)):
        header.date.append(block)
    else:
        header.title.append(block)


def _begins_body(header: _Header, name: str, blocks: Sequence[Block], number: int) -> bool:
    """Whether the record begins with block ``number``: at its repeated title, or after the header's last value."""
    block = blocks[number]
    if _is_title(block, header):
        return True
    if any(_is_title(later, header) for later in blocks[number + 1 : number + 8]):
        return False
    if any(_field(later) for later in blocks[number + 1 : number + 8]):
        return False
    if name == "contents":
        return not _ENTRY.fullmatch(" ".join(block.text.split()))
    if name == "citation":
        return bool(header.values.get(name)) and not block.text.startswith("http")
    return name in header.values


def _is_title(block: Block, header: _Header) -> bool:
    """Whether ``block`` repeats the header's title: small differences of wording and case do not count."""
    title = _letters(_title(header))
    text = _letters(block.text)
    if not title or len(block.text) > _LONGEST_TITLE or len(text) < len(title) / 2:
        return False
    return text == title or (
        block.text.rstrip()[-1:] not in ".:" and SequenceMatcher(None, title, text, autojunk=False).ratio() >= _ALIKE
    )


def _title(header: _Header) -> str:
    return header.value("title") or " ".join(map(_printed, header.title))


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def _with_title(blocks: Sequence[Block], header: _Header) -> tuple[Block, ...]:
    """The body's blocks, its repeated title a heading."""
    first = blocks[0]
    if not _is_title(first, header):
        return tuple(blocks)
    return (replace(first, kind=BlockKind.HEADING, marker=None), *blocks[1:])


def _metadata(header: _Header, source: SourceFile) -> Metadata:
    citation = read_citation(header.value("citation") or "")
    url = citation.url
    text = " ".join(block.text for block in header.body[:40])
    return Metadata(
        id=citation.number or document_number(url) or "",
        title=_title(header) or source.stem,
        place=place_in(_title(header)),
        language=_language(header) or language_of(text),
        original_language=header.value("original_language"),
        citation=citation.text or None,
        archive=citation.archive,
        translator=citation.translator,
        contributor=citation.contributor,
        url=url,
        summary=header.value("summary"),
        credits=header.value("credits"),
        rights=header.value("rights"),
    )


_TRANSLATED = re.compile(
    r"(?:Translation|Transcript)\s[-–]\s(?P<language>[A-Z][a-z]+)|(?P<english>English Translation)"
)


def _language(header: _Header) -> str | None:
    """The language of the text, where the contents name one."""
    found = _TRANSLATED.search(header.value("contents") or "")
    return language_named(found["language"] or "English") if found else None


# What the title says of the place stands behind the date: "… on 1 October 1968 during … on Tiananmen".
_PLACE = re.compile(r"\b(?:in|at|on) (?P<place>[A-Z][\w'’-]+(?: (?:[A-Z][\w'’-]+|de|of|the))*)\s*[\])]?\s*$")


def place_in(title: str) -> str | None:
    """The place of the event as the title states it, behind the date and at the end; None rather than a guess."""
    dates = dates_in(title, "event")
    if not dates or dates[-1].printed not in title:
        return None
    after = title[title.rindex(dates[-1].printed) + len(dates[-1].printed) :]
    found = _PLACE.search(after)
    return found["place"] if found else None


_HELD = re.compile(r"\b(?:took place|held|occurred|date|time)\b", re.IGNORECASE)


def _dates(header: _Header, title: str, body: Sequence[Block]) -> tuple[DocumentDate, ...]:
    """The printed date, and those of the event from the titles and from a sentence that says when it was held."""
    printed = " ".join(map(_printed, header.date)) or header.value("date") or ""
    dates = list(dates_in(printed, "document"))
    repeated = body[0].text if body and body[0].kind is BlockKind.HEADING else ""
    held = [block.text for block in body[1:4] if len(block.text) < 300 and _HELD.search(block.text)]
    for text in (title, repeated, *held):
        dates += dates_in(" ".join(text.split()), "event")
    once = {(date.role, date.start, date.end): date for date in reversed(dates)}
    return tuple(sorted(once.values(), key=lambda date: dates.index(date)))
