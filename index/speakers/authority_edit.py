"""How is an authority file corrected without losing what its keeper wrote? Text of a ``speakers.toml`` in, text out.

Comments, order and layout stay; a correction is seen and undone with the tools of the folder (``git diff``,
``git checkout``). Every function takes the whole text and gives the whole text, checked to be readable, or raises
:class:`~index.errors.AuthorityError` with what to do::

    add_speaker(text, name, variants=())           one more entry, at the end
    add_variant(text, speaker, variant, *, documents=(), first=None, last=None)
                                                   one more way of printing a name, maybe within a scope
    merge(text, keep, other)                       two entries are one person: the first stays
    split(text, speaker, variant, new_name)        a variant is somebody else, with an entry of his own

Speakers are given by id, and ``path`` is for messages. The file is taken apart into its entries by their
``[[speaker]]`` lines, so that a comment above an entry stays there, and :mod:`tomlkit` edits within one entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import AoT, Array, Item, Table

from index.errors import AuthorityError
from index.speakers.authority_file import HEADER, Person, read_people
from index.speakers.printed_names import read_name, speaker_id

# An array's text in pieces: a string, a comment, a bracket, or the comma that ends an item.
_PIECE = re.compile(
    r'"(?:\\.|[^"\\])*"|\'[^\']*\'|#[ \t]*(?P<comment>[^\r\n]*)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)'
)
_SCOPE = ("documents", "from", "to")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One ``[[speaker]]`` with its text, and the blank lines and comments between it and the next."""

    person: Person
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class _Listed:
    """A variant as the file writes it, with the comment behind it."""

    text: str
    scope: Mapping[str, object]
    comment: str | None = None

    def written(self) -> str:
        if not self.scope:
            return _quoted(self.text)
        pairs = {"text": self.text, **self.scope}
        return "{" + ", ".join(f"{key} = {tomlkit.item(value).as_string()}" for key, value in pairs.items()) + "}"


def add_speaker(text: str, name: str, variants: Iterable[str] = (), *, path: str = "speakers.toml") -> str:
    """One more entry at the end of the file."""
    listed = ", ".join(_quoted(variant) for variant in variants)
    block = _block(name) + (f"variants = [{listed}]\n" if listed else "")
    gap = "" if not text.strip() else "\n" if text.endswith("\n") else "\n\n"
    return _checked(text, text + gap + block, path)


def add_variant(
    text: str,
    speaker: str,
    variant: str,
    *,
    documents: Sequence[str] = (),
    first: str | None = None,
    last: str | None = None,
    path: str = "speakers.toml",
) -> str:
    """One more way of printing the name of ``speaker``, maybe in some documents or times only (``first`` and ``last``
    are years, months or days, ends included). Nothing changes when it is listed already."""
    entries, before = _taken_apart(text, path)
    entry = _find(entries, speaker, path)
    scope = {"documents": list(documents), "from": first, "to": last}
    listed = _Listed(variant, {key: value for key, value in scope.items() if value})
    return _checked(text, before + _joined(_replaced(entries, _with(entry, [listed]))), path)


def merge(text: str, keep: str, other: str, *, path: str = "speakers.toml") -> str:
    """The entries of two speakers made one: the name and variants of ``other`` become variants of ``keep``, each within
    the scope it had, and its entry goes. Its role, note and comments are kept."""
    if keep == other:
        raise AuthorityError(f'{path}: "{keep}" cannot be merged with itself; name two speakers')
    entries, before = _taken_apart(text, path)
    kept, gone = _find(entries, keep, path), _find(entries, other, path)
    joined = _with(kept, [_preferred(gone), *_scoped(gone)], _remarks(kept, gone))
    loose = "".join(f"# {comment}\n" for comment in _loose_comments(gone.text))
    entries = _replaced(entries, replace(joined, text=joined.text + loose))
    return _checked(text, before + _joined(_without(entries, gone)), path)


def split(text: str, speaker: str, variant: str, new_name: str, *, path: str = "speakers.toml") -> str:
    """A variant of ``speaker`` given to somebody else: to the one named ``new_name`` where there is such an entry, else
    to a new one right behind. The variant keeps its scope and its comment."""
    entries, before = _taken_apart(text, path)
    entry = _find(entries, speaker, path)
    at = _place_of(variant, entry, path)
    listed = _scoped(entry)[at]
    entries = _replaced(entries, _less(entry, at))
    owner = next((one for one in entries if speaker_id(new_name) in (one.person.id, speaker_id(one.person.name))), None)
    if owner and owner.person.id == speaker:
        raise AuthorityError(f'{path}: "{new_name}" is the speaker it would be taken from; give another name')
    if owner is None:
        owner = _Entry(Person(speaker_id(new_name), new_name), _block(new_name), "")
        entries = _behind(entries, speaker, owner)
        owner = _find(entries, owner.person.id, path)
    given = _with(owner, [listed]) if listed.scope or listed.text != new_name else owner
    return _checked(text, before + _joined(_replaced(entries, given)), path)


# The file and its entries


def _taken_apart(text: str, path: str) -> tuple[tuple[_Entry, ...], str]:
    """The entries of a file, and what stands before the first."""
    people, _ = read_people(text, path)
    starts = [match.start() for match in HEADER.finditer(text)]
    if len(starts) != len(people):
        raise AuthorityError(
            f"{path}: its speakers do not each begin with a [[speaker]] line; write them so, or edit by hand"
        )
    ends = [*starts[1:], len(text)]
    stretches = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    entries = (_entry(person, stretch) for person, stretch in zip(people, stretches, strict=True))
    return tuple(entries), text[: starts[0]] if starts else text


def _entry(person: Person, stretch: str) -> _Entry:
    lines = stretch.splitlines(keepends=True)
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    text = "".join(lines[:end])
    return _Entry(person, text if text.endswith("\n") else f"{text}\n", "".join(lines[end:]))


def _joined(entries: Iterable[_Entry]) -> str:
    return "".join(entry.text + entry.after for entry in entries)


def _find(entries: Iterable[_Entry], speaker: str, path: str) -> _Entry:
    for entry in entries:
        if entry.person.id == speaker:
            return entry
    known = ", ".join(entry.person.id for entry in entries) or "none"
    raise AuthorityError(f'{path}: there is no speaker "{speaker}"; the ids here are: {known}')


def _replaced(entries: tuple[_Entry, ...], changed: _Entry) -> tuple[_Entry, ...]:
    return tuple(changed if entry.person.id == changed.person.id else entry for entry in entries)


def _without(entries: tuple[_Entry, ...], gone: _Entry) -> tuple[_Entry, ...]:
    """The others; the comments behind the one that goes are about the next entry and stay."""
    after = gone.after if gone.after.strip() else ""
    return tuple(
        replace(entry, text="", after=after) if entry.person.id == gone.person.id else entry for entry in entries
    )


def _behind(entries: tuple[_Entry, ...], speaker: str, new: _Entry) -> tuple[_Entry, ...]:
    """With a new entry right behind that of ``speaker``, before the comments about the next."""
    found: list[_Entry] = []
    for entry in entries:
        if entry.person.id == speaker:
            found += [replace(entry, after="\n"), replace(new, after=entry.after)]
        else:
            found.append(entry)
    return tuple(found)


def _checked(before: str, after: str, path: str) -> str:
    """The new text, with the line ends of the old one, once it is known to be readable."""
    text = re.sub(r"\r?\n", "\r\n", after) if "\r\n" in before else after
    read_people(text, path)
    return text


# One entry


def _block(name: str) -> str:
    return f"[[speaker]]\nname = {_quoted(name)}\n"


def _quoted(text: str) -> str:
    return tomlkit.item(text).as_string()


def _parsed(block: str) -> tuple[TOMLDocument, Table]:
    """The text of one entry as a document, and the entry in it."""
    file = tomlkit.parse(block)
    return file, cast(AoT, file["speaker"])[0]


def _with(entry: _Entry, more: Iterable[_Listed], remarks: Mapping[str, str] | None = None) -> _Entry:
    """The entry with more variants, those apart that it has already, and with other remarks (role, note)."""
    file, table = _parsed(entry.text)
    known = {read_name(entry.person.name).telling}
    known |= {read_name(variant.text).telling for variant in entry.person.variants if not variant.scope}
    for listed in more:
        if read_name(listed.text).telling not in known and listed.written() not in _written(table):
            _append(table, listed)
    for key, remark in (remarks or {}).items():
        table[key] = remark
    return replace(entry, text=tomlkit.dumps(file))


def _less(entry: _Entry, at: int) -> _Entry:
    """The entry without its variant number ``at``."""
    file, table = _parsed(entry.text)
    array = cast(Array, table["variants"])
    del array[at]
    if not array:
        del table["variants"]
    variants = tuple(variant for index, variant in enumerate(entry.person.variants) if index != at)
    return replace(entry, text=tomlkit.dumps(file), person=replace(entry.person, variants=variants))


def _append(table: Table, listed: _Listed) -> None:
    if "variants" not in table:
        table["variants"] = tomlkit.array()
    array = cast(Array, table["variants"])
    item = cast(Item, tomlkit.parse(f"item = {listed.written()}")["item"])
    if listed.comment and "\n" not in array.as_string():
        array.multiline(multiline=True)
    if "\n" in array.as_string() or listed.comment:
        array.add_line(item, comment=listed.comment, indent="    ")
    else:
        array.append(item)


def _variants(table: Table) -> list[_Listed]:
    array = cast(Array, table.get("variants", tomlkit.array()))
    comments = _comments(array.as_string())
    return [_listed(item, comments.get(index)) for index, item in enumerate(array)]


def _scoped(entry: _Entry) -> list[_Listed]:
    """The variants of an entry as they read elsewhere: with the entry's own scope, where they have none."""
    table = _parsed(entry.text)[1]
    limits = {key: table[key] for key in _SCOPE if key in table}
    return [replace(listed, scope={**limits, **listed.scope}) for listed in _variants(table)]


def _preferred(entry: _Entry) -> _Listed:
    """The preferred name of an entry as a variant of another: a bare one must say that it counts everywhere."""
    table = _parsed(entry.text)[1]
    limits = {key: table[key] for key in _SCOPE if key in table}
    bare = read_name(entry.person.name).weak and not limits
    return _Listed(entry.person.name, {"documents": ["*"]} if bare else limits)


def _listed(item: object, comment: str | None) -> _Listed:
    if isinstance(item, Mapping):
        return _Listed(str(item["text"]), {key: value for key, value in item.items() if key != "text"}, comment)
    return _Listed(str(item), {}, comment)


def _written(table: Table) -> frozenset[str]:
    return frozenset(listed.written() for listed in _variants(table))


def _comments(array: str) -> dict[int, str]:
    """The comments behind the items of an array, by the item's number from 0."""
    found: dict[int, str] = {}
    depth, item, end = 0, -1, 0
    for piece in _PIECE.finditer(array):
        if piece["comment"] is not None:
            if item >= 0 and "\n" not in array[end : piece.start()]:
                found[item] = piece["comment"]
        elif not piece["comma"]:
            begins = depth == 1 and not piece["close"]
            item, end = item + begins, piece.end()
            depth += bool(piece["open"]) - bool(piece["close"])
    return found


def _loose_comments(block: str) -> list[str]:
    """The comments of an entry that stand behind none of its variants."""
    comments = [piece["comment"] for piece in _PIECE.finditer(block) if piece["comment"]]
    for listed in _variants(_parsed(block)[1]):
        if listed.comment in comments:
            comments.remove(listed.comment)
    return comments


def _remarks(kept: _Entry, gone: _Entry) -> dict[str, str]:
    """Role and note of two people who are one; a second role is noted."""
    role = kept.person.role or gone.person.role
    second = gone.person.role if gone.person.role != role else None
    note = "; ".join(part for part in (kept.person.note, second, gone.person.note) if part)
    remarks = {"role": role, "note": note}
    old = {"role": kept.person.role, "note": kept.person.note}
    return {key: value for key, value in remarks.items() if value and value != old[key]}


def _place_of(variant: str, entry: _Entry, path: str) -> int:
    """Which of the entry's variants is meant: the one written so, else one that reads the same."""
    texts = [one.text for one in entry.person.variants]
    alike = [read_name(text).telling == read_name(variant).telling for text in texts]
    if variant in texts:
        return texts.index(variant)
    if any(alike):
        return alike.index(True)
    known = ", ".join(f'"{text}"' for text in texts) or "none"
    raise AuthorityError(f'{path}: "{entry.person.name}" has no variant "{variant}"; its variants are: {known}')
