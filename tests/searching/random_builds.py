"""What may become of an archive from build to build? Random sequences of kept and added entries, for hypothesis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st
from random_searches import LANGUAGES, LINES, Searches, entries_in, plans_in, slips_in

from index.engines.base import KeptRows
from index.entries import Entry


@dataclass(frozen=True)
class Build:
    """What one build keeps of the index before it and adds, and all the entries it then has."""

    kept: tuple[KeptRows, ...]
    added: tuple[Entry, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Builds:
    """Builds one after another, the first from nothing, and what is asked after each."""

    builds: tuple[Build, ...]
    asked: Searches


@st.composite
def builds(draw: st.DrawFn) -> Builds:
    lines = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=2, unique=True))
    words = [word for line in lines for word in line.split()]
    languages = draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=2))
    made: list[Build] = []
    for _ in range(draw(st.integers(1, 4))):
        made.append(draw(_next_build(made[-1].entries if made else (), words, languages)))
    plans = tuple(draw(st.lists(plans_in(words), min_size=2, max_size=4)))
    slips = tuple(draw(st.lists(slips_in(words), max_size=2)))
    return Builds(tuple(made), Searches(made[-1].entries, plans, slips))


@st.composite
def _next_build(
    draw: st.DrawFn, before: Sequence[Entry], words: Sequence[str], languages: Sequence[str | None]
) -> Build:
    """Each entry stays or goes; others come between; all stand in ascending rows, mostly without gaps."""
    rows: list[tuple[int, int]] = []
    added: list[Entry] = []
    entries: list[Entry] = []
    row = -1
    for old in (*before, None):
        for _ in range(draw(st.sampled_from((0, 0, 0, 1, 2) if before else (3, 5)))):
            row += draw(st.sampled_from((1, 1, 1, 3)))
            added.append(draw(entries_in(row, words, languages)))
            entries.append(added[-1])
        if old and draw(st.sampled_from((True, True, False))):
            row += draw(st.sampled_from((1, 1, 1, 1, 1, 3)))
            rows.append((old.row, row))
            entries.append(old._replace(row=row))
    return Build(tuple(_runs(rows)), tuple(added), tuple(entries))


def _runs(rows: Iterable[tuple[int, int]]) -> Iterator[KeptRows]:
    """Pairs of an old row and a new one as runs."""
    run: KeptRows | None = None
    for old, new in rows:
        if run and old == run.last + 1 and new - old == run.now - run.first:
            run = replace(run, last=old)
        else:
            if run:
                yield run
            run = KeptRows(old, old, new)
    if run:
        yield run
