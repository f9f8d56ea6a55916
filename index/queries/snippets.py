"""Which stretches of a hit are shown? The best windows around the words that match, cut at the ends of words.

A window is worth the different words and phrases of the query in it, those not shown yet above all; a phrase counts as
much as its words. A long text is looked at in portions, and no further once something was found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from index.queries.matching import Highlighter, Leaf, Leaves, Occurrence, merged
from index.results import Part, Snippet
from index.tree import Phrase

WIDTH = 240  # characters of a window
MOST = 3  # windows of one hit
ENOUGH_FOR_ALL = 10_000  # characters that are looked at when every word and phrase was found in them,
ENOUGH_FOR_SOME = 40_000  # when some were,
ENOUGH_FOR_NONE = 1_000_000  # and when none was
_PORTION = ENOUGH_FOR_ALL  # characters that are looked at together
_OVERLAP = 2_000  # characters that two portions of one piece share: a phrase is whole in one of them
_WHOLE = WIDTH * 5 // 4  # a text so short is shown whole
_TEXT = "text"
_BEGINNINGS = (_TEXT, "summary", "title")  # whose beginning is shown when nothing can be marked, in this order
_NEW = 100  # how much more a word counts that no other window shows
_SPACE = re.compile(r"\s")
_NO_SPACE = re.compile(r"\S")


class _Piece(NamedTuple):
    """A piece of a field, and what matches in it, in order."""

    field: str
    number: int  # from 0
    text: str
    found: Sequence[Occurrence]


class _Stretch(NamedTuple):
    """A part of a piece, from ``low`` to ``high``, and what matches inside it. ``is_rest``: another part of the piece
    is shown already."""

    piece: _Piece
    low: int
    high: int
    inside: Sequence[Occurrence]
    leaves: Set[int]  # the numbers of those inside
    is_rest: bool = False

    def rest(self, low: int, high: int) -> _Stretch:
        """What is left of the stretch beside a part that is shown."""
        inside = [one for one in self.inside if low <= one.start and one.end <= high]
        return _Stretch(self.piece, low, high, inside, _leaves(inside), is_rest=True)


class _Window(NamedTuple):
    """The text of a stretch from one matching word to another, the words and phrases in it, and what it is worth."""

    stretch: _Stretch
    start: int
    end: int
    shown: Set[int]
    worth: int


def snippets(
    highlighter: Highlighter, fields: Mapping[str, tuple[str, ...]], language: str | None
) -> tuple[Snippet, ...]:
    """The best stretches of an entry's fields around what a query matches, at most three, in the order of the text.

    Where nothing can be marked: the beginning of the text, or of the summary or title. Long texts are looked at as far
    as is :data:`ENOUGH_FOR_ALL` and so on. ``language`` is that of the texts (BCP 47). The parts of a snippet join to a
    piece of the text as it stands.
    """
    pieces = _matching(highlighter, fields, language)
    if not pieces:
        return tuple(_beginning(fields))
    if len(pieces) == 1 and (extent := _of_all(pieces[0])):
        return (_snippet(pieces[0], *extent),)
    order = list(fields)
    chosen = _chosen([_whole(piece) for piece in pieces], highlighter.numbered)
    chosen.sort(key=lambda shown: (order.index(shown[0].field), shown[0].number, shown[1]))
    return tuple(_snippet(*shown) for shown in chosen)


def _matching(highlighter: Highlighter, fields: Mapping[str, tuple[str, ...]], language: str | None) -> list[_Piece]:
    """The pieces in which something matches, with what was found until enough text was looked at."""
    matching: list[_Piece] = []
    looked_at = 0
    for field, pieces in fields.items():
        wanted = highlighter.leaves(field, language) if pieces else None
        if not wanted or not wanted.leaves:
            continue
        size = sum(map(len, pieces))
        if looked_at + size <= ENOUGH_FOR_ALL:
            found = wanted.occurrences(pieces)
            looked_at += size
        else:
            seen = {one.leaf for piece in matching for one in piece.found}
            found, looked_at = _in_portions(wanted, pieces, looked_at, seen)
        matching += [_Piece(field, number, pieces[number], own) for number, own in found.items()]
    return matching


def _in_portions(
    wanted: Leaves, pieces: Sequence[str], looked_at: int, seen: set[int]
) -> tuple[Mapping[int, Sequence[Occurrence]], int]:
    """What matches in the pieces of a field, by their numbers, until enough was looked at; and how much that is, with
    what was ``looked_at`` before."""
    found: dict[int, Sequence[Occurrence]] = {}
    for first, offset, texts in _portions(pieces):
        if looked_at >= ENOUGH_FOR_ALL and looked_at >= _enough(seen, wanted.leaves.keys()):
            break
        for number, own in wanted.occurrences(texts).items():
            seen |= _leaves(own)
            before = found.get(first + number)
            found[first + number] = _together(before, own, offset) if offset else own
        looked_at += sum(map(len, texts))
    return found, looked_at


def _leaves(found: Iterable[Occurrence]) -> set[int]:
    return {one.leaf for one in found}


def _together(before: Iterable[Occurrence] | None, own: Iterable[Occurrence], offset: int) -> list[Occurrence]:
    """What was found in the parts of a piece before and, from ``offset`` on, in the next, which overlaps them."""
    return sorted({*(before or ()), *(Occurrence(start + offset, end + offset, leaf) for start, end, leaf in own)})


def _enough(seen: Set[int], wanted: Set[int]) -> int:
    """How many characters are to be looked at, by what was found in them."""
    if not seen:
        return ENOUGH_FOR_NONE
    return ENOUGH_FOR_ALL if wanted <= seen else ENOUGH_FOR_SOME


def _portions(pieces: Sequence[str]) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Some pieces at a time, or a part of a long one: the first piece's number, the part's place in it, the texts."""
    first, size = 0, 0
    for number, piece in enumerate(pieces):
        size += len(piece)
        if size > _PORTION and first < number:
            yield first, 0, pieces[first:number]
            first, size = number, len(piece)
        if size > _PORTION:
            yield from ((number, start, (piece[start:end],)) for start, end in _blocks(piece))
            first, size = number + 1, 0
    if first < len(pieces):
        yield first, 0, pieces[first:]


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """From where to where a long text is looked at, between words where it has spaces."""
    start = 0
    while len(text) - start > _PORTION:
        end = start + _PORTION
        end = max(text.rfind(" ", end - _OVERLAP // 2, end), end - _OVERLAP // 2)
        yield start, end
        start = text.find(" ", end - _OVERLAP, end - _OVERLAP // 2) + 1 or end - _OVERLAP
    yield start, len(text)


def _of_all(piece: _Piece) -> tuple[int, int] | None:
    """From where to where one window shows all that matches in a piece, so that there is nothing to choose."""
    text, found = piece.text, piece.found
    if len(text) <= _WHOLE:
        return 0, len(text)
    start, end = found[0].start, max([one.end for one in found])
    return _extent(text, 0, len(text), start, end) if end - start <= WIDTH else None


def _whole(piece: _Piece) -> _Stretch:
    return _Stretch(piece, 0, len(piece.text), piece.found, _leaves(piece.found))


def _chosen(stretches: list[_Stretch], leaves: Sequence[Leaf]) -> list[tuple[_Piece, int, int]]:
    """What to show and from where to where, the best first. A third one only if it shows something new."""
    chosen: list[tuple[_Piece, int, int]] = []
    shown: Set[int] = frozenset()
    while stretches and len(chosen) < MOST and (best := _best_of(stretches, leaves, shown)):
        if len(chosen) >= MOST - 1 and best.shown <= shown:
            break
        stretch = best.stretch
        start, end = _extent(stretch.piece.text, stretch.low, stretch.high, best.start, best.end)
        chosen.append((stretch.piece, start, end))
        shown |= best.shown
        stretches.remove(stretch)
        if not stretch.leaves <= shown:  # else the rest is worth nothing
            rests = stretch.rest(stretch.low, start), stretch.rest(end, stretch.high)
            stretches += [rest for rest in rests if not rest.leaves <= shown]
    return chosen


def _best_of(stretches: Iterable[_Stretch], leaves: Sequence[Leaf], shown: Set[int]) -> _Window | None:
    """The window that is worth most, the first of equals; None when nothing is worth anything.

    A phrase counts as much as its words, which stand together in it; what is shown already counts much less, and
    nothing in the rest of the same piece.
    """
    best, worth = None, 0
    words = [len(leaf.words) if isinstance(leaf, Phrase) and leaf.within is None else 1 for leaf in leaves]
    of_new = [many * (1 if leaf in shown else _NEW) for leaf, many in enumerate(words)]
    of_rest = [0 if leaf in shown else many for leaf, many in enumerate(of_new)]
    for stretch in stretches:
        worth_of = of_rest if stretch.is_rest else of_new
        most = sum(worth_of[leaf] for leaf in stretch.leaves)
        if most > worth:  # else no window of it can be worth more
            window = _best(stretch, worth_of, most)
            best = window if window.worth > worth else best
            worth = max(worth, window.worth)
    return best


def _best(stretch: _Stretch, worth_of: Sequence[int], most: int) -> _Window:
    """The window of a stretch that is worth most, the first of equals. None is worth more than ``most``."""
    found = stretch.inside
    inside = dict.fromkeys(stretch.leaves, 0)
    best = (0, 0)
    ahead = worth = highest = 0
    for behind, (start, _, leaving) in enumerate(found):
        while ahead < len(found) and (ahead <= behind or found[ahead].end - start <= WIDTH):
            coming = found[ahead].leaf
            worth += 0 if inside[coming] else worth_of[coming]
            inside[coming] += 1
            ahead += 1
        if worth > highest:
            best, highest = (behind, ahead), worth
            if worth == most:
                break
        inside[leaving] -= 1
        worth -= 0 if inside[leaving] else worth_of[leaving]
    window = found[slice(*best)]
    return _Window(stretch, window[0].start, max(one.end for one in window), _leaves(window), highest)


def _extent(text: str, low: int, high: int, first: int, last: int) -> tuple[int, int]:
    """From where to where is shown what stands from ``first`` to ``last`` in a stretch from ``low`` to ``high``: with
    what stands around it, cut between words."""
    if high - low <= _WHOLE:
        return low, high
    spare = max(WIDTH - (last - first), 0)
    start = max(first - spare // 3, low)
    end = min(start + max(WIDTH, last - first), high)
    start = max(min(start, end - WIDTH), low)
    return _word_start(text, start, low, first), _word_end(text, max(end, last), high, last)


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
    kept = text[last:end]
    words = kept.rsplit(None, 1)
    if not words or kept[-1].isspace():
        return end if words else _whole_character(text, end)
    begun = len(words[-1])  # characters of a word that goes on behind the end
    return end - begun if begun < len(kept) else _whole_character(text, end)


def _whole_character(text: str, place: int) -> int:
    """The place itself, or the first one behind it that does not part a letter from its marks."""
    while place < len(text) and unicodedata.combining(text[place]):
        place += 1
    return place


def _snippet(piece: _Piece, start: int, end: int) -> Snippet:
    text = piece.text
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    is_text = piece.field == _TEXT
    return Snippet(
        _parts(text, start, end, piece.found),
        piece.number + 1 if is_text else None,
        None if is_text else piece.field,
        start > 0 and _NO_SPACE.search(text, 0, start) is not None,
        end < len(text) and _NO_SPACE.search(text, end) is not None,
    )


def _parts(text: str, start: int, end: int, found: Sequence[Occurrence]) -> tuple[Part, ...]:
    """The text from ``start`` to ``end``, cut where marks begin and end."""
    parts = []
    done = start
    for first, last in merged(found):
        if start < last and first < end:
            if first > done:
                parts.append(Part(text[done:first]))
            parts.append(Part(text[max(first, start) : min(last, end)], mark=True))
            done = last
    if done < end:
        parts.append(Part(text[done:end]))
    return tuple(parts)


def _beginning(fields: Mapping[str, tuple[str, ...]]) -> Iterator[Snippet]:
    """The beginning of the first piece that is not empty, of the text before the summary, the title and the rest."""
    for field in dict.fromkeys((*_BEGINNINGS, *fields)):
        for number, text in enumerate(fields.get(field, ())):
            if text and not text.isspace():
                yield _snippet(_Piece(field, number, text, ()), *_extent(text, 0, len(text), 0, 0))
                return
