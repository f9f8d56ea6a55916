"""How are filters offered? Groups of choices for the form, and the chips that take a choice back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.facets import FACETS, KIND_TITLES
from index.request import SearchRequest
from index.results import Facet, FacetValue
from webapp.addresses import Addresses, without
from webapp.presenters.years import Bar, YearTally, bars

SHOWN = 8  # choices of a group that are seen without opening it


@dataclass(frozen=True, slots=True)
class Choice:
    """One box to tick. ``id`` stays the same from answer to answer, so that the keyboard's place is kept; ``count`` is
    written out ("1,540")."""

    id: str
    value: str
    label: str
    count: str
    checked: bool
    resolved: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The choices of one facet; the ``rest`` stands behind a button, ``open`` when one of them is ticked."""

    name: str
    title: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    open: bool
    more: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force and the address of the same search without it."""

    facet: str
    label: str
    url: str


def groups(facets: tuple[Facet, ...]) -> tuple[Group, ...]:
    """The groups of choices in display order; a facet with nothing to choose is left out."""
    return tuple(_group(facet) for facet in facets if facet.values)


def chips(request: SearchRequest, facets: tuple[Facet, ...], addresses: Addresses) -> tuple[Chip, ...]:
    """One chip for each value and date in force."""
    return (*_value_chips(request, facets, addresses), *_date_chips(request, addresses))


def year_bars(request: SearchRequest, facets: tuple[Facet, ...], addresses: Addresses) -> tuple[Bar, ...]:
    """The years of an answer as bars. A bar of one year ticks it or takes it back; one of several sets the dates."""
    values = next((facet.values for facet in facets if facet.name == "year"), ())

    def link(first: int, last: int) -> str:
        if first < last:
            dated = replace(without(request, "year"), from_=f"{first:04d}", to=f"{last:04d}")
            return addresses.search(dated)
        year = f"{first:04d}"
        chosen = year in request.year
        return addresses.search(request.excluding("year", year) if chosen else request.including("year", year))

    return bars([YearTally(int(value.value), value.count, value.selected) for value in values], link)


def _group(facet: Facet) -> Group:
    choices = tuple(_choice(facet.name, value) for value in facet.values)
    first, rest = choices[:SHOWN], choices[SHOWN:]
    return Group(facet.name, facet.title, first, rest, any(choice.checked for choice in rest), facet.more)


def _choice(facet: str, value: FacetValue) -> Choice:
    return Choice(
        f"{facet}-{value.value}", value.value, value.label, f"{value.count:,}", value.selected, value.resolved
    )


def _value_chips(request: SearchRequest, facets: tuple[Facet, ...], addresses: Addresses) -> Iterator[Chip]:
    labels = {(facet.name, value.value): value.label for facet in facets for value in facet.values}
    for field in FACETS:
        for value in request.values(field.name):
            label = labels.get((field.name, value), KIND_TITLES.get(value, value))
            yield Chip(field.title, label, addresses.search(request.excluding(field.name, value)))


def _date_chips(request: SearchRequest, addresses: Addresses) -> Iterator[Chip]:
    if request.from_:
        yield Chip("From", request.from_, addresses.search(replace(request, from_=None, page=1)))
    if request.to:
        yield Chip("To", request.to, addresses.search(replace(request, to=None, page=1)))
