"""Which rows does a table hold? CSV, TSV, JSON lines and JSON taken apart, before anybody asks what a column means."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from index.errors import UnreadableSource
from index.formats.table_columns import columns_of
from index.model import Notice, Severity

_DELIMITERS = (",", "\t", ";", "|")
_LONG_CELL = 200  # lines; a quote mark that was never closed swallows the rest of the file
# Keys under which a JSON object keeps its turns; the other keys are then the document's.
_ROWS_KEYS = ("turns", "utterances", "segments", "rows", "speeches", "transcript", "content", "cues")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by the name of their column, and its first and last line in the file, from 1."""

    cells: Mapping[str, object]
    lines: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table. ``shared`` are the cells that hold for all of them."""

    rows: tuple[Row, ...]
    shared: Mapping[str, object]
    notices: tuple[Notice, ...] = ()


# --- CSV and TSV


def delimiter_of(head: str) -> str | None:
    """The delimiter under which the first line of ``head`` names a column of text and another one, None without one."""
    first = head.lstrip("\ufeff").split("\n", 1)[0]
    known = {mark: set(columns_of(_split(first, mark)).values()) for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda mark: len(known[mark]))
    return best if "text" in known[best] and len(known[best]) > 1 else None


def delimited_table(text: str, delimiter: str) -> Table:
    """The rows of CSV or TSV with a head; raises UnreadableSource where there is no row."""
    notices: list[Notice] = []
    with _long_fields(len(text)):
        lines = list(_cells(text, delimiter))
    if not lines:
        raise UnreadableSource("this table is empty; move it out of the folder", code="empty")
    names = _distinct(lines[0][0])
    rows = []
    for cells, place in lines[1:]:
        rows.append(Row(dict(zip(names, _fitted(cells, names, delimiter, place, notices), strict=False)), place))
        if place[1] - place[0] > _LONG_CELL:
            message = f"a quoted cell runs to line {place[1]}; check that its quote mark is closed"
            notices.append(Notice(Severity.WARNING, "long_cell", message, place[0]))
    return Table(tuple(rows), {}, tuple(notices))


def _split(line: str, delimiter: str) -> list[str]:
    return [name.strip().strip('"') for name in line.split(delimiter)]


def _cells(text: str, delimiter: str) -> Iterator[tuple[list[str], tuple[int, int]]]:
    """The cells of each row that has any, with its lines."""
    as_it_stands = delimiter == "\t" and _is_even(text)
    quoting: Literal[0, 3] = csv.QUOTE_NONE if as_it_stands else csv.QUOTE_MINIMAL
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, quoting=quoting)
    before = 0
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield (
                [_unquoted(cell) for cell in cells] if as_it_stands else cells,
                (before + 1, reader.line_num),
            )
        before = reader.line_num


def _is_even(text: str) -> bool:
    """Has every line as many tabs as the first? Then quote marks are text and wrap no lines."""
    return len({line.count("\t") for line in text.split("\n") if line.strip()}) <= 1


def _unquoted(cell: str) -> str:
    inner = cell[1:-1]
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if quoted else cell


def _distinct(names: list[str]) -> list[str]:
    """The names of the columns, told apart by a number where one occurs twice, and named by it where it is empty."""
    seen: dict[str, int] = {}
    distinct = []
    for place, name in enumerate(
        (name.strip().lstrip("\ufeff") or f"column {at}" for at, name in enumerate(names, 1)), 1
    ):
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if seen[name] == 1 else f"{name} (column {place})")
    return distinct


def _fitted(
    cells: list[str], names: list[str], delimiter: str, place: tuple[int, int], notices: list[Notice]
) -> list[str]:
    """The cells, those too many joined to the text: a text that holds the delimiter and was not quoted."""
    many = len(cells) - len(names)
    if many <= 0:
        return cells
    message = f"{len(cells)} cells in {len(names)} columns, {many} joined to the text; quote cells with {delimiter!r}"
    notices.append(Notice(Severity.WARNING, "more_cells", message, place[0]))
    columns = columns_of(names)
    text = next((at for at, name in enumerate(names) if columns.get(name) == "text"), len(names) - 1)
    return [*cells[:text], delimiter.join(cells[text : text + many + 1]), *cells[text + many + 1 :]]


class _long_fields:  # noqa: N801 - used as a with-statement, like a function
    """Lets :mod:`csv` read fields of any length for a while; its limit is one for the whole process."""

    def __init__(self, length: int) -> None:
        self._length = max(length, csv.field_size_limit())

    def __enter__(self) -> None:
        self._before = csv.field_size_limit(self._length)

    def __exit__(self, *_: object) -> None:
        csv.field_size_limit(self._before)


# --- JSON


def json_value(text: str) -> object:
    """The value of a JSON text; raises UnreadableSource where it is none, or nested beyond reason."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        message = f"this is not well-formed JSON ({error.msg}, column {error.colno}); export it again"
        raise UnreadableSource(message, code="json", line=error.lineno) from error
    except ValueError as error:  # a number of thousands of digits
        raise UnreadableSource("this JSON holds a number that is too long; export it again", code="json") from error
    except RecursionError as error:
        raise UnreadableSource("this JSON is nested too deeply; export it as plain rows", code="json") from error


def json_lines_table(text: str) -> Table:
    """The rows of JSON lines; a line that is no object is a notice. Raises UnreadableSource where all lines are."""
    rows: list[Row] = []
    notices: list[Notice] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json_value(line)
        except UnreadableSource as error:
            notices.append(Notice(Severity.ERROR, "json", f"{error.message}; the line was left out", number))
            continue
        if isinstance(value, dict):
            rows.append(Row(value, (number, number)))
        else:
            message = f"this line is no JSON object; it was left out: {line[:200]}"
            notices.append(Notice(Severity.ERROR, "json", message, number))
    if not rows:
        raise UnreadableSource("no line of this file is a JSON object; export it again", code="json", line=1)
    return Table(tuple(rows), {}, tuple(notices))


def json_tables(value: object) -> tuple[Table, ...]:
    """The tables in a JSON value: an array of rows, or one or several objects that keep their rows under a key."""
    if isinstance(value, dict):
        key = _rows_key(value)
        if key is None:
            return (Table((Row(value),), {}),)
        shared = {name: item for name, item in value.items() if name != key}
        return tuple(Table(table.rows, shared, table.notices) for table in json_tables(value[key]))
    if not isinstance(value, list):
        raise UnreadableSource("this JSON holds no turns; give it an array of objects with a text each", code="json")
    if any(isinstance(item, dict) and _rows_key(item) for item in value):
        return tuple(table for item in value for table in json_tables(item if isinstance(item, dict) else [item]))
    others = [item for item in value if not isinstance(item, dict)]
    notices = [
        Notice(Severity.WARNING, "json", f"an item of the array is no object; it was left out: {str(item)[:200]}")
        for item in others
    ]
    return (Table(tuple(Row(item) for item in value if isinstance(item, dict)), {}, tuple(notices)),)


def _rows_key(value: Mapping[str, object]) -> str | None:
    """The key under which an object keeps rows."""
    for key in _ROWS_KEYS:
        items = value.get(key)
        if isinstance(items, list) and any(isinstance(item, dict) for item in items):
            return key
    return None
