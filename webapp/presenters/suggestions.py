"""What may somebody mean who has typed so far? Speakers and documents, by the beginnings of words in their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from index.generations.store import Store
from index.queries.analysis import fold, tokens
from index.request import SearchRequest
from webapp.addresses import Addresses

MOST = 10  # suggestions of one answer
LONGEST = 100  # characters that are looked at
_SHARE = 6  # of them at most so many speakers when there are documents as well


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``completion``: what to type; ``description``: what it is; ``url``: its page."""

    completion: str
    description: str
    url: str


@dataclass(frozen=True, slots=True)
class _Named:
    """A speaker or document with the folded words of its name."""

    id: str
    name: str
    words: tuple[str, ...]


_known: WeakKeyDictionary[Store, tuple[tuple[_Named, ...], tuple[_Named, ...]]] = WeakKeyDictionary()


def suggestions(store: Store, typed: str, addresses: Addresses) -> tuple[Suggestion, ...]:
    """At most :data:`MOST`: speakers with most turns first, then documents by date; nothing for nothing."""
    wanted = _folded(typed[:LONGEST])
    if not wanted:
        return ()
    speakers, documents = _names(store)
    people = [_speaker(named, addresses) for named in _fitting(speakers, wanted)]
    titles = [_document(named, addresses) for named in _fitting(documents, wanted)]
    people = people[: max(_SHARE, MOST - len(titles))]
    return tuple([*people, *titles][:MOST])


def _speaker(named: _Named, addresses: Addresses) -> Suggestion:
    return Suggestion(named.name, "Speaker", addresses.search(SearchRequest(speaker=(named.id,))))


def _document(named: _Named, addresses: Addresses) -> Suggestion:
    return Suggestion(named.name, "Document", addresses.document(named.id))


def _fitting(listed: Iterable[_Named], wanted: tuple[str, ...]) -> Iterator[_Named]:
    """Those in which every word typed begins a word; the first :data:`MOST`."""
    found = (named for named in listed if all(any(word.startswith(each) for word in named.words) for each in wanted))
    yield from (named for named, _ in zip(found, range(MOST), strict=False))


def _names(store: Store) -> tuple[tuple[_Named, ...], tuple[_Named, ...]]:
    """Folded once per store."""
    if store not in _known:
        speakers = tuple(_Named(of.id, of.name, _folded(of.name)) for of in store.speakers())
        documents = tuple(_Named(of.id, of.title, _folded(of.title)) for of in store.documents())
        _known[store] = (speakers, documents)
    return _known[store]


def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(token.text) for token in tokens(text))
