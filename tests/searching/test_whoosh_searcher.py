"""Does Whoosh's own searcher find the same on the same index? What is left out stands in ``whoosh_searcher.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import cycle, islice, product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from random_builds import Builds, builds
from random_searches import DAYS, DOCUMENTS, FIELDS, KINDS, LANGUAGES, LINES, SPEAKERS, VALUES, Searches, searches
from test_engines import (
    NEVER,
    assert_same,
    write,
    write_and_merge,
    write_in_segments,
    write_many_segments,
    write_with_deletions,
)
from test_keeping import write_next
from whoosh.query import compound, terms
from whoosh_searcher import WhooshSearcher, is_comparable
from whoosh_segments import write_segments

from index.engines.base import EngineResult, Plan
from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.merge_policy import MergePolicy
from index.engines.whoosh.writer import WORDS_HELD
from index.entries import DOCUMENT_KIND, Entry
from index.facets import FACET_NAMES
from index.fields import FIELD_NAMES
from index.limits import Limits
from index.queries.analysis import fold, tokens
from index.request import Sort
from index.tree import And, DateRange, Everything, Filter, Form, InField, Node, Not, Nothing, Or, Phrase, Word

PATIENT = Limits(seconds=60)
Write = Callable[[Sequence[Entry], Path], None]


@dataclass(frozen=True)
class Opened:
    """One index, opened twice."""

    ours: WhooshEngine
    whooshs: WhooshSearcher

    def same(self, plan: Plan) -> EngineResult:
        """What both answer."""
        found = self.ours.search(replace(plan, limits=PATIENT))
        assert_same(found, self.whooshs.search(plan))
        return found


def assert_same_answers(directory: Path, plans: Iterable[Plan]) -> None:
    """Of the plans that can be compared."""
    with closing(WhooshEngine.open(directory)) as ours, closing(WhooshSearcher(directory)) as whooshs:
        for plan in plans:
            if is_comparable(plan.query):
                Opened(ours, whooshs).same(plan)


# Whatever hypothesis thinks of


@pytest.mark.parametrize(
    "write", [write, write_in_segments, write_many_segments, write_with_deletions, write_and_merge]
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=searches())
def test_whoosh_finds_the_same(write: Write, case: Searches) -> None:
    with TemporaryDirectory() as name:
        write(case.entries, Path(name))
        assert_same_answers(Path(name), case.plans)


@pytest.mark.parametrize(("words_held", "policy"), [(WORDS_HELD, NEVER), (12, MergePolicy(segments=2, deleted=0.4))])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=builds())
def test_whoosh_finds_the_same_from_build_to_build(words_held: int, policy: MergePolicy, case: Builds) -> None:
    with TemporaryDirectory() as name:
        before = None
        for number, build in enumerate(case.builds):
            directory = Path(name, str(number))
            write_next(build, before, directory, words_held, policy)
            before = directory
            assert_same_answers(directory, case.asked.plans)


# Every kind of query, often enough, on entries that have what is asked for


def invented(seed: int, languages: Sequence[str | None]) -> Iterator[Entry]:
    """Sixty entries in the words of :data:`LINES`, always the same."""
    dice = Random(seed)  # noqa: S311  # nobody is to be surprised
    for row in range(60):
        line = dice.choice(LINES).split()
        kind = dice.choice(KINDS)
        days = sorted(dice.choices(DAYS, k=2))
        dates = ((days[0], days[1]),) if dice.random() < 0.8 else ()
        yield Entry(
            row=row,
            document=dice.choice(DOCUMENTS),
            position=None if kind == DOCUMENT_KIND else row + 1,
            kind=kind,
            speakers=tuple(dice.sample(SPEAKERS, dice.randrange(3))),
            years=tuple(sorted({day[:4] for span in dates for day in span})),
            dates=dates,
            sort_date=dates[0][0] if dates else None,
            language=dice.choice(languages),
            fields={
                field: tuple(" ".join(dice.choices(line, k=dice.randint(1, 6))) for _ in range(dice.randint(1, 2)))
                for field in dice.sample(FIELDS, dice.randint(1, 2))
            },
        )


ENTRIES = tuple(invented(1962, LANGUAGES))
TEXTS = [
    (field, [token.text for token in tokens(piece)])
    for entry in ENTRIES
    for field, pieces in entry.fields.items()
    for piece in pieces
]
WORDS = sorted({word for _, words in TEXTS for word in words})
PAIRS = sorted({(one, other) for _, words in TEXTS for one, other in zip(words, words[2:], strict=False)})
RUNS = sorted({tuple(words[:length]) for _, words in TEXTS for length in (2, 3) if len(words) >= length})

KINDS_OF_QUERY: dict[str, Sequence[Node]] = {
    "word": [Word(word) for word in WORDS],
    "word as written": [Word(word, Form.EXACT) for word in WORDS],
    "prefix": [Word(word[:length], Form.PREFIX) for word in WORDS for length in (1, 3)],
    "fuzzy word": [Word(word[:-1] + "e", Form.FUZZY) for word in WORDS],
    "phrase": [Phrase(words) for words in RUNS],
    "phrase as written": [Phrase(words, Form.EXACT) for words in RUNS],
    "near": [Phrase(pair, within=within) for pair, within in zip(PAIRS, cycle((2, 3, 4)), strict=False)],
    "near as written": [Phrase(pair, Form.EXACT, within=2) for pair in PAIRS],
    "and": [And((Word(one), Word(other))) for one, other in PAIRS],
    "or": [Or((Word(one), Word(other), Word(one))) for one, other in PAIRS],
    "not": [And((Word(one), Not(Word(other)))) for one, other in product(WORDS, ("war", "Haus", "no"))],
    "not alone": [Not(Word(word)) for word in WORDS],
    "field": [InField(field, Or((Word(words[0]), Phrase(tuple(words[:2]))))) for field, words in TEXTS],
    "filter": [Or((Filter(facet, values[:n]), Word("war"))) for facet, values in VALUES.items() for n in (1, 2, 3)],
    "dates": [And((DateRange(start, end), Everything())) for start, end in product((None, *DAYS), (*DAYS, None))],
    "nothing": [Or((Nothing(), And(()), Or(()), Phrase(())))],
}
FEWEST = {"filter": 12, "dates": 20, "nothing": 1}  # queries that find something; of every other kind ...
OF_ANY_OTHER = 25

NARROWED = [
    Plan(facets=FACET_NAMES, limit=100),
    Plan(facets=("speaker", "kind"), filters=(Filter("speaker", SPEAKERS[:2]),), sort=Sort.OLDEST, offset=1, limit=5),
    Plan(facets=("year", "document"), filters=(Filter("year", ("1963",)), Filter("document", DOCUMENTS[:2]))),
    Plan(facets=("kind",), dates=DateRange("1963-01-01", None), limit=100),
    Plan(facets=("kind",), filters=(Filter("kind", KINDS[:2]),), sort=Sort.NEWEST, limit=100),
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """:data:`ENTRIES` in three segments, with deleted ones between them."""
    directory = tmp_path_factory.mktemp("invented")
    write_segments(ENTRIES, directory, 3, decoys=True)
    with closing(WhooshEngine.open(directory)) as ours, closing(WhooshSearcher(directory)) as whooshs:
        yield Opened(ours, whooshs)


@pytest.mark.parametrize("kind", KINDS_OF_QUERY)
def test_whoosh_finds_the_same_by_every_kind_of_query(kind: str, opened: Opened) -> None:
    asked = Random(kind).sample(KINDS_OF_QUERY[kind], min(len(KINDS_OF_QUERY[kind]), 40))  # noqa: S311
    found = 0
    for node, plan in zip(asked, cycle(NARROWED), strict=False):
        assert is_comparable(node)
        opened.same(replace(plan, query=node))
        found += bool(opened.same(Plan(node)).total)
    assert found >= FEWEST.get(kind, OF_ANY_OTHER)


@pytest.mark.parametrize("kind", ["word", "phrase", "or", "and", "not"])
def test_whoosh_ranks_the_same_when_asked_for_the_first_hits(kind: str, opened: Opened) -> None:
    for node in islice(KINDS_OF_QUERY[kind], 30):
        first = opened.ours.search(Plan(node, limit=5, limits=PATIENT)).hits
        theirs = opened.whooshs.first_hits(node, 5)
        assert [hit.row for hit in first] == [hit.row for hit in theirs]
        assert [hit.score for hit in first] == pytest.approx([hit.score for hit in theirs], abs=1e-9, rel=0)


# Whoosh's own expansions, where its terms are the folded words: without a language and without possessives


@pytest.fixture(scope="module")
def folded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    directory = tmp_path_factory.mktemp("folded")
    entries = [
        entry
        for entry in invented(1963, (None,))
        if not any("'" in piece for pieces in entry.fields.values() for piece in pieces)
    ]
    write_segments(entries, directory, 3, decoys=False)
    with closing(WhooshEngine.open(directory)) as ours, closing(WhooshSearcher(directory)) as whooshs:
        yield Opened(ours, whooshs)


def found_rows(engine: WhooshEngine, node: Node) -> set[int]:
    return {hit.row for hit in engine.search(Plan(node, limit=100, limits=PATIENT)).hits}


def test_prefixes_are_those_of_whoosh(folded: Opened) -> None:
    found = 0
    for prefix in sorted({fold(word)[:length] for word in WORDS for length in (1, 2, 4)}):
        theirs = folded.whooshs.rows(compound.Or([terms.Prefix(name, prefix) for name in FIELD_NAMES]))
        assert found_rows(folded.ours, Word(prefix, Form.PREFIX)) == theirs
        found += bool(theirs)
    assert found > 30


def test_words_one_edit_away_are_those_of_whoosh_and_swaps(folded: Opened) -> None:
    found = 0
    for word in map(fold, WORDS):
        swapped = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
        theirs = [
            each
            for name in FIELD_NAMES
            for each in (
                terms.FuzzyTerm(name, word, maxdist=1, prefixlength=0),
                *(terms.Term(name, other) for other in swapped),
            )
        ]
        rows = folded.whooshs.rows(compound.Or(theirs))
        assert found_rows(folded.ours, Word(word, Form.FUZZY)) == rows
        found += bool(rows)
    assert found > 20
