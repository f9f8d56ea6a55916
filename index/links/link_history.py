"""Where did a passage go? A link is followed through every change of its document since it may have been made.

An address holds a position and a hash, not a date: several passages may have borne it, one after the other. So it is
followed from every state of the document it could stem from, and all its ends count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from index.links.passage_history import Fate, Run
from index.links.passage_states import Place
from index.passages import PassageRef


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a document of the archive."""

    document: str
    place: Place


@dataclass(frozen=True, slots=True)
class Change:
    """That a document changed with a generation. ``became``: the id it has from then on, when it got another one;
    ``gone``: it was taken out. The change that brings it back compares it with what it was before."""

    title: str
    became: str | None
    gone: bool
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Retired:
    """A passage as it was until a generation came that changed it.

    ``when``: the moment of that generation, ISO 8601 in UTC. ``names`` and ``wording`` are None when they are not kept
    (any more).
    """

    at: Where
    hash: str
    fate: Fate
    places: tuple[Where, ...]
    names: tuple[str, ...] | None
    label: str | None
    wording: tuple[str, ...] | None
    when: str


class Memory(Protocol):
    """What the ledger knows of the generations up to the live one; steps count from 0, the last one is live."""

    @property
    def steps(self) -> int: ...

    def change(self, document: str, step: int) -> Change | None:
        """How a document changed with a step."""

    def renamed_from(self, document: str, step: int) -> str | None:
        """The id a document had until a step."""

    def retired(self, at: Where, step: int) -> Retired | None:
        """The passage that stood at a place until a step, when that step changed it."""

    def source(self, at: Where, step: int) -> Where | None:
        """Where the passage that a step brought to a place stood before, when it is in no run."""

    def forgotten(self, document: str, ref: PassageRef | None) -> bool:
        """Whether a document as a whole (``ref`` None), or a passage of it, is withdrawn."""

    def was_elsewhere(self, document: str, ref: PassageRef) -> bool:
        """Whether an address was public only with a generation that the live one was not built on."""

    def had_hash(self, document: str, digest: str) -> bool:
        """Whether a passage of that hash was ever changed or removed in a document."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The passage stands here now. ``then``: how it was when its words or its speaker first changed."""

    at: Where
    then: Retired | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Gone:
    """The passage was removed with a step. ``last``: how it was in the end; ``then``: how it was when its words or its
    speaker first changed."""

    then: Retired
    last: Retired
    step: int


@dataclass(frozen=True, slots=True)
class _Track:
    """One passage on its way. ``hash``: what it must have; None once it was corrected and may have any. ``gone``: its
    document is out of the archive, and may come back."""

    at: Where
    hash: str | None
    then: Retired | None = None
    sure: bool = True
    gone: Gone | None = None


def endings(memory: Memory, document: str, ref: PassageRef) -> tuple[set[Standing], set[Gone]]:
    """Where every passage that may have borne an address is now, and those that were removed.

    A standing one counts only if its words are at that place now: the caller compares, because the words of the live
    generation are not in the ledger. It must where ``then`` is None.
    """
    start = _Track(Where(document, Place(ref.position, ref.paragraph or 0)), ref.hash)
    tracks, gone = {start}, set()
    for step in range(memory.steps):
        moved: set[_Track] = set()
        for track in tracks:
            for end in _through(memory, track, step):
                if isinstance(end, Gone):
                    gone.add(end)
                else:
                    moved.add(end)
        tracks = moved | {start}
    gone |= {track.gone for track in tracks if track.gone}
    return {Standing(track.at, track.then, track.sure) for track in tracks if not track.gone}, gone


def born(memory: Memory, at: Where) -> int:
    """The step that brought the passage which stands at a place now; -1 when it is older than the ledger, or when
    that is not certain."""
    for step in range(memory.steps - 1, -1, -1):
        before = memory.renamed_from(at.document, step) or at.document
        change = memory.change(before, step)
        if change is None:
            continue
        source = _run_source(change, at, before) or memory.source(at, step)
        if source is None:
            return step
        at = source
    return -1


def changed(memory: Memory, at: Where) -> tuple[int, Where]:
    """The step that last changed the words or the speaker of the passage which stands at a place now, or that brought
    it, and the place it had then; -1 when that was before the ledger began."""
    for step in range(memory.steps - 1, -1, -1):
        before = memory.renamed_from(at.document, step) or at.document
        change = memory.change(before, step)
        if change is None:
            continue
        source = _run_source(change, at, before)
        if source is None:
            source = memory.source(at, step)
            retired = memory.retired(source, step) if source else None
            if source is None or (retired is not None and retired.fate is not Fate.MOVED):
                return step, at
        at = source
    return -1, at


def called_now(memory: Memory, document: str) -> str:
    """The id that a document has now."""
    for step in range(memory.steps):
        change = memory.change(document, step)
        if change is not None and change.became:
            document = change.became
    return document


def _through(memory: Memory, track: _Track, step: int) -> Iterator[_Track | Gone]:
    """What becomes of a track with a step: usually one, several where nobody can say, none when it never was one."""
    change = memory.change(track.at.document, step)
    if change is None:
        yield track
        return
    moved = _run_target(change, track.at)
    if moved is not None:
        yield replace(track, at=moved, gone=None)
        return
    retired = memory.retired(track.at, step)
    if retired is None or track.hash not in (None, retired.hash):
        if track.gone:
            yield track.gone  # another document has the id now
        return
    track = replace(track, gone=None)
    if retired.fate is Fate.REMOVED:
        gone = Gone(track.then or retired, retired, step)
        yield replace(track, gone=gone) if change.gone else gone
    elif retired.fate is Fate.MOVED:
        yield replace(track, at=retired.places[0])
    elif retired.fate is Fate.CORRECTED:
        yield _Track(retired.places[0], None, track.then or retired, track.sure)
    else:
        for place in retired.places:
            yield _Track(place, None, track.then or retired, sure=False)


def _run_target(change: Change, at: Where) -> Where | None:
    for run in change.runs:
        if run.first <= at.place.position <= run.last:
            return Where(change.became or at.document, replace(at.place, position=at.place.position + run.by))
    return None


def _run_source(change: Change, at: Where, document: str) -> Where | None:
    for run in change.runs:
        if run.first <= at.place.position - run.by <= run.last:
            return Where(document, replace(at.place, position=at.place.position - run.by))
    return None
