"""How browsers, crawlers and programs find their way: OpenSearch, suggestions, sitemap, robots, links in pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree
from reading import page
from sites import site

from webapp.views import sitemap

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
OPEN_SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture
def public(seeds_data: Path) -> FlaskClient:
    """The site under a public address with a path."""
    return site(seeds_data, "https://example.org/talks").test_client()


def suggested(client: FlaskClient, typed: str) -> list[tuple[str, str, str]]:
    """Completion, description and address of every suggestion."""
    answer = client.get("/suggest", query_string={"q": typed})
    assert answer.status_code == 200
    assert answer.mimetype == "application/x-suggestions+json"
    echoed, *lists = answer.get_json(force=True)
    assert echoed == typed.strip()
    return list(zip(*lists, strict=True))


class TestOpenSearch:
    def test_every_page_leads_to_it(self, client: FlaskClient) -> None:
        for address in ("/", "/search?q=x", "/documents/300025", "/help"):
            link = page(client, address).select_one("link[rel=search]")
            assert link is not None
            assert (link["type"], link["href"]) == ("application/opensearchdescription+xml", "/opensearch.xml")

    def test_its_templates_lead_to_the_search(self, public: FlaskClient) -> None:
        answer = public.get("/opensearch.xml")
        assert answer.mimetype == "application/opensearchdescription+xml"
        root = etree.fromstring(answer.data)
        assert len(root.findtext(f"{OPEN_SEARCH}ShortName")) <= 16
        assert len(root.findtext(f"{OPEN_SEARCH}Description")) <= 1024
        templates = {url.get("type"): url.get("template") for url in root.iterfind(f"{OPEN_SEARCH}Url")}
        assert set(templates) == {
            "text/html", "application/atom+xml", "application/json", "application/x-suggestions+json",
            "application/opensearchdescription+xml",
        }  # fmt: skip
        for type_, template in templates.items():
            assert template.startswith("https://example.org/talks/")
            filled = template.replace("{searchTerms}", "corpse").replace("{startPage?}", "1")
            answer = public.get(filled.removeprefix("https://example.org"))
            assert (answer.status_code, answer.mimetype) == (200, type_)
        icon = root.findtext(f"{OPEN_SEARCH}Image")
        with public.get(icon.removeprefix("https://example.org")) as answer:
            assert answer.mimetype == "image/svg+xml"


class TestSuggestions:
    def test_are_people_and_documents_by_the_beginnings_of_words(self, client: FlaskClient) -> None:
        found = suggested(client, "Mao")
        assert found[0] == ("Mao Zedong", "Speaker", "/search?speaker=mao-zedong")
        assert {description for _, description, _ in found} == {"Speaker", "Document"}
        assert suggested(client, "zedong MAO")[0] == found[0]
        for _, _, address in found:
            assert client.get(address).status_code == 200

    @pytest.mark.parametrize("typed", ["jozef", "JÓZEF k", "kowal"])
    def test_take_no_heed_of_accents_and_capitals(self, corpus_data: Path, typed: str) -> None:
        found = suggested(site(corpus_data).test_client(), typed)
        assert found[0] == ("Józef Kowalski", "Speaker", "/search?speaker=jozef-kowalski")

    @pytest.mark.parametrize("typed", ["", "   ", "qqqqzzzz", "“”", "x" * 5000, "\U0001f600"])
    def test_may_be_none(self, client: FlaskClient, typed: str) -> None:
        assert suggested(client, typed) == []

    def test_are_bounded(self, client: FlaskClient) -> None:
        assert 0 < len(suggested(client, "c")) <= 10

    def test_without_an_archive_are_a_problem_told_as_json(self, empty: FlaskClient) -> None:
        answer = empty.get("/suggest?q=mao")
        assert answer.status_code == 503
        assert answer.json is not None
        assert answer.json["error"]["status"] == 503


def locations(answer: Any) -> list[str]:
    assert answer.status_code == 200
    assert answer.mimetype == "application/xml"
    return [loc.text for loc in etree.fromstring(answer.data).iter(SITEMAP)]


class TestSitemap:
    def test_has_every_document_and_speaker(self, public: FlaskClient) -> None:
        found = locations(public.get("/sitemap.xml"))
        assert "https://example.org/talks/documents/300025" in found
        assert "https://example.org/talks/speakers/mao-zedong" in found
        assert len(found) == len(set(found))
        for address in found:
            assert public.get(address.removeprefix("https://example.org")).status_code == 200

    def test_is_an_index_where_one_file_may_not_hold_all(
        self, public: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole = locations(public.get("/sitemap.xml"))
        monkeypatch.setattr(sitemap, "MOST", 7)
        parts = locations(public.get("/sitemap.xml"))
        assert parts[0] == "https://example.org/talks/sitemap-1.xml"
        assert [
            address for part in parts for address in locations(public.get(part.removeprefix("https://example.org")))
        ] == whole
        assert public.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404

    def test_is_none_where_the_public_address_is_not_known(self, client: FlaskClient) -> None:
        answer = client.get("/sitemap.xml", headers={"Host": "evil.example"})
        assert answer.status_code == 404
        assert "COLLOQUY_BASE_URL" in answer.text
        assert "evil" not in answer.text

    def test_is_named_in_robots_txt(self, public: FlaskClient, client: FlaskClient) -> None:
        assert "Sitemap: https://example.org/talks/sitemap.xml" in public.get("/robots.txt").text.splitlines()
        assert "Sitemap" not in client.get("/robots.txt").text


def test_help_has_examples_that_run(client: FlaskClient) -> None:
    shown = page(client, "/help")
    for section in ("files", "feeds"):
        assert shown.find(id=section) is not None
    found = [str(tag["href"]) for tag in shown.select("a[href]")]
    files = [address for address in found if address.startswith(("/search.csv", "/search.jsonl", "/search.atom"))]
    assert len(files) == 3
    for address in [*files, *(each for each in found if each.endswith((".txt", ".xml", ".json")))]:
        answer = client.get(address)
        assert answer.status_code == 200
        assert len(answer.data) > 300
    assert b'"hit"' in client.get(files[0]).data


def test_results_lead_to_their_files(client: FlaskClient) -> None:
    shown = page(client, "/search?q=corpse&view=list&page=1")
    links = {str(tag["href"]) for tag in shown.select(".formats a[href]")}
    assert {"/search.csv?q=corpse", "/search.jsonl?q=corpse", "/search.atom?q=corpse"} <= links


def test_a_transcript_leads_to_its_files(client: FlaskClient) -> None:
    links = {str(tag["href"]) for tag in page(client, "/documents/300025").select(".formats a[href]")}
    assert {"/documents/300025.txt", "/documents/300025.tei.xml", "/documents/300025.json"} <= links
