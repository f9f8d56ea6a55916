"""A site without a generation says so, and what to do."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from reading import page, text


@pytest.mark.parametrize("address", ["/", "/search?q=lamp", "/documents", "/documents/300025", "/speakers", "/about"])
def test_pages_answer_503_with_what_to_do(empty: FlaskClient, address: str) -> None:
    answer = empty.get(address)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "colloquy build FOLDER" in text(page(empty, address, 503).select_one("#message"))


@pytest.mark.parametrize("address", ["/search.json?q=lamp", "/documents/300025.json", "/readyz"])
def test_data_answers_503_as_json(empty: FlaskClient, address: str) -> None:
    answer = empty.get(address)
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["error"]["status"] == 503
    assert "colloquy build" in answer.json["error"]["message"]


def test_the_process_is_alive_and_help_is_there(empty: FlaskClient) -> None:
    assert empty.get("/healthz").status_code == 200
    assert page(empty, "/help").select(".examples a")
