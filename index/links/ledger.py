"""What became of passages that were once public? The link ledger: one SQLite file beside the generations.

``links.sqlite3`` outlives every generation. It is replaced as a whole by one atomic rename
(:mod:`index.links.ledger_writer`), so that readers need no locks and never meet half of a change. Every row is marked
with the generation it came with, and counts only for the generations that were built on that one: rows of a build that
died before its generation went live, or of a generation that the operator went back from, are as if they were not
there.

The words of passages that are live are not in here; of a document only hashes and names are kept, to compare the next
build with, whatever becomes of the generation's own files.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from index.errors import ColloquyError
from index.links.link_history import Change, Retired, Where
from index.links.passage_history import Fate, Run
from index.links.passage_states import DocumentState, Place, TurnState
from index.passages import PassageRef

LEDGER = "links.sqlite3"
VERSION = 1  # of the tables; kept as user_version
SCHEMA = f"""
PRAGMA user_version = {VERSION};
CREATE TABLE generations (id TEXT PRIMARY KEY, before TEXT, created TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE states (              -- a document as it is from this generation on; digest NULL: it is gone
    document TEXT NOT NULL,
    generation TEXT NOT NULL,
    digest TEXT,
    body BLOB,                     -- title and turns, packed
    PRIMARY KEY (document, generation)
) WITHOUT ROWID;
CREATE TABLE changes (             -- that a document changed with this generation
    document TEXT NOT NULL,
    generation TEXT NOT NULL,
    title TEXT NOT NULL,
    became TEXT,                   -- the id it has since
    gone INTEGER NOT NULL,
    runs TEXT NOT NULL,            -- JSON: first and last turn, and how much further they stand
    PRIMARY KEY (document, generation)
) WITHOUT ROWID;
CREATE INDEX changes_became ON changes (became, generation) WHERE became IS NOT NULL;
CREATE TABLE retired (             -- a passage that is in no run
    id INTEGER PRIMARY KEY,
    document TEXT NOT NULL,
    generation TEXT NOT NULL,
    position INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,    -- 0: the whole turn
    hash TEXT NOT NULL,
    fate TEXT NOT NULL,
    names TEXT,                    -- JSON; of whole turns, as are the next two
    label TEXT,
    wording TEXT                   -- JSON: the paragraphs; NULL when they are not kept
);
CREATE UNIQUE INDEX retired_at ON retired (document, generation, position, paragraph);
CREATE INDEX retired_hash ON retired (document, hash);
CREATE TABLE targets (             -- where a retired passage went
    retired INTEGER NOT NULL REFERENCES retired (id) ON DELETE CASCADE,
    document TEXT NOT NULL,
    position INTEGER NOT NULL,
    paragraph INTEGER NOT NULL
);
CREATE INDEX targets_retired ON targets (retired);
CREATE INDEX targets_at ON targets (document, position, paragraph);
CREATE TABLE forgotten (           -- what is withdrawn; position 0: the whole document
    document TEXT NOT NULL,
    position INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (document, position, paragraph, hash)
) WITHOUT ROWID;
"""

_runs = msgspec.json.Decoder(tuple[tuple[int, int, int], ...])
_texts = msgspec.json.Decoder(tuple[str, ...])
_state = msgspec.json.Decoder(tuple[str, tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]])


class DamagedLedger(ColloquyError):
    """The link ledger cannot be read."""

    def __init__(self, place: Path, problem: object) -> None:
        super().__init__(
            f"The link ledger {place} cannot be used ({problem}). Put a copy of it back, or move it away and run "
            f"“colloquy links import” with an export of it; without it old links cannot be told from forged ones."
        )


class Ledger:
    """A ledger opened for reading. Open it, ask, close it: it shows the file as it was when it was opened."""

    def __init__(self, connection: sqlite3.Connection, generation: str) -> None:
        self._connection = connection
        self.generation = generation
        self.chain = chain(connection, generation)

    @cached_property
    def _step_of(self) -> dict[str, int]:
        return {generation: step for step, generation in enumerate(self.chain)}

    # The protocol of index.links.link_history.Memory

    @property
    def steps(self) -> int:
        return len(self.chain)

    def change(self, document: str, step: int) -> Change | None:
        return self._changes(document).get(step)

    def renamed_from(self, document: str, step: int) -> str | None:
        found = self._one(
            "SELECT document FROM changes WHERE became = ? AND generation = ?", document, self.chain[step]
        )
        return found[0] if found else None

    def retired(self, at: Where, step: int) -> Retired | None:
        found = self._one(
            "SELECT retired.id, hash, fate, created FROM retired JOIN generations ON generations.id = generation "
            "WHERE document = ? AND generation = ? AND position = ? AND paragraph = ?",
            at.document,
            self.chain[step],
            at.place.position,
            at.place.paragraph,
        )
        if found is None:
            return None
        id_, digest, fate, when = found
        names, label, wording = self._words(at, self.chain[step])
        return Retired(at, digest, Fate(fate), self._targets(id_), names, label, wording, when)

    def source(self, at: Where, step: int) -> Where | None:
        found = self._all(
            "SELECT retired.document, retired.position, retired.paragraph FROM targets JOIN retired "
            "ON retired.id = targets.retired WHERE targets.document = ? AND targets.position = ? "
            "AND targets.paragraph = ? AND generation = ? ORDER BY retired.paragraph = targets.paragraph DESC, "
            "retired.position",
            at.document,
            at.place.position,
            at.place.paragraph,
            self.chain[step],
        )
        return next((Where(document, Place(position, paragraph)) for document, position, paragraph in found), None)

    def forgotten(self, document: str, ref: PassageRef | None) -> bool:
        place = (ref.position, ref.paragraph or 0, ref.hash) if ref else (0, 0, "")
        found = self._one(
            "SELECT 1 FROM forgotten WHERE document = ? AND (position = 0 OR "
            "(position = ? AND paragraph = ? AND hash = ?))",
            document,
            *place,
        )
        return found is not None

    # What else links need

    def generations(self) -> tuple[str, ...]:
        """Every generation the ledger knows, in no order."""
        return tuple(id_ for (id_,) in self._all("SELECT id FROM generations"))

    def withdrawn(self) -> tuple[str, ...]:
        """The document of everything that is forgotten, once for each row."""
        return tuple(document for (document,) in self._all("SELECT document FROM forgotten"))

    def problems(self) -> tuple[str, ...]:
        """What is wrong with the file, each in one sentence."""
        found = (row[0] for row in self._all("PRAGMA quick_check"))
        return tuple(f"The link ledger is damaged: {problem}." for problem in found if problem != "ok")

    def last_change(self, document: str) -> tuple[Change, str] | None:
        """The latest change of a document, and when it came."""
        changes = self._changes(document)
        if not changes:
            return None
        step = max(changes)
        (when,) = self._one("SELECT created FROM generations WHERE id = ?", self.chain[step])
        return changes[step], when

    def moments(self) -> tuple[str, ...]:
        """When each step came, ISO 8601 in UTC."""
        created = dict(self._all("SELECT id, created FROM generations"))
        return tuple(created[generation] for generation in self.chain)

    def last_steps(self) -> dict[str, int]:
        """The last step that brought or changed each document that is there now; those from before the ledger began
        are not among them."""
        rows = self._all("SELECT coalesce(became, document), generation FROM changes WHERE NOT gone")
        known = [(self._step_of[generation], document) for document, generation in rows if generation in self._step_of]
        return {document: step for step, document in sorted(known)}

    def was_elsewhere(self, document: str, ref: PassageRef) -> bool:
        """Whether an address was public only with a generation that the live one was not built on."""
        rows = self._all("SELECT generation, body FROM states WHERE document = ? AND body IS NOT NULL", document)
        place = Place(ref.position, ref.paragraph or 0)
        return any(generation not in self._step_of and unpacked(body).has(place, ref.hash) for generation, body in rows)

    def had_hash(self, document: str, digest: str) -> bool:
        """Whether a passage of that hash was ever changed or removed in a document."""
        return self._one("SELECT 1 FROM retired WHERE document = ? AND hash = ?", document, digest) is not None

    def _changes(self, document: str) -> dict[int, Change]:
        if document not in self._read:
            rows = self._all("SELECT generation, title, became, gone, runs FROM changes WHERE document = ?", document)
            self._read[document] = {
                self._step_of[generation]: Change(
                    title, became, bool(gone), tuple(Run(*run) for run in _runs.decode(runs))
                )
                for generation, title, became, gone, runs in rows
                if generation in self._step_of
            }
        return self._read[document]

    @cached_property
    def _read(self) -> dict[str, dict[int, Change]]:
        return {}

    def _targets(self, id_: int) -> tuple[Where, ...]:
        rows = self._all("SELECT document, position, paragraph FROM targets WHERE retired = ? ORDER BY rowid", id_)
        return tuple(Where(document, Place(position, paragraph)) for document, position, paragraph in rows)

    def _words(self, at: Where, generation: str) -> tuple[tuple[str, ...] | None, str | None, tuple[str, ...] | None]:
        """Names, label and wording of a place, which the row of its turn has."""
        found = self._one(
            "SELECT names, label, wording FROM retired "
            "WHERE document = ? AND generation = ? AND position = ? AND paragraph = 0",
            at.document,
            generation,
            at.place.position,
        )
        if found is None:
            return None, None, None
        names, label, wording = found
        paragraphs = _texts.decode(wording) if wording else None
        if paragraphs is not None and at.place.paragraph:
            paragraphs = paragraphs[at.place.paragraph - 1 : at.place.paragraph]
        return _texts.decode(names) if names else None, label, paragraphs

    def _one(self, statement: str, *values: object) -> Any:
        return self._connection.execute(statement, values).fetchone()

    def _all(self, statement: str, *values: object) -> Sequence[Any]:
        return self._connection.execute(statement, values).fetchall()


@contextmanager
def open_ledger(data: Path, generation: str) -> Iterator[Ledger]:
    """The ledger as it stands for a live generation; an empty one where there is none.

    Raises :class:`DamagedLedger`.
    """
    place = data / LEDGER
    try:
        connection = connected(place) if place.exists() else sqlite3.connect(":memory:")
        try:
            if not place.exists():
                connection.executescript(SCHEMA)
            yield Ledger(connection, generation)
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise DamagedLedger(place, error) from error


def connected(place: Path) -> sqlite3.Connection:
    """A ledger's file, to be read. Raises :class:`DamagedLedger` when other code wrote it."""
    connection = sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        connection.close()
        raise DamagedLedger(place, f"its version is {version}, not {VERSION}")
    return connection


def chain(connection: sqlite3.Connection, generation: str) -> tuple[str, ...]:
    """The generations that one was built on, the oldest first, itself last; none when the ledger does not know it."""
    before = dict(connection.execute("SELECT id, before FROM generations").fetchall())
    found: list[str] = []
    at: str | None = generation
    while at is not None and at in before and at not in found:
        found.append(at)
        at = before[at]
    return tuple(found[::-1])


def packed(state: DocumentState) -> bytes:
    """A state as the ledger keeps it. The hash of a turn's only paragraph is that of the turn, and left out."""
    turns = [
        (turn.hash, turn.names, () if turn.paragraphs == (turn.hash,) else turn.paragraphs) for turn in state.turns
    ]
    return zlib.compress(msgspec.json.encode((state.title, turns)), 1)


def unpacked(body: bytes) -> DocumentState:
    """The state that ``body`` keeps."""
    title, turns = _state.decode(zlib.decompress(body))
    return DocumentState(title, tuple(TurnState(digest, names, parts or (digest,)) for digest, names, parts in turns))
