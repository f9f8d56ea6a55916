"""Long transcripts begin to arrive before they are made; what fails is told, not hidden."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sites import site

from index.building.build import build
from webapp.settings import Traffic
from webapp.streaming import PIECE

TURNS = 400


@pytest.fixture(scope="module")
def long_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hearing of 400 turns."""
    folder, data = tmp_path_factory.mktemp("folder"), tmp_path_factory.mktemp("data")
    said = [f"{'Anna Berg' if n % 2 else 'Josef Karel'}: Lamp {n} of the harbour is lit.\n" for n in range(TURNS)]
    (folder / "hearing.txt").write_text("\n".join(said))
    assert build(folder, data).published
    return data


@pytest.fixture
def app(long_data: Path) -> Flask:
    return site(long_data, traffic=Traffic(searches_at_once=1, searches_waiting=0, wait_seconds=0.1))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("query", ["", "?q=lamp", "?with=anna-berg", "?quote=lamp+7"])
def test_a_long_transcript_comes_in_pieces_and_whole(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/documents/hearing{query}")
    pieces = list(answer.iter_encoded())
    assert "Content-Length" not in answer.headers
    assert len(pieces) > 2
    assert max(len(piece) for piece in pieces) < 2 * PIECE
    found = BeautifulSoup(b"".join(pieces), "html.parser")
    assert [turn["id"] for turn in found.select(".turn")] == [f"turn-{n}" for n in range(1, TURNS + 1)]
    assert found.select_one("footer.site") is not None


def test_it_has_its_tag_before_it_is_made(client: FlaskClient) -> None:
    answer = client.get("/documents/hearing")
    tag = answer.headers["ETag"]
    answer.close()
    assert client.get("/documents/hearing", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/documents/hearing", headers={"If-None-Match": "*"}).status_code == 304
    head = client.head("/documents/hearing")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", tag)


def test_one_that_marks_hits_keeps_its_place_until_the_last_piece(client: FlaskClient) -> None:
    answer = client.get("/documents/hearing?q=lamp")
    assert client.get("/search?q=lamp").status_code == 503
    assert client.get("/documents/hearing").data
    assert answer.data.rstrip().endswith(b"</html>")
    answer.close()
    assert client.get("/search?q=lamp").status_code == 200
    client.get("/documents/hearing?q=lamp").close()  # a reader who goes away gives it back
    client.head("/documents/hearing?q=lamp")
    assert client.get("/search?q=lamp").status_code == 200


def test_what_fails_is_an_error_page_or_breaks_off(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """At its beginning, a page that fails is an error page; later on the answer ends without its end."""

    def fails(*_: object) -> str:
        raise RuntimeError("the ink ran out")

    monkeypatch.setitem(app.jinja_env.filters, "counted", fails)
    app.testing = False
    early = app.test_client().get("/documents/hearing?q=lamp")  # counts the hits above the transcript
    assert early.status_code == 500
    assert b"ran out" not in early.data
    late = app.test_client().get("/documents/hearing")  # counts the turns of each speaker below it
    pieces = late.iter_encoded()
    assert b"<h1" in next(pieces)
    with pytest.raises(RuntimeError, match="the ink ran out"):
        list(pieces)


def test_a_short_page_is_sent_whole(client: FlaskClient, seeds_data: Path) -> None:
    answer = site(seeds_data).test_client().get("/help")
    assert int(answer.headers["Content-Length"]) == len(answer.data)
