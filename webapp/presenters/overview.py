"""How are the archive and its people shown? Years of turns as bars, and long lists page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from index.overview import SpeakerSummary, YearCount
from index.queries.analysis import fold
from index.request import SearchRequest
from webapp.addresses import Addresses
from webapp.presenters.counts import counted
from webapp.presenters.paging import Pager, pager
from webapp.presenters.years import Bar, YearTally, bars

LIST_PAGE = 100  # documents or speakers on one page of their list

Listed = TypeVar("Listed")


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Listed]):
    """One page of a list narrowed by the words ``q``; ``total``: how many fit in all."""

    q: str
    items: tuple[Listed, ...]
    total: int
    start: int
    pager: Pager


def list_page(
    named: Iterable[tuple[Listed, str]], q: str, page: int, address: Callable[[int, str], str]
) -> ListPage[Listed] | None:
    """The things whose name has all the words of ``q``, page by page; None when there is no such page.

    ``address``: that of a page of the list, given its number and the words.
    """
    wanted = fold(q).split()
    fitting = [item for item, name in named if all(word in fold(name) for word in wanted)]
    pages = max(1, -(-len(fitting) // LIST_PAGE))
    if page > pages:
        return None
    start = (page - 1) * LIST_PAGE
    turned = pager(page, pages, lambda number: address(number, q))
    return ListPage(q, tuple(fitting[start : start + LIST_PAGE]), len(fitting), start + 1, turned)


def archive_bars(years: Sequence[YearCount], addresses: Addresses, speaker: str | None = None) -> tuple[Bar, ...]:
    """The years of the archive, or of one speaker, each linked to a search of it."""
    asked = SearchRequest(speaker=(speaker,) if speaker else ())

    def link(first: int, last: int) -> str:
        if first == last:
            return addresses.search(asked.including("year", f"{first:04d}"))
        return addresses.search(SearchRequest(speaker=asked.speaker, from_=f"{first:04d}", to=f"{last:04d}"))

    return bars([YearTally(int(year.year), year.turns, note=_partly(year)) for year in years], link)


def _partly(year: YearCount) -> str:
    """What the height of a bar hides: documents of which only the year, or the month, is known."""
    return f"{counted(year.partly, 'document')} without a known day" if year.partly else ""


def years_active(speaker: SpeakerSummary) -> str:
    """The years of the documents a speaker speaks in: "1963", "1963–1968", nothing when none is dated."""
    first, last = speaker.first_year, speaker.last_year
    return first or "" if first == last else f"{first}–{last}"
