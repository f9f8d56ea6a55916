"""How is the link ledger saved and moved? As lines of JSON: a header, every row of every table, and an end."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from index.errors import ColloquyError
from index.links.ledger import LEDGER, VERSION, DamagedLedger, connected
from index.links.ledger_writer import editable, give_up, replace_ledger

TABLES = ("generations", "states", "changes", "retired", "targets", "forgotten")
_HEADER = "colloquy_links"


class NotImported(ColloquyError):
    """Lines that are no export, or would cost what the ledger has."""


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    table: str
    row: dict[str, str | int | None]


_line = msgspec.json.Decoder(dict[str, Any])
_row = msgspec.json.Decoder(_Row)


def exported(data: Path) -> Iterator[bytes]:
    """The whole ledger, line by line, without line ends. Raises :class:`DamagedLedger`."""
    place = data / LEDGER
    if not place.exists():
        raise NotImported(f"There is no link ledger in {data} yet: run “colloquy build FOLDER”.")
    try:
        with closing(connected(place)) as connection:
            connection.row_factory = sqlite3.Row
            yield msgspec.json.encode({_HEADER: VERSION})
            rows = 0
            for table in TABLES:
                for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2"):  # noqa: S608  # a name from above
                    rows += 1
                    yield msgspec.json.encode({"table": table, "row": {key: _told(row[key]) for key in row.keys()}})  # noqa: SIM118  # a Row iterates over values
            yield msgspec.json.encode({"end": rows})
    except sqlite3.DatabaseError as error:
        raise DamagedLedger(place, error) from error


def imported(data: Path, lines: Iterable[bytes], *, replace: bool = False) -> int:
    """Put an export in the place of the ledger; returns the number of rows. Needs the build lock.

    Raises :class:`NotImported` when the lines are no whole export, or when the ledger knows of changes that are not in
    them, unless ``replace``. Nothing is changed then.
    """
    data.mkdir(parents=True, exist_ok=True)
    connection = editable(data)
    try:
        before = {id_ for (id_,) in connection.execute("SELECT DISTINCT generation FROM changes")}
        for table in reversed(TABLES):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608  # a name from above
        rows = _read_into(connection, lines)
        after = {id_ for (id_,) in connection.execute("SELECT DISTINCT generation FROM changes")}
        if before - after and not replace:
            raise NotImported(
                f"The ledger in {data} remembers changes of {len(before - after)} generations that are not in these "
                "lines. Nothing was imported; --replace imports them and forgets those."
            )
        replace_ledger(data, connection)
    except sqlite3.DatabaseError as error:
        raise NotImported(f"These lines do not fit together ({error}). Nothing was imported.") from error
    finally:
        give_up(data, connection)
    return rows


def _read_into(connection: sqlite3.Connection, lines: Iterable[bytes]) -> int:
    given = (line for line in lines if line.strip())
    if _decoded(next(given, b"{}"), 1) != {_HEADER: VERSION}:
        raise NotImported(f"These are no lines of “colloquy links export” of version {VERSION}. Nothing was imported.")
    rows, number = 0, 1
    for number, line in enumerate(given, 2):
        if line.startswith(b'{"end"'):
            break
        _insert(connection, line, number)
        rows += 1
    else:
        raise NotImported(
            f"The lines end after line {number} without an end: the export was cut. Nothing was imported."
        )
    if _decoded(line, number) != {"end": rows}:
        raise NotImported("Lines are missing from this export. Nothing was imported.")
    return rows


def _insert(connection: sqlite3.Connection, line: bytes, number: int) -> None:
    try:
        read = _row.decode(line)
    except msgspec.DecodeError as error:
        raise NotImported(f"Line {number} is no row of a ledger ({error}). Nothing was imported.") from error
    columns = (
        [name for _, name, *_ in connection.execute(f"PRAGMA table_info({read.table})")] if read.table in TABLES else []
    )
    if set(columns) != set(read.row):
        raise NotImported(f"Line {number} has not the columns of a ledger. Nothing was imported.")
    values = [_kept(name, read.row[name]) for name in columns]
    connection.execute(f"INSERT INTO {read.table} VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608  # checked above


def _decoded(line: bytes, number: int) -> dict[str, Any]:
    try:
        return _line.decode(line)
    except msgspec.DecodeError as error:
        raise NotImported(f"Line {number} is no JSON ({error}). Nothing was imported.") from error


def _told(value: Any) -> Any:
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value


def _kept(column: str, value: str | int | None) -> str | int | bytes | None:
    return base64.b64decode(value) if column == "body" and isinstance(value, str) else value
