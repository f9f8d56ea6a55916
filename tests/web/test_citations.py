"""Citing: the page with every style, the files for reference managers, chosen hits, and what pages tell machines."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import rispy  # type: ignore[import-untyped]  # it carries no types
from bs4 import BeautifulSoup
from citation_items import ACCESSED, ADDRESS, FULL, REF, document_item, on, passage_item
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from reading import attribute, data, link, page, text, texts
from sites import site

from index.model import ArchiveReference, Metadata, Precision
from webapp.citations.bibtex import bibtex
from webapp.citations.csl import csl, csl_json
from webapp.citations.item import CitedPassage, item_of, one_line
from webapp.citations.names import Name, names_in
from webapp.citations.ris import ris

PUBLIC = "https://archive.example/talks"
DOCUMENT = "/documents/300025"
TURN = "/documents/300025/turns/5-695b72c6"
SAID = "/documents/300025/turns/9-2092b70d"
TITLE = "Conversation between Comrade Beqir Balluku and Comrade Mao Zedong on 9 October 1964"
OWN_CITATION = (
    f'"{TITLE}", October 9, 1964, Wilson Center Digital Archive, Arkivi Qendror Shtetëror (Central State Archives, '
    "Tirana, Albania), Fondi 14/AP, Marrëdhëniet me Partinë Komuniste të Kinës, V. 1964, Dos. 38, Fl. 1-7. Contributed "
    "and translated by Elidor Mëhilli."
)
WORDS = (
    "No doubt. There can be no comparison. Our conversations are of a friendly nature. They are sincere and in the "
    "spirit of Marxism-Leninism."
)
SUMMARY = (
    "Mao Zedong and Beqir Balluku ridicule Nikita Khrushchev and discuss the grievances that both Albania and China "
    "have towards the Soviet Union."
)
ARCHIVE = "Arkivi Qendror Shtetëror (Central State Archives, Tirana, Albania)"
COLLECTION = "Fondi 14/AP, Marrëdhëniet me Partinë Komuniste të Kinës"
SHELF = "V. 1964, Dos. 38, Fl. 1-7"
FILES = {
    "ris": "application/x-research-info-systems",
    "bib": "application/x-bibtex",
    "csl.json": "application/vnd.citationstyles.csl+json",
}
HOSTILE = st.text(st.characters(exclude_categories=[]), min_size=1)
WITH_SIGNS = st.text(st.sampled_from('ab{}\\"%#$&_^~@,=\n\r\t\x0b\x85\u2028- TYER'), min_size=1)


@pytest.fixture
def public(seeds_data: Path) -> FlaskClient:
    """The seeds under a public address."""
    return site(seeds_data, PUBLIC).test_client()


def file(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer.text


def today() -> str:
    return datetime.now(UTC).date().isoformat()


# The files, over the seeds


def test_a_document_as_csl_json(public: FlaskClient) -> None:
    (item,) = json.loads(file(public, f"{DOCUMENT}.csl.json"))
    assert item == {
        "id": "colloquy-300025",
        "type": "manuscript",
        "title": TITLE,
        "issued": {"date-parts": [[1964, 10, 9]]},
        "translator": [{"family": "Mëhilli", "given": "Elidor"}],
        "archive": ARCHIVE,
        "archive_collection": COLLECTION,
        "archive_location": SHELF,
        "language": "en",
        "abstract": SUMMARY,
        "note": "Original language: Albanian. Contributed by Elidor Mëhilli.",
        "URL": f"{PUBLIC}{DOCUMENT}",
        "accessed": {"date-parts": [[int(part) for part in today().split("-")]]},
    }


def test_a_passage_as_csl_json_is_its_document_with_a_locator(public: FlaskClient) -> None:
    (whole,) = json.loads(file(public, f"{DOCUMENT}.csl.json"))
    (part,) = json.loads(file(public, f"{TURN}.csl.json"))
    assert part == {
        **whole,
        "id": "colloquy-300025-5-695b72c6",
        "locator": "turn 5",
        "note": f"Turn 5, Beqir Balluku: “{WORDS}” {whole['note']}",
        "URL": f"{PUBLIC}{TURN}",
    }


def test_a_passage_as_ris(public: FlaskClient) -> None:
    lines = file(public, f"{TURN}.ris").split("\r\n")
    assert lines == [
        "TY  - MANSCPT",
        "ID  - colloquy-300025-5-695b72c6",
        f"TI  - {TITLE}",
        "A4  - Mëhilli, Elidor",
        "PY  - 1964",
        "DA  - 1964/10/09/",
        f"DB  - {ARCHIVE}",
        f"AN  - {COLLECTION}, {SHELF}",
        "LA  - en",
        f"AB  - {SUMMARY}",
        f"UR  - {PUBLIC}{TURN}",
        f"Y2  - {today().replace('-', '/')}/",
        f"N1  - Turn 5, Beqir Balluku: “{WORDS}”",
        "N1  - Original language: Albanian",
        "N1  - Contributed by Elidor Mëhilli",
        f"N1  - {OWN_CITATION}",
        "ER  - ",
        "",
    ]


def test_a_document_as_bibtex(public: FlaskClient) -> None:
    ((key, fields),) = entries(file(public, f"{DOCUMENT}.bib"))
    assert key == "colloquy-300025"
    assert fields == {
        "title": f"{{{TITLE}}}",
        "translator": "Mëhilli, Elidor",
        "year": "1964",
        "month": "oct",
        "date": "1964-10-09",
        "howpublished": f"{ARCHIVE}, {COLLECTION}, {SHELF}",
        "note": "Original language: Albanian. Contributed by Elidor Mëhilli.",
        "language": "en",
        "abstract": SUMMARY,
        "annote": OWN_CITATION,
        "url": f"{PUBLIC}{DOCUMENT}",
        "urldate": today(),
    }


@pytest.mark.parametrize("format_", FILES)
@pytest.mark.parametrize(("cited", "name"), [(DOCUMENT, "colloquy-300025"), (TURN, "colloquy-300025-5-695b72c6")])
def test_files_have_their_media_type_and_a_name(client: FlaskClient, cited: str, name: str, format_: str) -> None:
    answer = client.get(f"{cited}.{format_}")
    assert answer.content_type == f"{FILES[format_]}; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.{format_}"'


def test_without_a_public_address_files_have_the_one_of_the_source(client: FlaskClient) -> None:
    for cited in (DOCUMENT, TURN):
        (item,) = json.loads(file(client, f"{cited}.csl.json"))
        assert item["URL"] == "https://wilson-center-digital-archive.dvincitest.com/document/300025"


def test_a_source_whose_address_is_not_of_the_web_has_none(odd: FlaskClient) -> None:
    (item,) = json.loads(file(odd, "/documents/hostile.csl.json"))
    assert "URL" not in item


def test_the_day_of_the_conversation_is_told_where_it_is_not_the_documents(client: FlaskClient) -> None:
    (item,) = json.loads(file(client, "/documents/300023.csl.json"))
    assert item["issued"] == {"date-parts": [[1963, 7, 22]]}
    assert "Conversation held 20 July 1963." in item["note"]


def test_a_paragraph_is_cited_as_one(client: FlaskClient) -> None:
    address = client.get("/documents/300022/turns/3.2").headers["Location"]
    (item,) = json.loads(file(client, f"{address}.csl.json"))
    assert item["locator"] == "turn 3, paragraph 2"
    assert text(page(client, f"{address}/cite").h1) == "Cite turn 3, paragraph 2"


@pytest.mark.parametrize("ending", [".ris", ".bib", ".csl.json", "/cite"])
def test_what_is_not_there_is_told(client: FlaskClient, ending: str) -> None:
    assert client.get(f"/documents/nowhere{ending}").status_code == 404
    assert client.get(f"/documents/300025/turns/5-00000000{ending}").headers["Location"].endswith("/turns/5-00000000")
    moved = client.get(f"/documents/300025/turns/6-695b72c6{ending}").headers["Location"]
    assert moved in (f"{TURN}{ending}", "/documents/300025/turns/6-695b72c6")


# Chosen hits


def test_the_hits_of_a_page_are_cited_when_none_is_chosen(client: FlaskClient) -> None:
    asked = "q=khrushchev&per_page=10&sort=oldest&page=1"
    hits = data(client, f"/search.json?{asked}")["hits"]
    records = rispy.loads(file(client, f"/search.ris?{asked}"))
    assert [record["id"] for record in records] == [
        f"colloquy-{hit['url'].removeprefix('/documents/').replace('/turns/', '-')}" for hit in hits
    ]
    assert client.get(f"/search.bib?{asked}").headers["Content-Disposition"].endswith('"colloquy-hits.bib"')


def test_chosen_hits_are_cited_each_once_whatever_the_search(client: FlaskClient) -> None:
    asked = "q=khrushchev&cite=300025/5-695b72c6&cite=300022&cite=300025/5-695b72c6"
    items = json.loads(file(client, f"/search.csl.json?{asked}"))
    assert [item["id"] for item in items] == ["colloquy-300025-5-695b72c6", "colloquy-300022"]
    assert [key for key, _ in entries(file(client, f"/search.bib?{asked}"))] == [item["id"] for item in items]


def test_a_chosen_passage_that_has_moved_is_cited_where_it_is(client: FlaskClient) -> None:
    (item,) = json.loads(file(client, "/search.csl.json?cite=300025/6-695b72c6"))
    assert item["locator"] == "turn 5"


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("cite=300025/5", 400, "“300025/5” names no passage"),
        ("cite=300025/", 400, "names no passage"),
        ("cite=nobody", 404, "There is no document “nobody”"),
        ("cite=300025/5-00000000", 404, "The passage 5-00000000 is not in the document 300025"),
        ("q=nobodysaidthis", 404, "there is nothing to cite"),
        ("q=corpse&from=soon", 400, "“soon” cannot be used"),
        ("&".join(f"cite={number}" for number in range(101)), 400, "at most 100 hits"),
    ],
)
def test_what_cannot_be_cited_is_told(client: FlaskClient, asked: str, status: int, told: str) -> None:
    assert told in text(page(client, f"/search.ris?{asked}", status).select_one("#message"))
    answer = client.get(f"/search.csl.json?{asked}")
    assert told in json.loads(answer.data)["error"]["message"]


def test_boxes_beside_hits_and_buttons_below_them_make_such_an_address(client: FlaskClient) -> None:
    found = page(client, "/search?q=khrushchev&speaker=mao-zedong&per_page=10")
    boxes = found.select(".hit input[type=checkbox][name=cite]")
    form = found.select_one("form#cite")
    assert form is not None
    assert len(boxes) == len(found.select(".hit"))
    assert {box["form"] for box in boxes} == {"cite"}
    carried = {str(each["name"]): str(each["value"]) for each in form.select("input[type=hidden]")}
    assert carried == {"q": "khrushchev", "speaker": "mao-zedong", "per_page": "10"}
    for button in form.select("button"):
        assert client.get(f"{button['formaction']}?cite={boxes[0]['value']}").status_code == 200
    assert texts(form, "button") == ["RIS", "BibTeX", "CSL-JSON"]


def test_an_empty_result_has_nothing_to_cite(client: FlaskClient) -> None:
    assert page(client, "/search?q=nobodysaidthis").select("form#cite, .Z3988") == []


# The page of citations


def test_a_passage_is_cited_first_in_the_archives_own_words(public: FlaskClient) -> None:
    found = page(public, f"{TURN}/cite")
    address = f"{PUBLIC}{TURN}"
    assert attribute(found, "#permalink", "value") == address
    written = text(found.select_one("#citation"))
    assert written.startswith(f"{OWN_CITATION} Turn 5 (Beqir Balluku). {address} (accessed ")
    labels = texts(found, ".copyable label")
    assert labels == ["Permalink", "Citation", "Chicago: note", "Chicago: bibliography", "MLA: works cited",
                      "MLA: in the text", "APA: references", "APA: in the text"]  # fmt: skip
    for button in found.select("[data-copy]"):
        assert found.find(id=button["data-copy"]) is not None


def test_a_passage_in_every_style(public: FlaskClient) -> None:
    found = page(public, f"{TURN}/cite")
    title = TITLE.replace("between", "Between")
    assert {str(field["id"]): text(field) for field in found.select("textarea")[1:]} == {
        "chicago-note": (
            f"Elidor Mëhilli, trans., “{title},” October 9, 1964, turn 5, {SHELF}, {COLLECTION}, {ARCHIVE}, "
            f"{PUBLIC}{TURN}."
        ),
        "chicago": (
            f"Mëhilli, Elidor, trans. “{title}.” October 9, 1964. {SHELF}. {COLLECTION}. {ARCHIVE}. {PUBLIC}{DOCUMENT}."
        ),
        "mla": (
            f"Mëhilli, Elidor, translator. “{title}.” 9 Oct. 1964, {ARCHIVE}, {COLLECTION}, {SHELF}, "
            f"{PUBLIC}{DOCUMENT}."
        ),
        "mla-in-text": "(Mëhilli, turn 5)",
        "apa": f"{TITLE} (E. Mëhilli, Trans.). (1964). {COLLECTION} ({SHELF}), {ARCHIVE}. {PUBLIC}{DOCUMENT}",
        "apa-in-text": f"({title}, 1964, turn 5)",
    }


def test_transcripts_and_passages_lead_there(client: FlaskClient) -> None:
    for cited in (DOCUMENT, TURN):
        found = page(client, cited)
        assert link(found, "Chicago, MLA, APA") == f"{cited}/cite"
        assert link(found, "RIS") == f"{cited}.ris"
        assert link(found, "BibTeX") == f"{cited}.bib"
        assert link(found, "CSL-JSON") == f"{cited}.csl.json"


def test_a_document_without_date_or_citation_is_cited_by_what_is_known(odd: FlaskClient) -> None:
    found = page(odd, "/documents/quarrel/cite")
    assert texts(found, "h2")[0] == "From what is known"
    (item,) = json.loads(file(odd, "/documents/quarrel.csl.json"))
    assert "issued" not in item
    assert "n.d." in text(found.select_one("#chicago"))


# What pages tell machines


def metas(found: BeautifulSoup) -> dict[str, str]:
    return {
        str(tag.get("name") or tag.get("property")): str(tag["content"]) for tag in found.select("head meta[content]")
    }


def graph(found: BeautifulSoup) -> dict[str, Any]:
    block = found.select_one("script[type='application/ld+json']")
    assert block is not None
    read: dict[str, Any] = json.loads(block.text)
    return read


def test_reference_managers_find_a_manuscript(public: FlaskClient) -> None:
    told = metas(page(public, DOCUMENT))
    assert told["z:itemType"] == "manuscript"
    assert told["DC.title"] == TITLE
    assert told["DC.date"] == "1964-10-09"
    assert told["z:archive"].startswith("Arkivi Qendror Shtetëror")
    assert told["z:archiveLocation"].endswith("V. 1964, Dos. 38, Fl. 1-7")
    assert told["z:translators"] == "Elidor Mëhilli"
    assert told["z:url"] == f"{PUBLIC}{DOCUMENT}"
    assert "DC.contributor" not in told  # Zotero would call the contributor the author


def test_a_shared_passage_shows_its_words_its_speaker_and_its_date(public: FlaskClient) -> None:
    told = metas(page(public, TURN))
    assert told["og:title"] == f"Beqir Balluku, 9 October 1964: {TITLE}"
    assert told["og:description"] == f"“{WORDS}”"
    assert told["og:url"] == f"{PUBLIC}{TURN}"
    assert attribute(page(public, TURN), "link[rel=canonical]", "href") == f"{PUBLIC}{TURN}"


def test_a_shared_quotation_shows_the_quoted_words_as_they_are_printed(public: FlaskClient) -> None:
    told = metas(page(public, f"{SAID}?quote=REVISIONISTS+have+been+unmasked"))
    assert told["og:description"] == "“revisionists have been unmasked”"
    assert told["og:url"] == f"{PUBLIC}{SAID}?quote=REVISIONISTS+have+been+unmasked"
    assert attribute(page(public, f"{SAID}?quote=unmasked"), "link[rel=canonical]", "href") == f"{PUBLIC}{SAID}"


def test_words_that_nobody_said_are_not_shown_as_a_quotation(public: FlaskClient) -> None:
    told = metas(page(public, f"{SAID}?quote=we+surrender"))
    assert told["og:description"].startswith("“Yes, the revisionists")
    assert told["og:url"] == f"{PUBLIC}{SAID}"


def test_without_a_public_address_no_half_address_is_told(client: FlaskClient) -> None:
    assert not {"og:url", "z:url"} & metas(page(client, TURN)).keys()
    assert "url" not in graph(page(client, TURN))


def test_search_engines_get_a_quotation_from_a_conversation(public: FlaskClient) -> None:
    passage = graph(page(public, TURN))
    assert passage["@type"] == "Quotation"
    assert passage["text"] == WORDS
    assert passage["spokenByCharacter"] == [{"@type": "Person", "name": "Beqir Balluku"}]
    whole = graph(page(public, DOCUMENT))
    assert whole["@type"] == ["ArchiveComponent", "Conversation"]
    assert whole["dateCreated"] == "1964-10-09"
    assert passage["isPartOf"] == {name: value for name, value in whole.items() if name not in ("@context", "url")}


def test_a_hostile_title_stays_data_in_the_graph(odd: FlaskClient) -> None:
    found = page(odd, "/documents/hostile")
    assert graph(found)["name"] == "Talk about <script>alert('title')</script> & \"bridges\""


def test_hits_are_found_by_coins_and_nothing_else_has_them(public: FlaskClient) -> None:
    found = page(public, "/search?q=khrushchev&per_page=10")
    first = data(public, "/search.json?q=khrushchev&per_page=10")["hits"][0]
    spans = found.select("span.Z3988")
    assert len(spans) == len(found.select(".hit"))
    told = {name: values[0] for name, values in parse_qs(str(spans[0]["title"])).items()}
    assert told["rft.type"] == "manuscript"
    assert told["rft.title"] == first["document"]["title"]
    assert told["rft.date"] == first["document"]["date"]
    assert told["rft.identifier"] == first["url"]
    for address in (DOCUMENT, TURN, f"{TURN}/cite"):
        assert page(public, address).select(".Z3988") == []


# The formats, whatever stands in a record


def entries(written: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Key and fields of every entry, read as BibTeX reads them: by counting braces, backslash or not."""
    place = 0
    while begun := re.compile(r"\s*@misc\{([^,{}]+),").match(written, place):
        place, fields = begun.end(), {}
        while named := re.compile(r"\s*(\w+) = ").match(written, place):
            place = named.end()
            if written[place] == "{":
                end = closing(written, place)
                fields[named[1]] = written[place + 1 : end]
                place = end + 1
            else:
                bare = re.compile(r"\w+").match(written, place)
                assert bare is not None
                fields[named[1]], place = bare[0], bare.end()
            assert written[place] == ","
            place += 1
        ended = re.compile(r"\s*\}").match(written, place)
        assert ended is not None, written[place : place + 80]
        place = ended.end()
        yield begun[1], fields
    assert not written[place:].strip()


def closing(written: str, opening: int) -> int:
    depth = 0
    for place in range(opening, len(written)):
        depth += {"{": 1, "}": -1}.get(written[place], 0)
        if depth == 0:
            return place
    raise AssertionError("a brace is never closed")


NAMED = {
    r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}", r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^", r"\&": "&", r"\%": "%", r"\$": "$", r"\#": "#", r"\_": "_",
}  # fmt: skip
BY_NAME = re.compile("|".join(map(re.escape, NAMED)))


def as_typeset(field: str) -> str:
    return BY_NAME.sub(lambda name: NAMED[name[0]], field)


def hostile(texts: tuple[str, str, str]) -> Metadata:
    title, archive, summary = texts
    reference = ArchiveReference(archive, title, summary, None, archive, title)
    return Metadata(
        id="5501",
        title=title,
        dates=(on("1957-03-14", "1957-03-14", Precision.DAY, title),),
        place=title,
        language="en",
        original_language=archive,
        citation=summary,
        archive=reference,
        translator=title,
        contributor=archive,
        summary=summary,
        credits=title,
        rights=archive,
    )


@given(st.tuples(*[HOSTILE | WITH_SIGNS] * 3))
def test_nothing_breaks_a_bibtex_entry(texts: tuple[str, str, str]) -> None:
    of = hostile(texts)
    passage = CitedPassage(REF, texts[:2], texts[2])
    both = [item_of(of, ADDRESS, ACCESSED), item_of(of, ADDRESS, ACCESSED, passage)]
    read = list(entries(bibtex(both)))
    assert [key for key, _ in read] == ["colloquy-5501", "colloquy-5501-12.3-9f2c01ab"]
    for _, fields in read:
        assert as_typeset(fields["title"][1:-1]) == both[0].title
        assert fields["url"] == ADDRESS


@given(st.tuples(*[HOSTILE | WITH_SIGNS] * 3))
def test_nothing_breaks_a_ris_record(texts: tuple[str, str, str]) -> None:
    of = hostile(texts)
    passage = CitedPassage(REF, texts[:2], texts[2])
    both = [item_of(of, ADDRESS, ACCESSED), item_of(of, ADDRESS, ACCESSED, passage)]
    read = rispy.loads(ris(both))
    assert [record["id"] for record in read] == ["colloquy-5501", "colloquy-5501-12.3-9f2c01ab"]
    for record in read:
        assert record["title"] == both[0].title
        assert record["type_of_reference"] == "MANSCPT"
        assert record["urls"] == [ADDRESS]
    assert len(ris(both).split("\r\n\r\n")) == 2


@given(st.tuples(*[HOSTILE | WITH_SIGNS] * 3))
def test_csl_json_has_every_text_whole(texts: tuple[str, str, str]) -> None:
    (item,) = json.loads(csl_json([item_of(hostile(texts), ADDRESS, ACCESSED)]).encode())
    assert item["title"] == (one_line(texts[0]) or "5501")


@given(HOSTILE)
def test_one_line_is_one_line(given_text: str) -> None:
    line = one_line(given_text)
    assert len(line.splitlines()) <= 1
    assert line == one_line(line)
    assert not {unicodedata.category(letter) for letter in line} & {"Cc", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("stated", "parts", "written"),
    [
        (on("1957-03-14", "1957-03-14", Precision.DAY, "14 March 1957"), [[1957, 3, 14]], "1957/03/14/"),
        (on("1957-03-01", "1957-03-31", Precision.MONTH, "March 1957"), [[1957, 3]], "1957/03//"),
        (on("1957-01-01", "1957-12-31", Precision.YEAR, "1957"), [[1957]], "1957///"),
        (
            on("1957-03-12", "1957-03-14", Precision.DAY, "12–14 March 1957"),
            [[1957, 3, 12], [1957, 3, 14]],
            "1957/03//12–14 March 1957",
        ),
        (
            on("1957-03-30", "1957-04-02", Precision.DAY, "30/3–2/4 1957"),
            [[1957, 3, 30], [1957, 4, 2]],
            "1957///30-3–2-4 1957",
        ),
        (on("1957-01-01", "1958-12-31", Precision.YEAR, "1957–58"), [[1957], [1958]], None),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(stated: Any, parts: list[list[int]], written: str | None) -> None:
    item = document_item(replace(FULL, dates=(stated,)))
    assert csl(item)["issued"] == {"date-parts": parts}
    (record,) = rispy.loads(ris([item]))
    assert record.get("date") == written
    ((_, fields),) = entries(bibtex([item]))
    assert fields["date"] == "/".join("-".join(f"{part:02d}" for part in end) for end in parts)
    assert fields.get("year") == ("1957" if written else None)


def test_an_approximate_date_is_called_so() -> None:
    about = replace(on("1957-01-01", "1957-12-31", Precision.YEAR, "circa 1957"), approximate=True)
    item = document_item(replace(FULL, dates=(about,)))
    assert csl(item)["issued"] == {"date-parts": [[1957]], "circa": True}
    assert "date = {1957~}" in bibtex([item])
    assert "DA  - 1957///circa 1957\r\n" in ris([item])


def test_a_passage_is_cited_with_its_words_and_its_speakers() -> None:
    assert passage_item(FULL).notes[0] == "Turn 12, paragraph 3, Anna Đorđević: “Who pays for the lanterns?”"
    narration = item_of(FULL, ADDRESS, ACCESSED, CitedPassage(REF, (), "They rise."))
    assert narration.notes[0] == "Turn 12, paragraph 3: “They rise.”"


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Elidor Mëhilli", [Name("Mëhilli", "Elidor")]),
        ("Mëhilli, Elidor", [Name("Mëhilli", "Elidor")]),
        ("Ada M. Lovell", [Name("Lovell", "Ada M.")]),
        ("J.R. Quill", [Name("Quill", "J.R.")]),
        ("Anne-Marie O’Hara", [Name("O’Hara", "Anne-Marie")]),
        ("Иван Петров", [Name("Петров", "Иван")]),
        ("Peter Quill and Ruth Amsel", [Name("Quill", "Peter"), Name("Amsel", "Ruth")]),
        (
            "Peter Quill, Ada M. Lovell, and Ruth Amsel",
            [Name("Quill", "Peter"), Name("Lovell", "Ada M."), Name("Amsel", "Ruth")],
        ),
        ("Peter Quill; Ruth Amsel", [Name("Quill", "Peter"), Name("Amsel", "Ruth")]),
        ("", []),
    ],
)
def test_names_are_taken_apart_where_that_is_safe(printed: str, names: list[Name]) -> None:
    assert names_in(printed) == tuple(names)


@pytest.mark.parametrize(
    "printed",
    [
        "Chen Jian",  # family name first
        "Ngô Đình Diệm",
        "National Archive",
        "State Archives, Tirana",
        "Foreign Broadcast Information Service",
        "Peter Quill and the State Archives",
        "Ludwig van Beethoven",  # a particle belongs to one part or the other by habit
        "Gabriel García Márquez",
        "Dr. Quill",
        "NATO Staff",
        "毛泽东",
        "Plato",
        "a translator",
    ],
)
def test_other_names_are_left_whole(printed: str) -> None:
    assert names_in(printed) == (Name(printed),)


@given(HOSTILE)
def test_no_name_is_lost(printed: str) -> None:
    found = " ".join(name.plain for name in names_in(printed))
    letters = {letter for letter in printed if letter.isalpha()} - set("and")
    assert letters <= set(found)


def test_addresses_in_bibtex_are_addresses() -> None:
    item = item_of(FULL, "https://talks.example/a b{c}\\d?x=%20#e", ACCESSED)
    ((_, fields),) = entries(bibtex([item]))
    assert fields["url"] == "https://talks.example/a%20b%7Bc%7D%5Cd?x=%20#e"
    assert urlsplit(fields["url"]).hostname == "talks.example"
