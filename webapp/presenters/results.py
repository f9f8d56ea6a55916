"""How is an answer to a search shown? The page of results: count line, chips, hits, ways on and ways out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.facets import FACET_NAMES, KIND_TITLES
from index.fields import FIELDS
from index.model import Notice
from index.request import PER_PAGE, LineOrder, SearchRequest, Sort, View
from index.results import Hit, Part, Relaxation, SearchPage, Snippet, SpeakerRef
from webapp.addresses import Addresses, without
from webapp.presenters.counts import counted
from webapp.presenters.dates import in_words, machine_readable
from webapp.presenters.facets import Chip, Group, chips, groups, year_bars
from webapp.presenters.paging import Link, Pager, pager
from webapp.presenters.years import Bar

SORT_TITLES = {Sort.RELEVANCE: "Best match", Sort.OLDEST: "Oldest first", Sort.NEWEST: "Newest first"}
VIEW_TITLES = {View.LIST: "List", View.CONCORDANCE: "Concordance"}
FIELD_TITLES = {field.name: field.title for field in FIELDS}


@dataclass(frozen=True, slots=True)
class SnippetView:
    """``place``: the field it was found in, where that is not the spoken text."""

    parts: tuple[Part, ...]
    place: str | None


@dataclass(frozen=True, slots=True)
class HitView:
    """One hit. ``heading`` names what it is when nobody speaks; ``turn`` is printed on its permalink."""

    speakers: tuple[SpeakerRef, ...]
    heading: str
    label: str | None
    uncertain: bool
    title: str
    date: str
    datetime: str | None
    turn: str
    in_context: str
    permalink: str
    snippets: tuple[SnippetView, ...]


@dataclass(frozen=True, slots=True)
class WayOut:
    """A filter that empties the answer: what is found without it, and the address of that search."""

    label: str
    found: str
    url: str


@dataclass(frozen=True, slots=True)
class ResultsView:
    request: SearchRequest
    words: str
    status: str
    is_empty: bool
    groups: tuple[Group, ...]
    chips: tuple[Chip, ...]
    clear: str
    bars: tuple[Bar, ...]
    sorts: tuple[Link, ...]
    views: tuple[Link, ...]
    people: tuple[Link, ...]
    titles: tuple[Link, ...]
    suggestion: Link | None
    ways_out: tuple[WayOut, ...]
    notices: tuple[Notice, ...]
    hits: tuple[HitView, ...]
    pager: Pager
    data: str


def results_view(page: SearchPage, addresses: Addresses) -> ResultsView:
    """Everything that the page of results prints."""
    request = page.request
    return ResultsView(
        request=request,
        words=page.words,
        status=status(page),
        is_empty=page.total == 0,
        groups=groups(page.facets),
        chips=chips(request, page.facets, addresses),
        clear=addresses.search(_without_filters(request)),
        bars=year_bars(request, page.facets, addresses),
        sorts=tuple(_sort_link(request, sort, addresses) for sort in Sort),
        views=tuple(_view_link(request, view, addresses) for view in View),
        people=tuple(Link(person.name, addresses.speaker(person.id)) for person in page.people),
        titles=tuple(Link(document.title, addresses.document(document.id, request)) for document in page.titles),
        suggestion=_suggestion(page, addresses),
        ways_out=tuple(_way_out(request, way, addresses) for way in page.relaxations),
        notices=page.notices,
        hits=tuple(_hit(hit, request, addresses) for hit in page.hits),
        pager=pager(request.page, page.pages, lambda number: addresses.search(replace(request, page=number))),
        data=addresses.search_json(request),
    )


def status(page: SearchPage) -> str:
    """The count line: "21–40 of 213 hits in 5 documents"."""
    if page.total == 0:
        return "No hits"
    first = (page.request.page - 1) * page.request.per_page + 1
    last = min(page.total, first + page.request.per_page - 1)
    hits = f"{counted(page.total, 'hit')} in {counted(page.documents, 'document')}"
    return hits if page.pages <= 1 else f"{first:,}–{last:,} of {hits}"


def hidden_parameters(request: SearchRequest) -> dict[str, str]:
    """What the search form carries along without showing it."""
    carried = {
        "sort": request.sort.value if request.sort is not Sort.RELEVANCE else "",
        "per_page": str(request.per_page) if request.per_page != PER_PAGE else "",
        "view": request.view.value if request.view is not View.LIST else "",
        "lines": request.lines.value if request.lines is not LineOrder.HITS else "",
    }
    return {name: value for name, value in carried.items() if value}


def _hit(hit: Hit, request: SearchRequest, addresses: Addresses) -> HitView:
    return HitView(
        speakers=hit.speakers,
        heading=KIND_TITLES.get(hit.kind, hit.kind),
        label=hit.label,
        uncertain=hit.uncertain,
        title=hit.document.title,
        date=in_words(hit.document.date),
        datetime=machine_readable(hit.document.date),
        turn=f"turn {hit.position}" if hit.position else "document",
        in_context=addresses.in_context(hit, request),
        permalink=addresses.hit(hit),
        snippets=tuple(_snippet(snippet) for snippet in hit.snippets),
    )


def _snippet(snippet: Snippet) -> SnippetView:
    before = (Part("… "),) if snippet.cut_before else ()
    after = (Part(" …"),) if snippet.cut_after else ()
    place = FIELD_TITLES.get(snippet.field) if snippet.field and snippet.field != "text" else None
    return SnippetView((*before, *snippet.parts, *after), place)


def _sort_link(request: SearchRequest, sort: Sort, addresses: Addresses) -> Link:
    is_present = request.sort is sort
    return Link(SORT_TITLES[sort], None if is_present else addresses.search(replace(request, sort=sort, page=1)))


def _view_link(request: SearchRequest, view: View, addresses: Addresses) -> Link:
    is_present = request.view is view
    return Link(VIEW_TITLES[view], None if is_present else addresses.search(replace(request, view=view)))


def _without_filters(request: SearchRequest) -> SearchRequest:
    cleared = dict.fromkeys(FACET_NAMES, ())
    return replace(request, from_=None, to=None, page=1, **cleared)  # type: ignore[arg-type]  # facets name tuple fields


def _suggestion(page: SearchPage, addresses: Addresses) -> Link | None:
    if page.suggestion is None:
        return None
    return Link(page.suggestion, addresses.search(replace(page.request, q=page.suggestion, page=1)))


def _way_out(request: SearchRequest, way: Relaxation, addresses: Addresses) -> WayOut:
    if way.facet == "dates" or way.value is None:
        wider = without(request, way.facet)
    else:
        wider = request.excluding(way.facet, way.value)
    return WayOut(way.label, counted(way.count, "hit"), addresses.search(wider))
