"""The description of the JSON is true: every address is in it, and real answers are as it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from sites import site

from webapp.views import openapi

DESCRIBED: dict[str, Any] = json.loads((Path(openapi.__file__).parents[1] / "openapi.json").read_text("utf-8"))
PATHS: dict[str, Any] = DESCRIBED["paths"]
# What answers with JSON: by the end of the rule, and what is JSON by another name.
JSON_RULES = re.compile(r"(\.json|\.jsonl|^/suggest|^/healthz|^/readyz)$")
PASSAGE = "/documents/300025/turns/3-09aaba4b"

ANSWERS = (
    ("/search.json", "?q=revisionists"),
    ("/search.json", ""),
    ("/search.json", "?q=khruschev"),
    ("/search.json", "?q=nobodysaidthis&speaker=nobody&from=1990"),
    ("/search.json", "?q=ridicule&kind=document&year=1963&sort=oldest&per_page=10"),
    ("/search.csl.json", "?q=corpse"),
    ("/documents/{document_id}.json", "/documents/300022.json"),
    ("/documents/{document_id}.json", "/documents/300025.json"),
    ("/documents/{document_id}.csl.json", "/documents/300025.csl.json"),
    ("/documents/{document_id}/turns/{passage}.json", f"{PASSAGE}.json"),
    ("/documents/{document_id}/turns/{passage}.csl.json", f"{PASSAGE}.csl.json"),
    ("/quote.json", "?text=Very+well.+We+did+finish."),
    ("/quote.json", "?text=the+revisionists+of+khrushchev+are+all+right"),
    ("/suggest", "?q=mao"),
    ("/suggest", ""),
    ("/healthz", ""),
    ("/readyz", ""),
    ("/openapi.json", ""),
)
REFUSED = (
    ("/search.json", "?from=soon", 400),
    ("/search.json", "?page=99", 404),
    ("/search.jsonl", "?year=63", 400),
    ("/search.csl.json", "?q=nobodysaidthis", 404),
    ("/documents/{document_id}.json", "/documents/nowhere.json", 404),
    ("/documents/{document_id}.csl.json", "/documents/nowhere.csl.json", 404),
    ("/documents/{document_id}/turns/{passage}.json", "/documents/300025/turns/3-00000000.json", 404),
    ("/quote.json", "", 400),
)


def told(schema: Any) -> Any:
    """The schema with nothing allowed that it does not tell of."""
    if isinstance(schema, dict):
        closed = {"additionalProperties": False} if "properties" in schema else {}
        return {**closed, **{name: told(value) for name, value in schema.items()}}
    return [told(value) for value in schema] if isinstance(schema, list) else schema


def check(answer: Any, path: str, status: int, media_type: str) -> None:
    """An answer against what is told of it."""
    content = PATHS[path]["get"]["responses"][str(status)]["content"]
    assert list(content) == [media_type]
    components = deepcopy(DESCRIBED["components"])
    csl = components["schemas"].pop("CslItems")
    closed = {"schemas": {**told(components["schemas"]), "CslItems": csl}}
    schema = {**content[media_type]["schema"], "components": closed}
    problems = sorted(Draft202012Validator(schema).iter_errors(answer), key=lambda error: len(error.absolute_path))
    assert not problems, [f"{error.json_path}: {error.message[:300]}" for error in problems[:3]]


def asked(path: str, rest: str) -> str:
    return rest if rest.startswith("/") else path + rest


@pytest.mark.parametrize(("path", "rest"), ANSWERS)
def test_an_answer_is_as_described(client: FlaskClient, path: str, rest: str) -> None:
    answer = client.get(asked(path, rest))
    assert answer.status_code == 200
    check(json.loads(answer.data), path, 200, answer.mimetype)


@pytest.mark.parametrize(("path", "rest", "status"), REFUSED)
def test_so_is_a_refusal(client: FlaskClient, path: str, rest: str, status: int) -> None:
    answer = client.get(asked(path, rest))
    assert answer.status_code == status
    check(json.loads(answer.data), path, status, answer.mimetype)


@pytest.mark.parametrize("path", ["/search.json", "/search.jsonl", "/readyz", "/suggest"])
def test_so_is_the_answer_of_a_site_without_an_archive(empty: FlaskClient, path: str) -> None:
    answer = empty.get(f"{path}?q=x")
    assert answer.status_code == 503
    check(json.loads(answer.data), path, 503, answer.mimetype)


@pytest.mark.parametrize("query", ["", "q=revisionists", "q=nobodysaidthis"])
def test_so_is_every_line_of_a_file(odd: FlaskClient, client: FlaskClient, query: str) -> None:
    for each in (odd, client):
        answer = each.get(f"/search.jsonl?{query}")
        for line in answer.data.splitlines():
            check(json.loads(line), "/search.jsonl", 200, answer.mimetype)


def test_so_are_all_odd_documents(odd: FlaskClient) -> None:
    for hit in odd.get("/search.json?per_page=100").json["hits"]:  # type: ignore[index]  # an object
        document = odd.get(f"/documents/{hit['document']['id']}.json")
        check(document.json, "/documents/{document_id}.json", 200, document.mimetype)
        if hit["position"]:
            passage = odd.get(f"{hit['url']}.json")
            check(passage.json, "/documents/{document_id}/turns/{passage}.json", 200, passage.mimetype)


def rules(app: Flask) -> Iterator[str]:
    """Every address that answers with JSON, as a description writes it."""
    for rule in app.url_map.iter_rules():
        written = re.sub(r"<any\(ris, bib, 'csl.json'\):\w+>", "csl.json", str(rule))
        written = re.sub(r"<any\(csv, jsonl\):\w+>", "jsonl", written)
        if JSON_RULES.search(written):
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", written)


def test_every_address_that_answers_with_json_is_described_and_no_other(app: Flask) -> None:
    assert set(rules(app)) == set(PATHS)


def test_every_described_answer_is_asked_for_here() -> None:
    assert {path for path, _ in ANSWERS} | {"/search.jsonl"} == set(PATHS)


def test_the_description_is_a_description() -> None:
    assert DESCRIBED["openapi"].startswith("3.1.")
    operations = [path["get"] for path in PATHS.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for schema in DESCRIBED["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for pointer in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(DESCRIBED)):
        found: Any = DESCRIBED
        for name in pointer.split("/"):
            found = found[name]
    for path, methods in PATHS.items():
        given = [DESCRIBED["components"]["parameters"][each["$ref"].rpartition("/")[2]]
                 for each in methods["get"].get("parameters", [])]  # fmt: skip
        in_path = {parameter["name"] for parameter in given if parameter["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))


def test_it_is_served_with_the_address_of_the_site(client: FlaskClient, seeds_data: Path) -> None:
    here = client.get("/openapi.json").json
    known = site(seeds_data, "https://example.org/archive").test_client().get("/openapi.json").json
    assert here is not None
    assert known is not None
    assert (here["servers"], known["servers"]) == ([{"url": "/"}], [{"url": "https://example.org/archive"}])
    assert here["paths"] == PATHS
