"""Characters that show nothing or turn a line around are shown as what they are; addresses that run are no links."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from reading import attribute, page, text
from sites import site

from index.building.build import build
from webapp.presenters.invisible import shown

RLO, LRE, PDF, RLI, PDI, ZWSP = "\u202e", "\u202a", "\u202c", "\u2067", "\u2069", "\u200b"
TURNING = frozenset("\u202d\u202e")
SCHEMES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "//evil.example/",
    "file:///etc/passwd",
)


class TestShown:
    def test_overrides_and_controls_are_written_out(self) -> None:
        assert shown(f"photo{RLO}gpj.exe") == "photo[U+202E]gpj.exe"
        assert shown("a\x00b\x1b[31mc\x85d") == "a[U+0000]b[U+001B][31mc[U+0085]d"
        assert shown("line\none\ttwo") == "line\none\ttwo"

    def test_embeddings_that_end_are_how_people_write(self) -> None:
        assert shown(f"he said {RLI}שלום{PDI} twice") == f"he said {RLI}שלום{PDI} twice"
        assert shown(f"left {LRE}open") == "left [U+202A]open"
        assert shown(f"{PDF}closed{LRE}") == "[U+202C]closed[U+202A]"
        assert shown(f"{LRE}{RLI}crossed{PDF}{PDI}") == "[U+202A][U+2067]crossed[U+202C][U+2069]"

    def test_markup_stays_markup_and_other_values_themselves(self) -> None:
        assert isinstance(shown(Markup("<b>\u202e</b>")), Markup)
        assert shown(7) == 7
        assert shown(None) is None

    @given(st.text(st.sampled_from("ab\x00\x9f\u200e\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")))
    def test_twice_is_once_and_no_override_is_left(self, value: str) -> None:
        once = shown(value)
        assert shown(once) == once
        assert not TURNING & set(once)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Documents with odd characters wherever an archive prints what a source says, file names among them."""
    tmp = tmp_path_factory.mktemp("odd-characters")
    folder = tmp / "folder"
    folder.mkdir()
    turns = [
        {"document": "twisted", "speaker": f"Anna{RLO} Berg", "text": f"The lanterns{RLO} are \x1bdark."},
        {"document": "twisted", "speaker": "Josef Karel", "text": f"They are {RLI}not lit."},
    ]
    for number, url in enumerate(SCHEMES):
        turns.append({"document": f"link-{number}", "title": f"Link {number}", "url": url, "speaker": "A", "text": url})
    name = f"turns{RLO}lnosj.jsonl"
    (folder / name).write_text("\n".join(json.dumps(turn) for turn in turns), "utf-8")
    (folder / f"lamp{ZWSP}s.txt").write_text("Anna Berg: One.\n\nJosef Karel: Two.\n", "utf-8")
    (folder / "lamps.txt").write_text("Anna Berg: Three.\n\nJosef Karel: Four.\n", "utf-8")
    assert build(folder, tmp / "data").published
    return site(tmp / "data").test_client()


def pages(client: FlaskClient) -> list[str]:
    documents = [str(link["href"]) for link in page(client, "/documents").select("main a[href*='/documents/']")]
    speakers = [str(link["href"]) for link in page(client, "/speakers").select("main a[href*='/speakers/']")]
    cited = [f"{address}/cite" for address in documents]
    own = ["/", "/documents", "/speakers", "/search", "/search?q=lanterns", "/search?view=concordance&q=lanterns"]
    return [*own, *documents, *speakers, *cited]


def test_no_page_has_a_character_that_turns_or_hides(client: FlaskClient) -> None:
    seen = pages(client)
    assert len(seen) > 20
    for address in seen:
        printed = client.get(address).get_data(as_text=True)
        assert not TURNING & set(printed), address
        assert not {letter for letter in printed if ord(letter) < 32 and letter not in "\n\t\r"}, address


def test_they_are_shown_where_they_stand(client: FlaskClient) -> None:
    (address,) = {each for each in pages(client) if each.startswith("/documents/") and each.endswith("twisted")}
    told = text(page(client, address))
    assert "The lanterns[U+202E] are" in told
    assert "They are [U+2067]not lit." in told
    assert r"turns\u202elnosj.jsonl" in told


def test_a_query_does_not_turn_the_page(client: FlaskClient) -> None:
    found = page(client, "/search?q=lan%E2%80%AEterns")
    assert attribute(found, "input[name=q]", "value") == "lanterns"


@pytest.mark.parametrize("ending", ["", ".tei.xml", ".json", ".ris", ".bib", "/cite"])
def test_addresses_that_run_are_no_links_anywhere(client: FlaskClient, ending: str) -> None:
    documents = [each for each in pages(client) if "link-" in each and not each.endswith("/cite")]
    assert len(documents) == len(SCHEMES)
    for address in documents:
        answer = client.get(f"{address}{ending}")
        assert answer.status_code == 200
        if ending in ("", "/cite"):
            found = BeautifulSoup(answer.data, "html.parser")
            hrefs = [str(tag[name]) for name in ("href", "src", "action") for tag in found.select(f"[{name}]")]
            assert all(href.startswith(("/", "#", "?", "https://", "http://")) for href in hrefs), hrefs
            assert not [href for href in hrefs if href.startswith("//")]
        if ending == ".tei.xml":
            targets = [str(tag["target"]) for tag in BeautifulSoup(answer.data, "xml").select("[target]")]
            assert not [target for target in targets if "script" in target or target.startswith(("data:", "file:"))]


def test_names_that_differ_by_nothing_to_see_stay_two_documents(client: FlaskClient) -> None:
    ids = {each.rpartition("/")[2] for each in pages(client) if each.startswith("/documents/lamp")}
    told = {client.get(f"/documents/{id_}.txt").get_data(as_text=True) for id_ in ids if id_ != "cite"}
    assert len(told) == 2
    assert sum("One." in each for each in told) == 1
