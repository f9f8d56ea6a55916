"""The Atom feed of a search: valid, whole, under names that stay, and new only where something is new."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree
from sites import site

from index.building.build import build
from webapp.feeds import ENTRIES

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")  # RFC 3339


def feed(client: FlaskClient, query: str = "") -> Any:
    """The root of the feed of a search."""
    answer = client.get(f"/search.atom?{query}")
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return etree.fromstring(answer.data)


def texts(root: Any, path: str) -> list[str]:
    return [each.text if hasattr(each, "text") else str(each) for each in root.xpath(path, namespaces=ATOM)]


def check(root: Any) -> None:
    """What RFC 4287 asks of a feed (sections 4.1.1 and 4.1.2)."""
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    for element in root.xpath("self::a:feed | a:entry", namespaces=ATOM):
        for name in ("id", "title", "updated"):
            assert len(texts(element, f"a:{name}")) == 1
        (id_,), (updated,) = texts(element, "a:id"), texts(element, "a:updated")
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", id_)
        assert MOMENT.fullmatch(updated)
        assert len(texts(element, "a:link[@rel='alternate']/@href")) == 1
    assert texts(root, "a:author/a:name") == ["Colloquy"], "an author for every entry"
    assert len(texts(root, "a:link[@rel='self']/@href")) == 1
    ids = texts(root, "a:entry/a:id")
    assert len(ids) == len(set(ids))
    moments = texts(root, "a:entry/a:updated")
    assert moments == sorted(moments, reverse=True)
    assert texts(root, "a:updated")[0] == max(moments, default=texts(root, "a:updated")[0])


@pytest.mark.parametrize("query", ["", "q=revisionists", "q=%22Soviet+Union%22&sort=oldest", "q=nobodysaidthis"])
def test_a_feed_is_what_the_standard_asks_for(client: FlaskClient, query: str) -> None:
    check(feed(client, query))


def test_a_feed_of_hostile_texts_is_too(odd: FlaskClient) -> None:
    root = feed(odd)
    check(root)
    assert len(texts(root, "a:entry")) > 3


def test_an_entry_leads_to_its_passage(client: FlaskClient) -> None:
    root, (hit,) = feed(client, "q=corpse"), client.get("/search.json?q=corpse").json["hits"]  # type: ignore[index]
    assert texts(root, "a:entry/a:link/@href") == [hit["url"]]
    assert texts(root, "a:entry/a:author/a:name") == ["Mao Zedong"]
    assert texts(root, "a:entry/a:title")[0].startswith("Mao Zedong, 9 October 1964: Conversation")
    assert "corpse" in texts(root, "a:entry/a:summary")[0]
    assert texts(root, "a:link[@rel='alternate']/@href") == ["/search?q=corpse"]


def test_a_feed_is_as_long_as_it_says_at_most(client: FlaskClient) -> None:
    assert len(texts(feed(client), "a:entry")) == ENTRIES
    assert f"at most {ENTRIES}" in texts(feed(client), "a:subtitle")[0]


def test_addresses_are_whole_where_the_public_address_is_known(seeds_data: Path) -> None:
    known = feed(site(seeds_data, "https://example.org/archive").test_client(), "q=corpse&page=1&view=concordance")
    assert texts(known, "a:link[@rel='self']/@href") == ["https://example.org/archive/search.atom?q=corpse"]
    assert texts(known, "a:entry/a:link/@href")[0].startswith("https://example.org/archive/documents/300025/turns/")
    here = feed(site(seeds_data).test_client(), "q=corpse")
    assert texts(known, "a:entry/a:id") == texts(here, "a:entry/a:id"), "ids do not depend on the address"


def test_a_page_of_results_tells_of_its_feed(client: FlaskClient) -> None:
    shown = client.get("/search?q=corpse&sort=newest&page=1").data.decode()
    assert '<link rel="alternate" type="application/atom+xml" href="/search.atom?q=corpse"' in shown


def test_what_cannot_be_used_is_refused(client: FlaskClient) -> None:
    answer = client.get("/search.atom?from=soon")
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert client.get("/search.atom?q=" + "a" * 2001).status_code == 400


class Growing:
    """An archive of one talk that is built again and again."""

    def __init__(self, place: Path) -> None:
        self.folder, self.data = place / "folder", place / "data"
        self.folder.mkdir()

    def build(self, turns: Sequence[tuple[str, str]], name: str = "talk") -> None:
        rows = [{"document": name, "title": name, "speaker": who, "text": words} for who, words in turns]
        (self.folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
        assert build(self.folder, self.data).published

    def entries(self, query: str = "") -> dict[str, tuple[str, str]]:
        """By their words, the id and moment of every entry that is a turn, in the order of the feed."""
        root = feed(site(self.data).test_client(), f"kind=speech&{query}")
        check(root)
        ids, moments = texts(root, "a:entry/a:id"), texts(root, "a:entry/a:updated")
        words = texts(root, "a:entry/a:summary")
        return dict(zip(words, zip(ids, moments, strict=True), strict=True))


@pytest.fixture
def growing(tmp_path: Path) -> Growing:
    return Growing(tmp_path)


OLD, WIDE = ("Ann Lee", "The bridge is old."), ("Bo Rask", "The bridge is wide.")


class TestNewAndChanged:
    def test_building_the_same_again_changes_nothing(self, growing: Growing) -> None:
        growing.build([OLD, WIDE])
        first = growing.entries()
        assert build(growing.folder, growing.data, full=True)
        assert growing.entries() == first

    def test_what_is_added_stands_first_and_what_moved_stays_as_it_was(self, growing: Growing) -> None:
        growing.build([OLD, WIDE])
        first = growing.entries()
        growing.build([("Ann Lee", "Welcome to the bridge."), OLD, WIDE])
        then = growing.entries()
        assert next(iter(then)) == "Welcome to the bridge."
        for words in (OLD[1], WIDE[1]):
            assert then[words] == first[words]
        assert then["Welcome to the bridge."][1] >= first[OLD[1]][1]

    def test_what_is_corrected_is_new(self, growing: Growing) -> None:
        growing.build([OLD, WIDE, ("Ann Lee", "It stands in the old town by the river.")])
        first = growing.entries()
        growing.build([OLD, WIDE, ("Ann Lee", "It stands in the new town by the river.")])
        then = growing.entries()
        assert next(iter(then)) == "It stands in the new town by the river."
        assert {then[words] for words in (OLD[1], WIDE[1])} == {first[words] for words in (OLD[1], WIDE[1])}
        assert then["It stands in the new town by the river."][0] not in {id_ for id_, _ in first.values()}

    def test_a_document_that_is_added_stands_first(self, growing: Growing) -> None:
        growing.build([OLD, WIDE])
        growing.build([("Cy Hall", "Another bridge.")], "another")
        assert list(growing.entries("q=bridge")) == ["Another bridge.", OLD[1], WIDE[1]]

    def test_filters_hold(self, growing: Growing) -> None:
        growing.build([OLD, WIDE])
        growing.build([("Cy Hall", "Another bridge.")], "another")
        assert list(growing.entries("document=talk&q=bridge")) == [OLD[1], WIDE[1]]

    def test_too_many_to_be_told_apart_are_told(self, growing: Growing, monkeypatch: pytest.MonkeyPatch) -> None:
        growing.build([OLD])
        growing.build([OLD, WIDE, ("Cy Hall", "Another bridge.")])
        asked = site(growing.data).test_client()
        assert "not told apart" not in texts(feed(asked), "a:subtitle")[0]
        monkeypatch.setattr("index.newest.EXAMINED", 2)
        assert "not told apart" in texts(feed(asked), "a:subtitle")[0]

    def test_a_document_under_another_name_is_not_new(self, growing: Growing) -> None:
        growing.build([OLD, WIDE])
        first = growing.entries()
        (growing.folder / "talk.jsonl").unlink()
        growing.build([OLD, WIDE], "other")
        assert growing.entries() == first
