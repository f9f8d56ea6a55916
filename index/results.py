"""What does a search answer? The page of results as values, before any address or markup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from index.model import Notice
from index.request import SearchRequest


class Part(NamedTuple):
    """A piece of a snippet; ``mark``: it matches the query. (A tuple is made in half the time, and a page has many.)"""

    text: str
    mark: bool = False


class Snippet(NamedTuple):
    """The best stretch around the matching words of one paragraph or metadata field. ``cut_before`` and ``cut_after``
    say that the text goes on beyond it."""

    parts: tuple[Part, ...]
    paragraph: int | None = None  # from 1, for turns
    field: str | None = None  # a name in index.fields, for metadata and roles
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document as a hit names it. ``date`` is EDTF (``1963-07-20``), None when undated."""

    id: str
    title: str
    date: str | None


@dataclass(frozen=True, slots=True)
class SpeakerRef:
    id: str
    name: str
    resolved: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry of the results. ``hash``: of the whole turn (None for a document); ``speakers``: in label order."""

    document: DocumentRef
    position: int | None
    kind: str
    speakers: tuple[SpeakerRef, ...]
    label: str | None
    hash: str | None
    score: float
    snippets: tuple[Snippet, ...]
    uncertain: bool = False  # the attribution is less than certain


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    label: str
    count: int
    selected: bool = False
    resolved: bool = True  # False: a speaker known by the label alone


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet: the most frequent and every selected one; ``more``: how many others there are."""

    name: str
    title: str
    values: tuple[FacetValue, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What would be found without one of the filters, told when nothing is found."""

    facet: str  # a facet's name, or "dates"
    value: str | None
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The answer to one request. ``request`` is the request as understood (bad parts left out, told in ``notices``)."""

    request: SearchRequest
    words: str  # the query restated in words
    total: int
    turns: int
    documents: int
    pages: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    people: tuple[SpeakerRef, ...]  # speakers whose own name matches
    titles: tuple[DocumentRef, ...]  # documents whose own title matches
    suggestion: str | None  # another spelling that finds something
    relaxations: tuple[Relaxation, ...]
    notices: tuple[Notice, ...]
    generation: str
    took_ms: float
