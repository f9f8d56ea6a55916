"""The log tells what happened to each request under its id, and neither what readers seek nor what they make up."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sites import site

from webapp.request_log import JsonLines


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the process would write to standard error."""
    written = StringIO()
    lines = logging.StreamHandler(written)
    lines.setFormatter(JsonLines())
    logger = logging.getLogger("webapp")
    level = logger.level
    logger.addHandler(lines)
    logger.setLevel(logging.INFO)
    yield written
    logger.setLevel(level)
    logger.removeHandler(lines)


def lines(log: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_each_request_is_one_line(client: FlaskClient, log: StringIO) -> None:
    answer = client.get("/search?q=revisionists")
    (line,) = lines(log)
    assert set(line) == {"time", "level", "request", "method", "route", "status", "ms", "hits", "generation"}
    assert line["request"] == answer.headers["X-Request-Id"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/search", 200)
    assert line["hits"] > 0
    assert line["ms"] > 0
    assert re.fullmatch(r"[0-9]{6,}-[0-9a-f]{8}", line["generation"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])


def test_pages_files_and_feeds_tell_their_hits(client: FlaskClient, log: StringIO) -> None:
    addresses = [f"/search{ending}?q=revisionists" for ending in ("", ".json", ".csv", ".jsonl", ".ris", ".atom")]
    total = client.get(addresses[1]).json["total"]  # type: ignore[index]
    for address in addresses:
        assert client.get(address).data
    assert [line["hits"] for line in lines(log)[1:]] == [total] * len(addresses)
    assert total > 1


def test_what_readers_seek_and_who_they_are_is_not_written(client: FlaskClient, log: StringIO) -> None:
    for address in ("/search?q=secretword", "/documents/300025?q=secretword", "/secretword", "/search.json?q=x"):
        client.get(address, environ_overrides={"REMOTE_ADDR": "198.51.100.7"})
    assert "secretword" not in log.getvalue()
    assert "198.51.100.7" not in log.getvalue()
    assert [line["route"] for line in lines(log)] == ["/search", "/documents/<id:document_id>", None, "/search.json"]


def test_addresses_are_written_when_the_operator_wants_them(seeds_data: Path, log: StringIO) -> None:
    site(seeds_data, log_queries=True).test_client().get("/search?q=lanterns")
    assert lines(log)[0]["address"] == "/search?q=lanterns"


@pytest.mark.parametrize(
    "forged",
    ["short", "x" * 65, "two words", "a;b=c-d-e-f-g", '"},{"level":"fake', "\u2028" * 8, "éééééééé"],
)
def test_an_id_that_may_do_harm_is_replaced(client: FlaskClient, forged: str) -> None:
    given = client.get("/healthz", environ_overrides={"HTTP_X_REQUEST_ID": forged}).headers["X-Request-Id"]
    assert re.fullmatch(r"[0-9a-f]{32}", given)


def test_an_id_that_a_proxy_gave_is_kept(client: FlaskClient, log: StringIO) -> None:
    given = "6f1c2a9e-77aa_B0"
    assert client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given
    assert lines(log)[0]["request"] == given


def test_nothing_sent_begins_a_line_of_its_own(seeds_data: Path, log: StringIO) -> None:
    client = site(seeds_data, log_queries=True).test_client()
    client.get('/search?q=%0a{"level":"forged"}%1b[31m%e2%80%a8%c2%85')
    client.get("/nowhere%0a%0dforged%1b[2J")
    assert len(log.getvalue().splitlines()) == 2
    assert log.getvalue().isascii()
    assert "\x1b" not in log.getvalue()
    assert {line["level"] for line in lines(log)} == {"info"}


def test_an_error_is_written_with_its_id_and_told_without_a_trace(app: Flask, log: StringIO, seeds_data: Path) -> None:
    broken = site(seeds_data)
    broken.testing = False

    def fail() -> str:
        raise RuntimeError("a secret of the house\nforged line")

    broken.view_functions["about"] = fail
    answer = broken.test_client().get("/about")
    assert answer.status_code == 500
    assert b"secret of the house" not in answer.data
    trouble, line = lines(log)
    assert trouble["level"] == "error"
    assert "a secret of the house" in trouble["trace"]
    assert trouble["request"] == line["request"] == answer.headers["X-Request-Id"]
    assert line["status"] == 500


def test_machines_learn_whether_searches_are_answered(client: FlaskClient, empty: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    ready = client.get("/readyz").json
    assert ready is not None
    assert (ready["status"], ready["documents"], ready["left_out"], ready["problem"]) == ("ok", 5, 0, None)
    assert 0 <= ready["age_seconds"] < 3600
    assert empty.get("/readyz").status_code == 503
