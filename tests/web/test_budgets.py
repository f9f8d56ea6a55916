"""Each budget of a query is kept, by the search itself and by every address, and the reader is told which it was."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from reading import data, page, text
from sites import site

import webapp
from index.building.build import build
from index.errors import OutOfTime, OverBudget
from index.generations.archive import Archive
from index.generations.directory import Generations
from index.limits import LIMITS, Limits
from index.plan import understand
from index.request import SearchRequest
from index.search import every_hit, search
from webapp.settings import Settings

NO_TIME = 1e-9  # seconds
PATIENT = replace(LIMITS, seconds=60.0, advice_seconds=60.0, marks_seconds=60.0)  # the machine may be busy


@dataclass(frozen=True)
class Case:
    """A query that just fits a budget, and one that is over it."""

    budget: int
    fits: str
    over: str


# Budgets that refuse a query.
REFUSE: Mapping[str, Case] = {
    "characters": Case(20, "a" * 20, "a" * 21),
    "clauses": Case(3, "the people china", "the people china war"),
    "phrase_words": Case(3, '"the chinese people"', '"of the chinese people"'),
    "nesting": Case(2, "((war) people)", "(((war)) people)"),
    "near_words": Case(5, "china NEAR/5 people", "china NEAR/6 people"),
    "prefix_expansions": Case(3, "revisionis*", "re*"),
    "fuzzy_expansions": Case(2, "revisionists~", "were~"),
}
# Those that give less, or something else, and say so; each has a test of its own below.
TELL = {"prefix_letters", "paged_hits", "facet_values", "exported_hits"}
TIMES = {"seconds", "advice_seconds", "marks_seconds", "export_seconds"}


def limits(**budgets: float) -> Limits:
    """One budget is small; there is time enough for everything else."""
    return replace(PATIENT, **budgets)  # type: ignore[arg-type]  # names of budgets


def codes(found: Any) -> list[str]:
    return [notice["code"] for notice in found["notices"]]


def test_every_budget_has_its_test() -> None:
    assert {field.name for field in fields(Limits)} == {*REFUSE, *TELL, *TIMES}


@pytest.mark.parametrize("name", [field.name for field in fields(Limits)])
def test_every_budget_is_a_setting(name: str) -> None:
    """One that was forgotten in :mod:`webapp.settings` would stay at its default."""
    read = Settings.from_environment({f"COLLOQUY_MAX_{name.upper()}": "7"}).limits
    assert read == replace(LIMITS, **{name: 7})


def test_every_budget_is_documented_for_operators() -> None:
    told = (Path(webapp.__file__).parent / "deploy/README.md").read_text("utf-8")
    for field in fields(Limits):
        assert f"| `COLLOQUY_MAX_{field.name.upper()}` | {getattr(LIMITS, field.name):.10g} |" in told


class TestRefusals:
    @pytest.mark.parametrize("name", REFUSE)
    def test_of_a_search_name_the_budget(self, seeds_archive: Archive, name: str) -> None:
        case = REFUSE[name]
        small = limits(**{name: case.budget})
        search(seeds_archive, SearchRequest(q=case.fits), small)
        for ask in (search, lambda *asked: every_hit(asked[0], asked[1], 10, asked[2])):
            with pytest.raises(OverBudget) as refused:
                ask(seeds_archive, SearchRequest(q=case.over), small)
            assert refused.value.limit == name
        assert search(seeds_archive, SearchRequest(q=case.over), PATIENT).total >= 0, "it fits the usual budget"

    @pytest.mark.parametrize("name", REFUSE)
    def test_of_the_site_are_told_in_every_form(self, seeds_data: Path, name: str) -> None:
        case = REFUSE[name]
        client = site(seeds_data, limits=limits(**{name: case.budget})).test_client()
        for path in ("/search", "/documents/300025"):
            message = text(page(client, f"{path}?{_q(case.over)}", 400).select_one("#message"))
            assert str(case.budget) in message, "the page names the limit"
            page(client, f"{path}?{_q(case.fits)}")
        assert str(case.budget) in data(client, f"/search.json?{_q(case.over)}", 400)["error"]["message"]
        for end in ("csv", "jsonl", "atom", "ris"):
            refused = client.get(f"/search.{end}?{_q(case.over)}")
            assert refused.status_code == 400
            assert str(case.budget) in refused.text


class TestTime:
    def test_of_a_search_is_kept_by_the_engine(self, seeds_archive: Archive) -> None:
        with pytest.raises(OutOfTime) as late:
            search(seeds_archive, SearchRequest(q="people"), limits(seconds=NO_TIME))
        assert late.value.limit == "seconds"
        with pytest.raises(OutOfTime):
            seeds_archive.engine.spellings("reviisionists", 1, limits(seconds=NO_TIME))
        with pytest.raises(OutOfTime):
            every_hit(seeds_archive, SearchRequest(q="people"), 10, limits(export_seconds=NO_TIME))

    @pytest.mark.parametrize("path", ["/search", "/documents/300025", "/search.json", "/search.atom", "/search.ris"])
    def test_of_a_search_is_kept_by_the_site_which_says_when_to_come_again(self, seeds_data: Path, path: str) -> None:
        client = site(seeds_data, limits=limits(seconds=NO_TIME)).test_client()
        late = client.get(f"{path}?q=people")
        assert late.status_code == 503
        assert int(late.headers["Retry-After"]) > 0
        assert "longer than 1e-09 s" in late.text
        assert client.get("/documents/300025").status_code == 200, "pages that search nothing have no such time"

    def test_of_an_export_is_its_own(self, seeds_data: Path) -> None:
        client = site(seeds_data, limits=limits(export_seconds=NO_TIME)).test_client()
        assert client.get("/search.csv?q=people").status_code == 503
        assert client.get("/search?q=people").status_code == 200

    def test_of_a_check_of_a_quotation_is_that_of_one_search(self, seeds_data: Path) -> None:
        client = site(seeds_data, limits=limits(seconds=NO_TIME)).test_client()
        told = data(client, "/quote.json?text=we+do+not+agree+with+the+revisionists")
        assert codes(told) == ["out_of_time"]

    def test_of_advice_is_its_own_and_never_costs_the_answer(self, seeds_data: Path) -> None:
        slip = "/search.json?q=reviisionists"
        helped = data(site(seeds_data, limits=PATIENT).test_client(), slip)
        assert (helped["suggestion"]["q"], codes(helped)) == ("revisionists", [])
        hurried = data(site(seeds_data, limits=limits(advice_seconds=NO_TIME)).test_client(), slip)
        assert (hurried["total"], hurried["suggestion"], codes(hurried)) == (0, None, ["advice_seconds"])

    def test_of_marks_is_its_own_and_never_costs_the_answer(self, seeds_data: Path) -> None:
        usual, hurried = (
            site(seeds_data, limits=each).test_client() for each in (PATIENT, limits(marks_seconds=NO_TIME))
        )
        address = "/search.json?q=revisionists"
        whole, plain = data(usual, address), data(hurried, address)
        assert codes(plain) == ["marks_seconds"]
        assert codes(whole) == []
        assert any(_marked(hit) for hit in whole["hits"])
        assert not any(_marked(hit) for hit in plain["hits"])
        assert [hit["url"] for hit in plain["hits"]] == [hit["url"] for hit in whole["hits"]]
        assert all(hit["snippets"] for hit in plain["hits"]), "their beginnings are shown"
        for path in ("/search?q=revisionists&view=concordance", "/documents/300025?q=revisionists"):
            assert "no time to mark" in page(hurried, path).text
            assert "no time to mark" not in page(usual, path).text
        assert hurried.get("/search.atom?q=revisionists").status_code == 200

    def test_is_enough_to_compare_long_words_with_many_others(self, tmp_path: Path) -> None:
        """Two words of 200 letters took milliseconds once, and hundreds of them were one step between two looks at
        the clock."""
        chance = random.Random(1)  # noqa: S311  # no secret
        letters = [chance.choice("abcdefghij") for _ in range(196)]
        folder = tmp_path / "folder"
        folder.mkdir()
        words = ["".join(chance.sample(letters, len(letters))) for _ in range(600)]
        turns = [f"Anna Berg: {' '.join(words[at : at + 50])}" for at in range(0, len(words), 50)]
        (folder / "talk.txt").write_text("\n\nJosef Karel: No.\n\n".join(turns))
        build(folder, tmp_path / "data")
        with_long_words = Generations(tmp_path / "data").current()
        slip = letters[0] + "x" + "".join(letters[2:])
        started = time.thread_time()
        with suppress(OutOfTime):
            with_long_words.engine.spellings(slip, 1, limits(seconds=0.1))
        assert time.thread_time() - started < 0.4
        with_long_words.close()


class TestWhatIsTold:
    def test_a_prefix_too_short_is_searched_as_a_word(self, seeds_data: Path) -> None:
        client = site(seeds_data, limits=limits(prefix_letters=4)).test_client()
        assert codes(data(client, "/search.json?q=pea*")) == ["short_prefix"]
        assert codes(data(client, "/search.json?q=peac*")) == []
        assert "needs 4 letters" in page(client, "/search?q=pea*").text

    def test_pages_end_at_their_budget(self, seeds_data: Path, seeds_archive: Archive) -> None:
        client = site(seeds_data, limits=limits(paged_hits=20)).test_client()
        assert codes(data(client, "/search.json?per_page=10&page=1")) == []
        last = data(client, "/search.json?per_page=10&page=2")
        assert (last["pages"], codes(last), len(last["hits"])) == (2, ["paged_hits"], 10)
        assert "first 20 hits" in data(client, "/search.json?per_page=10&page=3", 400)["error"]["message"]
        assert "first 20 hits" in page(client, "/search?per_page=10&page=3", 400).text
        with pytest.raises(OverBudget) as refused:
            search(seeds_archive, SearchRequest(per_page=10, page=3), limits(paged_hits=20))
        assert refused.value.limit == "paged_hits"

    def test_a_facet_says_how_many_values_it_does_not_show(self, seeds_data: Path) -> None:
        every = data(site(seeds_data).test_client(), "/search.json")["facets"]["speaker"]
        few = data(site(seeds_data, limits=limits(facet_values=2)).test_client(), "/search.json")["facets"]["speaker"]
        assert (len(few["values"]), few["more"]) == (2, len(every["values"]) + every["more"] - 2)

    def test_an_export_says_that_it_was_cut(self, seeds_data: Path) -> None:
        client = site(seeds_data, limits=limits(exported_hits=5)).test_client()
        end = json.loads(client.get("/search.jsonl").text.splitlines()[-1])
        assert (end["record"], end["complete"], end["hits"]) == ("end", False, 5)


def test_what_a_query_holds_is_counted_before_anything_is_searched(seeds_archive: Archive) -> None:
    """Refusals of the query itself come from reading it: the engine is not asked."""
    for name in ("characters", "clauses", "phrase_words", "nesting", "near_words"):
        with pytest.raises(OverBudget):
            understand(seeds_archive, SearchRequest(q=REFUSE[name].over), limits(**{name: REFUSE[name].budget}))


def _marked(hit: Any) -> bool:
    return any(part["mark"] for snippet in hit["snippets"] for part in snippet["parts"])


def _q(text: str) -> str:
    return urlencode({"q": text})
