"""How is a concordance shown? Lines with the words in one column, each a link to its place, and ways to order them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.concordance import MOST_LINES, Concordance, Line
from index.facets import KIND_TITLES
from index.passages import PassageRef
from index.request import LineOrder, SearchRequest
from webapp.addresses import Addresses
from webapp.presenters.counts import counted
from webapp.presenters.dates import in_words
from webapp.presenters.paging import Link
from webapp.presenters.transcript import direction

ORDER_TITLES = {
    LineOrder.HITS: "As the hits stand",
    LineOrder.BEFORE: "By the words before",
    LineOrder.AFTER: "By the words after",
    LineOrder.WORDS: "By the words found",
}


@dataclass(frozen=True, slots=True)
class LineView:
    """``who``: the speaker, or what else it is; ``direction``: that of the writing."""

    before: str
    words: str
    after: str
    who: str
    date: str
    title: str
    place: str
    language: str
    direction: str
    url: str


@dataclass(frozen=True, slots=True)
class ConcordanceView:
    lines: tuple[LineView, ...]
    orders: tuple[Link, ...]
    notes: tuple[str, ...]


def concordance_view(found: Concordance, request: SearchRequest, addresses: Addresses) -> ConcordanceView:
    """Everything that the concordance of a page of results prints."""
    return ConcordanceView(
        lines=tuple(_line(line, request, addresses) for line in found.lines),
        orders=tuple(_order(request, order, addresses) for order in LineOrder),
        notes=tuple(_notes(found)),
    )


def _notes(found: Concordance) -> list[str]:
    notes = [notice.message for notice in found.notices]
    if found.more:
        notes.append(
            f"This page of hits has more lines; the first {MOST_LINES} are shown. Ask for fewer hits on a page."
        )
    if found.notices:
        return notes
    if found.unmarked and not found.lines:
        notes.append("A concordance needs words to look for; the hits of this search are in the list.")
    elif found.unmarked:
        notes.append(f"{counted(found.unmarked, 'hit')} without words to show here: see the list.")
    return notes


def _line(line: Line, request: SearchRequest, addresses: Addresses) -> LineView:
    hit = line.hit
    ref = PassageRef(hit.position, line.paragraph if (line.paragraph or 1) > 1 else None, "") if hit.position else None
    return LineView(
        before=line.before,
        words=line.words,
        after=line.after,
        who=", ".join(speaker.name for speaker in hit.speakers) or KIND_TITLES.get(hit.kind, hit.kind),
        date=in_words(hit.document.date),
        title=hit.document.title,
        place=f"turn {hit.position}" if hit.position else "document",
        language=line.language or "",
        direction=direction(line.language),
        url=addresses.document(hit.document.id, request, ref.anchor if ref else ""),
    )


def _order(request: SearchRequest, order: LineOrder, addresses: Addresses) -> Link:
    is_present = request.lines is order
    return Link(ORDER_TITLES[order], None if is_present else addresses.search(replace(request, lines=order)))
