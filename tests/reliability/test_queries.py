"""Whatever is asked, the site answers: whole, within its time, and as the reference engine does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.engines.base import EngineResult, Plan
from index.entries import Entry, entries
from index.errors import OverBudget
from index.facets import FACET_NAMES
from index.generations.archive import Archive
from index.limits import LIMITS
from index.plan import understand
from index.queries.analysis import surface_words
from index.request import SearchRequest
from tests.reliability.answers import LEGAL, Answer, ask, faults
from tests.reliability.random_requests import KINDS, Asked, Known, encoded, query, request
from tests.searching.reference_engine import ReferenceEngine
from webapp import create_app
from webapp.search_urls import read
from webapp.settings import Settings, Traffic

CORPUS = Path(__file__).parents[1] / "corpus"
WORDS = sorted(
    {word for file in CORPUS.rglob("*.*") for word in surface_words(file.read_text("utf-8")) if len(word) < 20}
)
LONGEST = LIMITS.seconds  # processor time of an answer
SMALL = replace(LIMITS, seconds=60.0, prefix_expansions=20, fuzzy_expansions=3, clauses=12, near_words=9)

Pairs = list[tuple[str, str]]

# What somebody types.

_word = st.sampled_from(WORDS) | st.sampled_from(WORDS).map(str.upper)
_words = st.lists(_word, max_size=4).map(" ".join)
_slip = st.builds(
    lambda word, at, letter: word[:at] + letter + word[at + 1 :], _word, st.integers(0, 6), st.sampled_from("aeto")
)
_number = st.integers(0, 10).map(str)
_date = st.sampled_from(
    ("1957", "1957-04", "1956..1957", "..1957", "1963-11-04", "1957..1956", "[1956 TO *]", "1957-02-30")
)
_leaf = st.one_of(
    _word,
    _slip,
    st.builds("{}*".format, _word.map(lambda word: word[:3])),
    _slip.map("{}~".format),
    _word.map("={}".format),
    _words.map('"{}"'.format),
    _words.map('="{}"'.format),
    st.builds('"{}"~{}'.format, _words, _number),
    st.builds("{} NEAR/{} {}".format, _word, _number, _word),
    st.builds("{}-{}".format, _word, _word),
    st.builds(
        "{}:{}".format, st.sampled_from(("title", "text", "role", "summary", "speaker", "document", "nothing")), _word
    ),
    _date.map("date:{}".format),
    st.sampled_from(KINDS).map("kind:{}".format),
    st.text(max_size=6),
)
_typed = st.recursive(
    _leaf,
    lambda parts: st.one_of(
        st.lists(parts, min_size=2, max_size=4).map(" ".join),
        st.lists(parts, min_size=2, max_size=4).map(" OR ".join),
        parts.map("({})".format),
        parts.map("-{}".format),
        parts.map("NOT {}".format),
        st.builds("title:({})".format, parts),
    ),
    max_leaves=8,
)


@st.composite
def _searches(draw: st.DrawFn) -> Pairs:
    """Parameters of a search, as an address has them."""
    pairs = [("q", draw(_typed))]
    for name, values in _CHOICES.items():
        times = draw(st.sampled_from((0, 0, 0, 0, 1, 2)))
        pairs += [(name, draw(st.sampled_from(values))) for _ in range(times)]
    if draw(st.sampled_from((False,) * 9 + (True,))):
        pairs.append(draw(st.sampled_from(_MALFORMED)))
    return draw(st.permutations(pairs))


_CHOICES: Mapping[str, tuple[str, ...]] = {
    "speaker": ("tobias-penrose", "ruth-amsel", "miriam-oakes", "label-mr-orlop", "nobody", ""),
    "document": ("5501", "rope-walk", "hearing", "nothing"),
    "kind": ("speech", "speech", "document", "narration", "note", "nothing"),
    "year": ("1957", "1961", "1963"),
    "from": ("1956", "1957-04", "1999"),
    "to": ("1957", "1963-12-31", ""),
    "sort": ("relevance", "oldest", "newest"),
    "page": ("1", "1", "2"),
    "per_page": ("10", "20"),
}
_MALFORMED = (("year", "19"), ("from", "x"), ("sort", "loudest"), ("page", "0"), ("per_page", "9"))


@dataclass(frozen=True)
class Asking:
    """A site, what it serves, and the same as the reference engine sees it."""

    app: Flask
    archive: Archive
    entries: tuple[Entry, ...]
    known: Known

    def json(self, pairs: Pairs) -> tuple[int, Any]:
        answer = self.answer(Asked(f"/search.json?{encoded(pairs)}"))
        return answer.status, json.loads(answer.body)

    def answer(self, asked: Asked) -> Answer:
        """The answer, with which nothing is wrong."""
        answer = ask(self.app, asked)
        assert list(faults(asked, answer, LEGAL, LONGEST)) == []
        return answer


@pytest.fixture(scope="module")
def asking(corpus_data: Path, archive: Archive) -> Asking:
    traffic = Traffic(searches_per_minute=0, exports_per_minute=0)
    app = create_app(Settings(data=corpus_data, limits=SMALL, traffic=traffic))
    app.testing = True
    return Asking(app, archive, tuple(_entries(archive)), Known.of(archive))


def _entries(archive: Archive) -> Iterator[Entry]:
    for document in archive.store.every_document():
        rows = archive.store.rows_of(document.id)
        assert rows is not None
        yield from entries(document, rows[0])


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(pairs=_searches())
def test_an_answer_is_that_of_the_reference(asking: Asking, pairs: Pairs) -> None:
    status, found = asking.json(pairs)
    asked = read(pairs)
    if asked.refusal:
        assert (status, found["error"]["message"]) == (400, asked.refusal)
        return
    try:
        right = _reference(asking, asked.request)
    except OverBudget as refused:
        _assert_refused(status, found, refused)
        return
    if asked.request.page > max(1, -(-right.total // asked.request.per_page)):
        assert status == 404
        return
    assert status == 200
    assert (found["total"], found["turns"], found["documents"]) == (right.total, right.turns, right.documents)
    by_row = {entry.row: (entry.document, entry.position) for entry in asking.entries}
    hits = [(hit["document"]["id"], hit["position"]) for hit in found["hits"]]
    assert hits == [by_row[hit.row] for hit in right.hits]
    assert [hit["score"] for hit in found["hits"]] == pytest.approx([hit.score for hit in right.hits], abs=1e-9, rel=0)
    for facet in FACET_NAMES:
        told = {value["value"]: value["count"] for value in found["facets"][facet]["values"] if value["count"]}
        assert told == dict(right.facets[facet])


def _assert_refused(status: int, found: Any, refused: OverBudget) -> None:
    """What the search refuses, the site refuses in the same words; engines count expansions in words of their own."""
    assert status == 400
    by_engine = refused.limit in ("prefix_expansions", "fuzzy_expansions")
    assert by_engine or found["error"]["message"] == refused.message


def _reference(asking: Asking, asked: SearchRequest) -> EngineResult:
    """What the reference engine says to the same plan."""
    plan = understand(asking.archive, asked, SMALL)
    window = (asked.page - 1) * asked.per_page, asked.per_page
    engine = ReferenceEngine(asking.entries)
    return engine.search(Plan(plan.tree, plan.filters, plan.dates, FACET_NAMES, asked.sort, *window, SMALL))


ADDRESSES = (
    "/search",
    "/search.json",
    "/search.csv",
    "/search.atom",
    "/documents/5501",
    "/quote",
    "/suggest",
    "/documents",
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(path=st.sampled_from(ADDRESSES), q=st.text(max_size=400), view=st.sampled_from(("", "concordance")))
def test_any_text_is_answered(asking: Asking, path: str, q: str, view: str) -> None:
    parameters = [("text" if path == "/quote" else "q", q), ("view", view)]
    answer = asking.answer(Asked(f"{path}?{encoded(parameters)}"))
    assert answer.status in (200, 400)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), path=st.sampled_from(ADDRESSES))
def test_any_query_is_answered_however_long(asking: Asking, seed: int, path: str) -> None:
    q = query(Random(seed), asking.known)  # noqa: S311  # no secret
    answer = asking.answer(Asked(f"{path}?{encoded([('text' if path == '/quote' else 'q', q)])}"))
    assert answer.status in (200, 400, 414)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_any_request_is_answered(asking: Asking, seed: int) -> None:
    """The fuzzer asks more of them: ``python -m tests.reliability.fuzz``."""
    asking.answer(request(Random(seed), asking.known))  # noqa: S311  # no secret


def test_what_is_judged_can_be_found_wanting(asking: Asking) -> None:
    """The judge is no rubber stamp: answers that were spoilt are found out."""
    asked = Asked("/search.json?q=rope")
    good = ask(asking.app, asked)
    assert list(faults(asked, good)) == []
    headers = good.headers.copy()
    headers["X-Injected"] = "a"
    headers.remove("Content-Security-Policy")
    assert len(list(faults(asked, replace(good, status=500)))) == 1
    assert len(list(faults(asked, replace(good, body=good.body[:-3])))) == 1
    assert len(list(faults(asked, replace(good, headers=headers)))) == 2
    assert len(list(faults(asked, replace(good, seconds=9.9)))) == 1
    page = ask(asking.app, Asked("/search?q=rope"))
    spoilt = page.body.replace(b"<h1", b'<xss data-x="1"><h1')
    assert len(list(faults(Asked("/search?q=rope"), replace(page, body=spoilt)))) == 1
    assert len(list(faults(Asked("/search?q=rope"), replace(page, body=page.body[:200])))) == 1
