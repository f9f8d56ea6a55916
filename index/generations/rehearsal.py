"""What need the first reader of a generation not wait for? A page of every kind, asked before anybody reads.

The first search in a process runs code that never ran, on memory that was never touched: it takes two to four times as
long as the next one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from index.engines.base import Engine, Plan
from index.errors import OverBudget
from index.facets import FACET_NAMES
from index.generations.store import Place, Store
from index.queries.analysis import surface_words
from index.queries.matching import Highlighter
from index.queries.query import parse
from index.queries.snippets import snippets
from index.tree import Filter

_HITS = 10
_VALUES = 30  # of a facet
_LOOKED_AT = 1_000  # characters of a text in which words are chosen; one of megabytes takes a second to be cut


def rehearse(engine: Engine, store: Store, seconds: float = 0.1) -> None:
    """Ask for words of the first entries: alone, together, as a phrase, begun, misspelt, and of one speaker and year.

    Takes some 10 to 15 ms. Where texts are so long or odd that it takes more than ``seconds``, the other pages are left
    out.
    """
    end = time.monotonic() + seconds
    found = engine.search(Plan(facets=FACET_NAMES, limit=_HITS))
    places = store.places(hit.row for hit in found.hits)
    often = {facet: found.facets[facet].most_frequent(1) for facet in ("speaker", "year")}
    narrowed = tuple(Filter(facet, (value,)) for facet, values in often.items() for value, _ in values)
    for query in _queries(_words(places)):
        for filters in ((), narrowed):
            if time.monotonic() > end:
                return
            with suppress(OverBudget):
                _page(engine, store, query, filters)


def _words(places: Iterable[Place]) -> Sequence[str]:
    """Two words that stand side by side in one of the texts, long ones, which are mostly rare; or all there are."""
    pieces = (_beginning(piece) for place in places for some in place.fields.values() for piece in some)
    pairs = [words[at : at + 2] for words in pieces for at in range(len(words))]
    return max(pairs, key=lambda pair: (len(pair), sum(map(len, pair))), default=())


def _beginning(piece: str) -> Sequence[str]:
    """The first words of a text, all of them whole."""
    words = surface_words(piece[:_LOOKED_AT])
    return words if len(piece) <= _LOOKED_AT else words[:-1]


def _queries(words: Sequence[str]) -> Iterator[str]:
    if words:
        one, other = words[0], words[-1]
        yield from (one, f"{one} {other}", f"{one} OR {other}", f'"{one} {other}"', f"{one[:5]}*", f"{one}~")


def _page(engine: Engine, store: Store, query: str, filters: tuple[Filter, ...]) -> None:
    tree = parse(query).tree
    result = engine.search(Plan(tree, filters, facets=FACET_NAMES, limit=_HITS))
    highlighter = Highlighter(tree)
    for place in store.places(hit.row for hit in result.hits):
        snippets(highlighter, place.fields, place.language)
    for counts in result.facets.values():
        counts.most_frequent(_VALUES)
