"""Checking a quotation: who said it and when, what differs, or that it is not here."""

from __future__ import annotations

import time
from dataclasses import replace
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from reading import attribute, data, link, page, text, texts

from index import quote_check
from index.errors import OutOfTime
from index.generations.archive import Archive
from index.limits import LIMITS
from index.quote_check import Verdict, check_quotation
from index.tree import Or

SAID = "There are some people who think that we want back the 1,540,000 square kilometers that the tsar took from us."
CHANGED = "There are many people who think that we want back the 1,540,000 kilometers that the tsar took from us."


def checked(words: str) -> str:
    return f"/quote?text={quote(words)}"


def test_the_form_stands_alone(client: FlaskClient) -> None:
    found = page(client, "/quote")
    assert found.select_one("form.check textarea[name=text]")
    assert not found.select(".verdict")
    assert link(page(client, "/"), "Check a quotation") == "/quote"


def test_a_true_quotation_has_its_speaker_and_date(client: FlaskClient) -> None:
    found = page(client, checked(SAID))
    assert text(found.select_one("#verdict")) == "Word for word"
    (match,) = found.select(".match")
    assert text(match.select_one(".who")) == "Mao Zedong"
    assert attribute(match, "time", "datetime") == "1964-10-09"
    assert not match.select("del, ins")
    there = page(client, attribute(match, ".permalink", "href").partition("#")[0])
    assert " ".join(texts(there, ".quoted mark")) + "." == SAID
    transcript = page(client, link(match, "in the transcript").partition("#")[0])
    assert " ".join(texts(transcript, "#transcript mark")) + "." == SAID


def test_a_changed_quotation_shows_what_was_changed(client: FlaskClient) -> None:
    found = page(client, checked(CHANGED))
    assert text(found.select_one("#verdict")) == "Not word for word"
    assert texts(found, ".match del") == ["Only quoted: many"]
    assert texts(found, ".match ins") == ["Only printed: some", "Only printed: square"]


def test_an_abridged_quotation_is_told_as_such(client: FlaskClient) -> None:
    found = page(client, checked("There are some people who think … the tsar took from us"))
    assert text(found.select_one("#verdict")).startswith("Word for word, with words left out")
    assert texts(found, ".left-out")[0].startswith("Left out: that we want back")


def test_what_is_not_here_is_not_claimed(client: FlaskClient) -> None:
    found = page(client, checked("xylophone quagga zebra okapi"))
    assert text(found.select_one("#verdict")) == "Not here"
    assert not found.select(".match")


def test_the_same_words_of_two_speakers_are_both_shown(odd: FlaskClient) -> None:
    answer = data(odd, "/quote.json?text=the%20lamp%20was%20lit%20before%20the%20storm")
    assert answer["verdict"] == "verbatim"
    assert len(answer["passages"]) == len({passage["url"] for passage in answer["passages"]})


def test_the_answer_as_data(client: FlaskClient) -> None:
    answer = data(client, f"/quote.json?text={quote(CHANGED)}")
    assert answer["verdict"] == "altered"
    best = answer["passages"][0]
    assert best["document"] == {"id": "300025", "title": best["document"]["title"], "date": "1964-10-09"}
    assert best["speaker"] == {"id": "mao-zedong", "name": "Mao Zedong"}
    assert best["words"] in SAID
    assert 0.8 < best["likeness"] < 1
    assert {"change": "quoted", "text": "many"} in best["differences"]
    assert link(page(client, checked(CHANGED)), "This answer as JSON").startswith("/quote.json?text=There+are")


@pytest.mark.parametrize("words", ["No!", "…", "we", "a " * 1_001, "word " * 401])
def test_too_short_and_too_long_quotations_are_told(client: FlaskClient, words: str) -> None:
    found = page(client, checked(words), 400)
    assert "A quotation " in text(found.select_one("#problem"))
    assert client.get(f"/quote.json?text={quote(words)}").status_code == 400


def test_data_without_a_quotation_is_refused(client: FlaskClient) -> None:
    assert "text=" in data(client, "/quote.json", 400)["error"]["message"]


def test_markup_in_a_quotation_stays_text(client: FlaskClient) -> None:
    found = page(client, checked("<script>alert(1)</script> there are some people"))
    assert not found.select("main script")


def test_a_search_that_finds_nothing_offers_the_check(client: FlaskClient) -> None:
    found = page(client, "/search?q=there+are+zebra+people")
    assert link(found, "check it") == "/quote?text=there+are+zebra+people"


def test_every_sentence_of_the_archive_is_found(seeds_archive: Archive) -> None:
    for document in seeds_archive.store.every_document():
        for turn in document.turns[::7]:
            words = " ".join(" ".join(paragraph.text.split()) for paragraph in turn.paragraphs)[:600].rpartition(" ")[0]
            if len(words.split()) >= 6:
                answer = check_quotation(seeds_archive, words)
                assert answer.verdict in (Verdict.VERBATIM, Verdict.ABRIDGED), words
                assert document.id in {match.place.document.id for match in answer.matches}


def test_an_archive_too_large_for_the_time_is_told(seeds_archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    places = quote_check._places

    def tardy(*asked: object) -> object:
        if isinstance(asked[1], Or):
            raise OutOfTime("too long", "seconds")
        return places(*asked)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(quote_check, "_places", tardy)
    answer = check_quotation(seeds_archive, CHANGED)
    assert [notice.code for notice in answer.notices] == ["out_of_time"]
    assert check_quotation(seeds_archive, SAID).verdict is Verdict.VERBATIM


def test_the_longest_quotation_is_answered_soon(seeds_archive: Archive) -> None:
    words = "the people who think that we want back what the tsar took are not right about it and "
    limits = replace(LIMITS, seconds=5.0)
    started = time.perf_counter()
    check_quotation(seeds_archive, (words * 40)[: LIMITS.characters], limits)
    assert time.perf_counter() - started < 5
