"""What does a ``speakers.toml`` say? Its entries as values, or an error with path, line and what to do.

The file's format is described in :mod:`index.speakers.authority`. Every key is known or refused: a misspelt
``varients`` would otherwise lose names in silence.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from index.errors import AuthorityError
from index.model import Document
from index.reading.dates import day_range
from index.speakers.printed_names import UNRESOLVED_PREFIX, speaker_id

_KEYS = {
    "file": ("not_speakers", "speaker"),
    "speaker": ("id", "name", "variants", "role", "note", "documents", "from", "to"),
    "variant": ("text", "note", "documents", "from", "to"),
}
HEADER = re.compile(r"^[ \t]*\[\[[ \t]*[\"']?speaker[\"']?[ \t]*\]\]", re.MULTILINE)
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when a variant counts. ``documents``: patterns of ids or source paths; days are ISO, ends included."""

    documents: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None

    def __bool__(self) -> bool:
        return bool(self.documents or self.first or self.last)

    def covers(self, document: Document) -> bool:
        """Whether the document lies within; one without a date lies in no span of dates."""
        names = (document.id, document.source.path)
        if self.documents and not any(fnmatchcase(name, pattern) for name in names for pattern in self.documents):
            return False
        if not (self.first or self.last):
            return True
        date = document.date
        return date is not None and (self.first or "") <= date.start and date.end <= (self.last or "9999-12-31")


EVERYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Variant:
    """A way of printing a person's name, and where it counts."""

    text: str
    scope: Scope = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Person:
    """An entry of the authority file. ``variants`` are those beside the preferred name; ``line`` is where it begins."""

    id: str
    name: str
    variants: tuple[Variant, ...] = ()
    role: str | None = None
    note: str | None = None
    scope: Scope = EVERYWHERE
    line: int | None = None


def read_people(text: str, path: str) -> tuple[tuple[Person, ...], tuple[str, ...]]:
    """The people of an authority file and the labels that are no speakers; raises :class:`AuthorityError`."""
    try:
        file: Table = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise AuthorityError(f"{path}: not valid TOML: {error}; mend that line") from error
    place = _Place(path, None, "the file")
    place.known(file, "file")
    speakers = file.get("speaker", [])
    if not isinstance(speakers, list) or not all(isinstance(table, dict) for table in speakers):
        raise place.error("the speakers must be tables", "begin each with [[speaker]] on a line of its own")
    lines = [text.count("\n", 0, match.start()) + 1 for match in HEADER.finditer(text)]
    known_lines = lines if len(lines) == len(speakers) else [None] * len(speakers)
    people = tuple(_person(table, path, line) for table, line in zip(speakers, known_lines, strict=True))
    _refuse_double_ids(people, path)
    return people, place.texts(file, "not_speakers")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the file something stands, so that an error can say so."""

    path: str
    line: int | None
    what: str

    def error(self, problem: str, remedy: str) -> AuthorityError:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return AuthorityError(f"{where}: {self.what}: {problem}; {remedy}")

    def known(self, table: Table, kind: str) -> None:
        for key in table:
            if key not in _KEYS[kind]:
                raise self.error(f'there is no key "{key}" here', f"use one of {', '.join(_KEYS[kind])}")

    def text(self, table: Table, key: str) -> str | None:
        value = table.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"{key} must be a text that is not empty", f'write {key} = "…"')
        return value.strip()

    def texts(self, table: Table, key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.error(f"{key} must be a list of texts", f'write {key} = ["…", "…"]')
        return tuple(item.strip() for item in value)

    def day(self, table: Table, key: str, end: int) -> str | None:
        """The first (``end`` 0) or last (1) day of a year, month or day, which TOML may hold as number or date."""
        value = table.get(key)
        if value is None:
            return None
        plain = value if isinstance(value, str | int | dt.date) and not isinstance(value, bool | dt.datetime) else ""
        days = day_range(str(plain))
        if days is None:
            raise self.error(f"{key} = {value!r} is no date", 'write a year, month or day, as "1946-07"')
        return days[end]

    def scope(self, table: Table) -> Scope:
        scope = Scope(self.texts(table, "documents"), self.day(table, "from", 0), self.day(table, "to", 1))
        if scope.first and scope.last and scope.first > scope.last:
            raise self.error("from is later than to", "exchange them")
        return scope


def _person(table: Table, path: str, line: int | None) -> Person:
    place = _Place(path, line, "[[speaker]]")
    name = place.text(table, "name")
    if name is None:
        raise place.error("it has no name", 'add name = "…", the preferred name')
    place = _Place(path, line, f'speaker "{name}"')
    place.known(table, "speaker")
    given = place.text(table, "id")
    if given is not None and not _ID.fullmatch(given):
        raise place.error(f'"{given}" cannot be an id', "use small letters a to z, digits and hyphens between them")
    if given is not None and given.startswith(UNRESOLVED_PREFIX):
        raise place.error(f'an id cannot begin with "{UNRESOLVED_PREFIX}"', "that is how labels of nobody known begin")
    variants = table.get("variants", [])
    if not isinstance(variants, list):
        raise place.error("variants must be a list", 'write variants = ["…", "…"]')
    return Person(
        id=given or speaker_id(name),
        name=name,
        variants=tuple(_variant(item, place) for item in variants),
        role=place.text(table, "role"),
        note=place.text(table, "note"),
        scope=place.scope(table),
        line=line,
    )


def _variant(item: object, place: _Place) -> Variant:
    table: Table = item if isinstance(item, dict) else {"text": item}
    place.known(table, "variant")
    text = place.text(table, "text")
    if text is None:
        raise place.error("a variant has no text", 'write "…" or {text = "…", documents = ["…"]}')
    return Variant(text, place.scope(table))


def _refuse_double_ids(people: Iterable[Person], path: str) -> None:
    first: dict[str, Person] = {}
    for person in people:
        other = first.setdefault(person.id, person)
        if other is not person:
            where = f"line {other.line}" if other.line else f'speaker "{other.name}"'
            place = _Place(path, person.line, f'speaker "{person.name}"')
            raise place.error(f'the id "{person.id}" is taken by {where}', "give one of them another id, or merge them")
