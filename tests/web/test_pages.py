"""What holds for every page: it answers, it is well formed, its links lead somewhere, nothing runs inline."""

from __future__ import annotations

from urllib.parse import urldefrag, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from reading import attribute, page, text

from webapp.views import PAGES

ADDRESSES = (
    "/",
    "/search",
    "/search?q=revisionists",
    "/search?q=revisionists&speaker=mao-zedong&year=1964&per_page=10&page=1",
    "/search?q=nobodysaidthis&speaker=mao-zedong&from=1990",
    "/documents",
    "/documents?q=ambassador",
    "/documents/300025",
    "/documents/300025?q=khrushchev",
    "/documents/300022?speaker=hysni-kapo",
    "/documents/300025?q=khrushchev&with=mao-zedong",
    "/search?q=khrushchev&view=concordance",
    "/quote",
    "/quote?text=there+are+many+people+who+think",
    "/documents/300025/cite",
    "/speakers",
    "/speakers?q=mao",
    "/speakers/mao-zedong",
    "/help",
    "/about",
)
MISSING = ("/nowhere", "/documents/nowhere", "/speakers/nowhere", "/search?page=99", "/documents?page=9")
OF_PASSAGES = {"passage", "cite_passage"}  # permalinks and citations have tests of their own
ENDPOINTS_OF_HTML = OF_PASSAGES | {
    "home", "search", "documents", "document", "cite_document", "speakers", "speaker", "help", "about", "quote",
}  # fmt: skip
ENDPOINTS_OF_DATA = {
    "search_json", "document_json", "place", "passage_json", "healthz", "readyz", "robots",
    "search_citations", "document_citation", "passage_citation", "search_export", "document_text", "document_tei",
    "quote_json", "search_feed", "opensearch", "suggest", "sitemap", "sitemap_part", "openapi",
}  # fmt: skip
NO_SCRIPT = "[type='application/ld+json']"  # a block of data, which browsers do not run


def test_every_page_of_the_table_is_asked_for_here(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    asked = {adapter.match(urlsplit(address).path)[0] for address in ADDRESSES}
    assert asked == ENDPOINTS_OF_HTML - OF_PASSAGES
    assert {endpoint for _, endpoint, _ in PAGES} == ENDPOINTS_OF_HTML | ENDPOINTS_OF_DATA


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_says_what_it_is(client: FlaskClient, address: str) -> None:
    found = page(client, address)
    assert text(found.title).endswith("Colloquy")
    assert len(found.select("h1")) == 1
    assert len(found.select("main")) == 1
    assert found.html is not None
    assert found.html["lang"] == "en"


@pytest.mark.parametrize("address", [*ADDRESSES, *MISSING])
def test_a_page_is_well_formed(client: FlaskClient, address: str) -> None:
    found = BeautifulSoup(client.get(address).data, "html.parser")
    ids = [tag["id"] for tag in found.select("[id]")]
    assert len(ids) == len(set(ids)), "an id stands twice"
    anchors = {f"#{id_}" for id_ in ids}
    assert {tag["href"] for tag in found.select("a[href^='#']")} <= anchors
    for tag in found.select("label[for]"):
        assert f"#{tag['for']}" in anchors
    for tag in found.select("input:not([type=hidden]), textarea"):
        assert tag.get("aria-label") or found.select(f"label[for='{tag['id']}']"), f"no label: {tag}"


@pytest.mark.parametrize("address", [*ADDRESSES, *MISSING])
def test_nothing_runs_inline_and_nothing_comes_from_elsewhere(client: FlaskClient, address: str) -> None:
    found = BeautifulSoup(client.get(address).data, "html.parser")
    assert found.select(f"style, [style], script:not([src], {NO_SCRIPT}), iframe, object, embed, base") == []
    assert [name for tag in found.find_all(True) for name in tag.attrs if name.startswith("on")] == []
    for tag in found.select("script[src], link[rel=stylesheet], link[rel=icon], img[src]"):
        address = str(tag.get("src") or tag.get("href"))
        assert address.startswith("/static/")
        assert client.get(address, buffered=True).status_code == 200


def test_every_link_of_every_page_leads_somewhere(client: FlaskClient) -> None:
    followed: set[tuple[str, str]] = set()
    for address in ADDRESSES:
        found = page(client, address)
        for tag in found.select("a[href]"):
            target, anchor = urldefrag(str(tag["href"]))
            if urlsplit(target).scheme or (target, anchor) in followed:
                continue
            followed.add((target, anchor))
            if target and len(followed) < 400:
                assert client.get(target).status_code in (200, 302), f"{address} → {target}"
    assert len(followed) > 100


def test_a_link_into_a_transcript_has_its_anchor_there(client: FlaskClient) -> None:
    for tag in page(client, "/search?q=revisionists").select(".hit h2 a"):
        target, anchor = urldefrag(str(tag["href"]))
        assert page(client, target).find(id=anchor) is not None


def test_the_current_part_of_the_site_is_told(client: FlaskClient) -> None:
    assert text(page(client, "/speakers").select_one("nav [aria-current=page]")) == "Speakers"
    assert text(page(client, "/documents/300025").select_one("nav [aria-current=true]")) == "Documents"


@pytest.mark.parametrize("address", MISSING)
def test_a_missing_page_is_404_with_a_way_on(client: FlaskClient, address: str) -> None:
    found = page(client, address, 404)
    assert text(found.select_one("#message"))
    assert found.select("main a[href='/']")


def test_other_methods_are_refused(client: FlaskClient) -> None:
    assert client.post("/search", data={"q": "x"}).status_code == 405


def test_two_slashes_lead_nowhere(client: FlaskClient) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": "//evil.example/"})
    assert answer.status_code == 404


def test_robots_may_read_documents_but_not_search(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /search" in lines
    assert "Disallow: /*/cite" in lines
    assert not any(line.startswith("Disallow: /documents") for line in lines)
    assert attribute(page(client, "/search?q=lamp"), "meta[name=robots]", "content") == "noindex,nofollow"
    assert not page(client, "/documents/300025").select("meta[name=robots]")


def test_machines_can_ask_whether_the_site_is_well(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.json is not None
    assert ready.json["documents"] == 5
    assert ready.json["problem"] is None


def test_lists_are_narrowed_by_words_without_accents(client: FlaskClient) -> None:
    found = page(client, "/speakers?q=ZEDONG")
    assert [text(row) for row in found.select("tbody th")] == ["Mao Zedong"]


def test_help_examples_find_something(client: FlaskClient) -> None:
    examples = page(client, "/help").select(".examples:not(.files) a")
    assert len(examples) >= 10
    for example in examples:
        found = page(client, str(example["href"]))
        assert found.select(".hit"), text(example)
        assert not found.select(".notices"), text(example)
