"""What a browser has already is not made again: 304 before any work, as long as nothing it is made of changed."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sites import site

from index.building.build import build
from index.limits import Limits
from webapp.settings import Traffic

PAGES = (
    "/",
    "/search?q=revisionists",
    "/search.json?q=revisionists",
    "/search.atom?q=revisionists",
    "/search.csv?q=revisionists",
    "/documents/300025",
    "/documents/300025?q=revisionists",
    "/documents/300025/cite",
    "/speakers",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "folder"
    place.mkdir()
    (place / "talk.txt").write_text("Anna Berg: The lamps are lit.\n\nJosef Karel: They are not.\n")
    return place


def tag(client: FlaskClient, address: str) -> str:
    found = client.get(address).headers["ETag"]
    assert found.startswith('W/"')
    return found


def conditional(client: FlaskClient, address: str, known: str) -> int:
    return client.get(address, headers={"If-None-Match": known}).status_code


@pytest.mark.parametrize("address", PAGES)
def test_what_a_browser_has_is_not_made_again(
    app: Flask, client: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = tag(client, address)

    def fail(**_: object) -> str:
        raise AssertionError("this page was made again")

    for endpoint in app.view_functions:
        monkeypatch.setitem(app.view_functions, endpoint, fail)
    answer = client.get(address, headers={"If-None-Match": f'"other", {known}'})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == known
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "HX-Request" in answer.headers["Vary"]


def test_it_takes_no_place_of_a_search(seeds_data: Path) -> None:
    """While every place is taken, who has the page already is answered, and who has not waits."""
    client = site(seeds_data, traffic=Traffic(searches_per_minute=3)).test_client()
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    known = client.get("/search?q=china", environ_overrides=elsewhere).headers["ETag"]
    assert client.get("/search?q=china", environ_overrides=elsewhere).status_code == 429
    headers = {"If-None-Match": known}
    assert client.get("/search?q=china", environ_overrides=elsewhere, headers=headers).status_code == 304


def test_another_address_or_setting_is_another_page(seeds_data: Path, client: FlaskClient) -> None:
    others = (
        tag(client, "/search?q=revisionists&page=1"),
        tag(client, "/search?q=revisionism"),
        tag(site(seeds_data, "https://papers.example").test_client(), "/search?q=revisionists"),
        tag(site(seeds_data, "https://papers.example/a").test_client(), "/search?q=revisionists"),
        tag(site(seeds_data, limits=Limits(facet_values=3)).test_client(), "/search?q=revisionists"),
    )
    own = tag(client, "/search?q=revisionists")
    assert len({own, *others}) == 6
    for other in others:
        assert conditional(client, "/search?q=revisionists", other) == 200
    assert own == tag(site(seeds_data).test_client(), "/search?q=revisionists"), "every process gives the same"


def test_a_new_generation_and_a_changed_ledger_make_a_page_new(folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    build(folder, data)
    client = site(data).test_client()
    known = [tag(client, "/search?q=lamps")]
    (folder / "talk.txt").write_text("Anna Berg: The lamps are out.\n\nJosef Karel: They are not.\n")
    build(folder, data)
    assert conditional(client, "/search?q=lamps", known[0]) == 200
    known.append(tag(client, "/search?q=lamps"))
    ledger = data / "links.sqlite3"
    (data / "copy").write_bytes(ledger.read_bytes())
    (data / "copy").replace(ledger)
    assert conditional(client, "/search?q=lamps", known[1]) == 200


@pytest.mark.parametrize(
    ("budget", "address"),
    [
        ("seconds", "/quote?text=we+do+not+agree+with+the+revisionists"),
        ("seconds", "/quote.json?text=we+do+not+agree+with+the+revisionists"),
        ("advice_seconds", "/search?q=reviisionists"),
        ("advice_seconds", "/search.json?q=reviisionists"),
        ("marks_seconds", "/search?q=revisionists"),
        ("marks_seconds", "/search?q=revisionists&view=concordance"),
        ("marks_seconds", "/search.json?q=revisionists"),
        ("marks_seconds", "/search.atom?q=revisionists"),
        ("marks_seconds", "/documents/300025?q=revisionists"),
    ],
)
def test_what_the_clock_cut_short_is_not_kept(seeds_data: Path, budget: str, address: str) -> None:
    """A busy moment would last as long as the generation: the browser would be told that nothing changed."""
    patient = Limits(seconds=60.0, advice_seconds=60.0, marks_seconds=60.0)  # the machine may be busy
    hurried = replace(patient, **{budget: 1e-9})  # type: ignore[arg-type]  # names of budgets
    told = []
    for limits in (patient, hurried):
        answer = site(seeds_data, limits=limits).test_client().get(address)
        assert answer.status_code == 200
        told.append((answer.headers["Cache-Control"], "ETag" in answer.headers))
    assert told == [("private, no-cache", True), ("no-store", False)]


@pytest.mark.parametrize("address", ["/nowhere", "/documents/nothing", "/search?page=99", "/search?q=" + "a+" * 99])
def test_what_is_no_page_has_no_tag(client: FlaskClient, address: str) -> None:
    assert "ETag" not in client.get(address).headers


def test_an_asterisk_is_answered_by_what_is_there(client: FlaskClient) -> None:
    """``If-None-Match: *`` asks whether there is anything, which has to be looked up (RFC 9110, 13.1.2)."""
    assert conditional(client, "/documents/nothing", "*") == 404


def test_answers_of_the_moment_are_made_each_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    known = tag(client, "/readyz")
    monkeypatch.setitem(app.view_functions, "readyz", lambda: {"status": "not well"})
    answer = client.get("/readyz", headers={"If-None-Match": known})
    assert (answer.status_code, answer.json) == (200, {"status": "not well"})


def test_pages_without_an_archive_are_told_by_their_content(empty: FlaskClient) -> None:
    known = tag(empty, "/robots.txt")
    assert conditional(empty, "/robots.txt", known) == 304
    assert conditional(empty, "/search", known) == 503


def test_an_old_generation_is_let_go_at_once(folder: Path, tmp_path: Path) -> None:
    """Its files are closed when the last of its readers is served, not when the collector of cycles comes by."""
    data = tmp_path / "data"
    build(folder, data)
    client = site(data).test_client()
    gc.disable()
    try:
        for address in ("/search?q=lamps", "/documents/talk?q=lamps", "/search.csv?q=lamps", "/", "/nowhere"):
            client.get(address).get_data()
        old = (data / "current").read_text().strip()
        (folder / "talk.txt").write_text("Anna Berg: The lamps are out.\n\nJosef Karel: They are not.\n")
        build(folder, data)
        client.get("/search?q=lamps").get_data()
        held = [place.readlink().as_posix() for place in Path("/proc/self/fd").iterdir() if place.is_symlink()]
        maps = Path("/proc/self/maps").read_text().splitlines()
        assert not [line for line in (*held, *maps) if f"{data}/generations/{old}" in line]
    finally:
        gc.enable()
