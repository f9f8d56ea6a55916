"""What may an archive hold and a reader ask? Small random corpora and plans over a few words, for hypothesis.

Each corpus is written in the words of one or two lines of :data:`LINES`, and asked for in the same, so that they meet:
forms of one stem, languages that stem them differently, accents, hyphens, numbers, apostrophes, Chinese. The texts are
invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from index.engines.base import Plan
from index.entries import DOCUMENT_KIND, Entry
from index.facets import FACET_NAMES
from index.limits import Limits
from index.queries.analysis import asked
from index.request import Sort
from index.tree import And, DateRange, Everything, Filter, Form, InField, Node, Not, Nothing, Or, Phrase, Word

LINES = (
    "war wars War ward raw",
    "peace peaceful peacefully place",
    "no No the to be",
    "negotiated negotiations Verhandlung Verhandlungen",
    "Gomułka Gomulka gomułka's Gomulki",
    "Marxist-Leninist Marxists Leninist",
    "Yan'an 1,540,000 1963 b2",
    "Häuser Haus hausen houses house",
    "parlements parler parle l'été",
    "中国 中国人民 人民 国",
)
LANGUAGES = ("en", "en", "en-GB", "de", "fr", "zh", None)
FIELDS = ("text", "role", "title")
SPEAKERS = ("ann", "bob", "Smith, John", 'the "Chair"')
DOCUMENTS = ("a", "b b", "c,d")
KINDS = ("speech", "note", DOCUMENT_KIND)
DAYS = ("1962-12-31", "1963-01-01", "1963-07-20", "1964-02-29", "1989-11-09")
VALUES = {"speaker": SPEAKERS, "document": DOCUMENTS, "kind": KINDS, "year": ("1962", "1963", "1989", "2001")}
LIMITS = Limits(seconds=60, prefix_expansions=6, fuzzy_expansions=3)

_days = st.sampled_from(DAYS)
_spans = st.tuples(_days, _days).map(lambda pair: (min(pair), max(pair)))
_date_ranges = st.builds(DateRange, st.none() | _days, st.none() | _days)
_filters = st.sampled_from(FACET_NAMES).flatmap(
    lambda facet: st.lists(st.sampled_from(VALUES[facet]), min_size=1, max_size=3).map(
        lambda some: Filter(facet, tuple(some))
    )
)
_as_written_or_not = st.sampled_from((Form.STEM, Form.STEM, Form.EXACT))


@dataclass(frozen=True)
class Searches:
    """A corpus and what is asked of it."""

    entries: tuple[Entry, ...]
    plans: tuple[Plan, ...]
    slips: tuple[str, ...]


@st.composite
def searches(draw: st.DrawFn) -> Searches:
    lines = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=2, unique=True))
    words = [word for line in lines for word in line.split()]
    rows = sorted(draw(st.sets(st.integers(0, 40), min_size=draw(st.sampled_from((0, 4, 8))), max_size=12)))
    languages = draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=2))
    entries = tuple(draw(entries_in(row, words, languages)) for row in rows)
    plans = tuple(draw(st.lists(plans_in(words), min_size=4, max_size=6)))
    return Searches(entries, plans, tuple(draw(st.lists(slips_in(words), max_size=2))))


@st.composite
def entries_in(draw: st.DrawFn, row: int, words: Sequence[str], languages: Sequence[str | None]) -> Entry:
    dates = tuple(draw(st.lists(_spans, max_size=2)))
    kind = draw(st.sampled_from(KINDS))
    piece = st.builds(str.join, st.sampled_from((" ", ", ", "-")), st.lists(st.sampled_from(words), max_size=6))
    pieces = st.lists(piece, min_size=1, max_size=3).map(tuple)
    return Entry(
        row=row,
        document=draw(st.sampled_from(DOCUMENTS)),
        position=None if kind == DOCUMENT_KIND else row + 1,
        kind=kind,
        speakers=tuple(draw(st.lists(st.sampled_from(SPEAKERS), max_size=3))),
        years=tuple(sorted({day[:4] for span in dates for day in span})),
        dates=dates,
        sort_date=min(dates)[0] if dates else None,
        language=draw(st.sampled_from(languages)),
        fields={draw(st.sampled_from(("text", *FIELDS))): draw(pieces), draw(st.sampled_from(FIELDS)): draw(pieces)},
    )


@st.composite
def _slips(draw: st.DrawFn, words: Sequence[str]) -> str:
    """A word, or one with a letter lost, added, replaced or swapped."""
    word = draw(st.sampled_from(words))
    at = draw(st.integers(0, len(word)))
    before, after = word[:at], word[at:]
    return draw(
        st.sampled_from((word, before + after[1:], f"{before}e{after}", before + "e" + after[1:], after + before))
    )


def _cut(words: Sequence[str]) -> list[str]:
    """The words as a query holds them."""
    return [token.text for word in words for token in asked(word)]


def slips_in(words: Sequence[str]) -> st.SearchStrategy[str]:
    return _slips(_cut(words))


def plans_in(words: Sequence[str]) -> st.SearchStrategy[Plan]:
    return st.builds(
        Plan,
        query=_trees(words),
        filters=st.lists(_filters, max_size=2).map(tuple),
        dates=st.sampled_from((False, False, True)).flatmap(lambda dated: _date_ranges if dated else st.none()),
        facets=st.lists(st.sampled_from(FACET_NAMES), unique=True).map(tuple),
        sort=st.sampled_from((Sort.RELEVANCE, *Sort)),
        offset=st.sampled_from((0, 0, 0, 1, 3)),
        limit=st.sampled_from((20, 20, 3, 1, 0)),
        limits=st.just(LIMITS),
    )


def _trees(words: Sequence[str]) -> st.SearchStrategy[Node]:
    single = st.sampled_from(_cut(words))
    leaves: st.SearchStrategy[Node] = st.one_of(
        st.builds(Word, single, _as_written_or_not),
        st.builds(Phrase, st.lists(single, min_size=1, max_size=3).map(tuple), _as_written_or_not, st.none()),
        st.builds(Phrase, st.sampled_from(words).map(lambda word: tuple(_cut([word]))), _as_written_or_not, st.none()),
        st.builds(Phrase, st.lists(single, min_size=2, max_size=3).map(tuple), _as_written_or_not, st.integers(1, 4)),
        single.flatmap(lambda word: st.integers(1, len(word)).map(lambda end: Word(word[:end], Form.PREFIX))),
        st.builds(Word, _slips(_cut(words)), st.just(Form.FUZZY)),
        st.one_of(_filters, _date_ranges, st.just(Everything()), st.just(Nothing())),
    )
    return st.recursive(leaves, _joined, max_leaves=5)


def _joined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, max_size=3).map(tuple)
    return st.one_of(
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Not, parts),
        st.builds(InField, st.sampled_from(FIELDS), parts),
    )
