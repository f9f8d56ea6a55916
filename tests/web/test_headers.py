"""What every answer promises the browser: nothing foreign runs, nothing stale is shown, nothing is remembered."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from reading import attribute, page

ANSWERS = ("/", "/search?q=lamp", "/search.json?q=lamp", "/documents/300025", "/nowhere", "/healthz", "/robots.txt")


@pytest.mark.parametrize("address", ANSWERS)
def test_security_headers_stand_on_every_answer(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in headers
    assert {"HX-Request", "HX-History-Restore-Request"} <= set(re.split(", ?", headers["Vary"]))


def test_a_page_is_asked_for_again_and_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/documents/300025")
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get("/documents/300025", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert client.get("/documents/300024").headers["ETag"] != first.headers["ETag"]


def test_search_pages_have_the_same_tag_each_time(client: FlaskClient) -> None:
    tags = {client.get("/search?q=revisionists").headers["ETag"] for _ in range(2)}
    assert len(tags) == 1


def test_answers_to_htmx_and_errors_are_not_kept(client: FlaskClient) -> None:
    for answer in (client.get("/search?q=lamp", headers={"HX-Request": "true"}), client.get("/nowhere")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


def test_static_files_are_kept_for_ever_under_their_hash(client: FlaskClient) -> None:
    address = str(attribute(page(client, "/"), "link[rel=stylesheet]", "href"))
    assert re.fullmatch(r"/static/colloquy\.css\?v=[0-9a-f]{12}", address)
    assert client.get(address, buffered=True).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for other in ("/static/colloquy.css", "/static/colloquy.css?v=000000000000"):
        assert client.get(other, buffered=True).headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("spelling", ["x/../colloquy.css", "./colloquy.css", "x/../y/../colloquy.css"])
def test_a_static_file_has_one_name(client: FlaskClient, spelling: str) -> None:
    """Were other spellings known, each would be remembered, and there is no end of them."""
    address = str(attribute(page(client, "/"), "link[rel=stylesheet]", "href"))
    for other in (address.replace("colloquy.css", spelling), f"/static/{spelling}"):
        assert client.get(other, buffered=True).headers["Cache-Control"] == "public, no-cache"


def test_a_static_file_that_is_not_there_is_404(client: FlaskClient) -> None:
    assert client.get("/static/nothing.css?v=1").status_code == 404
    assert client.get("/static/../settings.py").status_code == 404


def test_an_endless_address_is_refused(client: FlaskClient) -> None:
    assert client.get("/search?q=" + "a" * 70_000).status_code == 414
