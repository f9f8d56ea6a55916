"""Reading in context: the rail of hits, the exchange between chosen speakers, notes in the margin, times."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from reading import attribute, data, link, page, text, texts

from index.model import Document, Kind, Metadata, Paragraph, Source, Speaker, Turn
from webapp.addresses import Addresses
from webapp.presenters.exchange import exchange_of, stretches
from webapp.presenters.hits import hit_marks
from webapp.presenters.rail import Rail, rail
from webapp.presenters.recordings import clock, moment_in_recording
from webapp.presenters.transcript import turn_views

TALK = "/documents/300025?q=khrushchev"


def test_the_rail_has_a_mark_for_every_hit(client: FlaskClient) -> None:
    found = page(client, TALK)
    stops = found.select("[data-stop]")
    marks = found.select(".rail a")
    assert [mark["href"] for mark in marks] == [f"#hit-{number}" for number in range(1, len(stops) + 1)]
    places = [float(str(mark["y"]).rstrip("%")) for mark in found.select("[data-mark]")]
    assert places == sorted(places)
    assert 0 <= places[0] < places[-1] <= 100


def test_the_rail_is_a_list_for_those_who_do_not_see_it(client: FlaskClient) -> None:
    found = page(client, TALK)
    assert attribute(found, ".rail", "aria-hidden") == "true"
    assert {str(mark["tabindex"]) for mark in found.select(".rail a")} == {"-1"}
    listed = found.select(".hit-list ol li")
    assert len(listed) == len(found.select("[data-stop]"))
    for number, item in enumerate(listed, 1):
        (turn,) = found.select(f".turn:has(#hit-{number})")
        assert attribute(item, "a", "href") == f"#hit-{number}"
        assert f"{text(turn.select_one('.who'))}, turn {str(turn['id'])[5:]}" in text(item)
        assert text(item.mark) == text(found.select_one(f"#hit-{number}"))


def test_hits_are_counted_by_speaker(client: FlaskClient) -> None:
    found = page(client, TALK)
    counts = [int(text(count)) for count in found.select(".lanes .count")]
    assert sum(counts) == len(found.select("[data-stop]"))
    assert counts == sorted(counts, reverse=True)
    for lane, name in enumerate(texts(found, ".lanes bdi")):
        shapes = found.select(f".rail a .lane-{lane}")
        assert len(shapes) == counts[lane]
        assert all(f": {name}, " in text(shape.find_parent("a")) for shape in shapes)


def test_one_hit_has_no_rail(client: FlaskClient) -> None:
    found = page(client, "/documents/300025?q=corpse")
    assert len(found.select("[data-stop]")) == 1
    assert not found.select(".rail, .hit-list")


def test_an_exchange_folds_what_others_say(client: FlaskClient) -> None:
    found = page(client, "/documents/300025?with=mao-zedong&with=beqir-balluku")
    turns = data(client, "/documents/300025.json")["turns"]
    chosen = {"mao-zedong", "beqir-balluku"}
    others = [turn for turn in turns if turn["kind"] == "speech" and not chosen & set(turn["speakers"])]
    folded = [str(tag["id"]) for tag in found.select("details.fold .turn.speech")]
    assert folded == [f"turn-{turn['position']}" for turn in others]
    assert len(found.select(".turn")) == len(turns)  # nothing is left out
    told = sum(int(line.split()[0]) for line in texts(found, ".fold > summary"))
    assert told == len({turn["continues"] or turn["position"] for turn in others})


def test_a_fold_tells_who_and_how_many_hits(client: FlaskClient) -> None:
    found = page(client, f"{TALK}&with=beqir-balluku&with=zhou-enlai")
    for fold in found.select(".fold"):
        line = text(fold.summary)
        for name in set(texts(fold, ".who")):
            assert name in line
        hits = len(fold.select("[data-stop]"))
        assert (f"{hits} hit" in line) == (hits > 0)


def test_the_choice_is_kept_beside_the_search(client: FlaskClient) -> None:
    found = page(client, f"{TALK}&with=mao-zedong")
    form = found.select_one("form.who-is-shown")
    assert form is not None
    assert attribute(form, "input[type=hidden][name=q]", "value") == "khrushchev"
    assert [str(box["value"]) for box in form.select("input[checked]")] == ["mao-zedong"]
    assert attribute(found, ".within input[name=with]", "value") == "mao-zedong"
    assert attribute(found, ".unmarked", "href") == "/documents/300025?with=mao-zedong"
    assert link(found, "Show all turns") == TALK
    assert found.select("meta[name=robots]")


def test_who_does_not_speak_here_is_told_and_nothing_is_folded(client: FlaskClient) -> None:
    found = page(client, "/documents/300025?with=nobody-at-all&with=")
    assert not found.select(".fold, .exchange")
    assert texts(found, ".notices li")[0] == "“nobody-at-all” does not speak in this document and was left out."


def test_headings_and_notes_are_not_folded_away(odd: FlaskClient) -> None:
    orlop = attribute(page(odd, "/documents/7001"), "#turn-4 .who a", "href").rpartition("/")[2]
    found = page(odd, f"/documents/7001?with={orlop}")
    assert [str(tag["id"]) for tag in found.select(".fold .turn")] == ["turn-2"]
    assert found.select(".transcript > .turn.note, .transcript > .turn.stage_direction")


def test_footnotes_stand_in_the_margin_too(odd: FlaskClient) -> None:
    found = page(odd, "/documents/7001")
    notes = found.select("#turn-2 .side-note")
    assert [text(note) for note in notes] == ["[1] In the winter of 1950.", "[2] His name is not known."]
    for note in notes:
        whole = found.select_one(attribute(note, "a", "href"))
        assert whole is not None
        assert text(note)[4:] in text(whole)


@pytest.mark.parametrize(
    ("url", "moment"),
    [
        ("https://sound.example/talk.MP3", "https://sound.example/talk.MP3#t=75"),
        ("https://sound.example/talk.mp3?key=1#top", "https://sound.example/talk.mp3?key=1#t=75"),
        ("https://www.youtube.com/watch?v=abc&t=3", "https://www.youtube.com/watch?v=abc&t=75s"),
        ("https://youtu.be/abc", "https://youtu.be/abc?t=75s"),
        ("https://vimeo.com/123", "https://vimeo.com/123#t=75s"),
        ("https://archive.example/talk", None),
        ("javascript:alert('talk.mp3')", None),
        ("http://[broken/talk.mp3", None),
        (None, None),
    ],
)
def test_only_a_recording_is_linked_to_its_moments(url: str | None, moment: str | None) -> None:
    assert moment_in_recording(url, 75.4) == moment


def test_no_time_is_no_moment() -> None:
    assert moment_in_recording("https://sound.example/talk.mp3", None) is None
    assert [clock(seconds) for seconds in (None, 0, 4.9, 61, 3671)] == [None, "0:00", "0:04", "1:01", "1:01:11"]


def test_times_of_a_recording_lead_to_its_moments(odd: FlaskClient) -> None:
    found = page(odd, "/documents/recorded")
    assert attribute(found, "#turn-2 .place a", "href") == "https://sound.example/harbour.mp3#t=75"
    assert text(found.select_one("#turn-2 .place")) == "1:15"
    assert not page(odd, "/documents/quarrel").select(".place a")


def talk(speakers: list[str | None]) -> Document:
    """A document in which these speak one after another; None: nobody does."""
    turns = tuple(
        Turn(
            position,
            Kind.SPEECH if who else Kind.STAGE_DIRECTION,
            (Paragraph(f"The lamp of turn {position}."),),
            speakers=(who,) if who else (),
        )
        for position, who in enumerate(speakers, 1)
    )
    known = tuple(Speaker(who, who.upper()) for who in dict.fromkeys(speakers) if who)
    return Document(Metadata("talk", "A talk"), Source("talk.txt", "text", ""), turns, known)


TALKS = st.lists(st.sampled_from(["a", "b", "c", "d", None]), max_size=30).map(talk)


@given(TALKS, st.sets(st.sampled_from(["a", "b", "z"])))
def test_folding_loses_nothing_and_hides_only_others(document: Document, asked: set[str]) -> None:
    turns = tuple(turn_views(document, Addresses()))
    exchange = exchange_of(document, asked)
    shown = [(tuple(stretch.turns), stretch.line) for stretch in stretches(turns, exchange)]
    assert tuple(turn for together, _ in shown for turn in together) == turns
    for together, line in shown:
        said_by = [{speaker.id for speaker in turn.speakers} for turn in together]
        if line is not None:
            assert all(not who & asked for who in said_by)
            assert said_by[0]
            assert said_by[-1]
            assert line.startswith(f"{sum(map(bool, said_by))} turn")
        elif exchange.speakers:
            assert all(not who or who & asked for who in said_by)


@given(TALKS)
def test_every_hit_has_a_mark_in_the_lane_of_its_speaker(document: Document) -> None:
    positions = tuple(turn.position for turn in document.turns)
    marks = hit_marks(positions, dict.fromkeys(positions, ((1, 4, 8),)))
    found = rail(document, Addresses(), marks)
    if len(positions) < 2:
        assert found == Rail()
        return
    assert [mark.stop.number for mark in found.marks] == list(positions)
    for mark in found.marks:
        assert found.lanes[mark.lane].name == mark.who
    assert sum(lane.hits for lane in found.lanes) == len(positions)


def test_beyond_five_speakers_the_others_share_a_lane() -> None:
    document = talk([who for number, who in enumerate("abcdefg") for _ in range(9 - number)])
    marks = hit_marks(tuple(range(1, len(document.turns) + 1)), {})
    found = rail(document, Addresses(), marks)
    assert [lane.name for lane in found.lanes] == ["A", "B", "C", "D", "E", "Others"]
    assert found.lanes[-1].hits == 4 + 3
