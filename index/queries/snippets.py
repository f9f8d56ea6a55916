"""Which stretches of a hit are shown? The best windows around the words that match, cut at the ends of words.

A window is worth the different words and phrases of the query in it, those not shown yet above all; a phrase counts as
much as its words. The work is linear in the length of the text, and on very long turns it stops looking once something
was found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from index.queries.matching import Highlighter, Leaf, Leaves, Occurrence, merged
from index.results import Part, Snippet
from index.tree import Phrase

WIDTH = 240  # characters of a window
MOST = 3  # windows of one hit
LOOKED_AT = 40_000  # characters, after which what was found is enough
_WHOLE = WIDTH * 5 // 4  # a text so short is shown whole
_TEXT = "text"
_BEGINNINGS = (_TEXT, "summary", "title")  # whose beginning is shown when nothing can be marked, in this order
_NEW = 100  # how much more a word counts that no other window shows
_SPACE = re.compile(r"\s")
_NOTHING = Leaves((), None, ())


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of one piece of a field, from ``low`` to ``high``, and what matches in the piece."""

    field: str
    piece: int
    text: str
    low: int
    high: int
    found: tuple[Occurrence, ...]
    wanted: Leaves

    @property
    def is_rest(self) -> bool:
        """Whether another part of the piece is shown already."""
        return self.low > 0 or self.high < len(self.text)

    def inside(self) -> list[Occurrence]:
        return [one for one in self.found if self.low <= one.start and one.end <= self.high]


@dataclass(frozen=True, slots=True)
class _Window:
    """The text of a stretch from one matching word to another, the words and phrases in it, and what it is worth."""

    stretch: _Stretch
    start: int
    end: int
    shown: frozenset[Leaf]
    worth: int


def snippets(
    highlighter: Highlighter, fields: Mapping[str, tuple[str, ...]], language: str | None
) -> tuple[Snippet, ...]:
    """The best stretches of an entry's fields around what a query matches, at most three, in the order of the text.

    Where nothing can be marked: the beginning of the text, or of the summary or title. ``language`` is that of the
    texts (BCP 47). The parts of a snippet join to a piece of the text as it stands.
    """
    stretches = list(_stretches(highlighter, fields, language))
    chosen = _chosen(stretches)
    if not chosen:
        return tuple(_beginning(fields))
    order = list(fields)
    chosen.sort(key=lambda shown: (order.index(shown[0].field), shown[0].piece, shown[1]))
    return tuple(_snippet(stretch, start, end) for stretch, start, end in chosen)


def _stretches(
    highlighter: Highlighter, fields: Mapping[str, tuple[str, ...]], language: str | None
) -> Iterator[_Stretch]:
    """The pieces in which something matches, whole, until enough text was looked at."""
    looked_at, found_any = 0, False
    for field, pieces in fields.items():
        wanted = highlighter.leaves(field, language) if pieces else _NOTHING
        for number, piece in enumerate(pieces if wanted.leaves else ()):
            if found_any and looked_at > LOOKED_AT:
                return
            looked_at += len(piece)
            if found := wanted.occurrences(piece):
                found_any = True
                yield _Stretch(field, number, piece, 0, len(piece), found, wanted)


def _chosen(stretches: list[_Stretch]) -> list[tuple[_Stretch, int, int]]:
    """The stretches to show and from where to where, the best first. A third one only if it shows something new."""
    if len(stretches) == 1 and len(stretches[0].text) <= _WHOLE:
        return [(stretches[0], 0, len(stretches[0].text))]
    chosen: list[tuple[_Stretch, int, int]] = []
    shown: frozenset[Leaf] = frozenset()
    while len(chosen) < MOST:
        best = max((_best(stretch, shown) for stretch in stretches), key=_worth, default=None)
        if best is None or best.worth == 0 or (len(chosen) >= MOST - 1 and best.shown <= shown):
            break
        start, end = _extent(best)
        chosen.append((best.stretch, start, end))
        shown |= best.shown
        stretches.remove(best.stretch)
        if start > best.stretch.low:
            stretches.append(replace(best.stretch, high=start))
        if end < best.stretch.high:
            stretches.append(replace(best.stretch, low=end))
    return chosen


def _worth(window: _Window) -> int:
    return window.worth


def _best(stretch: _Stretch, shown: frozenset[Leaf]) -> _Window:
    """The window of a stretch that is worth most, the first of equals; worth nothing when nothing new matches there."""
    found, here = stretch.inside(), stretch.wanted.leaves
    worth_of = [_worth_of(leaf, leaf in shown, stretch.is_rest) for leaf in here]
    best = _Window(stretch, 0, 0, frozenset(), 0)
    inside = [0] * len(here)
    ahead = worth = 0
    for behind, first in enumerate(found):
        while ahead < len(found) and (ahead <= behind or found[ahead].end - first.start <= WIDTH):
            worth += 0 if inside[found[ahead].leaf] else worth_of[found[ahead].leaf]
            inside[found[ahead].leaf] += 1
            ahead += 1
        if worth > best.worth:
            end = max(one.end for one in found[behind:ahead])
            best = _Window(stretch, first.start, end, frozenset(here[one.leaf] for one in found[behind:ahead]), worth)
        inside[first.leaf] -= 1
        worth -= 0 if inside[first.leaf] else worth_of[first.leaf]
    return best


def _worth_of(leaf: Leaf, shown: bool, is_rest: bool) -> int:
    """What a leaf counts in a window: a phrase as much as its words, which stand together in it; what is shown
    already much less, and in the rest of the same piece nothing."""
    words = len(leaf.words) if isinstance(leaf, Phrase) and leaf.within is None else 1
    if not shown:
        return words * _NEW
    return 0 if is_rest else words


def _extent(window: _Window) -> tuple[int, int]:
    """From where to where a window is shown: with what stands around its words, cut between words."""
    stretch, text = window.stretch, window.stretch.text
    low, high = stretch.low, stretch.high
    if high - low <= _WHOLE:
        return low, high
    spare = max(WIDTH - (window.end - window.start), 0)
    start = max(window.start - spare // 3, low)
    end = min(start + max(WIDTH, window.end - window.start), high)
    start = max(min(start, end - WIDTH), low)
    return _word_start(text, start, low, window.start), _word_end(text, max(end, window.end), high, window.end)


def _word_start(text: str, start: int, low: int, first: int) -> int:
    """The first place from ``start`` on where a word begins, at most ``first``."""
    if start == low or text[start - 1].isspace():
        return start
    space = _SPACE.search(text, start, first)
    return space.end() if space else _whole_character(text, start)


def _word_end(text: str, end: int, high: int, last: int) -> int:
    """The last place up to ``end`` where a word ends, at least ``last``."""
    if end == high or text[end].isspace():
        return end
    kept = text[last:end].rstrip()
    spaces = [space.start() for space in _SPACE.finditer(text, last, end)]
    return spaces[-1] if spaces and kept else _whole_character(text, end)


def _whole_character(text: str, place: int) -> int:
    """The place itself, or the first one behind it that does not part a letter from its marks."""
    while place < len(text) and unicodedata.combining(text[place]):
        place += 1
    return place


def _snippet(stretch: _Stretch, start: int, end: int) -> Snippet:
    text = stretch.text
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    return Snippet(
        parts=tuple(_parts(text, start, end, merged(stretch.found))),
        paragraph=stretch.piece + 1 if stretch.field == _TEXT else None,
        field=None if stretch.field == _TEXT else stretch.field,
        cut_before=bool(text[:start].strip()),
        cut_after=bool(text[end:].strip()),
    )


def _parts(text: str, start: int, end: int, marked: Iterable[tuple[int, int]]) -> Iterator[Part]:
    """The text from ``start`` to ``end``, cut where marks begin and end."""
    done = start
    for first, last in marked:
        first, last = max(first, start), min(last, end)
        if first < last:
            yield from (Part(plain) for plain in (text[done:first],) if plain)
            yield Part(text[first:last], mark=True)
            done = last
    yield from (Part(plain) for plain in (text[done:end],) if plain)


def _beginning(fields: Mapping[str, tuple[str, ...]]) -> Iterator[Snippet]:
    """The beginning of the first piece that is not empty, of the text before the summary, the title and the rest."""
    for field in dict.fromkeys((*_BEGINNINGS, *fields)):
        for number, piece in enumerate(fields.get(field, ())):
            if piece.strip():
                stretch = _Stretch(field, number, piece, 0, len(piece), (), _NOTHING)
                yield _snippet(stretch, *_extent(_Window(stretch, 0, 0, frozenset(), 0)))
                return
