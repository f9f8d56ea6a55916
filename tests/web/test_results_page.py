"""The page of results, as a reader without JavaScript sees it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from reading import attribute, link, page, text, texts


def ticked(found: BeautifulSoup) -> list[str]:
    return [str(box["id"]) for box in found.select("#facets input[checked]")]


def asked(address: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(address).query)


def test_hits_tell_who_when_and_where(client: FlaskClient) -> None:
    hit = page(client, "/search?q=corpse").select_one(".hit")
    assert hit is not None
    assert text(hit.h2).startswith("Mao Zedong")
    assert text(hit.time) == "9 October 1964"
    assert hit.time is not None
    assert hit.time["datetime"] == "1964-10-09"
    assert text(hit.cite).startswith("Conversation between Comrade Beqir Balluku")
    assert texts(hit, "mark") == ["corpse"]


def test_a_phrase_is_marked_as_a_phrase(client: FlaskClient) -> None:
    marks = texts(page(client, "/search?q=%22stalin%27s+corpse%22"), ".snippet mark")
    assert marks == ["Stalin's corpse"]


def test_the_count_line_counts_what_the_pages_show(client: FlaskClient) -> None:
    found = page(client, "/search?q=revisionists&per_page=10")
    total = int(text(found.select_one("#status")).split(" of ")[1].split()[0])
    shown = 0
    address: str | None = "/search?q=revisionists&per_page=10"
    while address:
        found = page(client, address)
        shown += len(found.select(".hit"))
        onward = found.select_one("a[rel=next]")
        address = str(onward["href"]) if onward else None
    assert shown == total > 10


def test_a_hit_leads_to_its_marked_passage(client: FlaskClient) -> None:
    found = page(client, "/search?q=corpse")
    address = str(found.select(".hit h2 a")[0]["href"])
    path, _, anchor = address.partition("#")
    assert "corpse" in texts(page(client, path), f"[id='{anchor}'] mark")


def test_chips_take_filters_back_one_by_one(client: FlaskClient) -> None:
    found = page(client, "/search?q=we&speaker=mao-zedong&speaker=zhou-enlai&from=1964")
    assert texts(found, ".chips li")[:3] == [
        "Remove filter Speaker Mao Zedong ×",
        "Remove filter Speaker Zhou Enlai ×",
        "Remove filter From 1964 ×",
    ]
    assert asked(link(found, "Remove filter Speaker Mao")) == [("q", "we"), ("speaker", "zhou-enlai"), ("from", "1964")]
    assert asked(link(found, "Clear all")) == [("q", "we")]


def test_facets_are_boxes_with_counts_that_ignore_their_own_group(client: FlaskClient) -> None:
    without = page(client, "/search?q=revisionists")
    narrowed = page(client, "/search?q=revisionists&speaker=mao-zedong")
    assert ticked(without) == []
    assert ticked(narrowed) == ["speaker-mao-zedong"]
    of_speakers = "fieldset[data-facet=speaker] label"
    assert texts(narrowed, of_speakers) == texts(without, of_speakers)
    assert texts(narrowed, "fieldset[data-facet=year] label") != texts(without, "fieldset[data-facet=year] label")


def test_the_form_keeps_sort_and_page_size(client: FlaskClient) -> None:
    found = page(client, "/search?q=we&sort=oldest&per_page=10&page=2")
    hidden = {str(field["name"]): field["value"] for field in found.select("#search input[type=hidden]")}
    assert hidden == {"sort": "oldest", "per_page": "10"}


def test_years_are_linked_bars_with_a_table_twin(client: FlaskClient) -> None:
    found = page(client, "/search?q=revisionists&year=1964")
    bars = found.select(".bars li")
    assert texts(found, ".bars .year") == ["1963", "1964"]
    assert [bar.get("class") for bar in bars] == [None, ["selected"]]
    assert asked(attribute(bars[0], "a", "href")) == [("q", "revisionists"), ("year", "1964"), ("year", "1963")]
    assert asked(attribute(bars[1], "a", "href")) == [("q", "revisionists")]
    in_table = texts(found, ".twin tbody td")
    assert in_table == [text(bar).split()[-1] for bar in bars]
    for bar in bars:
        assert bar.rect is not None
        assert int(str(bar.rect["y"])) + int(str(bar.rect["height"])) == 100


def test_sorting_by_date(client: FlaskClient) -> None:
    for sort, backwards in (("oldest", False), ("newest", True)):
        times = [str(time["datetime"]) for time in page(client, f"/search?q=we&sort={sort}").select(".hit time")]
        assert times == sorted(times, reverse=backwards)
    assert text(page(client, "/search?q=we&sort=newest").select_one(".sorts b")) == "Newest first"


def test_people_and_documents_of_that_name_stand_above_the_hits(client: FlaskClient) -> None:
    found = page(client, "/search?q=kapo")
    assert link(found.select(".named")[0], "Hysni Kapo") == "/speakers/hysni-kapo"
    assert texts(found, ".named li")[1].startswith("Document Notes from the Conversation of Comrade Hysni Kapo")


def test_nothing_found_says_which_filter_emptied_it(client: FlaskClient) -> None:
    found = page(client, "/search?q=corpse&speaker=mao-zedong&year=1963")
    assert text(found.select_one("#status")) == "No hits"
    assert text(found.select_one(".nothing li")) == "Without 1963: 1 hit"
    assert asked(link(found, "Without 1963")) == [("q", "corpse"), ("speaker", "mao-zedong")]
    assert page(client, link(found, "Without 1963")).select(".hit")


def test_another_spelling_is_offered_and_not_taken(client: FlaskClient) -> None:
    found = page(client, "/search?q=khruschev")
    assert text(found.select_one("#status")) == "No hits"
    assert page(client, attribute(found, ".suggestion a", "href")).select(".hit")


def test_the_query_is_told_in_words(client: FlaskClient) -> None:
    words = text(page(client, '/search?q="central+committee"+-china').h1)
    assert words == "Results for the phrase “central committee”, not “china”"


def test_malformed_parameters_are_told_and_left_out(client: FlaskClient) -> None:
    found = page(client, "/search?q=corpse&from=soon&sort=best&page=first")
    assert len(texts(found, ".notices li")) == 3
    assert found.select(".hit")
    assert attribute(found, "link[rel=canonical]", "href") == "/search?q=corpse"


@pytest.mark.parametrize("facet", ["speaker", "document"])
def test_an_unknown_name_finds_nothing_and_says_so(client: FlaskClient, facet: str) -> None:
    found = page(client, f"/search?q=we&{facet}=nobody")
    assert "nobody" in text(found.select_one(".notices"))
    assert text(found.select_one("#status")) == "No hits"


def test_an_empty_query_shows_everything(client: FlaskClient) -> None:
    found = page(client, "/search?q=")
    assert text(found.h1) == "Results for everything"
    assert len(found.select(".hit")) == 20


def test_over_a_budget_the_page_names_the_limit(client: FlaskClient) -> None:
    message = text(page(client, "/search?q=" + "word+" * 500, 400).select_one("#message"))
    assert "2,000" in message or "64" in message


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "((",
        "OR",
        "-",
        "*",
        "~",
        "a~1/99",
        '"a b"~',
        "speaker:",
        "date:..",
        "NEAR/0",
        "\x00",
        "\ud800",
        "%",
        "=",
        "毛",
    ],
)
def test_no_query_breaks_the_page(client: FlaskClient, query: str) -> None:
    answer = client.get("/search", query_string=[("q", query.encode("utf-8", "surrogatepass"))])
    assert answer.status_code in (200, 400)


def test_a_typed_query_comes_back_into_the_box(client: FlaskClient) -> None:
    for query in ("Ngô Đình", '"quoted" & <odd>', "毛澤東"):
        answer = client.get("/search", query_string={"q": query})

        assert attribute(BeautifulSoup(answer.data, "html.parser"), "#q", "value") == query


# htmx


HTMX = {"HX-Request": "true"}


def test_htmx_gets_the_same_page_and_the_canonical_address(client: FlaskClient) -> None:
    address = "/search?q=+corpse&from=&speaker=mao-zedong&page=1"
    plain = client.get(address)
    swapped = client.get(address, headers={**HTMX, "HX-Trigger": "search"})
    assert swapped.data == plain.data
    assert swapped.headers["HX-Push-Url"] == "/search?q=corpse&speaker=mao-zedong"
    assert "HX-Push-Url" not in plain.headers


@pytest.mark.parametrize("by", [{"HX-Trigger": "q"}, {"HX-Source": "input#q"}])
def test_typing_replaces_the_address(client: FlaskClient, by: dict[str, str]) -> None:
    headers = client.get("/search?q=Ng%C3%B4+%C4%90%C3%ACnh", headers={**HTMX, **by}).headers
    assert headers["HX-Replace-Url"] == "/search?q=Ng%C3%B4+%C4%90%C3%ACnh"
    assert "HX-Push-Url" not in headers


def test_a_single_typed_letter_changes_nothing(client: FlaskClient) -> None:
    assert client.get("/search?q=k", headers={**HTMX, "HX-Trigger": "q"}).status_code == 204
    assert client.get("/search?q=k", headers={**HTMX, "HX-Trigger": "search"}).status_code == 200
    assert client.get("/search?q=k").status_code == 200


def test_going_back_gets_a_page_without_an_address_to_push(client: FlaskClient) -> None:
    headers = {**HTMX, "HX-History-Restore-Request": "true"}
    answer = client.get("/search?q=corpse", headers=headers)
    assert answer.data == client.get("/search?q=corpse").data
    assert not [name for name, _ in answer.headers if name.startswith("HX-")]


def test_what_htmx_swaps_is_there(client: FlaskClient) -> None:
    found = page(client, "/search?q=corpse")
    for element in found.select("#search, #q"):
        assert element["hx-target"] == element["hx-select"] == "#results"
        assert element["hx-select-oob"] == "#facets:innerHTML,#status:innerHTML"
        assert str(element["hx-sync"]).endswith(":replace")
    assert found.select_one("#status[role=status]")
    assert found.select_one("main#results[tabindex='-1']")
    assert all(box.get("id") for box in found.select("#facets input:not([type=hidden])"))
