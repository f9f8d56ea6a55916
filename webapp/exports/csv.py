"""How is a result set written as CSV? A table that spreadsheets open as it stands and programs read by its columns.

The first line names the columns. ``record`` says what each further line is: ``search`` (the first: what was asked, of
which generation, when), ``hit``, and ``end`` (the last: whether the file is complete). A file without its ``end`` broke
off on its way. Quoted throughout (RFC 4180), UTF-8 with a byte order mark, by which Excel knows the encoding.

A cell that a spreadsheet would run as a formula has an apostrophe put in front (OWASP, "CSV Injection"). JSON lines
have the texts as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from webapp.exports.rows import About, Row

MEDIA_TYPE = "text/csv; charset=utf-8"
COLUMNS = (
    *("record", "number", "document", "title", "date", "position", "kind", "speakers", "speaker_ids", "label"),
    *("certainty", "language", "text", "score", "url", "in_context"),
    *("query", "generation", "built", "exported", "total", "complete"),
)
BETWEEN = "; "  # speakers of joint speech
_BYTE_ORDER_MARK = "\ufeff"
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # full-width signs count in East Asian versions


def csv_lines(about: About, rows: Iterable[Row]) -> Iterator[str]:
    """The file, line by line."""
    yield _BYTE_ORDER_MARK + _line(COLUMNS)
    yield _record(_search(about))
    for row in rows:
        yield _record(_hit(row))
    yield _record(_end(about))


def error_csv(status: int, message: str) -> str:
    """The file that says why there is none."""
    return _BYTE_ORDER_MARK + _line(("record", "status", "message")) + _line(("error", str(status), defused(message)))


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula; without NUL, which ends a file for some programs."""
    shown = text.replace("\0", "")
    return f"'{shown}" if shown.startswith(_FORMULA) or text.startswith("\0") else shown


def _search(about: About) -> Mapping[str, object]:
    return {
        "record": "search",
        "text": " ".join((f"Search for {about.words}.", *about.notices)),
        "url": about.url,
        "query": about.request.q,
        "generation": about.generation,
        "built": about.built,
        "exported": about.exported,
        "total": about.total,
    }


def _hit(row: Row) -> Mapping[str, object]:
    return {
        "record": "hit",
        "number": row.number,
        "document": row.document.id,
        "title": row.document.title,
        "date": row.document.date,
        "position": row.position,
        "kind": row.kind,
        "speakers": BETWEEN.join(speaker.name for speaker in row.speakers),
        "speaker_ids": BETWEEN.join(speaker.id for speaker in row.speakers),
        "label": row.label,
        "certainty": row.certainty,
        "language": row.language,
        "text": "\n".join(row.paragraphs),
        "score": row.score,
        "url": row.url,
        "in_context": row.in_context,
    }


def _end(about: About) -> Mapping[str, object]:
    return {
        "record": "end",
        "number": about.hits,
        "text": about.ending,
        "generation": about.generation,
        "total": about.total,
        "complete": "true" if about.complete else "false",
    }


def _record(cells: Mapping[str, object]) -> str:
    given = (cells.get(column) for column in COLUMNS)
    return _line(defused(cell) if isinstance(cell, str) else "" if cell is None else str(cell) for cell in given)


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerow(cells)
    return written.getvalue()
