"""How does an operator say who is who? Two speakers made one, one made two, written into ``speakers.toml``.

:mod:`index.speakers.authority_edit` edits the text of the file and knows only its entries. A speaker whom the file
does not know yet is known by the names printed in the folder's documents (:class:`index.speakers.check.SpokenName`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from index.building.source_files import AUTHORITY_NAME, find_authority, read_authority_text
from index.errors import AuthorityError, UnreadableSource
from index.speakers.authority import read_authority
from index.speakers.authority_edit import add_speaker, add_variant, merge
from index.speakers.check import SpokenName


def authority_place(folder: Path) -> Path:
    """The authority file that holds for a folder, or where it would stand."""
    return find_authority(folder) or folder / AUTHORITY_NAME


def authority_text(place: Path) -> str:
    """The text of an authority file, empty when there is none yet; raises :class:`AuthorityError`."""
    try:
        return read_authority_text(place) if place.exists() else ""
    except UnreadableSource as error:
        raise AuthorityError(f"{place}: {error.message}") from error


def write_authority(place: Path, text: str) -> None:
    """Replace an authority file in one step."""
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        beside.write_text(text, "utf-8")
        if place.exists():
            beside.chmod(place.stat().st_mode & 0o777)
        beside.replace(place.resolve())
    finally:
        beside.unlink(missing_ok=True)


def merged(text: str, path: str, keep: str, other: str, spoken: Iterable[SpokenName]) -> str:
    """The file in which ``other`` is ``keep``: two entries made one, or the names printed for ``other`` added.

    A label that nobody was known for counts only in the documents it was met in. Raises :class:`AuthorityError` when
    one of the two is neither in the file nor in a document.
    """
    names = tuple(spoken)
    text = _with_entry(text, path, keep, names)
    printed = [one for one in names if one.speaker.id == other]
    listed = other in read_authority(text, path).ids
    if not (printed or listed):
        raise AuthorityError(
            f'there is no speaker "{other}", neither in {path} nor in the documents; see “speakers list”'
        )
    if listed:
        return merge(text, keep, other, path=path)
    for one in printed:
        documents = () if one.speaker.resolved else tuple(document for document, _ in one.documents)
        text = add_variant(text, keep, one.name, documents=documents, path=path)
    return text


def _with_entry(text: str, path: str, speaker: str, names: Iterable[SpokenName]) -> str:
    """The file with an entry for a speaker who is known by name."""
    if speaker in read_authority(text, path).ids:
        return text
    name = next((one.speaker.name for one in names if one.speaker.id == speaker and one.speaker.resolved), None)
    if name is None:
        raise AuthorityError(f'there is no speaker "{speaker}" with a name; give {path} an entry with one first')
    return add_speaker(text, name, path=path)
