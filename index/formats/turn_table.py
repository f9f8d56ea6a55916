"""Who says what in a table of turns? CSV, TSV, JSON lines and JSON, for those who bring a pipeline of their own.

The columns are those of :mod:`index.formats.table_columns`; one file may hold several documents. Two shapes of JSON
have their own meaning: Congressional Record pages (:mod:`index.formats.crec_json`) and what ``colloquy show --json``
prints (:mod:`index.formats.shown_json`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from index.errors import UnreadableSource
from index.formats import crec_json, shown_json
from index.formats.base import LONGEST_NAME, Claim, Format, SourceFile
from index.formats.table_columns import ALIASES, OF_DOCUMENT, columns_of
from index.formats.table_rows import (
    Row,
    Table,
    delimited_table,
    delimiter_of,
    json_lines_table,
    json_tables,
    json_value,
)
from index.formats.wrapped import paragraphs
from index.model import (
    UNATTRIBUTED,
    Attribution,
    Document,
    DocumentDate,
    Kind,
    Metadata,
    Notice,
    Paragraph,
    Rule,
    Severity,
    Source,
    Turn,
    Voice,
)
from index.notices import few
from index.reading.dates import parse_date
from index.reading.encodings import decode, peek

# What tables call the kinds of turns, as compared (lower case, ``_`` between words).
_KINDS: Mapping[str, Kind] = {
    **{kind.value: kind for kind in Kind},
    "turn": Kind.SPEECH,
    "utterance": Kind.SPEECH,
    "narrator": Kind.NARRATION,
    "recorder": Kind.NARRATION,
    "direction": Kind.STAGE_DIRECTION,
    "stage": Kind.STAGE_DIRECTION,
    "action": Kind.STAGE_DIRECTION,
    "title": Kind.HEADING,
    "section": Kind.HEADING,
    "footnote": Kind.NOTE,
    "comment": Kind.NOTE,
}
_JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
_TABLE_SUFFIXES = (".csv", ".tsv")
_JSON_TEXT = re.compile(rf'^\s*[\[{{].*"(?:{"|".join(ALIASES["text"])}|turns)"\s*:', re.DOTALL)
_TIME = re.compile(r"(?:(?P<hours>\d{1,6}):)?(?P<minutes>\d{1,6}):(?P<seconds>\d{1,2}(?:[.,]\d{1,9})?)")
_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,12})?")
_SURROGATE = re.compile(r"[\ud800-\udfff]")  # half a character, by a JSON escape such as \ud83d
_MARKUP = Attribution(Rule.MARKUP)


def _claims(source: SourceFile) -> Claim:
    head = peek(source.data)
    if source.suffix in _JSON_SUFFIXES or _JSON_TEXT.match(head):
        return Claim.CERTAIN if _JSON_TEXT.match(head) else Claim.LIKELY
    if delimiter_of(head.replace("\r", "\n")):
        return Claim.CERTAIN if source.suffix in _TABLE_SUFFIXES else Claim.LIKELY
    return Claim.LIKELY if source.suffix in _TABLE_SUFFIXES else Claim.NONE


def _read(source: SourceFile) -> tuple[Document, ...]:
    text, notices = decode(source.data)
    found = Source(source.path, FORMAT.name, source.sha256)
    documents = tuple(_documents(text, found, source))
    if not documents:
        raise UnreadableSource("there are no turns in this table; move it out of the folder", code="empty")
    return (replace(documents[0], notices=(*notices, *documents[0].notices)), *documents[1:])


FORMAT = Format("turn_table", "Turns as JSON, JSON lines, CSV or TSV", _claims, _read, plain=True)


def _documents(text: str, found: Source, source: SourceFile) -> Iterator[Document]:
    if text.lstrip()[:1] not in ("{", "["):
        yield from _of_table(delimited_table(text, delimiter_of(text[:8192]) or _usual(source)), found, source.stem)
    elif source.suffix in (".jsonl", ".ndjson") or _is_json_lines(text):
        yield from _of_table(json_lines_table(text), found, source.stem)
    else:
        yield from _of_json(json_value(text), found, source.stem)


def _of_json(value: object, found: Source, stem: str) -> Iterator[Document]:
    for item in value if isinstance(value, list) and all(map(shown_json.is_shown, value)) else [value]:
        if shown_json.is_shown(item):
            yield shown_json.document_of(item, found)
        elif crec_json.is_crec(item):
            yield crec_json.document_of(item, found)
        else:
            for table in json_tables(item):
                yield from _of_table(table, found, stem)


def _usual(source: SourceFile) -> str:
    return "\t" if source.suffix == ".tsv" else ","


def _is_json_lines(text: str) -> bool:
    """Is each of the first two lines an object of its own?"""
    lines = [line for line in text[:65536].split("\n") if line.strip()][:2]
    return len(lines) == 2 and all(line.strip()[0] == "{" and line.strip()[-1] == "}" for line in lines)


# --- From a table to documents


@dataclass
class _Told:
    """The notices of one table, gathered while its cells are read."""

    notices: list[Notice] = field(default_factory=list)

    def warn(self, code: str, message: str, row: Row | None = None) -> None:
        line = row.lines[0] if row is not None and row.lines else None
        self.notices.append(Notice(Severity.WARNING, code, message, line))


def _of_table(table: Table, found: Source, stem: str) -> tuple[Document, ...]:
    """The documents of a table that have turns; notices about the whole table are the first one's."""
    if not table.rows:
        return ()
    names = dict.fromkeys(name for row in table.rows for name in row.cells)
    columns = columns_of([*names, *table.shared])
    if "text" not in columns.values():
        shown = ", ".join(list(names)[:20]) or "none"
        raise UnreadableSource(f"no column holds the text of turns (columns: {shown}); name one text", code="columns")
    told = _Told(list(table.notices))
    _unknown(table, columns, told)
    shared = {column: table.shared[name] for name, column in columns.items() if name in table.shared}
    documents = [
        _document(id_ or _text(shared.get("document"), told), rows, shared, found, stem)
        for id_, rows in _groups(table, columns, told).items()
    ]
    for document in documents:
        if not document.turns:
            told.warn("no_words", f"the document {document.id[:80]!r} has no words and was left out")
    kept = [document for document in documents if document.turns]
    first = [replace(document, notices=few((*told.notices, *document.notices))) for document in kept[:1]]
    return (*first, *kept[1:])


def _groups(table: Table, columns: Mapping[str, str], told: _Told) -> dict[str, list[_Cells]]:
    """The rows by the id of their document, in the order in which these are met."""
    groups: dict[str, list[_Cells]] = {}
    for row in table.rows:
        cells = _Cells(row, {columns[name]: value for name, value in row.cells.items() if name in columns})
        groups.setdefault(_text(cells.values.get("document"), told), []).append(cells)
    return groups


@dataclass(frozen=True, slots=True)
class _Cells:
    """A row's cells by the column they mean."""

    row: Row
    values: Mapping[str, object]


def _unknown(table: Table, columns: Mapping[str, str], told: _Told) -> None:
    """A notice that names the columns nobody reads."""
    beside = [name for name in table.shared if columns.get(name) not in ("document", *OF_DOCUMENT)]
    unknown = [name for name in dict.fromkeys(name for row in table.rows for name in row.cells) if name not in columns]
    unknown += [f"{name} (beside the turns)" for name in beside]
    if unknown:
        shown = ", ".join(name[:80] for name in unknown[:30])
        message = f"columns that were not read: {shown}; rename those that hold something Colloquy knows"
        told.notices.append(Notice(Severity.INFO, "unknown_columns", message))


def _document(id_: str, rows: Sequence[_Cells], shared: Mapping[str, object], found: Source, stem: str) -> Document:
    told = _Told()
    values = {column: _of_document(column, rows, shared, told) for column in OF_DOCUMENT}
    turns = tuple(_turns(_in_order(rows, told), told))
    metadata = Metadata(
        id_,
        values["title"] or id_ or stem,
        _dates(values["date"], told),
        place=values["place"],
        language=values["language"],
        citation=values["citation"],
        url=values["url"],
        summary=values["summary"],
    )
    return Document(metadata, found, turns, notices=few(told.notices))


def _of_document(column: str, rows: Iterable[_Cells], shared: Mapping[str, object], told: _Told) -> str | None:
    """The document's one value of ``column``: the first one; a notice tells of others."""
    values = [_text(shared.get(column), told), *(_text(cells.values.get(column), told) for cells in rows)]
    distinct = list(dict.fromkeys(filter(None, values)))
    if len(distinct) > 1:
        others = "; ".join(distinct[1:6])
        told.warn("several_values", f"the document has several values of {column}; the first was taken, not: {others}")
    return distinct[0] if distinct else None


def _dates(printed: str | None, told: _Told) -> tuple[DocumentDate, ...]:
    if not printed:
        return ()
    day = re.match(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d", printed)  # a date with the time of day
    date = parse_date(day[1] if day else printed, "document")
    if date is None:
        told.warn("date", f"this is no date that can be read: {printed[:80]!r}; write it as 1963-07-20 or 1963-07")
    return (replace(date, printed=printed),) if date else ()


def _in_order(rows: Sequence[_Cells], told: _Told) -> Sequence[_Cells]:
    """The rows by their ``position`` where every one has a number, else as they stand."""
    numbers = [_number(cells.values.get("position")) for cells in rows]
    known = [number for number in numbers if number is not None]
    if len(known) < len(rows):
        if known:
            told.warn("position", "some rows have no number as their position; all were left as they stand")
        return rows
    return [cells for _, cells in sorted(zip(known, rows, strict=True), key=lambda pair: pair[0])]


# --- From a row to a turn


def _turns(rows: Iterable[_Cells], told: _Told) -> Iterator[Turn]:
    position = 0
    for cells in rows:
        pieces = _paragraphs(cells, told)
        if pieces:
            position += 1
            yield _turn(position, cells, pieces, told)
        elif name := _text(cells.values.get("speaker"), told):
            told.warn("no_words", f"no words follow the name {name[:80]!r}; the row was left out", cells.row)


def _turn(position: int, cells: _Cells, pieces: tuple[Paragraph, ...], told: _Told) -> Turn:
    speaker, label = cells.values.get("speaker"), _text(cells.values.get("label"), told)
    voices = _voices(cells, told)
    kind = _kind(cells, voices, told)
    spoken = kind is Kind.SPEECH and bool(voices)
    return Turn(
        position,
        kind,
        pieces,
        label=label or _text(speaker, told) or None,
        voices=voices if spoken else (),
        attribution=_MARKUP if spoken else UNATTRIBUTED,
        section=_text(cells.values.get("section"), told) or None,
        page=_text(cells.values.get("page"), told) or None,
        time=_seconds(cells, told),
        source_id=_text(cells.values.get("source_id"), told) or None,
    )


def _paragraphs(cells: _Cells, told: _Told) -> tuple[Paragraph, ...]:
    value = cells.values.get("text")
    texts = [_words(item, told) for item in value] if isinstance(value, list) else [_words(value, told)]
    pieces = (piece.text for text in texts for piece in paragraphs(text.splitlines()))
    return tuple(Paragraph(unicodedata.normalize("NFC", piece), lines=cells.row.lines) for piece in pieces)


def _voices(cells: _Cells, told: _Told) -> tuple[Voice, ...]:
    value = cells.values.get("speaker")
    items = value if isinstance(value, list) else [value]
    names = [name.strip() for item in items for name in _text(item, told).split(";") if name.strip()]
    role = _text(cells.values.get("role"), told) or None
    id_ = _text(cells.values.get("speaker_id"), told) or None
    if any(len(name) > LONGEST_NAME for name in names):
        told.warn("long_name", f"{names[0][:80]!r}… is too long for a name and was kept as a label", cells.row)
        return ()
    return tuple(Voice(name, role, id_ if len(names) == 1 else None) for name in names)


def _kind(cells: _Cells, voices: Sequence[Voice], told: _Told) -> Kind:
    printed = _text(cells.values.get("kind"), told)
    usual = Kind.SPEECH if voices else Kind.NARRATION
    if not printed:
        return usual
    kind = _KINDS.get(re.sub(r"[\W_]+", "_", printed.casefold()))
    if kind is None:
        told.warn("kind", f"unknown kind {printed[:80]!r}, read as {usual}; the kinds are {', '.join(Kind)}", cells.row)
    return kind or usual


def _seconds(cells: _Cells, told: _Told) -> float | None:
    printed = _text(cells.values.get("time"), told)
    if not printed:
        return None
    if _SECONDS.fullmatch(printed):
        return float(printed)
    found = _TIME.fullmatch(printed)
    if found is None:
        told.warn("time", f"this is no time: {printed[:80]!r}; write seconds, or 1:02:03.5", cells.row)
        return None
    seconds = float(found["seconds"].replace(",", "."))
    return round(int(found["hours"] or 0) * 3600 + int(found["minutes"]) * 60 + seconds, 3)


# --- Cells


def _text(value: object, told: _Told) -> str:
    """A cell as one line of text, empty where there is nothing; a person given as an object is its name."""
    if isinstance(value, list):
        return "; ".join(filter(None, (_text(item, told) for item in value)))
    if isinstance(value, dict):
        return _text(value.get("name"), told)
    return unicodedata.normalize("NFC", " ".join(_words(value, told).split()))


def _words(value: object, told: _Told) -> str:
    """A cell as text with its line breaks. What a program writes for nothing (null, NaN) is empty."""
    if value is None or value != value:
        return ""
    if isinstance(value, dict | list):
        told.warn("cell", f"this cell holds no plain text and was left out: {str(value)[:200]}")
        return ""
    if _SURROGATE.search(str(value)):
        told.warn("surrogate", "a cell holds half a character (an unpaired surrogate); it was read as U+FFFD")
    return _SURROGATE.sub("\ufffd", str(value))


def _number(value: object) -> float | None:
    try:
        number = float(str(value).strip())
    except ValueError:
        return None
    return number if number == number else None
