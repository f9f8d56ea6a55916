"""Which stretches of a hit are shown? The best windows around the words that match, cut at the ends of words.

A window is worth the different words and phrases of the query in it, those not shown yet above all; a phrase counts as
much as its words. A long text is looked at in portions, and no further once something was found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from index.queries.matching import Highlighter, Leaf, Occurrence, merged
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


class _Stretch(NamedTuple):
    """A part of one piece of a field, from ``low`` to ``high``; what matches in the piece, and what of it inside the
    part. ``is_rest``: another part of the piece is shown already."""

    field: str
    piece: int
    text: str
    low: int
    high: int
    leaves: Sequence[Leaf]
    found: Sequence[Occurrence]
    inside: Sequence[Occurrence]
    kinds: frozenset[int]  # which leaves are inside
    is_rest: bool

    def rest(self, low: int, high: int) -> _Stretch:
        """What is left of the stretch beside a part that is shown."""
        inside = [one for one in self.inside if low <= one.start and one.end <= high]
        return self._replace(low=low, high=high, inside=inside, kinds=_kinds(inside), is_rest=True)


class _Window(NamedTuple):
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

    Where nothing can be marked: the beginning of the text, or of the summary or title. Long texts are looked at as far
    as is :data:`ENOUGH_FOR_ALL` and so on. ``language`` is that of the texts (BCP 47). The parts of a snippet join to a
    piece of the text as it stands.
    """
    chosen = _chosen(list(_stretches(highlighter, fields, language)))
    if not chosen:
        return tuple(_beginning(fields))
    order = list(fields)
    chosen.sort(key=lambda shown: (order.index(shown[0].field), shown[0].piece, shown[1]))
    return tuple(_snippet(stretch, start, end) for stretch, start, end in chosen)


def _stretches(
    highlighter: Highlighter, fields: Mapping[str, tuple[str, ...]], language: str | None
) -> Iterator[_Stretch]:
    """The pieces in which something matches, whole, with what was found until enough text was looked at."""
    looked_at, seen = 0, set[Leaf]()
    for field, pieces in fields.items():
        if not pieces:
            continue
        wanted = highlighter.leaves(field, language)
        found: dict[int, Sequence[Occurrence]] = {}
        for first, offset, texts in _portions(pieces if wanted.leaves else ()):
            if looked_at >= ENOUGH_FOR_ALL and looked_at >= _enough(seen, wanted.leaves):
                break
            looked_at += sum(map(len, texts))
            here = wanted.occurrences(texts)
            seen |= {wanted.leaves[leaf] for leaf in _kinds(one for own in here.values() for one in own)}
            for number, own in here.items():
                before = found.get(first + number)
                found[first + number] = _together(before, own, offset) if offset else own
        for number, own in found.items():
            text = pieces[number]
            yield _Stretch(field, number, text, 0, len(text), wanted.leaves, own, own, _kinds(own), is_rest=False)


def _kinds(found: Iterable[Occurrence]) -> frozenset[int]:
    return frozenset(one.leaf for one in found)


def _together(before: Iterable[Occurrence] | None, own: Iterable[Occurrence], offset: int) -> list[Occurrence]:
    """What was found in the parts of a piece before and, from ``offset`` on, in the next, which overlaps them."""
    return sorted({*(before or ()), *(Occurrence(start + offset, end + offset, leaf) for start, end, leaf in own)})


def _enough(seen: Collection[Leaf], wanted: Collection[Leaf]) -> int:
    """How many characters are to be looked at, by what was found in them."""
    if not seen:
        return ENOUGH_FOR_NONE
    return ENOUGH_FOR_ALL if all(leaf in seen for leaf in wanted) else ENOUGH_FOR_SOME


def _portions(pieces: Sequence[str]) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Some pieces at a time, or a part of a long one: the first piece's number, the part's place in it, the texts."""
    if sum(map(len, pieces)) <= _PORTION:
        yield from ((0, 0, pieces) for _ in pieces[:1])
        return
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


def _chosen(stretches: list[_Stretch]) -> list[tuple[_Stretch, int, int]]:
    """The stretches to show and from where to where, the best first. A third one only if it shows something new."""
    if len(stretches) == 1 and len(stretches[0].text) <= _WHOLE:
        return [(stretches[0], 0, len(stretches[0].text))]
    chosen: list[tuple[_Stretch, int, int]] = []
    shown: frozenset[Leaf] = frozenset()
    while len(chosen) < MOST and (best := _best_of(stretches, shown)):
        if len(chosen) >= MOST - 1 and best.shown <= shown:
            break
        stretch = best.stretch
        start, end = _extent(best)
        chosen.append((stretch, start, end))
        shown |= best.shown
        stretches.remove(stretch)
        if any(stretch.leaves[leaf] not in shown for leaf in stretch.kinds):  # else the rest is worth nothing
            stretches += [stretch.rest(stretch.low, start), stretch.rest(end, stretch.high)]
    return chosen


def _best_of(stretches: Iterable[_Stretch], shown: frozenset[Leaf]) -> _Window | None:
    """The window that is worth most, the first of equals; None when nothing is worth anything."""
    best, worth = None, 0
    worths: dict[tuple[str, bool], list[int]] = {}  # of the leaves in a field, in the rest of a piece or not
    for stretch in stretches:
        worth_of = worths.get((stretch.field, stretch.is_rest))
        if worth_of is None:
            worth_of = [_worth_of(leaf, leaf in shown, stretch.is_rest) for leaf in stretch.leaves]
            worths[stretch.field, stretch.is_rest] = worth_of
        most = sum(worth_of[leaf] for leaf in stretch.kinds)
        if most > worth:  # else no window of it can be worth more
            window = _best(stretch, worth_of, most)
            best = window if window.worth > worth else best
            worth = max(worth, window.worth)
    return best


def _best(stretch: _Stretch, worth_of: Sequence[int], most: int) -> _Window:
    """The window of a stretch that is worth most, the first of equals. None is worth more than ``most``."""
    found = stretch.inside
    inside = dict.fromkeys(stretch.kinds, 0)
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
    shown = frozenset(stretch.leaves[one.leaf] for one in window)
    return _Window(stretch, window[0].start, max(one.end for one in window), shown, highest)


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
    kept = text[last:end]
    words = kept.split()
    if not words or kept[-1].isspace():
        return end if words else _whole_character(text, end)
    begun = len(words[-1])  # characters of a word that goes on behind the end
    return end - begun if begun < len(kept) else _whole_character(text, end)


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
        parts=tuple(_parts(text, start, end, (one for one in stretch.found if start < one.end and one.start < end))),
        paragraph=stretch.piece + 1 if stretch.field == _TEXT else None,
        field=None if stretch.field == _TEXT else stretch.field,
        cut_before=_NO_SPACE.search(text, 0, start) is not None,
        cut_after=_NO_SPACE.search(text, end) is not None,
    )


def _parts(text: str, start: int, end: int, found: Iterable[Occurrence]) -> Iterator[Part]:
    """The text from ``start`` to ``end``, cut where marks begin and end."""
    done = start
    for first, last in merged(found):
        if first > done:
            yield Part(text[done:first])
        yield Part(text[max(first, start) : min(last, end)], mark=True)
        done = last
    if done < end:
        yield Part(text[done:end])


def _beginning(fields: Mapping[str, tuple[str, ...]]) -> Iterator[Snippet]:
    """The beginning of the first piece that is not empty, of the text before the summary, the title and the rest."""
    for field in dict.fromkeys((*_BEGINNINGS, *fields)):
        for number, piece in enumerate(fields.get(field, ())):
            if piece.strip():
                stretch = _Stretch(field, number, piece, 0, len(piece), (), (), (), frozenset(), is_rest=False)
                yield _snippet(stretch, *_extent(_Window(stretch, 0, 0, frozenset(), 0)))
                return
