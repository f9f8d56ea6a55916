"""Absolute links come from the configured address, never from the Host header; a sub-path works."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from reading import attribute, data, page, text
from sites import site

PUBLIC = "https://archive.example/talks"


@pytest.fixture
def public(seeds_data: Path) -> FlaskClient:
    return site(seeds_data, base_url=PUBLIC).test_client()


def test_the_host_header_is_never_believed(client: FlaskClient) -> None:
    for address in ("/", "/search?q=corpse", "/documents/300025", "/search.json?q=corpse", "/robots.txt"):
        answer = client.get(address, headers={"Host": "evil.example"})
        assert answer.status_code == 200
        assert b"evil.example" not in answer.data
    moved = client.get("/documents/300025/turns/5", headers={"Host": "evil.example"})
    assert moved.headers["Location"].startswith("/documents/")


def test_links_to_hand_on_are_absolute(public: FlaskClient) -> None:
    found = page(public, "/documents/300025")
    assert attribute(found, "link[rel=canonical]", "href") == f"{PUBLIC}/documents/300025"
    assert attribute(found, "#permalink", "value") == f"{PUBLIC}/documents/300025"
    assert f"{PUBLIC}/documents/300025 (accessed " in text(found.select_one("#citation"))
    hit = data(public, "/search.json?q=corpse")["hits"][0]
    assert hit["url"].startswith(f"{PUBLIC}/documents/300025/turns/")
    assert hit["in_context"].startswith(f"{PUBLIC}/documents/300025?q=corpse#turn-")


@pytest.mark.parametrize("prefix", ["", "/talks"])
def test_the_proxy_may_strip_the_sub_path_or_not(public: FlaskClient, prefix: str) -> None:
    found = page(public, f"{prefix}/search?q=corpse")
    assert attribute(found, "#search", "action") == "/talks/search"
    links = {str(tag["href"]) for tag in found.select("a[href^='/']")}
    assert links
    assert all(link.startswith("/talks/") for link in links)
    style = str(attribute(found, "link[rel=stylesheet]", "href"))
    assert style.startswith("/talks/static/")
    assert public.get(style, buffered=True).status_code == 200


def test_a_server_that_mounts_the_site_is_left_alone(public: FlaskClient, client: FlaskClient) -> None:
    for mounted in (public, client):
        answer = mounted.get("/documents", environ_overrides={"SCRIPT_NAME": "/mounted"})
        assert answer.status_code == 200
        assert b'href="/mounted/documents/300025"' in answer.data


def test_robots_name_the_sub_path(public: FlaskClient) -> None:
    assert "Disallow: /talks/search" in public.get("/robots.txt").text.splitlines()


def test_htmx_shows_the_address_under_the_sub_path(public: FlaskClient) -> None:
    headers = public.get("/talks/search?q=corpse", headers={"HX-Request": "true"}).headers
    assert headers["HX-Push-Url"] == "/talks/search?q=corpse"
