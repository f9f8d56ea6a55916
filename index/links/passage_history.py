"""What became of every passage between two states of a document? Stayed, moved, corrected, removed, or nobody can say.

Passages are compared by hash and by the names of their speakers. What matches by context stays or moves; what keeps its
words and not its speaker, or most of its words, is corrected; what has no successor is removed. Equal passages beside
each other, one of which was taken out, are *several*: all places with these words are told, and none is chosen.

Turns that stay as they are make runs, and their paragraphs move with them; everything else has a fate of its own, and
so have its paragraphs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from index.links.alignment import align, doubtful, gaps
from index.links.passage_states import DocumentState, Place, Wording

_OPENING = 6  # words at the beginning or end of a passage by which a corrected one is recognised
_SMALL_GAP = 400  # pairs in a gap that are all compared
SIMILAR = 0.5  # share of words (of short passages: pairs of letters) that a corrected passage keeps
_SHORT = 12  # words
_MOST_PLACES = 50  # where words stand hundreds of times, the places nearest to the old one are told


class Fate(StrEnum):
    """What became of a passage."""

    MOVED = "moved"
    CORRECTED = "corrected"
    REMOVED = "removed"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Run:
    """Turns ``first`` to ``last`` of the state before stand ``by`` further in the state after, word for word."""

    first: int
    last: int
    by: int


@dataclass(frozen=True, slots=True)
class Passed:
    """One passage of the state before that is in no run. ``places``: one for moved and corrected, none for removed."""

    place: Place
    hash: str
    names: tuple[str, ...]
    fate: Fate
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of all passages of a state."""

    runs: tuple[Run, ...]
    passed: tuple[Passed, ...]

    def counts(self) -> Counter[Fate]:
        """How many turns moved, were corrected, removed, or are uncertain."""
        counts = Counter(each.fate for each in self.passed if each.place.paragraph == 0)
        counts[Fate.MOVED] += sum(run.last - run.first + 1 for run in self.runs if run.by)
        return counts


@dataclass(frozen=True, slots=True)
class _Item:
    """One passage in the sequence that is aligned. ``hash`` is the number of a turn for one that stands for itself."""

    place: Place
    hash: Hashable
    names: tuple[str, ...]
    words: tuple[str, ...] | None  # None: not known any more

    @property
    def exact(self) -> Hashable:
        return self.hash, self.names


@dataclass(slots=True)
class _Match:
    """The matches of two sequences so far. ``pairs`` keep their order, ``jumps`` do not."""

    old: Sequence[_Item]
    new: Sequence[_Item]
    pairs: dict[int, int] = field(default_factory=dict)
    jumps: dict[int, int] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)
    aside_old: set[int] = field(default_factory=set)
    aside_new: set[int] = field(default_factory=set)

    def gaps(self) -> list[tuple[list[int], list[int]]]:
        """What is unmatched between matches that keep their order, before and after, where there is something on
        both sides."""
        found = []
        for old, new in gaps(self.pairs, len(self.old), len(self.new)):
            here = [place for place in old if place not in self.aside_old]
            there = [place for place in new if place not in self.aside_new]
            if here and there:
                found.append((here, there))
        return found


def compare(
    before: DocumentState, after: DocumentState, old: Sequence[Wording] | None, new: Sequence[Wording]
) -> Comparison:
    """What became of the passages of ``before``. ``old`` and ``new`` are the words of every turn (None: lost)."""
    turns = _match(_turns(before, old), _turns(after, new))
    same = {here: there for here, there in _certain(turns).items() if before.turns[here] == after.turns[there]}
    stays = {there: here for here, there in same.items()}
    paragraphs = _match(
        _paragraphs(before, old, {here: here for here in same}),
        _paragraphs(after, new, stays),
    )
    pieces = tuple(each for each in _passed(paragraphs) if each.place.paragraph)
    beneath: dict[int, list[Passed]] = defaultdict(list)
    for each in pieces:
        beneath[each.place.position].append(each)
    whole = (each for each in _passed(turns) if each.place.position - 1 not in same)
    return Comparison(_runs(same), (*(_by_paragraphs(each, beneath[each.place.position]) for each in whole), *pieces))


def _turns(state: DocumentState, words: Sequence[Wording] | None) -> list[_Item]:
    return [
        _Item(Place(place + 1), turn.hash, turn.names, words[place].paragraphs if words else None)
        for place, turn in enumerate(state.turns)
    ]


def _paragraphs(state: DocumentState, words: Sequence[Wording] | None, same: dict[int, int]) -> list[_Item]:
    """Every paragraph; but a turn that stays as it is stands as a whole, under the number ``same`` gives it."""
    items = []
    for place, turn in enumerate(state.turns):
        if place in same:
            items.append(_Item(Place(place + 1), same[place], (), ()))
            continue
        for number, digest in enumerate(turn.paragraphs, 1):
            text = words[place].at(number) if words else None
            items.append(_Item(Place(place + 1, number), digest, turn.names, text))
    return items


def _match(old: list[_Item], new: list[_Item]) -> _Match:
    before, after = [item.exact for item in old], [item.exact for item in new]
    pairs = align(before, after)
    match = _Match(old, new, pairs, doubtful=doubtful(before, after, pairs))
    _set_aside(match, lambda item: item.exact)
    _fill_gaps(match, _hash, lambda here, there: True)
    _follow_jumps(match)
    _set_aside(match, _hash)
    for key in (_first_words, _last_words):
        _fill_gaps(match, key, _similar)
    _fill_small_gaps(match)
    return match


def _set_aside(match: _Match, key: Callable[[_Item], Hashable]) -> None:
    """Leave out of all that follows what stands elsewhere with the same key: it is no other passage corrected."""
    taken = set(match.pairs.values())
    old = {key(item) for place, item in enumerate(match.old) if place not in match.pairs}
    new = {key(item) for place, item in enumerate(match.new) if place not in taken}
    match.aside_old = {place for place, item in enumerate(match.old) if key(item) in new}
    match.aside_new = {place for place, item in enumerate(match.new) if key(item) in old}


def _fill_gaps(match: _Match, key: Callable[[_Item], Hashable], accept: Callable[[_Item, _Item], bool]) -> None:
    """Match, within each gap, what has the same key; an item whose key is None matches nothing."""
    found: dict[int, int] = {}
    for old, new in match.gaps():
        before = [_key(key, match.old[place], ("old", place)) for place in old]
        after = [_key(key, match.new[place], ("new", place)) for place in new]
        pairs = align(before, after)
        loose = doubtful(before, after, pairs)
        for here, there in pairs.items():
            if here not in loose and accept(match.old[old[here]], match.new[new[there]]):
                found[old[here]] = new[there]
    _add(match, found)


def _fill_small_gaps(match: _Match) -> None:
    """Match, within each small gap, the two that are more like each other than like any other."""
    found: dict[int, int] = {}
    for old, new in match.gaps():
        alone = len(old) == len(new) == 1
        if alone and _lost(match.old[old[0]], match.new[new[0]]):
            found[old[0]] = new[0]
        elif len(old) * len(new) <= _SMALL_GAP:
            likeness = {(here, there): _likeness(match.old[here], match.new[there]) for here in old for there in new}
            found.update(_mutual(likeness))
    _add(match, found)


def _add(match: _Match, found: dict[int, int]) -> None:
    match.pairs = dict(sorted((match.pairs | found).items()))


def _mutual(likeness: dict[tuple[int, int], float]) -> dict[int, int]:
    """The pairs that are each other's single best, and like enough; in one order on both sides."""
    best_here: dict[int, list[float]] = defaultdict(list)
    best_there: dict[int, list[float]] = defaultdict(list)
    for (here, there), share in likeness.items():
        best_here[here].append(share)
        best_there[there].append(share)
    chosen: dict[int, int] = {}
    for (here, there), share in likeness.items():
        single = sorted(best_here[here])[-2:].count(share) == sorted(best_there[there])[-2:].count(share) == 1
        if share >= SIMILAR and single and share == max(best_here[here]) == max(best_there[there]):
            chosen[here] = there
    return chosen if list(chosen.values()) == sorted(chosen.values()) else {}


def _follow_jumps(match: _Match) -> None:
    """Match what is left and stands once before and once after, wherever that is."""
    old, new = Counter(item.hash for item in match.old), Counter(item.hash for item in match.new)
    taken = set(match.pairs.values())
    left = {item.hash: place for place, item in enumerate(match.new) if place not in taken and new[item.hash] == 1}
    for place, item in enumerate(match.old):
        if place not in match.pairs and old[item.hash] == 1 and item.hash in left:
            match.jumps[place] = left[item.hash]


def _certain(match: _Match) -> dict[int, int]:
    """The matches that nobody need doubt."""
    matches = sorted((match.pairs | match.jumps).items())
    return {here: there for here, there in matches if here not in match.doubtful}


def _passed(match: _Match) -> Iterator[Passed]:
    """What became of every item before that does not stand for itself."""
    certain = _certain(match)
    taken = set(certain.values())
    places: dict[Hashable, list[Place]] = defaultdict(list)
    free: set[Hashable] = set()  # hashes of items that nobody has become with certainty
    for number, item in enumerate(match.new):
        places[item.hash].append(item.place)
        if number not in taken:
            free.add(item.hash)
    for number, item in enumerate(match.old):
        passed = Passed(item.place, str(item.hash), item.names, Fate.REMOVED)
        if number in certain:
            there = match.new[certain[number]]
            fate = Fate.MOVED if there.exact == item.exact else Fate.CORRECTED
            yield replace(passed, fate=fate, places=(there.place,))
        elif item.hash in free:
            yield replace(passed, fate=Fate.SEVERAL, places=_nearest(places[item.hash], item.place))
        else:
            yield passed


def _nearest(places: list[Place], place: Place) -> tuple[Place, ...]:
    """Those of the sorted places that lie around a place; all where they are few."""
    middle = bisect_left(places, place)
    start = max(0, min(middle - _MOST_PLACES // 2, len(places) - _MOST_PLACES))
    return tuple(places[start : start + _MOST_PLACES])


def _by_paragraphs(turn: Passed, paragraphs: list[Passed]) -> Passed:
    """A turn that is gone as a whole, but whose paragraphs stand elsewhere, is to be found there."""
    if turn.fate is not Fate.REMOVED:
        return turn
    if len(paragraphs) == 1:
        return replace(turn, fate=paragraphs[0].fate, places=paragraphs[0].places)
    places = tuple(dict.fromkeys(place for each in paragraphs for place in each.places))
    return replace(turn, fate=Fate.SEVERAL, places=places) if places else turn


def _runs(same: dict[int, int]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for here, there in same.items():
        if runs and runs[-1].last == here and runs[-1].by == there - here:
            runs[-1] = replace(runs[-1], last=here + 1)
        else:
            runs.append(Run(here + 1, here + 1, there - here))
    return tuple(runs)


def _hash(item: _Item) -> Hashable:
    return item.hash


def _key(key: Callable[[_Item], Hashable], item: _Item, otherwise: Hashable) -> Hashable:
    found = key(item)
    return otherwise if found is None else found


def _first_words(item: _Item) -> Hashable:
    words = " ".join(item.words[:1]).split(maxsplit=_OPENING)[:_OPENING] if item.words else []
    return tuple(words) if len(words) == _OPENING else None


def _last_words(item: _Item) -> Hashable:
    words = " ".join(item.words[-1:]).rsplit(maxsplit=_OPENING)[-_OPENING:] if item.words else []
    return tuple(words) if len(words) == _OPENING else None


def _lost(here: _Item, there: _Item) -> bool:
    """Whether the old words are not known any more and only the speaker can be compared."""
    return here.words is None and here.names == there.names


def _similar(here: _Item, there: _Item) -> bool:
    return _likeness(here, there) >= SIMILAR


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """From 0 to 1: the share of words that two passages, given as paragraphs, have in common; of short ones, also that
    of pairs of letters."""
    here, there = " ".join(one), " ".join(other)
    words = _share(here.split(), there.split())
    if words < SIMILAR and max(here.count(" "), there.count(" ")) < _SHORT:
        return max(words, _share(_letters(here), _letters(there)))
    return words


def _likeness(here: _Item, there: _Item) -> float:
    return 0.0 if here.words is None or there.words is None else likeness(here.words, there.words)


def _share(one: Sequence[str], other: Sequence[str]) -> float:
    if not one or not other:
        return 0.0
    return 2 * (Counter(one) & Counter(other)).total() / (len(one) + len(other))


def _letters(text: str) -> list[str]:
    return [text[place : place + 2] for place in range(len(text) - 1)] or [text]
