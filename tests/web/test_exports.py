"""Whole result sets as files: CSV that spreadsheets and programs read, JSON lines, and what they tell of themselves."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sites import site

from index.building.build import build
from index.limits import LIMITS
from webapp import create_app
from webapp.exports.csv import COLUMNS, defused
from webapp.exports.rows import BATCH
from webapp.settings import Settings


def table(client: FlaskClient, query: str) -> list[dict[str, str]]:
    """The records of a CSV file by their columns."""
    answer = client.get(f"/search.csv?{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def lines(client: FlaskClient, query: str) -> list[dict[str, Any]]:
    """The records of a file of JSON lines."""
    answer = client.get(f"/search.jsonl?{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/x-ndjson"
    return [json.loads(line) for line in answer.data.decode().splitlines()]


def addresses(client: FlaskClient, query: str) -> list[str]:
    """The permalinks of a search, page by page."""
    pages = client.get(f"/search.json?{query}&per_page=10").json["pages"]  # type: ignore[index]  # an object
    found = [client.get(f"/search.json?{query}&per_page=10&page={number}").json for number in range(1, pages + 1)]
    return [hit["url"] for each in found if each for hit in each["hits"]]


QUERIES = (
    "q=revisionists",
    "q=the&sort=oldest",
    "q=%22Soviet+Union%22&speaker=mao-zedong",
    "year=1963&kind=speech",
    "",
)


@pytest.mark.parametrize("query", QUERIES)
def test_both_files_have_every_hit_of_the_search_in_its_order(client: FlaskClient, query: str) -> None:
    expected = addresses(client, query)
    assert expected
    in_table, in_lines = table(client, query), lines(client, query)
    assert [row["url"] for row in in_table if row["record"] == "hit"] == expected
    assert [row["url"] for row in in_lines if row["record"] == "hit"] == expected
    assert [row["number"] for row in in_lines[1:-1]] == list(range(1, len(expected) + 1))


def test_a_file_says_what_was_asked_of_which_generation_and_when(client: FlaskClient) -> None:
    search, generation = (
        lines(client, "q=revisionists&page=2&view=concordance&lines=after")[0],
        client.get("/readyz").json,
    )
    assert generation is not None
    assert search["query"] == {
        "text": "revisionists",
        "words": "the word “revisionists”",
        "parameters": {"q": "revisionists"},
    }
    assert search["url"] == "/search?q=revisionists"
    assert (search["generation"], search["built"]) == (generation["generation"], generation["created"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", search["exported"])
    row = table(client, "q=revisionists")[0]
    assert row["record"] == "search"
    assert (row["query"], row["generation"], row["total"]) == (
        "revisionists",
        search["generation"],
        str(search["total"]),
    )
    assert "the word “revisionists”" in row["text"]


def test_a_hit_has_its_whole_text(client: FlaskClient) -> None:
    (hit,) = [each for each in lines(client, "q=corpse") if each["record"] == "hit"]
    document = client.get(f"/documents/{hit['document']['id']}.json").json
    assert document is not None
    turn = document["turns"][hit["position"] - 1]
    assert hit["paragraphs"] == [paragraph["text"] for paragraph in turn["paragraphs"]]
    assert (hit["label"], hit["speaker"]["id"]) == (turn["label"], turn["speaker"])
    (row,) = [each for each in table(client, "q=corpse") if each["record"] == "hit"]
    assert row["text"] == "\n".join(hit["paragraphs"])


def test_the_last_record_says_that_the_file_is_complete(client: FlaskClient) -> None:
    end = lines(client, "q=revisionists")[-1]
    assert (end["record"], end["complete"], end["hits"]) == ("end", True, end["total"])
    assert lines(client, "q=corpse")[-1]["message"] == "Complete: 1 hit."
    row = table(client, "q=revisionists")[-1]
    assert (row["record"], row["complete"], row["number"]) == ("end", "true", str(end["total"]))


def test_a_file_over_the_limit_is_cut_and_says_so(seeds_data: Path) -> None:
    few = create_app(Settings(data=seeds_data, limits=replace(LIMITS, exported_hits=7))).test_client()
    found = lines(few, "")
    end = found[-1]
    assert len(found) == 7 + 2
    assert (end["complete"], end["hits"]) == (False, 7)
    assert end["total"] > 7
    assert f"the first 7 of {end['total']}" in end["message"]
    assert table(few, "")[-1]["complete"] == "false"


def test_nothing_found_is_a_file_that_says_so(client: FlaskClient) -> None:
    found, rows = lines(client, "q=nobodysaidthis"), table(client, "q=nobodysaidthis")
    assert [each["record"] for each in found] == [row["record"] for row in rows] == ["search", "end"]
    assert (found[-1]["total"], found[-1]["complete"]) == (0, True)
    assert rows[-1]["text"] == "Nothing was found."


def test_texts_are_read_while_the_file_is_sent(seeds_data: Path) -> None:
    """Memory does not grow with the hits: the first lines come before later texts are read."""
    answer = site(seeds_data).test_client().get("/search.jsonl", buffered=False)
    pieces = iter(answer.response)
    first = json.loads(next(pieces))
    assert first["total"] > BATCH / 2
    assert json.loads(next(pieces))["record"] == "hit"
    assert answer.is_streamed
    answer.close()


def test_a_file_stays_with_its_generation(tmp_path: Path) -> None:
    folder, data = tmp_path / "folder", tmp_path / "data"
    folder.mkdir()
    (folder / "talk.txt").write_text("The bridge is old.\n\nThe bridge is new.\n", "utf-8")
    assert build(folder, data).published
    app = site(data)
    answer = app.test_client().get("/search.jsonl?q=bridge", buffered=False)
    pieces = iter(answer.response)
    generation = json.loads(next(pieces))["generation"]
    (folder / "talk.txt").write_text("Nothing is left.\n", "utf-8")
    assert build(folder, data).published
    rest = [json.loads(piece) for piece in pieces]
    assert rest[-1]["generation"] == generation
    assert [each["paragraphs"] for each in rest[:-1] if each["position"]] == [
        ["The bridge is old.", "The bridge is new."]
    ]
    assert json.loads(next(iter(app.test_client().get("/search.jsonl").response)))["generation"] != generation


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\0=1", "'=1"),
        ("a\0b", "ab"),
        ("＝1", "'＝1"),
        ("1-2=3", "1-2=3"),
        ("– No.", "– No."),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, cell: str) -> None:
    assert defused(text) == cell


def test_a_table_of_hostile_texts_holds_no_formula(odd: FlaskClient) -> None:
    rows = table(odd, "")
    assert len(rows) > 4
    for row in rows:
        assert set(row) == set(COLUMNS)
        assert not [cell for cell in row.values() if cell[:1] in tuple("=+-@\t\r\0")]
    assert any(cell.startswith("'") for row in table(odd, "q=%3D1%2B1") for cell in row.values())


def test_excel_knows_the_encoding_and_every_cell_is_quoted(client: FlaskClient) -> None:
    written = client.get("/search.csv?q=corpse").data
    assert written.startswith(b'\xef\xbb\xbf"record","number"')
    assert written.endswith(b'"\r\n')


@pytest.mark.parametrize("query", ["from=soon", "year=63", "sort=best", "per_page=1000"])
@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_what_cannot_be_used_is_refused_in_the_form_asked_for(client: FlaskClient, format_: str, query: str) -> None:
    answer = client.get(f"/search.{format_}?{query}")
    assert answer.status_code == 400
    if format_ == "csv":
        (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
        assert (row["record"], row["status"]) == ("error", "400")
        assert "cannot be used" in row["message"]
        assert "left out" not in row["message"]
    else:
        found = json.loads(answer.data)
        assert (found["record"], found["error"]["status"]) == ("error", 400)


def test_no_archive_is_told_in_the_form_asked_for(empty: FlaskClient) -> None:
    answer = empty.get("/search.jsonl")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert json.loads(answer.data)["error"]["status"] == 503


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("q=corpse", "colloquy-corpse.csv"),
        ("", "colloquy-everything.csv"),
        ("q=%22..%2F..%2Fetc%22%0D%0AX:1", "colloquy-etc-x-1.csv"),
        ("q=毛泽东", "colloquy-maozedong.csv"),
    ],
)
def test_the_name_of_a_file_is_harmless(client: FlaskClient, query: str, name: str) -> None:
    answer = client.get(f"/search.csv?{query}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_asking_for_the_head_alone_sends_no_file(client: FlaskClient) -> None:
    answer = client.head("/search.csv?q=corpse")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Content-Disposition"]
    assert client.post("/search.csv").status_code == 405


def test_addresses_are_whole_where_the_public_address_is_known(seeds_data: Path) -> None:
    known = site(seeds_data, "https://example.org/archive").test_client()
    found = lines(known, "q=corpse")
    assert found[0]["url"] == "https://example.org/archive/search?q=corpse"
    assert found[1]["url"].startswith("https://example.org/archive/documents/300025/turns/")


class TestTextOfADocument:
    def test_turns_have_numbers_and_printed_labels(self, client: FlaskClient) -> None:
        answer = client.get("/documents/300025.txt")
        assert answer.mimetype == "text/plain"
        document = client.get("/documents/300025.json").json
        assert document is not None
        written = answer.data.decode()
        for turn in document["turns"]:
            label = re.sub("</?u>", "", turn["label"] or "")
            head = f"\n[{turn['position']}] {label}".rstrip()
            assert head in written
        assert document["document"]["title"] == written.splitlines()[0]
        assert document["document"]["citation"] in written
        assert "/documents/300025 (accessed" in written

    def test_every_paragraph_is_in_it(self, odd: FlaskClient) -> None:
        for id_ in re.findall(r'href="/documents/([a-z0-9-]+)"', odd.get("/documents").data.decode()):
            written = odd.get(f"/documents/{id_}.txt").data.decode()
            document = odd.get(f"/documents/{id_}.json").json
            assert document is not None
            for turn in document["turns"]:
                for paragraph in turn["paragraphs"]:
                    assert paragraph["notes"] or paragraph["text"] in written

    def test_one_that_is_not_there_is_told_in_words(self, client: FlaskClient) -> None:
        answer = client.get("/documents/nowhere.txt")
        assert (answer.status_code, answer.mimetype) == (404, "text/plain")
