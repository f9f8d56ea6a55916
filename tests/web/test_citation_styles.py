"""Chicago, MLA and APA: what comes out is what the reference processor, citeproc-js, makes of the same items."""

from __future__ import annotations

import hashlib
import json
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from citation_items import DOCUMENTS, FULL, document_item, on, passage_item
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model import Metadata, Precision
from webapp.citations.item import one_line
from webapp.citations.styles import STYLES, STYLES_FOLDER, format_item, formatted

ANSWERS = json.loads((Path(__file__).parent / "citeproc_js.json").read_text("utf-8"))["answers"]


def styled(of: Metadata, *, passage: bool = False) -> dict[str, str]:
    """A document in every style, by the styles' names; or a passage of it."""
    cited = formatted(document_item(of), passage_item(of) if passage else None)
    return {each.style.name: each.text for each in cited}


@pytest.mark.parametrize("known", DOCUMENTS)
def test_citations_are_those_of_the_reference_processor(known: str) -> None:
    assert styled(DOCUMENTS[known]) == ANSWERS[known]


def test_every_answer_is_asked_for() -> None:
    assert set(ANSWERS) == set(DOCUMENTS)
    assert {style.name for style in STYLES} == set(ANSWERS["all is known"])


def test_notes_and_texts_name_the_turn_and_lists_the_document() -> None:
    whole, part = styled(FULL), styled(FULL, passage=True)
    for style in ("chicago", "mla", "apa"):
        assert part[style] == whole[style]
    assert "March 14, 1957, turn 12, paragraph 3, V. 1957, Dos. 12, Fl. 3-5, Fond 7" in part["chicago-note"]
    assert part["chicago-note"].endswith("https://talks.example/documents/5501/turns/12.3-9f2c01ab.")
    assert part["mla-in-text"] == "(Quill, turn 12, paragraph 3)"
    assert part["apa-in-text"].endswith(", 1957, turn 12, paragraph 3)")


def test_capitals_of_a_title_in_no_known_language_are_left_alone() -> None:
    assert "“talk on the quay,”" in styled(replace(FULL, title="talk on the quay", language=None))["chicago-note"]


def test_between_is_no_small_word() -> None:
    """Here citeproc-js has a longer list than CSL; the Chicago Manual (18th edition) capitalises the word."""
    assert "“Talk Between Two Lamps,”" in styled(replace(FULL, title="Talk between two lamps"))["chicago-note"]


def test_a_range_of_dates_stands_as_printed() -> None:
    days = on("1957-03-12", "1957-03-14", Precision.DAY, "12–14 March 1957")
    cited = styled(replace(FULL, dates=(days,)))
    assert "on 12 March 1957,” 12–14 March 1957, V. 1957" in cited["chicago-note"]
    assert "(12–14 March 1957)" in cited["apa"]


def test_several_threads_get_what_one_gets() -> None:
    format_item.cache_clear()
    items = [(style, document_item(of)) for of in DOCUMENTS.values() for style in STYLES[:3]]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda asked: format_item(*asked), items))
    named = [(known, style.name) for known in DOCUMENTS for style in STYLES[:3]]
    assert together == [ANSWERS[known][style] for known, style in named]


@settings(max_examples=30, deadline=None)  # six styles each
@given(st.text(min_size=1), st.text(), st.sampled_from(["en", "de", None]))
def test_no_title_or_translator_breaks_a_style(title: str, translator: str, language: str | None) -> None:
    of = Metadata("5501", title, language=language, translator=translator)
    for style, text in styled(of, passage=True).items():
        assert text == one_line(text)
        if style in ("chicago", "chicago-note"):
            assert "https://talks.example/documents/5501" in text


def test_the_styles_are_the_files_that_their_list_names() -> None:
    listed = tomllib.loads((STYLES_FOLDER / "VENDORED.toml").read_text("utf-8"))["file"]
    for entry in listed:
        assert hashlib.sha256((STYLES_FOLDER / entry["name"]).read_bytes()).hexdigest() == entry["sha256"]
        assert (STYLES_FOLDER / entry["licence"].partition("(")[2].rstrip(")")).is_file()
    assert {entry["name"] for entry in listed} == {path.name for path in STYLES_FOLDER.glob("*.csl")}
    assert {style.file for style in STYLES} == {entry["name"] for entry in listed}
