"""Text stays text: nothing in a title, label, name, file name or query becomes markup or a link that runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from reading import data, page, text
from sites import ODD, site

from index.building.build import build

SPEAKER = "label-script-alert-speaker-script"
ADDRESSES = (
    "/",
    "/search?q=bridge",
    "/search?q=alert",
    "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "/search?q=%22%3E%3Cimg+src%3Dx%3E&speaker=%3Cb%3E&document=%22%3E%3Cu%3E&from=%3Ci%3E&sort=%3Cs%3E",
    f"/search?speaker={SPEAKER}",
    "/documents",
    "/documents?q=%3Cscript%3E",
    "/documents/hostile",
    "/documents/hostile?q=bridge",
    "/documents/hostile/cite",
    "/speakers",
    f"/speakers/{SPEAKER}",
    "/help",
)
OWN_SCRIPTS = ("/static/colloquy.js", "/static/reading.js", "/static/vendor/")
NO_SCRIPT = "[type='application/ld+json']"  # a block of data, which browsers do not run
FOREIGN = f"script:not([src], {NO_SCRIPT}), img, svg[onload], style, b[onmouseover], i[onclick], u, main main"


def assert_harmless(found: BeautifulSoup) -> None:
    assert found.select(FOREIGN) == []
    assert all(str(tag["src"]).startswith(OWN_SCRIPTS) for tag in found.select("script[src]"))
    for tag in found.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")], tag
    schemes = {str(tag["href"]).partition(":")[0] for tag in found.select("a[href*=':']")}
    assert not schemes & {"javascript", "data", "vbscript"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_hostile_becomes_markup(odd: FlaskClient, address: str) -> None:
    assert_harmless(page(odd, address))


def test_passages_are_harmless_too(odd: FlaskClient) -> None:
    for position in (1, 2, 3, 4):
        address = odd.get(f"/documents/hostile/turns/{position}").headers["Location"]
        assert_harmless(page(odd, address))
        assert_harmless(page(odd, f"{address.rpartition('-')[0]}-00000000", 404))


def test_hostile_texts_are_shown_as_they_are(odd: FlaskClient) -> None:
    found = page(odd, "/documents/hostile")
    assert text(found.h1) == "Talk about <script>alert('title')</script> & \"bridges\""
    assert text(found.select_one("#turn-1 .text")) == (
        "The bridge <script>alert('text')</script> stands on sand {{ 7 * 7 }}."
    )
    assert text(found.select_one("#turn-2 .text")).startswith("It stands &lt;firmly&gt; on rock")
    assert text(found.select_one("#turn-1 .who")) == "<script>alert('speaker')</script>"
    assert "<i onclick=alert(1)>Mallory</i>:" in text(found.select_one("#turn-1 .evidence"))
    assert "</textarea><script>alert('citation')</script>" in text(found.select_one("#citation"))


def test_an_address_that_is_not_of_the_web_is_no_link(odd: FlaskClient) -> None:
    about = page(odd, "/documents/hostile").find(id="about")
    assert "javascript:alert(1)" in text(about)


def test_a_hostile_file_name_is_text(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    shutil.copy(ODD / "quarrel.jsonl", folder / "<img src=x onerror=alert(1)>.jsonl")
    build(folder, tmp_path / "data")
    found = page(site(tmp_path / "data").test_client(), "/documents/quarrel")
    assert_harmless(found)
    assert "<img src=x onerror=alert(1)>.jsonl" in text(found.select_one("#about"))


def test_json_is_json_whatever_stands_in_it(odd: FlaskClient) -> None:
    answer = odd.get("/search.json?q=bridge")
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    titles = {hit["document"]["title"] for hit in data(odd, "/search.json?q=bridge")["hits"]}
    assert "Talk about <script>alert('title')</script> & \"bridges\"" in titles
