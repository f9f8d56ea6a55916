"""Which pages can be turned to? Numbered pages with gaps, the one before and the one after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

AROUND = 2  # numbered pages shown on either side of the present one


@dataclass(frozen=True, slots=True)
class Link:
    """``url`` None: this is where the reader is."""

    label: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Pager:
    """``links``: one for each page shown, None for a gap; none at all when there is one page."""

    links: tuple[Link | None, ...]
    previous: str | None
    next: str | None


def pager(page: int, pages: int, address: Callable[[int], str]) -> Pager:
    """The ways from page ``page`` (from 1) of ``pages``; ``address`` gives the address of a page."""
    return Pager(
        links=_numbered(page, pages, address) if pages > 1 else (),
        previous=address(page - 1) if page > 1 else None,
        next=address(page + 1) if page < pages else None,
    )


def _numbered(page: int, pages: int, address: Callable[[int], str]) -> tuple[Link | None, ...]:
    """The first page, the last, and some around the present one."""
    around = range(max(1, page - AROUND), min(pages, page + AROUND) + 1)
    numbers = sorted({1, pages, *around})
    links: list[Link | None] = []
    for number, before in zip(numbers, (0, *numbers), strict=False):
        links += [None] if number > before + 1 else []
        links.append(Link(str(number), None if number == page else address(number)))
    return tuple(links)
