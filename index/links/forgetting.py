"""How does what was withdrawn disappear? Out of the link ledger and old generations; its address answers 410.

What the live generation says is the business of its source: as long as that holds the words, they are shown. But once
a document or passage is forgotten, no later build keeps its words.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from index.errors import ColloquyError, DamagedGeneration, NoGeneration
from index.generations.directory import GENERATIONS, STORE, VERIFIED, ids, live_id
from index.generations.manifest import read_manifest
from index.generations.publish import build_lock
from index.generations.verify import manifest_bytes
from index.links.ledger_writer import editable, give_up, replace_ledger
from index.links.passage_history import SIMILAR, likeness
from index.links.passage_states import Wording
from index.links.stored_words import StoredWords
from index.passages import PassageRef, passage_hash

_texts = msgspec.json.Decoder(tuple[str, ...])


class NothingToForget(ColloquyError):
    """Neither the ledger nor any generation has ever heard of it."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten. ``passages``: wordings taken out of the ledger; ``generations``: old ones that had the words
    and were removed.

    ``live``: the live generation still has them, and will until its source has them no more and is built again.
    """

    passages: int
    generations: tuple[str, ...]
    live: bool


def forget(data: Path, document: str, ref: PassageRef | None) -> Forgotten:
    """Forget a document (``ref`` None) or one passage of it, under all ids the document has had.

    A passage is forgotten in all the wordings it is likely to have had: those that share a paragraph or most words.
    Raises :class:`NothingToForget`, and :class:`~index.errors.BuildLocked` while a build runs.
    """
    with build_lock(data):
        connection = editable(data)
        try:
            family = _family(connection, document)
            stores = {id_: StoredWords(data / GENERATIONS / id_ / STORE) for id_ in ids(data)}
            wanted = _wordings(connection, stores, family, ref) if ref else ()
            if not _known(connection, stores, family) or (
                ref and not wanted and not _has_hash(connection, family, ref)
            ):
                raise NothingToForget(f"Nothing is known of {document}{f'/turns/{ref}' if ref else ''}.")
            live = _live(data)
            holding = {id_ for id_, store in stores.items() if _holds(store, family, ref, wanted)}
            passages = _take_out(connection, family, ref, wanted, live in holding)
            replace_ledger(data, connection)
        finally:
            give_up(data, connection)
        holding |= {id_ for id_ in stores if _has_leftovers(data, id_)}
        for id_ in holding - {live}:
            shutil.rmtree(data / GENERATIONS / id_)
            (data / VERIFIED / id_).unlink(missing_ok=True)
        return Forgotten(passages, tuple(sorted(holding - {live})), live in holding)


def _family(connection: sqlite3.Connection, document: str) -> tuple[str, ...]:
    """Every id the document has had."""
    renamed = connection.execute("SELECT document, became FROM changes WHERE became NOTNULL").fetchall()
    found = {document}
    while more := {id_ for pair in renamed if found & set(pair) for id_ in pair} - found:
        found |= more
    return tuple(sorted(found))


def _known(connection: sqlite3.Connection, stores: dict[str, StoredWords], family: Sequence[str]) -> bool:
    held = any(store(id_) is not None for store in stores.values() for id_ in family)
    return held or any(
        connection.execute("SELECT 1 FROM changes WHERE document = ?", (id_,)).fetchone() for id_ in family
    )


def _has_hash(connection: sqlite3.Connection, family: Sequence[str], ref: PassageRef) -> bool:
    statement = "SELECT 1 FROM retired WHERE document = ? AND hash = ?"
    return any(connection.execute(statement, (id_, ref.hash)).fetchone() for id_ in family)


def _wordings(
    connection: sqlite3.Connection, stores: dict[str, StoredWords], family: Sequence[str], ref: PassageRef
) -> tuple[tuple[str, ...], ...]:
    """The words of a passage, wherever they are kept."""
    found: set[tuple[str, ...]] = set()
    turns = [turn for store in stores.values() for id_ in family for turn in store(id_) or ()]
    for id_ in family:
        rows = connection.execute("SELECT wording FROM retired WHERE document = ? AND wording NOTNULL", (id_,))
        turns.extend(Wording(None, _texts.decode(wording)) for (wording,) in rows)
    for turn in turns:
        pieces = (turn.paragraphs, *((text,) for text in turn.paragraphs))
        found.update(piece for piece in pieces if passage_hash(piece) == ref.hash)
    return tuple(sorted(found))


def _holds(
    store: StoredWords, family: Sequence[str], ref: PassageRef | None, wanted: Sequence[tuple[str, ...]]
) -> bool:
    """Whether a generation has the document, or a wording of the passage; what of it cannot be read may be that."""
    if not store.readable:
        return True
    for id_ in filter(store.lists, family):
        turns = store(id_)
        if ref is None or turns is None or any(_same(turn.paragraphs, wanted) for turn in turns):
            return True
    return False


def _has_leftovers(data: Path, id_: str) -> bool:
    """Whether the index of a generation has words of documents that its store has no more; nobody can say of which."""
    try:
        return read_manifest(manifest_bytes(data / GENERATIONS / id_)).leftovers
    except DamagedGeneration:
        return True


def _same(paragraphs: tuple[str, ...], wanted: Sequence[tuple[str, ...]]) -> bool:
    """Whether a turn shares a paragraph or most of its words with one of the wordings."""
    return any(set(paragraphs) & set(words) or likeness(paragraphs, words) >= SIMILAR for words in wanted)


def _take_out(
    connection: sqlite3.Connection,
    family: Sequence[str],
    ref: PassageRef | None,
    wanted: Sequence[tuple[str, ...]],
    live: bool,
) -> int:
    """Mark as forgotten and remove the words; returns how many wordings there were."""
    rows = [
        row
        for id_ in family
        for row in connection.execute("SELECT id, wording FROM retired WHERE document = ? AND names NOTNULL", (id_,))
    ]
    gone = [id_ for id_, text in rows if ref is None or (text is not None and _same(_texts.decode(text), wanted))]
    connection.executemany(
        "UPDATE retired SET names = NULL, label = NULL, wording = NULL WHERE id = ?", [(id_,) for id_ in gone]
    )
    for id_ in family:
        if ref is None:
            connection.execute("INSERT OR IGNORE INTO forgotten VALUES (?, 0, 0, '')", (id_,))
            connection.execute("UPDATE changes SET title = '' WHERE document = ?", (id_,))
            if not live:
                connection.execute("DELETE FROM states WHERE document = ? AND digest NOTNULL", (id_,))
        else:
            place = (id_, ref.position, ref.paragraph or 0, ref.hash)
            connection.execute("INSERT OR IGNORE INTO forgotten VALUES (?, ?, ?, ?)", place)
            connection.execute(
                "INSERT OR IGNORE INTO forgotten SELECT document, position, paragraph, hash FROM retired "
                "WHERE document = ? AND hash = ?",
                (id_, ref.hash),
            )
    return len(gone)


def _live(data: Path) -> str | None:
    try:
        return live_id(data)
    except (NoGeneration, DamagedGeneration):
        return None
