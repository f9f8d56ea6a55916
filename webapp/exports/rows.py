"""What is one exported hit, and what does an export tell of itself?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from index.generations.store import Place, Store
from index.model import Certainty
from index.passages import PassageRef, passage_hash
from index.request import SearchRequest
from index.results import DocumentRef, SpeakerRef
from index.search import EveryHit
from webapp.addresses import Addresses
from webapp.presenters.counts import counted

BATCH = 200  # hits whose texts are held at once


@dataclass(frozen=True, slots=True)
class About:
    """What stands at the beginning and at the end of every export. ``exported``: the moment, ISO 8601 in UTC;
    ``built``: that of the generation. ``hits`` are in the file, ``total`` were found."""

    request: SearchRequest
    words: str
    url: str
    generation: str
    built: str
    exported: str
    hits: int
    total: int
    notices: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return self.hits == self.total

    @property
    def ending(self) -> str:
        """What the last record says in words."""
        if self.complete:
            return "Nothing was found." if not self.total else f"Complete: {counted(self.total, 'hit')}."
        return f"Cut: the first {self.hits:,} of {self.total:,} hits. Narrow the search, by year for example."


@dataclass(frozen=True, slots=True)
class Row:
    """One hit, numbered from 1. ``paragraphs``: the whole turn, or of a document whatever is searched beside its turns.
    ``url``: the permalink; ``in_context``: the transcript with the hits of the search marked."""

    number: int
    document: DocumentRef
    position: int | None
    kind: str
    speakers: tuple[SpeakerRef, ...]
    label: str | None
    certainty: str | None
    language: str | None
    paragraphs: tuple[str, ...]
    score: float
    url: str
    in_context: str


def about(found: EveryHit, generation: str, built: str, now: datetime, addresses: Addresses) -> About:
    """``now``: the moment of the export, with its zone."""
    return About(
        request=found.request,
        words=found.words,
        url=addresses.search(found.request),
        generation=generation,
        built=built,
        exported=now.isoformat(timespec="seconds"),
        hits=len(found.rows),
        total=found.total,
        notices=tuple(notice.message for notice in found.notices),
    )


def rows(store: Store, found: EveryHit, addresses: Addresses) -> Iterator[Row]:
    """Every hit in order; texts are read in batches, so that memory does not grow with their number."""
    numbered = enumerate(zip(found.rows, found.scores, strict=True), 1)
    while batch := list(islice(numbered, BATCH)):
        places = store.places(row for _, (row, _) in batch)
        for (number, (_, score)), place in zip(batch, places, strict=True):
            yield _row(number, place, score, found.request, addresses)


def _row(number: int, place: Place, score: float, request: SearchRequest, addresses: Addresses) -> Row:
    turn, id_ = place.turn, place.document.id
    texts = tuple(text for pieces in place.fields.values() for text in pieces)
    if turn is None:
        url, anchor = addresses.document(id_), ""
    else:
        texts = tuple(paragraph.text for paragraph in turn.paragraphs)
        ref = PassageRef(turn.position, None, passage_hash(texts))
        url, anchor = addresses.passage(id_, ref), ref.anchor
    return Row(
        number=number,
        document=place.document,
        position=turn.position if turn else None,
        kind=turn.kind.value if turn else "document",
        speakers=place.speakers,
        label=turn.label if turn else None,
        certainty=_certainty(place.speakers, turn.attribution.certainty) if turn else None,
        language=place.language,
        paragraphs=texts,
        score=score,
        url=url,
        in_context=addresses.document(id_, request, anchor),
    )


def _certainty(speakers: Sequence[SpeakerRef], certainty: Certainty) -> str | None:
    return certainty.value if speakers else None
