"""Which hits of a search are new? Those that the latest builds brought or changed, the newest first.

What the ledger knows of passages decides (:func:`index.links.link_history.changed`). Documents are looked at in the
order of their last change, so that only those are read that can have something as new as what is already found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from index.asking import Asking
from index.engines.base import EngineHit, Plan
from index.generations.archive import Archive
from index.generations.store import Place
from index.limits import LIMITS, Limits
from index.links.link_history import Memory, Where, changed
from index.links.passage_states import Place as Standing
from index.marking import Marking
from index.model import Notice
from index.plan import Understood, understand
from index.request import SearchRequest, Sort
from index.results import Hit
from index.search import hit_of, in_words
from index.tree import Filter

EXAMINED = 2_000  # hits of documents that changed with the same build; more are not told apart by age

BEFORE = -1  # the step of what is older than the ledger


class Chronicle(Memory, Protocol):
    """A ledger that knows when its steps came."""

    def moments(self) -> tuple[str, ...]: ...

    def last_steps(self) -> dict[str, int]: ...


@dataclass(frozen=True, slots=True)
class NewHit:
    """``since``: when the build came that brought or last changed it, ISO 8601 in UTC (for what is older than the
    ledger, its first build). ``origin``: where it stood then; a passage that only moved keeps that."""

    hit: Hit
    since: str
    origin: Where


@dataclass(frozen=True, slots=True)
class Newest:
    """``request``: as understood. ``whole``: False when some hits were too many to be told apart by age."""

    request: SearchRequest
    words: str
    hits: tuple[NewHit, ...]
    whole: bool
    notices: tuple[Notice, ...]


def newest(archive: Archive, ledger: Chronicle, request: SearchRequest, most: int, limits: Limits = LIMITS) -> Newest:
    """The ``most`` hits that were brought or changed last. Raises :class:`OverBudget` and :class:`OutOfTime`."""
    asked = understand(archive, request.whole, limits)
    steps = ledger.last_steps()
    found: list[_Aged] = []
    whole = True
    engine = Asking(archive.engine, limits)
    groups = _by_last_step(engine, asked, steps)
    for step in sorted(groups, reverse=True):
        if sum(aged.step >= step for aged in found) >= most:
            break
        documents = groups[step] if len(groups) > 1 else None
        hits = _hits(engine, asked, documents, most if step == BEFORE else EXAMINED + 1)
        whole = whole and (step == BEFORE or len(hits) <= EXAMINED)
        places = archive.store.places(hit.row for hit in hits)
        found += [_aged(ledger, place, hit.score, step) for place, hit in zip(places, hits, strict=True)]
    found.sort(key=lambda aged: -aged.step)  # stable: within one build the order of the engine
    marking = Marking(archive, asked, limits)
    shown = [(hit_of(marking, aged.place, aged.score), aged) for aged in found[:most]]
    moments = ledger.moments() or (archive.manifest.created,)
    return Newest(
        request=asked.request,
        words=in_words(archive, asked),
        hits=tuple(NewHit(hit, moments[max(aged.step, 0)], aged.origin) for hit, aged in shown),
        whole=whole,
        notices=(*asked.notices, *marking.notices),
    )


@dataclass(frozen=True, slots=True)
class _Aged:
    """A hit and the step that last changed it."""

    place: Place
    score: float
    step: int
    origin: Where


def _by_last_step(engine: Asking, asked: Understood, steps: Mapping[str, int]) -> Mapping[int, tuple[str, ...]]:
    """The documents with hits by their last step."""
    counted = engine.search(Plan(asked.tree, asked.filters, asked.dates, ("document",), limit=0)).facets["document"]
    chosen = asked.request.document or counted.keys()
    groups: dict[int, list[str]] = defaultdict(list)
    for document in sorted(counted.keys() & set(chosen)):
        groups[steps.get(document, BEFORE)].append(document)
    return {step: tuple(documents) for step, documents in groups.items()}


def _hits(engine: Asking, asked: Understood, documents: tuple[str, ...] | None, most: int) -> tuple[EngineHit, ...]:
    """Hits in some documents; ``None``: in all that have any."""
    filters = asked.filters if documents is None else (*asked.filters, Filter("document", documents))
    return engine.search(Plan(asked.tree, filters, asked.dates, (), Sort.NEWEST, 0, most)).hits


def _aged(ledger: Chronicle, place: Place, score: float, last: int) -> _Aged:
    """``last``: the step of its document's last change, which the document's own metadata shares."""
    here = Where(place.document.id, Standing(place.turn.position if place.turn else 0))
    step, origin = (last, here) if place.turn is None else changed(ledger, here)
    return _Aged(place, score, step, origin)
