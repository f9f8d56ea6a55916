"""What does one search answer? From a request to the page of results, and to the marks in one transcript.

Order of work: understand the request (:mod:`index.plan`), ask the engine for one window of hits with totals and
facets, fetch the texts of just those hits from the store, cut their snippets, and, where nothing was found, look for
what would help (:mod:`index.advice`).
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.advice import NO_ADVICE, advice, typed_words
from index.engines.base import EngineHit, EngineResult, Plan
from index.errors import OverBudget, PageOutOfRange
from index.facets import FACET_NAMES, FACETS, FacetField
from index.generations.archive import Archive
from index.generations.store import Place
from index.limits import LIMITS, Limits
from index.marking import Marking
from index.model import Certainty, Document, Notice, Severity, Turn
from index.passages import passage_hash
from index.plan import Understood, facet_label, understand
from index.queries.restate import restate
from index.queries.snippets import snippets
from index.request import SearchRequest
from index.results import Facet, FacetValue, Hit, SearchPage
from index.tree import Filter

Mark = tuple[int, int, int]  # paragraph from 1, start and end in its text


@dataclass(frozen=True, slots=True)
class DocumentHits:
    """Where a document answers a search: the positions of its turns that match, in order, and the stretches to mark."""

    positions: tuple[int, ...]
    marks: Mapping[int, tuple[Mark, ...]]
    words: str
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class EveryHit:
    """All hits of a search in its order, as rows of the store with their scores. ``total`` tells of those that lie over
    the limit as well. ``request``: as understood; page, size of pages and view are none of its business."""

    request: SearchRequest
    words: str
    total: int
    rows: Sequence[int]
    scores: Sequence[float]
    notices: tuple[Notice, ...]


def search(archive: Archive, request: SearchRequest, limits: Limits = LIMITS) -> SearchPage:
    """The page of results that ``request`` asks for.

    Raises :class:`OverBudget` and :class:`OutOfTime` when it costs more than its budget, and :class:`PageOutOfRange`
    for a page past the last one.
    """
    started = time.perf_counter()
    asked = understand(archive, request, limits)
    offset, limit = _window(request, limits)
    result = archive.engine.search(_plan(asked, limits, offset=offset, limit=limit, facets=FACET_NAMES))
    pages = _pages(request, result.total, limits)
    typed = typed_words(asked.tree)
    marking = Marking(archive, asked, limits)
    hits = _hits(archive, marking, result.hits)
    advised = NO_ADVICE if result.total else advice(archive, asked, limits)
    return SearchPage(
        request=asked.request,
        words=in_words(archive, asked),
        total=result.total,
        turns=result.turns,
        documents=result.documents,
        pages=pages,
        hits=hits,
        facets=tuple(_facet(archive, facet, asked.request, result, limits) for facet in FACETS),
        people=archive.names.people(typed),
        titles=archive.names.titles(typed),
        suggestion=advised.suggestion,
        relaxations=advised.relaxations,
        notices=(
            *asked.notices,
            *marking.notices,
            *advised.notices,
            *_beyond_the_pages(request, result.total, pages, limits),
        ),
        generation=archive.generation,
        took_ms=round((time.perf_counter() - started) * 1000, 1),
    )


def every_hit(archive: Archive, request: SearchRequest, most: int, limits: Limits = LIMITS) -> EveryHit:
    """The first ``most`` hits of a search, whatever page it asks for.

    Raises :class:`OverBudget` and :class:`OutOfTime`; finding everything has a time of its own (``export_seconds``).
    """
    whole = replace(limits, seconds=limits.export_seconds)
    asked = understand(archive, request.whole, limits)
    result = archive.engine.search(_plan(asked, whole, limit=most))
    return EveryHit(
        request=asked.request,
        words=in_words(archive, asked),
        total=result.total,
        rows=array("q", (hit.row for hit in result.hits)),
        scores=array("d", (hit.score for hit in result.hits)),
        notices=asked.notices,
    )


def hits_in_document(
    archive: Archive, request: SearchRequest, document: Document, limits: Limits = LIMITS
) -> DocumentHits:
    """Which turns of ``document`` match ``request`` (without its own document filter), and what to mark in them."""
    asked = understand(archive, replace(request, document=()), limits)
    here = replace(asked, filters=(*asked.filters, Filter("document", (document.id,))))
    result = archive.engine.search(_plan(here, limits, limit=len(document.turns) + 1))
    rows = archive.store.rows_of(document.id)
    first = rows[0] if rows else 0
    positions = sorted(hit.row - first for hit in result.hits if hit.row > first)
    marking = Marking(archive, asked, limits)
    marks = {position: _marks(marking, document, document.turns[position - 1]) for position in positions}
    return DocumentHits(
        positions=tuple(positions),
        marks=marks,
        words=in_words(archive, asked),
        notices=(*asked.notices, *marking.notices),
    )


def in_words(archive: Archive, asked: Understood) -> str:
    """The query as it was understood, told in words."""
    return restate(asked.tree, lambda facet, value: facet_label(archive, facet, value))


def _plan(asked: Understood, limits: Limits, *, offset: int = 0, limit: int = 0, facets: tuple[str, ...] = ()) -> Plan:
    return Plan(asked.tree, asked.filters, asked.dates, facets, asked.request.sort, offset, limit, limits)


def _window(request: SearchRequest, limits: Limits) -> tuple[int, int]:
    """Offset and number of the hits wanted, never beyond those that can be reached by paging."""
    offset = (request.page - 1) * request.per_page
    if offset >= limits.paged_hits:
        return 0, 0
    return offset, min(request.per_page, limits.paged_hits - offset)


def _pages(request: SearchRequest, total: int, limits: Limits) -> int:
    """How many pages there are; refuses a page that does not exist or lies too deep."""
    every = -(-total // request.per_page)
    reachable = -(-min(total, limits.paged_hits) // request.per_page)
    if request.page > max(every, 1):
        raise PageOutOfRange(request.page, every)
    if request.page > max(reachable, 1):
        raise OverBudget(
            f"Pages show the first {limits.paged_hits:,} hits, up to page {reachable}; narrow the search or export it.",
            "paged_hits",
        )
    return reachable


def _beyond_the_pages(request: SearchRequest, total: int, pages: int, limits: Limits) -> tuple[Notice, ...]:
    """Said on the last page when hits lie beyond it."""
    if total <= limits.paged_hits or request.page < pages:
        return ()
    message = (
        f"Pages end after {limits.paged_hits:,} of {total:,} hits; narrow the search or export it to see the rest."
    )
    return (Notice(Severity.INFO, "paged_hits", message),)


def _hits(archive: Archive, marking: Marking, hits: tuple[EngineHit, ...]) -> tuple[Hit, ...]:
    places = archive.store.places(hit.row for hit in hits)
    return tuple(hit_of(marking, place, hit.score) for place, hit in zip(places, hits, strict=True))


def hit_of(marking: Marking, place: Place, score: float) -> Hit:
    """What stands at a place, with the stretches of it that answer the search."""
    turn = place.turn
    return Hit(
        document=place.document,
        position=turn.position if turn else None,
        kind=turn.kind.value if turn else "document",
        speakers=place.speakers,
        label=turn.label if turn else None,
        hash=passage_hash(paragraph.text for paragraph in turn.paragraphs) if turn else None,
        score=score,
        snippets=snippets(marking, place.fields, place.language),
        uncertain=turn is not None and turn.attribution.certainty is not Certainty.CERTAIN,
    )


def _marks(marking: Marking, document: Document, turn: Turn) -> tuple[Mark, ...]:
    texts = [paragraph.text for paragraph in turn.paragraphs]
    found = marking.marks(texts, document.metadata.language)
    return tuple((piece + 1, start, end) for piece, start, end in found)


def _facet(archive: Archive, facet: FacetField, request: SearchRequest, result: EngineResult, limits: Limits) -> Facet:
    """The most frequent values and every selected one, in the facet's order."""
    counts, selected = result.facets[facet.name], request.values(facet.name)
    shown = dict(counts.most_frequent(limits.facet_values))
    shown.update((value, counts.get(value, 0)) for value in selected if value not in shown)
    values = sorted(shown) if facet.order == "value" else shown
    return Facet(
        facet.name,
        facet.title,
        tuple(_facet_value(archive, facet.name, value, shown[value], value in selected) for value in values),
        more=len(counts) - sum(count > 0 for count in shown.values()),
    )


def _facet_value(archive: Archive, facet: str, value: str, count: int, selected: bool) -> FacetValue:
    known = archive.store.speaker_ref(value) if facet == "speaker" else None
    return FacetValue(value, facet_label(archive, facet, value), count, selected, known.resolved if known else True)
