"""How much was said when? Bars per year, or per few years where there are many; sizes are those of SVG attributes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTHS = (1, 2, 5, 10, 25, 50, 100)  # years that one bar may stand for
MOST_BARS = 24  # so that every bar stays wide enough for a finger
HEIGHT = 100  # of the drawing, in its own units
LEAST = 3  # of a bar that counts anything


@dataclass(frozen=True, slots=True)
class YearTally:
    """How many there are in one year. ``note`` tells what the number hides (dates known by year alone)."""

    year: int
    count: int
    selected: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """``label``: the year or years; ``first``: what is printed below; ``y`` and ``height`` draw it from below.

    ``url`` None: nothing is there.
    """

    label: str
    first: str
    count: int
    y: int
    height: int
    url: str | None
    selected: bool
    labelled: bool  # whether there is room to print the label
    note: str


def bars(tallies: Sequence[YearTally], link: Callable[[int, int], str]) -> tuple[Bar, ...]:
    """A bar for each year from the first to the last, empty ones too. ``link``: the address of some years."""
    if not tallies:
        return ()
    width = _width(tallies)
    first = min(tally.year for tally in tallies) // width * width
    last = max(tally.year for tally in tallies)
    groups = [
        [tally for tally in tallies if start <= tally.year < start + width] for start in range(first, last + 1, width)
    ]
    counts = [sum(tally.count for tally in group) for group in groups]
    step = _label_step(len(groups))
    return tuple(
        _bar(group, first + place * width, width, counts[place] / max(1, *counts), link, place % step == 0)
        for place, group in enumerate(groups)
    )


def _width(tallies: Sequence[YearTally]) -> int:
    years = [tally.year for tally in tallies]
    return next((width for width in WIDTHS if max(years) // width - min(years) // width < MOST_BARS), WIDTHS[-1])


def _bar(
    group: Sequence[YearTally], start: int, width: int, share: float, link: Callable[[int, int], str], labelled: bool
) -> Bar:
    count = sum(tally.count for tally in group)
    height = max(LEAST, round(share * HEIGHT)) if count else 0
    end = start + width - 1
    return Bar(
        label=str(start) if width == 1 else f"{start}–{end}",
        first=str(start),
        count=count,
        y=HEIGHT - height,
        height=height,
        url=link(start, end) if count else None,
        selected=any(tally.selected for tally in group),
        labelled=labelled,
        note="; ".join(dict.fromkeys(tally.note for tally in group if tally.note)),
    )


def _label_step(bars_shown: int) -> int:
    """Every so many bars one label, so that labels do not run into each other."""
    return 1 if bars_shown <= 12 else 2 if bars_shown <= 16 else 4
