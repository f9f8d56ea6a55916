"""In which entries do words stand together? Phrases and NEAR over the positions of whole postings.

Every entry gets a stretch of one long line, so that a place on the line says both entry and position, and the stretches
lie far enough apart that nothing reaches from one into the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from index.engines.whoosh.array_file import Documents, Numbers
from index.engines.whoosh.deadline import Deadline
from index.engines.whoosh.matches import common, places, shared
from index.engines.whoosh.terms_file import Postings

_NARROW = 1 << 30  # places below fit in 32 bits, with what is added to them
_FEW = 4  # a word's occurrences are picked out when fewer than one in so many of its entries count


Found = tuple[Postings, Numbers]  # a word's postings, and where in them the entries stand that have all words


@dataclass(frozen=True, slots=True)
class _Word:
    """A word's postings, and where in them the entries stand that have all words."""

    postings: Postings
    at: Numbers
    ends: Numbers  # where each entry's occurrences end

    def last(self) -> Numbers:
        """The word's last position in each of the entries."""
        return self.postings.positions.take(self.ends.take(self.at) - 1)


def with_all(found: Mapping[str, Postings], size: int) -> tuple[Documents, Mapping[str, Found]]:
    """The entries that have all words, and where these entries stand in the postings of each."""
    lists = [postings.documents for postings in found.values()]
    if len(lists) == 2:
        one, other = lists
        documents, *at = shared(one, other, size)
    else:
        documents = reduce(lambda one, other: common(one, other, size), sorted(lists, key=len))
        at = [places(documents, each, size) for each in lists]
    return documents, {word: (found[word], where) for word, where in zip(found, at, strict=True)}


def in_order(words: Sequence[str], found: Mapping[str, Found], deadline: Deadline) -> Numbers:
    """In which of the entries that have all the words these stand one after another, as places among them."""
    prepared = {word: _prepared(*each) for word, each in found.items()}
    starts, length = _stretches(prepared, len(words))
    begins: Numbers | None = None  # where a phrase may begin, as far as the words so far tell
    for ahead in sorted(range(len(words)), key=lambda ahead: len(prepared[words[ahead]].at)):
        deadline.check()
        places = _places(prepared[words[ahead]], starts, len(words))
        places -= ahead
        if begins is not None:
            marked = np.zeros(length, np.bool_)
            marked[begins] = True
            places = places[marked.take(places)]
        begins = places
    assert begins is not None  # noqa: S101  # a phrase has words
    return _entries(begins, starts)


def in_any_order(words: Sequence[str], found: Mapping[str, Found], within: int, deadline: Deadline) -> Numbers:
    """In which of the entries that have all the words a stretch holds them, each as often as asked, its last position
    at most ``within + len(words) - 2`` after its first; as places among these entries."""
    span = within + len(words) - 2
    prepared = {word: _prepared(*each) for word, each in found.items()}
    starts, _ = _stretches(prepared, span + 1)
    places = {word: _inside(_places(each, starts, span + 1), starts) for word, each in prepared.items()}
    begins = np.sort(np.concatenate(list(places.values())))
    for word, times in Counter(words).items():
        deadline.check()
        upto = np.searchsorted(places[word], begins + span, "right")
        begins = begins[upto - np.searchsorted(places[word], begins, "left") >= times]
    return _entries(begins, starts)


def _prepared(postings: Postings, at: Numbers) -> _Word:
    return _Word(postings, at, np.cumsum(postings.counts(), dtype=np.int64))


def _stretches(words: Mapping[str, _Word], gap: int) -> tuple[Numbers, int]:
    """Where on the line the stretch of each entry starts, and how long the line is. Before the first stretch lies
    room for the occurrences in entries that do not count."""
    last: Numbers = reduce(np.maximum, (word.last().astype(np.int64) for word in words.values()))
    front = max(_highest(word.postings.positions) for word in words.values()) + 2 * gap + 1
    ends = np.cumsum(last + 1 + gap) + front
    starts = ends - last - 1 - gap
    return starts.astype(np.int32) if ends[-1] < _NARROW else starts, int(ends[-1]) + gap


def _highest(positions: Numbers) -> int:
    """A number that no position is above."""
    return 1 << 16 if positions.dtype == np.uint16 else int(positions.max())


def _places(word: _Word, starts: Numbers, gap: int) -> Numbers:
    """The places of a word's occurrences on the line, ascending from the first stretch on."""
    postings, at = word.postings, word.at
    if len(at) * _FEW > len(postings.documents):
        begins = np.full(len(postings.documents), gap, starts.dtype)  # in front of the first stretch
        begins[at] = starts
        places: Numbers = begins if postings.frequencies is None else np.repeat(begins, postings.frequencies)
        places += postings.positions
        return places
    counts = postings.counts().take(at)
    ends = np.cumsum(counts, dtype=np.int64)
    picked = np.arange(ends[-1]) + np.repeat(word.ends.take(at) - ends, counts)
    found: Numbers = np.repeat(starts, counts)
    found += postings.positions.take(picked)
    return found


def _inside(places: Numbers, starts: Numbers) -> Numbers:
    inside: Numbers = places[places >= starts[0]]
    return inside


def _entries(places: Numbers, starts: Numbers) -> Numbers:
    """Which stretches the places lie in, each once."""
    inside = _inside(places, starts)
    found = np.searchsorted(starts, inside, "right") - 1
    return found[np.concatenate(([True], found[1:] != found[:-1]))] if len(found) else found
