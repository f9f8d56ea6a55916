"""What may an archive hold and a reader ask? Small random corpora and plans over a few words, for hypothesis.

The words are few, so that they meet: forms of one stem, languages that stem them differently, accents, hyphens,
numbers, apostrophes, Chinese. The texts are invented.
"""

from __future__ import annotations

from hypothesis import strategies as st

from index.analysis import asked, tokens
from index.engines.base import Plan
from index.entries import DOCUMENT_KIND, Entry
from index.facets import FACET_NAMES
from index.fields import FIELD_NAMES
from index.limits import Limits
from index.request import Sort
from index.tree import And, DateRange, Everything, Filter, Form, InField, Node, Not, Nothing, Or, Phrase, Word

# Of each line the words are near each other: forms, accents, slips.
TEXTS = (
    "war wars War warring ward raw",
    "peace peaceful peacefully place",
    "no No the to be",
    "Gomułka Gomulka gomułka's Gomulki",
    "Marxist-Leninist Marxists Leninist",
    "Yan'an 1,540,000 1963 b2",
    "Häuser Haus hausen houses house",
    "parlements parler parle l'été",
    "中国 中国人民 人民 国",
)
WORDS = tuple(dict.fromkeys(word for line in TEXTS for word in line.split()))
TOKENS = tuple(dict.fromkeys(token.text for word in WORDS for token in tokens(word)))
LANGUAGES = ("en", "en-GB", "de", "fr", "zh", None)
SPEAKERS = ("ann", "bob", "Smith, John", 'the "Chair"')
DOCUMENTS = ("a", "b b", "c,d")
KINDS = ("speech", "note", DOCUMENT_KIND)
DAYS = ("1962-12-31", "1963-01-01", "1963-07-20", "1964-02-29", "1989-11-09")
LIMITS = Limits(seconds=60, prefix_expansions=8, fuzzy_expansions=4)

days = st.sampled_from(DAYS)
ranges = st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))
pieces = st.lists(st.sampled_from(WORDS), max_size=7).flatmap(
    lambda words: st.sampled_from((" ", ", ", "-", "\n")).map(lambda gap: gap.join(words))
)
texts = st.lists(pieces, max_size=3).map(tuple)


@st.composite
def corpora(draw: st.DrawFn) -> tuple[Entry, ...]:
    """Up to twelve entries, their rows ascending with gaps."""
    numbers = sorted(draw(st.sets(st.integers(0, 40), max_size=12)))
    return tuple(draw(_entries(row)) for row in numbers)


@st.composite
def _entries(draw: st.DrawFn, row: int) -> Entry:
    dates = tuple(draw(st.lists(ranges, max_size=2)))
    kind = draw(st.sampled_from(KINDS))
    return Entry(
        row=row,
        document=draw(st.sampled_from(DOCUMENTS)),
        position=None if kind == DOCUMENT_KIND else row + 1,
        kind=kind,
        speakers=tuple(draw(st.lists(st.sampled_from(SPEAKERS), max_size=3))),
        years=tuple(sorted({day[:4] for pair in dates for day in pair})),
        dates=dates,
        sort_date=min(dates)[0] if dates else None,
        language=draw(st.sampled_from(LANGUAGES)),
        fields=draw(st.dictionaries(st.sampled_from(("text", "text", *FIELD_NAMES[:3])), texts, max_size=3)),
    )


@st.composite
def _slips(draw: st.DrawFn) -> str:
    """A word, or a word with one letter lost, doubled or replaced."""
    word = draw(st.sampled_from(TOKENS))
    at = draw(st.integers(0, len(word)))
    return draw(
        st.sampled_from(
            (word, word[:at] + word[at + 1 :], word[:at] + "e" + word[at:], word[:at] + "e" + word[at + 1 :])
        )
    )


words = st.sampled_from(TOKENS)
slips = _slips()
_exactness = st.sampled_from((Form.STEM, Form.EXACT))
_phrases = st.one_of(
    st.lists(words, min_size=1, max_size=3).map(tuple),
    st.sampled_from(TEXTS).map(lambda line: tuple(token.text for token in asked(line))[:3]),
    st.sampled_from(("Marxist-Leninist", "中国人民")).map(lambda typed: tuple(token.text for token in asked(typed))),
)
_facet_values = {"speaker": SPEAKERS, "document": DOCUMENTS, "kind": KINDS, "year": ("1962", "1963", "1989", "2001")}
filters = st.sampled_from(FACET_NAMES).flatmap(
    lambda facet: st.lists(st.sampled_from(_facet_values[facet]), max_size=2).map(
        lambda some: Filter(facet, tuple(some))
    )
)
date_ranges = st.builds(DateRange, st.none() | days, st.none() | days)
_leaves = st.one_of(
    st.builds(Word, words, _exactness),
    st.builds(Word, words, _exactness),
    words.flatmap(lambda word: st.integers(1, len(word)).map(lambda end: Word(word[:end], Form.PREFIX))),
    st.builds(Word, slips, st.just(Form.FUZZY)),
    st.builds(Phrase, _phrases, _exactness, st.none() | st.integers(1, 4)),
    st.one_of(filters, date_ranges, st.just(Everything()), st.just(Nothing())),
)


def _joined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, max_size=3).map(tuple)
    return st.one_of(
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Not, parts),
        st.builds(InField, st.sampled_from(FIELD_NAMES[:3]), parts),
    )


trees: st.SearchStrategy[Node] = st.recursive(_leaves, _joined, max_leaves=6)

plans = st.builds(
    Plan,
    query=trees,
    filters=st.lists(filters, max_size=2).map(tuple),
    dates=st.none() | date_ranges,
    facets=st.lists(st.sampled_from(FACET_NAMES), unique=True).map(tuple),
    sort=st.sampled_from(Sort),
    offset=st.integers(0, 4),
    limit=st.sampled_from((0, 1, 3, 20, 20, 20)),
    limits=st.just(LIMITS),
)
