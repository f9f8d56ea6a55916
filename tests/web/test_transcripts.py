"""A transcript: who speaks and how that is known, footnotes, the hits of a search and the way back."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from flask.testing import FlaskClient
from reading import attribute, data, link, page, text, texts


def test_a_transcript_has_every_turn_with_its_anchors(client: FlaskClient) -> None:
    found = page(client, "/documents/300025")
    turns = data(client, "/documents/300025.json")["turns"]
    assert [tag["id"] for tag in found.select(".turn")] == [f"turn-{turn['position']}" for turn in turns]
    for turn in turns:
        for paragraph in turn["paragraphs"]:
            shown = found.find(id=f"turn-{turn['position']}.{paragraph['n']}")
            assert shown is not None
            for marker in shown.select(".reference"):
                marker.decompose()
            assert " ".join(paragraph["text"].split()) in text(shown)


def test_the_number_in_the_margin_is_the_permalink(client: FlaskClient) -> None:
    found = page(client, "/documents/300025")
    turn = data(client, "/documents/300025.json")["turns"][4]
    assert attribute(found, "#turn-5 > .number", "href") == f"/documents/300025/turns/5-{turn['hash']}"


def test_what_was_printed_is_shown_on_demand(client: FlaskClient) -> None:
    evidence = page(client, "/documents/300025").select_one("#turn-3 details.evidence")
    assert evidence is not None
    assert "open" not in evidence.attrs
    assert "Comrade Begir Balluku:" in text(evidence)
    assert "The archive’s list of speakers says who that is." in text(evidence)


def test_speakers_are_counted(client: FlaskClient) -> None:
    found = page(client, "/documents/300025")
    spoken: dict[str, int] = {}
    for turn in data(client, "/documents/300025.json")["turns"]:
        if turn["speaker_name"] and turn["continues"] is None:
            spoken[turn["speaker_name"]] = spoken.get(turn["speaker_name"], 0) + 1
    shown = [row.rsplit(" ", 2)[:2] for row in texts(found, "#people li")]
    assert {name: int(count) for name, count in shown} == spoken


def test_a_speakers_turns_can_be_marked(client: FlaskClient) -> None:
    found = page(client, "/documents/300024?speaker=liu-shaoqi")
    assert len(found.select(".turn.is-hit")) == len(found.select("[data-stop]")) == 1
    assert text(found.select_one("#hit-1")).startswith("The Bolsheviks only had a majority")


def test_hits_are_marked_and_counted(client: FlaskClient) -> None:
    found = page(client, "/documents/300025?q=khrushchev")
    assert {mark.lower() for mark in texts(found, "mark")} <= {"khrushchev", "khrushchev's"}
    stops = found.select("[data-stop]")
    total = len(stops)
    assert total > 5
    for number, stop in enumerate(stops, 1):
        assert f"{number} of {total}" in text(stop)
        paragraph = stop.find_parent(class_="paragraph")
        assert paragraph is not None
        assert paragraph.select_one(f"mark#hit-{number}")
    assert text(found.select_one("[data-counter]")) == f"{total} passages"


def test_steps_from_hit_to_hit_are_plain_links_that_go_round(client: FlaskClient) -> None:
    stops = page(client, "/documents/300025?q=khrushchev").select("[data-stop]")
    first, last = stops[0].select("a"), stops[-1].select("a")
    assert [step["href"] for step in first] == [f"#hit-{len(stops)}", "#hit-2"]
    assert [step["href"] for step in last] == [f"#hit-{len(stops) - 1}", "#hit-1"]


def test_the_way_back_leads_to_the_same_results(client: FlaskClient) -> None:
    search = "/search?q=we&speaker=mao-zedong&sort=oldest&page=2&per_page=10"
    hit = str(page(client, search).select(".hit h2 a")[0]["href"])
    back = link(page(client, hit.partition("#")[0]), "← Back to the results")
    assert sorted(parse_qsl(urlsplit(back).query)) == sorted(parse_qsl(urlsplit(search).query))
    assert str(page(client, back).select(".hit h2 a")[0]["href"]) == hit


def test_a_search_without_hits_here_says_so(client: FlaskClient) -> None:
    found = page(client, "/documents/300023?q=khrushchev")
    assert text(found.select_one(".hit-bar p")) == "No passage here matches the word “khrushchev”"
    assert not found.select("mark")


def test_without_a_search_nothing_is_marked(client: FlaskClient) -> None:
    found = page(client, "/documents/300025")
    assert not found.select("mark, [data-stop], .hit-bar")


def test_footnotes_are_linked_both_ways(odd: FlaskClient) -> None:
    found = page(odd, "/documents/7001")
    markers = found.select("a.reference")
    assert texts(found, "a.reference") == ["Footnote [1]", "Footnote [2]"]
    for marker in markers:
        note = found.find(id=str(marker["href"])[1:])
        assert note is not None
        assert "note" in note["class"]
        assert note.select_one(f".back-links a[href='#{marker['id']}']")
    said = text(found.select_one("#turn-2 .text")).replace("Footnote [1]", "").replace("Footnote [2]", "")
    assert said == "The lamp was lit before the storm, and the keeper slept."


def test_list_markers_and_kinds_are_kept(odd: FlaskClient) -> None:
    found = page(odd, "/documents/7001")
    assert texts(found, "#turn-4 .marker") == ["1)", "2)"]
    assert "stage_direction" in attribute(found, "#turn-3", "class")


def test_a_joint_turn_names_everybody(odd: FlaskClient) -> None:
    assert text(page(odd, "/documents/hostile").select_one("#turn-3 .who")) == "Miss Hartwell and Mr. Orlop"


def test_time_and_page_of_the_source_are_shown(odd: FlaskClient) -> None:
    found = page(odd, "/documents/quarrel")
    assert text(found.select_one("#turn-1 .place")) == "0:04"
    assert text(found.select_one("#turn-3 .place")) == "1:01:11"


def test_language_and_direction_are_those_of_the_document(odd: FlaskClient, client: FlaskClient) -> None:
    arabic = page(odd, "/documents/arabic")
    assert [attribute(arabic, "#transcript", name) for name in ("lang", "dir")] == ["ar", "rtl"]
    english = page(client, "/documents/300025")
    assert [attribute(english, "#transcript", name) for name in ("lang", "dir")] == ["en", "ltr"]
    unknown = page(odd, "/documents/quarrel")
    assert [attribute(unknown, "#transcript", name) for name in ("lang", "dir")] == ["", "auto"]


def test_names_are_kept_apart_from_the_writing_around_them(odd: FlaskClient) -> None:
    names = [text(name) for name in page(odd, "/documents/arabic").select(".who bdi")]
    assert names == ["سعاد", "Mr. Orlop"]


def test_documents_before_and_after_stand_at_the_end(client: FlaskClient) -> None:
    listed = [str(tag["href"]) for tag in page(client, "/documents").select(".documents h2 a")]
    middle = page(client, listed[2])
    assert attribute(middle, ".neighbours [rel=prev]", "href") == listed[1]
    assert attribute(middle, ".neighbours [rel=next]", "href") == listed[3]
    assert not page(client, listed[0]).select(".neighbours [rel=prev]")
    assert not page(client, listed[-1]).select(".neighbours [rel=next]")


def test_the_citation_is_the_archives_own_with_the_address(client: FlaskClient) -> None:
    citation = text(page(client, "/documents/300025").select_one("#citation"))
    printed = data(client, "/documents/300025.json")["document"]["citation"]
    assert citation.startswith(printed)
    assert "/documents/300025 (accessed " in citation


def test_both_dates_of_a_document_are_told(client: FlaskClient) -> None:
    dates = texts(page(client, "/documents/300023"), "#about dd")
    assert "July 22, 1963" in dates
    assert "20 July 1963" in dates
    for day in ("1963-07-20", "1963-07-22"):
        hits = page(client, f"/search?from={day}&to={day}&document=300023").select(".hit")
        assert hits, day
