"""Where in a transcript are the hits? Stops to go through one after another, and the stretches to mark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Stop:
    """A passage to stop at: "3 of 17", its own anchor and those of its neighbours, which go round at the ends."""

    number: int
    total: int

    @property
    def anchor(self) -> str:
        return f"hit-{self.number}"

    @property
    def previous(self) -> str:
        return f"hit-{self.total if self.number == 1 else self.number - 1}"

    @property
    def next(self) -> str:
        return f"hit-{1 if self.number == self.total else self.number + 1}"


@dataclass(frozen=True, slots=True)
class HitMarks:
    """The hits of one search in one document. ``marks``: position → (paragraph from 1, start, end); ``stops``: by
    position and paragraph."""

    positions: frozenset[int] = frozenset()
    marks: Mapping[int, tuple[tuple[int, int, int], ...]] = field(default_factory=lambda: MappingProxyType({}))
    stops: Mapping[tuple[int, int], Stop] = field(default_factory=lambda: MappingProxyType({}))

    def stretches(self, position: int, paragraph: int) -> tuple[tuple[int, int], ...]:
        """Start and end of every marked stretch of a paragraph."""
        return tuple((start, end) for number, start, end in self.marks.get(position, ()) if number == paragraph)


NO_HITS = HitMarks()


def hit_marks(positions: tuple[int, ...], marks: Mapping[int, tuple[tuple[int, int, int], ...]]) -> HitMarks:
    """The stops of a document: each paragraph with a mark, and the beginning of a turn that matches without one."""
    places = tuple(_places(positions, marks))
    stops = {place: Stop(number, len(places)) for number, place in enumerate(places, 1)}
    return HitMarks(frozenset(positions), marks, stops)


def _places(
    positions: tuple[int, ...], marks: Mapping[int, tuple[tuple[int, int, int], ...]]
) -> Iterator[tuple[int, int]]:
    for position in positions:
        marked = sorted({number for number, _, _ in marks.get(position, ())})
        yield from ((position, number) for number in marked or [1])
