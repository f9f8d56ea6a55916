"""How does the ledger learn what a build changes? In a copy that takes its place before the generation goes live.

The build hands over every document that is not as it is in the live generation, and names the others. Only those whose
state is another are compared, by hash maps; the words that go into the ledger are read from the live generation's
document store.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from pathlib import Path

import msgspec

from index.generations.directory import GENERATIONS, STORE
from index.links.ledger import LEDGER, SCHEMA, DamagedLedger, chain, connected, open_ledger, packed, unpacked
from index.links.passage_history import Comparison, Fate, compare
from index.links.passage_states import DocumentState, Wording, digest_of, state_of, wordings_of
from index.links.stored_words import StoredWords
from index.model import Document
from index.overview import LinkCounts

WRITTEN = f"{LEDGER}.tmp"
_SAME_DOCUMENT = 0.5  # share of turns that a document must keep to be the same one under another id

Wordings = Callable[[str], Sequence[Wording] | None]  # the words of a document by its id; None: not to be had


class LedgerWriter:
    """Writes the rows of one generation. Ends with ``publish``, or with ``discard`` to give up."""

    def __init__(self, data: Path, generation: str, live: str | None, created: str) -> None:
        """``live``: the generation the site shows; the new one is compared with it, or, where the ledger does not know
        it, with the newest that it knows. ``created``: ISO 8601 in UTC. Raises :class:`DamagedLedger`."""
        self._data, self.generation, self.created = data, generation, created
        self._connection = editable(data)
        self._counts: Counter[Fate] = Counter()
        self._seen: set[str] = set()
        try:
            self._live = live if live and chain(self._connection, live) else newest(self._connection)
            self._chain = chain(self._connection, self._live) if self._live else ()
            self._connection.execute("INSERT INTO generations VALUES (?, ?, ?)", (generation, self._live, created))
            self._before = self._digests()
            self._old = StoredWords(data / GENERATIONS / (self._live or "none") / STORE)
        except sqlite3.DatabaseError as error:
            self.discard()
            raise DamagedLedger(data / LEDGER, error) from error

    def known(self, generation: str) -> Set[str]:
        """The documents of which the ledger has the state that they have in this generation, if it compares with it."""
        return self._before.keys() if generation == self._live else set()

    def keep(self, ids: Iterable[str]) -> None:
        """Take note that documents, known ones, are in the new generation as they are in the live one."""
        self._seen.update(ids)

    def add(self, document: Document) -> None:
        """Take note of a document of the new generation."""
        self._seen.add(document.id)
        digest = digest_of(document)
        if self._before.get(document.id) == digest:
            return
        state = state_of(document)
        self._write_state(document.id, digest, state)
        if document.id in self._before:
            before = self._state(document.id)
            comparison = compare(before, state, self._words(document.id, before), wordings_of(document))
            self._write(document.id, before, comparison)

    def finish(self, new: Wordings) -> LinkCounts:
        """Take note of documents that are gone, are back, or have another id now. ``new``: the words of the new
        generation."""
        vanished = self._before.keys() - self._seen
        appeared = self._seen - self._before.keys() if self._live else set()
        became = self._same_documents(vanished, appeared)
        for id_ in sorted(vanished | became.keys()):
            self._write_gone(id_, became.get(id_), new)
        for id_ in sorted(appeared - became.keys()):
            self._write_change(id_, "", None, gone=False, comparison=Comparison((), ()))
        counts = self._counts
        return LinkCounts(counts[Fate.MOVED], counts[Fate.CORRECTED], counts[Fate.REMOVED], counts[Fate.SEVERAL])

    def publish(self, on_disk: Iterable[str]) -> None:
        """Replace the ledger. ``on_disk``: the generations whose rows must stay, because they may go live again."""
        _prune(self._connection, (*on_disk, self.generation))
        replace_ledger(self._data, self._connection)

    def discard(self) -> None:
        """Leave the ledger as it was, unless it was replaced already."""
        give_up(self._data, self._connection)

    def _digests(self) -> dict[str, str]:
        """The digests of the documents of the live generation."""
        order = {generation: step for step, generation in enumerate(self._chain)}
        rows = self._connection.execute("SELECT document, generation, digest FROM states").fetchall()
        latest = sorted((row for row in rows if row[1] in order), key=lambda row: order[row[1]])
        self._state_of = {document: generation for document, generation, digest in latest if digest is not None}
        found = {document: (digest, generation) for document, generation, digest in latest}
        gone = self._connection.execute("SELECT document, generation FROM changes WHERE gone").fetchall()
        self._taken_out = {
            document: generation
            for document, generation in gone
            if found.get(document) == (None, generation) and document in self._state_of
        }
        return {document: digest for document, (digest, _) in found.items() if digest is not None}

    def _state(self, id_: str) -> DocumentState:
        """The state of a document in the live generation, or when it was last there."""
        return self._state_in(id_, self._state_of[id_])

    def _new_state(self, id_: str) -> DocumentState:
        return self._state_in(id_, self.generation)

    def _state_in(self, id_: str, generation: str) -> DocumentState:
        (body,) = self._connection.execute(
            "SELECT body FROM states WHERE document = ? AND generation = ?", (id_, generation)
        ).fetchone()
        return unpacked(body)

    def _write_state(self, id_: str, digest: str | None, state: DocumentState | None) -> None:
        body = packed(state) if state else None
        self._connection.execute("INSERT INTO states VALUES (?, ?, ?, ?)", (id_, self.generation, digest, body))

    def _same_documents(self, vanished: Set[str], appeared: Set[str]) -> dict[str, str]:
        """Which of the documents that are gone, now or since earlier, is which new one, if it has most of its turns.

        One that comes back under its own id goes first, then those that vanish now, then those that did earlier.
        """
        if not appeared:
            return {}
        found: dict[str, str] = {}
        new = {id_: self._new_state(id_) for id_ in appeared}
        back = [{id_} for id_ in sorted(appeared & self._taken_out.keys())]
        for old in (*back, vanished, self._taken_out.keys()):
            left = {id_: state for id_, state in new.items() if id_ not in found.values()}
            there = {id_: left[id_] for id_ in old if id_ in left} if old in back else left
            found |= _renamed({id_: self._state(id_) for id_ in old - found.keys()}, there)
        return found

    def _write_gone(self, id_: str, became: str | None, new: Wordings) -> None:
        before = self._state(id_)
        if id_ not in self._seen:
            self._write_state(id_, None, None)
        if became is None:
            comparison = compare(before, DocumentState("", ()), None, ())
        else:
            comparison = compare(before, self._new_state(became), self._words(id_, before), new(became) or ())
            if became != id_:
                self._counts[Fate.MOVED] += sum(run.last - run.first + 1 for run in comparison.runs if not run.by)
        self._write(id_, before, comparison, None if became == id_ else became, gone=became is None)

    def _write(
        self, id_: str, before: DocumentState, comparison: Comparison, became: str | None = None, *, gone: bool = False
    ) -> None:
        withdrawn = self._withdrawn(id_)
        self._write_change(id_, "" if "" in withdrawn else before.title, became, gone, comparison)
        self._counts.update(comparison.counts())
        if not comparison.passed:
            return
        words = self._words(id_, before)
        target = became or id_
        for each in comparison.passed:
            whole = each.place.paragraph == 0
            turn = before.turns[each.place.position - 1]
            kept = whole and withdrawn.isdisjoint({"", turn.hash, *turn.paragraphs})
            said = words[each.place.position - 1] if kept and words else None
            row = (id_, self.generation, each.place.position, each.place.paragraph, each.hash, each.fate.value)
            names = _json(each.names) if kept else None
            cursor = self._connection.execute(
                "INSERT INTO retired (document, generation, position, paragraph, hash, fate, names, label, wording) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, names, said.label if said else None, _json(said.paragraphs) if said else None),
            )
            self._connection.executemany(
                "INSERT INTO targets VALUES (?, ?, ?, ?)",
                ((cursor.lastrowid, target, place.position, place.paragraph) for place in each.places),
            )

    def _write_change(self, id_: str, title: str, became: str | None, gone: bool, comparison: Comparison) -> None:
        runs = msgspec.json.encode([(run.first, run.last, run.by) for run in comparison.runs]).decode()
        self._connection.execute(
            "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)", (id_, self.generation, title, became, gone, runs)
        )

    def _words(self, id_: str, before: DocumentState) -> Sequence[Wording] | None:
        """The words of a document of the live generation, if its store has them still; of one that was taken out
        before, from the ledger."""
        words = self._kept_words(id_, len(before.turns)) if id_ in self._taken_out else self._old(id_)
        return words if words is not None and len(words) == len(before.turns) else None

    def _kept_words(self, id_: str, turns: int) -> Sequence[Wording] | None:
        rows = self._connection.execute(
            "SELECT label, wording FROM retired WHERE document = ? AND generation = ? AND paragraph = 0 "
            "ORDER BY position",
            (id_, self._taken_out[id_]),
        ).fetchall()
        if len(rows) != turns or any(wording is None for _, wording in rows):
            return None
        return [Wording(label, msgspec.json.decode(wording, type=tuple[str, ...])) for label, wording in rows]

    def _withdrawn(self, id_: str) -> set[str]:
        """The hashes of withdrawn passages of a document; an empty one for the whole document."""
        rows = self._connection.execute("SELECT hash FROM forgotten WHERE document = ?", (id_,))
        return {digest for (digest,) in rows}


def editable(data: Path) -> sqlite3.Connection:
    """A copy of the ledger to write into, or a new one; :func:`replace_ledger` puts it in its place."""
    place = data / LEDGER
    (data / WRITTEN).unlink(missing_ok=True)
    (data / f"{WRITTEN}-journal").unlink(missing_ok=True)
    try:
        if place.exists():
            connected(place).close()
            shutil.copyfile(place, data / WRITTEN)
        connection = sqlite3.connect(data / WRITTEN, isolation_level=None)
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;")
        connection.execute("PRAGMA foreign_keys = ON")
        if not place.exists():
            connection.executescript(SCHEMA)
        connection.execute("BEGIN")
    except sqlite3.DatabaseError as error:
        raise DamagedLedger(place, error) from error
    return connection


def give_up(data: Path, connection: sqlite3.Connection) -> None:
    """Let go of a copy. Nothing happens when it has replaced the ledger."""
    connection.close()
    (data / WRITTEN).unlink(missing_ok=True)


def replace_ledger(data: Path, connection: sqlite3.Connection) -> None:
    """Bring a written ledger to disk and put it in the place of the old one."""
    connection.execute("COMMIT")
    connection.close()
    _to_disk(data / WRITTEN)
    (data / WRITTEN).replace(data / LEDGER)
    _to_disk(data)


def newest(connection: sqlite3.Connection) -> str | None:
    """The generation with the highest number that the ledger knows."""
    ids = [id_ for (id_,) in connection.execute("SELECT id FROM generations")]
    return max(ids, key=_number, default=None)


def highest_number(data: Path) -> int:
    """The running number of the newest generation that the ledger knows; 0 when there is none."""
    with open_ledger(data, "") as ledger:
        return max((_number(id_) for id_ in ledger.generations()), default=0)


def withdrawn(data: Path) -> tuple[str, ...]:
    """The document of everything that was withdrawn: each as often as it, or a passage of it, was."""
    with open_ledger(data, "") as ledger:
        return ledger.withdrawn()


def knows(data: Path, generation: str) -> bool:
    """Whether the ledger has the state of a generation."""
    with open_ledger(data, generation) as ledger:
        return ledger.steps > 0


def _renamed(vanished: dict[str, DocumentState], appeared: dict[str, DocumentState]) -> dict[str, str]:
    """Which vanished document is which new one: two that share most turns, when neither shares as many elsewhere."""
    holders: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for new, state in appeared.items():
        for digest, count in state.hashes().items():
            holders[digest].append((new, count))
    shares: dict[tuple[str, str], float] = {}
    for old, state in vanished.items():
        common: Counter[str] = Counter()
        for digest, count in state.hashes().items():
            for new, there in holders[digest]:
                common[new] += min(count, there)
        for new, turns in common.items():
            shares[old, new] = 2 * turns / (len(state.turns) + len(appeared[new].turns))
    return {
        old: new
        for (old, new), share in shares.items()
        if share >= _SAME_DOCUMENT
        and not any(other >= share for pair, other in shares.items() if pair != (old, new) and {old, new} & set(pair))
    }


def _prune(connection: sqlite3.Connection, lives: Iterable[str]) -> None:
    """Remove what belongs to generations that can never be live again, and states that no build compares with.

    ``lives``: those that may be. All that they were built on stays, but of documents' states only the latest.
    """
    chains = [chain(connection, generation) for generation in lives]
    kept = {generation for each in chains for generation in each}
    states: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for document, generation, there in connection.execute("SELECT document, generation, digest NOTNULL FROM states"):
        states[generation].append((document, generation, there))
    needed: set[tuple[str, str]] = set()
    for each in chains:
        rows = [row for generation in each for row in states[generation]]
        latest = {document: (document, generation) for document, generation, _ in rows}
        last_there = {document: (document, generation) for document, generation, there in rows if there}
        needed.update(latest.values(), last_there.values())
    unneeded = {(document, generation) for rows in states.values() for document, generation, _ in rows} - needed
    connection.executemany("DELETE FROM states WHERE document = ? AND generation = ?", sorted(unneeded))
    lost = [(id_,) for (id_,) in connection.execute("SELECT id FROM generations").fetchall() if id_ not in kept]
    for table, column in (("changes", "generation"), ("retired", "generation"), ("generations", "id")):
        connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", lost)  # noqa: S608  # names from this line


def _json(texts: Iterable[str]) -> str:
    return msgspec.json.encode(tuple(texts)).decode()


def _number(generation: str) -> int:
    digits = generation.partition("-")[0]
    return int(digits) if digits.isdigit() else 0


def _to_disk(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
