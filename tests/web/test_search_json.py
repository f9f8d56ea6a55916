"""The search as JSON: the shape that other people's programs rely on, and the same answer as the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from reading import page, text

from webapp.cli import main


def found(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/search.json?{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert isinstance(answer.json, dict)
    return answer.json


def test_the_object_has_exactly_these_keys(client: FlaskClient) -> None:
    answer = found(client, "q=revisionists&speaker=mao-zedong")
    assert list(answer) == [
        *("query", "total", "turns", "documents", "page", "per_page", "pages", "hits", "facets"),
        *("suggestion", "notices", "generation", "took_ms"),
    ]
    assert answer["query"] == {
        "text": "revisionists",
        "words": "the word “revisionists”",
        "parameters": {"q": "revisionists", "speaker": ["mao-zedong"]},
    }
    assert set(answer["facets"]) == {"speaker", "document", "year", "kind"}
    for facet in answer["facets"].values():
        assert set(facet) == {"values", "more"}
        assert all(set(value) == {"value", "label", "count", "selected"} for value in facet["values"])


def test_a_hit_has_exactly_these_keys(client: FlaskClient) -> None:
    hit = found(client, "q=corpse")["hits"][0]
    assert set(hit) == {
        *("document", "position", "kind", "speaker", "speakers", "label", "url", "in_context", "score", "snippets")
    }
    assert hit["document"] == {
        "id": "300025",
        "title": "Conversation between Comrade Beqir Balluku and Comrade Mao Zedong on 9 October 1964",
        "date": "1964-10-09",
    }
    assert hit["speaker"] == {"id": "mao-zedong", "name": "Mao Zedong"}
    assert hit["speakers"] == [hit["speaker"]]
    assert hit["kind"] == "speech"
    assert hit["in_context"] == f"/documents/300025?q=corpse#turn-{hit['position']}"
    assert hit["url"].startswith(f"/documents/300025/turns/{hit['position']}-")
    (snippet,) = hit["snippets"]
    assert (snippet["paragraph"], snippet["field"]) == (1, None)
    assert [part["text"] for part in snippet["parts"] if part["mark"]] == ["corpse"]


def test_both_addresses_of_a_hit_answer(client: FlaskClient) -> None:
    for hit in found(client, "q=revisionists")["hits"]:
        assert client.get(hit["url"]).status_code == 200
        path, _, anchor = hit["in_context"].partition("#")
        assert page(client, path).find(id=anchor) is not None


def test_a_hit_in_a_description_has_the_documents_address(client: FlaskClient) -> None:
    (hit,) = found(client, "q=ridicule&kind=document")["hits"]
    assert (hit["position"], hit["speaker"], hit["speakers"], hit["label"]) == (None, None, [], None)
    assert hit["url"] == "/documents/300025"
    assert hit["snippets"][0]["field"] == "summary"
    assert hit["snippets"][0]["paragraph"] is None


def test_joint_speech_has_several_speakers_and_not_one(odd: FlaskClient) -> None:
    (hit,) = found(odd, "q=%22all+the+same%22")["hits"]
    assert hit["speaker"] is None
    assert [speaker["name"] for speaker in hit["speakers"]] == ["Miss Hartwell", "Mr. Orlop"]


def test_it_is_the_same_answer_as_the_page(client: FlaskClient) -> None:
    query = "q=revisionists&sort=oldest&per_page=10&page=2"
    answer = found(client, query)
    shown = page(client, f"/search?{query}")
    assert [hit["in_context"] for hit in answer["hits"]] == [tag["href"] for tag in shown.select(".hit h2 a")]
    assert f"of {answer['total']} hits" in text(shown.select_one("#status"))
    assert answer["turns"] <= answer["total"]


def test_an_unknown_name_is_zero_hits_and_a_notice(client: FlaskClient) -> None:
    answer = found(client, "speaker=nobody")
    assert answer["total"] == 0
    assert answer["hits"] == []
    assert set(answer["notices"][0]) == {"code", "message"}
    assert "nobody" in answer["notices"][0]["message"]


def test_a_suggestion_can_be_followed(client: FlaskClient) -> None:
    suggestion = found(client, "q=khruschev")["suggestion"]
    assert suggestion["q"].lower() == "khrushchev"
    assert page(client, suggestion["url"]).select(".hit")
    assert found(client, "q=khrushchev")["suggestion"] is None


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("from=soon", 400),
        ("per_page=1000", 400),
        ("sort=best", 400),
        ("page=0", 400),
        ("page=99", 404),
        ("q=" + "a" * 2001, 400),
    ],
)
def test_errors_are_json(client: FlaskClient, query: str, status: int) -> None:
    answer = client.get(f"/search.json?{query}")
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["error"]["status"] == status
    assert answer.json["error"]["message"]
    assert "left out" not in answer.json["error"]["message"]  # nothing is left out where everything is refused


@pytest.mark.parametrize("address", ["/documents/nowhere.json", "/documents/300025/turns/3-00000000.json"])
def test_missing_things_are_json_too(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["error"]["status"] == 404


def test_the_terminal_prints_the_same_object(client: FlaskClient, seeds_data: Path) -> None:
    printed = CliRunner().invoke(main, ["search", "corpse", "--data", str(seeds_data), "--json"])
    assert printed.exit_code == 0, printed.output
    in_terminal, on_the_web = json.loads(printed.stdout), found(client, "q=corpse")
    for answer in (in_terminal, on_the_web):
        del answer["took_ms"]
    assert in_terminal == on_the_web


def test_a_document_as_json_is_what_the_terminal_shows(client: FlaskClient) -> None:
    answer = client.get("/documents/300025.json").json
    assert answer is not None
    assert set(answer) == {"document", "speakers", "turns", "notices"}
    shown = CliRunner().invoke(main, ["show", "seeds/001_ab8a85feb2340864.txt", "--json"])
    assert json.loads(shown.stdout)["turns"] == answer["turns"]
