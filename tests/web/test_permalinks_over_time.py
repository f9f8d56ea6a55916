"""What does a reader see who follows an old link? The sources are edited and built again; the link stays the same."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from reading import attribute, data, page, text, texts
from sites import site

from index.building.build import build

Turns = list[tuple[str, str]]
LONG = "The lantern at the north pier has been dark since the storm of the third of March."
TALK: Turns = [
    ("Ann Poe", "Good morning to all of you."),
    ("Ben Roe", LONG),
    ("Ann Poe", "No!"),
    ("Ben Roe", "The council pays for rope.\n\nIt does not pay for oil."),
    ("Ann Poe", "No!"),
]


class Site:
    """A folder with one or more talks, and the site built of it."""

    def __init__(self, place: Path) -> None:
        self.folder, self.data = place / "folder", place / "data"
        self.folder.mkdir()
        self.client: FlaskClient = site(self.data, "https://example.org").test_client()

    def build(self, turns: Turns, name: str = "talk") -> None:
        lines = [json.dumps({"speaker": speaker, "text": said}) for speaker, said in turns]
        (self.folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
        assert build(self.folder, self.data).published

    def permalink(self, place: int | str, name: str = "talk") -> str:
        return self.client.get(f"/documents/{name}/turns/{place}").headers["Location"]


@pytest.fixture
def talk(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.build(TALK)
    return made


def test_a_passage_that_moved_is_redirected_to_for_now(talk: Site) -> None:
    link = talk.permalink(2)
    talk.build([("Cora Lind", "One word before."), *TALK])
    answer = talk.client.get(link)
    assert answer.status_code == 302, "a permanent redirect would lie after a rollback"
    assert answer.headers["Location"] == talk.permalink(3)


def test_a_corrected_passage_shows_both_wordings_and_what_is_different(talk: Site) -> None:
    link = talk.permalink(2)
    talk.build([TALK[0], ("Ben Roe", LONG.replace("north", "south")), *TALK[2:]])
    found = page(talk.client, link)
    assert "has been corrected since" in text(found.select_one(".told"))
    assert texts(found, ".turn .quoted") == [LONG.replace("north", "south")]
    assert texts(found, ".then .quoted") == [LONG]
    assert texts(found, ".differences del") == ["Then: north"]
    assert texts(found, ".differences ins") == ["Now: south"]
    assert attribute(found, "link[rel=canonical]", "href") == f"https://example.org{talk.permalink(2)}"
    told = data(talk.client, f"{link}.json")
    assert told["outcome"] == "corrected"
    assert told["then"][0]["paragraphs"] == [LONG]


def test_the_same_words_by_another_speaker_are_told_although_the_address_is_the_same(talk: Site) -> None:
    link = talk.permalink(2)
    talk.build([TALK[0], ("Cora Lind", LONG), *TALK[2:]])
    assert talk.permalink(2) == link
    told = text(page(talk.client, link).select_one(".told"))
    assert "Who is said to have spoken this has been corrected. Until " in told
    assert "it was Ben Roe; " in told
    assert "it is Cora Lind now" in told
    assert data(talk.client, f"{link}.json")["then"][0]["speakers"] == ["Ben Roe"]


def test_a_removed_passage_is_gone_with_its_wording(talk: Site) -> None:
    link = talk.permalink(2)
    talk.build([TALK[0], *TALK[2:]])
    found = page(talk.client, link, 410)
    assert texts(found, ".then .quoted") == [LONG]
    assert "said by Ben Roe" in text(found.select_one(".then"))
    told = data(talk.client, f"{link}.json", 410)
    assert told["outcome"] == "removed"
    assert told["then"]["paragraphs"] == [LONG]


def test_one_of_two_alike_that_was_removed_does_not_lead_to_the_other(talk: Site) -> None:
    first, second = talk.permalink(3), talk.permalink(5)
    talk.build(TALK[:4])
    page(talk.client, first)
    found = page(talk.client, second, 410)
    assert "The same words stand also at another place" in texts(found, "h2")


def test_words_that_stand_at_several_places_are_offered_when_they_move(talk: Site) -> None:
    link = talk.permalink(3)
    talk.build([("Cora Lind", "One word before."), *TALK])
    found = page(talk.client, link, 300)
    assert [str(tag["href"]) for tag in found.select(".offers a")] == [talk.permalink(4), talk.permalink(6)]
    assert "points to Turn 4" in text(found.select_one("main"))


def test_of_five_alike_beside_each_other_none_is_shown_as_the_one_that_was_meant(talk: Site) -> None:
    five: Turns = [("Ann Poe", "No!")] * 5
    talk.build([TALK[0], *five, TALK[1]])
    links = [talk.permalink(position) for position in range(2, 7)]
    talk.build([TALK[0], *five[1:], TALK[1]])
    for link in links[:4]:
        found = page(talk.client, link)
        assert "This may not be the passage that was meant" in text(found.select_one(".told"))
        assert len(found.select(".offers a")) == 3
    assert len(page(talk.client, links[4], 300).select(".offers a")) == 4


def test_a_restored_passage_is_itself_again(talk: Site) -> None:
    link = talk.permalink(2)
    talk.build([TALK[0], *TALK[2:]])
    page(talk.client, link, 410)
    talk.build(TALK)
    assert not page(talk.client, link).select(".told")


def test_a_renamed_file_takes_its_links_along(talk: Site) -> None:
    links = [talk.permalink(position) for position in (1, 2, "4.2")]
    (talk.folder / "talk.jsonl").unlink()
    talk.build(TALK, "speech")
    for link, position in zip(links, (1, 2, "4.2"), strict=True):
        assert talk.client.get(link).headers["Location"] == talk.permalink(position, "speech")
    answer = talk.client.get("/documents/talk?q=lantern")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/documents/speech?q=lantern")
    assert talk.client.get("/documents/talk.json").headers["Location"] == "/documents/speech.json"


def test_a_document_that_was_taken_out_is_gone_and_its_passages_tell_their_words(talk: Site) -> None:
    talk.build([("Cora Lind", "Another talk altogether.")], "other")
    link = talk.permalink(2)
    (talk.folder / "talk.jsonl").unlink()
    assert build(talk.folder, talk.data).published
    assert "was in this archive until" in text(page(talk.client, "/documents/talk", 410).select_one("#message"))
    assert texts(page(talk.client, link, 410), ".then .quoted") == [LONG]
    page(talk.client, "/documents/talk/turns/2-00000000", 410)
    page(talk.client, "/documents/never/turns/2-00000000", 404)


class TestAQuotationLink:
    def test_marks_exactly_its_words(self, talk: Site) -> None:
        found = page(talk.client, f"{talk.permalink(2)}?quote=dark+since+the")
        assert texts(found, ".turn mark") == ["dark since the"]
        assert attribute(found, "#quotation", "value") == (
            f"https://example.org{talk.permalink(2)}?quote=dark+since+the#:~:text=dark%20since%20the"
        )

    def test_marks_words_across_paragraphs_whatever_the_spaces_and_capitals(self, talk: Site) -> None:
        found = page(talk.client, f"{talk.permalink(4)}?quote=FOR%20rope%20%20it+does")
        assert texts(found, ".turn mark") == ["for rope", "It does"]

    def test_that_goes_beyond_its_passage_says_so(self, talk: Site) -> None:
        found = page(talk.client, f"{talk.permalink(4)}?quote=for+oil.+no")
        assert texts(found, ".turn mark") == ["for oil"]
        assert "go on outside this passage" in text(found.select_one(".told"))
        assert attribute(found, ".actions a", "href").startswith("/documents/talk?quote=for+oil.+no#turn-4:~:text=")

    def test_goes_on_working_when_the_passage_changes_around_it(self, talk: Site) -> None:
        link = f"{talk.permalink(2)}?quote=dark+since"
        talk.build([TALK[0], ("Ben Roe", LONG.replace("north", "south")), *TALK[2:]])
        found = page(talk.client, link)
        assert texts(found, ".turn mark") == ["dark since"]
        assert "The quoted words still stand in it" in text(found.select_one(".told"))

    def test_says_when_its_words_are_not_there_any_more(self, talk: Site) -> None:
        link = f"{talk.permalink(2)}?quote=the+north+pier"
        talk.build([TALK[0], ("Ben Roe", LONG.replace("north", "south")), *TALK[2:]])
        found = page(talk.client, link)
        assert not found.select("mark")
        assert "Nor do they stand anywhere else" in text(found.select_one(".told"))

    def test_follows_its_passage(self, talk: Site) -> None:
        link = f"{talk.permalink(2)}?quote=dark-since"
        talk.build([("Cora Lind", "One word before."), *TALK])
        assert talk.client.get(link).headers["Location"].endswith("?quote=dark-since#:~:text=dark%2Dsince")

    def test_marks_the_transcript(self, talk: Site) -> None:
        found = page(talk.client, "/documents/talk?quote=for+rope.+It+does")
        assert texts(found, ".transcript mark") == ["for rope", "It does"]
        assert "do not stand" in text(page(talk.client, "/documents/talk?quote=no+such").select_one(".hit-bar"))

    @pytest.mark.parametrize("address", ["/documents/talk", "passage"])
    def test_that_is_endless_is_refused_quickly(self, talk: Site, address: str) -> None:
        place = talk.permalink(2) if address == "passage" else address
        started = time.monotonic()
        found = page(talk.client, f"{place}?quote={'word+' * 2000}", 414)
        assert "2,000 characters" in text(found.select_one("#message"))
        assert time.monotonic() - started < 1

    def test_of_no_words_marks_nothing(self, talk: Site) -> None:
        for quote in ("", "%20", "%E2%80%A6", "%00"):
            assert not page(talk.client, f"{talk.permalink(2)}?quote={quote}").select("mark")

    def test_is_made_by_a_form_without_a_script(self, talk: Site) -> None:
        found = page(talk.client, talk.permalink(2))
        assert attribute(found, "form.quote", "action") == talk.permalink(2)
        assert attribute(found, "form.quote textarea", "name") == "quote"


@pytest.mark.parametrize("quote", ["<b>no</b>", '"onmouseover="x', "No!"])
def test_nothing_in_a_quotation_is_markup(talk: Site, quote: str) -> None:
    answer = talk.client.get(talk.permalink(2), query_string={"quote": quote})
    assert b"<b>no" not in answer.data
    assert b'"onmouseover=' not in answer.data
