"""A permalink tells the truth: unchanged, moved, at several places, or unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from reading import attribute, data, page, text, texts
from sites import site

from index.building.build import build
from index.links.ledger import open_ledger
from index.links.permalinks import Moved, Outcome, Passage, Several, Unchanged, Unknown, paragraph_ref, turn_ref
from index.links.permalinks import resolve as resolve_in
from index.model import Document, Kind, Metadata, Paragraph, Source, Turn
from index.passages import PassageRef


def conversation(*turns: tuple[str, ...]) -> Document:
    """A document whose turns have these paragraphs."""
    made = tuple(
        Turn(position, Kind.SPEECH, tuple(Paragraph(text) for text in texts)) for position, texts in enumerate(turns, 1)
    )
    return Document(Metadata("talk", "A talk"), Source("talk.txt", "text", ""), made)


Resolve = Callable[[Document, PassageRef], Outcome]
BEFORE = conversation(("Good morning.",), ("The lamp is out.", "Light it."), ("No!",), ("Yes!",), ("No!",))


@pytest.fixture
def resolve(tmp_path: Path) -> Iterator[Resolve]:
    """What becomes of a link when nothing is known of the past."""
    with open_ledger(tmp_path, "none") as nothing:
        yield lambda document, ref: resolve_in("talk", ref, {"talk": document}.get, nothing)


def talk(*refs: PassageRef) -> tuple[Passage, ...]:
    return tuple(Passage("talk", ref) for ref in refs)


def ref(text: str, position: int, paragraph: int | None = None) -> PassageRef:
    return PassageRef(position, paragraph, turn_ref(conversation((text,)).turns[0]).hash)


def test_what_stands_where_the_link_says_is_unchanged(resolve: Resolve) -> None:
    for turn in BEFORE.turns:
        assert resolve(BEFORE, turn_ref(turn)) == Unchanged()
    assert resolve(BEFORE, paragraph_ref(BEFORE.turns[1], 2)) == Unchanged()


def test_the_same_words_at_one_other_place_have_moved(resolve: Resolve) -> None:
    after = conversation(("A word before.",), *(tuple(part.text for part in turn.paragraphs) for turn in BEFORE.turns))
    assert resolve(after, turn_ref(BEFORE.turns[1])) == Moved(*talk(turn_ref(after.turns[2])))
    assert resolve(after, paragraph_ref(BEFORE.turns[1], 2)) == Moved(*talk(paragraph_ref(after.turns[2], 2)))


def test_a_turn_that_became_a_paragraph_has_moved_there(resolve: Resolve) -> None:
    after = conversation(("The lamp is out.", "Good morning."))
    assert resolve(after, turn_ref(BEFORE.turns[0])) == Moved(*talk(paragraph_ref(after.turns[0], 2)))


def test_the_same_words_at_several_places_are_offered(resolve: Resolve) -> None:
    assert resolve(BEFORE, ref("No!", 2)) == Several(talk(turn_ref(BEFORE.turns[2]), turn_ref(BEFORE.turns[4])))


def test_a_place_that_still_has_the_words_is_unchanged_even_when_others_have_them_too(resolve: Resolve) -> None:
    assert resolve(BEFORE, turn_ref(BEFORE.turns[4])) == Unchanged()


def test_unknown_words_never_land_on_a_lookalike(resolve: Resolve) -> None:
    outcome = resolve(BEFORE, ref("No?", 3))
    assert outcome == Unknown(talk(*(turn_ref(turn) for turn in BEFORE.turns[1:4])))
    assert resolve(BEFORE, ref("No?", 99)) == Unknown(())


# On the site


def first_permalink(client: FlaskClient, document: str, position: int | str) -> str:
    return client.get(f"/documents/{document}/turns/{position}").headers["Location"]


def test_a_position_redirects_to_the_permalink(client: FlaskClient) -> None:
    turn = data(client, "/documents/300025.json")["turns"][4]
    answer = client.get("/documents/300025/turns/5")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/documents/300025/turns/5-{turn['hash']}"
    paragraph = client.get("/documents/300025/turns/5.1")
    assert paragraph.headers["Location"] == f"/documents/300025/turns/5.1-{turn['paragraphs'][0]['hash']}"


@pytest.mark.parametrize("place", ["0", "9999", "5.99", "05", "5-", "5-xyz", "-1", "5.1.1"])
def test_places_that_are_none_are_404(client: FlaskClient, place: str) -> None:
    page(client, f"/documents/300025/turns/{place}", 404)


def test_a_permalink_shows_the_passage_its_neighbours_and_its_citation(client: FlaskClient) -> None:
    address = first_permalink(client, "300025", 5)
    found = page(client, address)
    assert text(found.h1) == "Turn 5, Beqir Balluku"
    assert text(found.select_one(".quoted")).startswith("No doubt. There can be no comparison.")
    assert [str(tag["href"]) for tag in found.select(".neighbour a")] == [
        first_permalink(client, "300025", 4),
        first_permalink(client, "300025", 6),
    ]
    assert attribute(found, "#permalink", "value") == address
    citation = text(found.select_one("#citation"))
    assert f". Turn 5 (Beqir Balluku). {address} (accessed " in citation
    assert attribute(found, ".actions a", "href") == "/documents/300025#turn-5"


def test_a_paragraphs_permalink_shows_that_paragraph_alone(odd: FlaskClient) -> None:
    found = page(odd, first_permalink(odd, "quarrel", "2.2"))
    assert texts(found, ".quoted") == ["It has always opened at noon."]
    assert text(found.h1) == "Turn 2, paragraph 2, Mr. Orlop"
    assert texts(found, ".neighbour bdi") == ["Mr. Orlop", "Miss Hartwell"]


def test_a_permalink_as_json(client: FlaskClient) -> None:
    address = first_permalink(client, "300025", 5)
    answer = client.get(f"{address}.json").json
    assert answer is not None
    assert answer["turn"] == data(client, "/documents/300025.json")["turns"][4]
    assert answer["document"]["id"] == "300025"
    assert (answer["position"], answer["paragraph"], answer["url"]) == (5, None, address)
    assert answer["next"] == first_permalink(client, "300025", 6)


def test_a_wrong_position_with_a_known_hash_redirects(client: FlaskClient) -> None:
    address = first_permalink(client, "300025", 5)
    digest = address.rpartition("-")[2]
    for ending in ("", ".json"):
        answer = client.get(f"/documents/300025/turns/7-{digest}{ending}")
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"{address}{ending}"


def test_several_places_are_offered_and_none_is_chosen(odd: FlaskClient) -> None:
    digest = first_permalink(odd, "quarrel", 1).rpartition("-")[2]
    found = page(odd, f"/documents/quarrel/turns/2-{digest}", 300)
    offered = [str(tag["href"]) for tag in found.select(".offers a")]
    assert offered == [first_permalink(odd, "quarrel", 1), first_permalink(odd, "quarrel", 3)]
    answer = data(odd, f"/documents/quarrel/turns/2-{digest}.json", 300)
    assert [candidate["url"] for candidate in answer["candidates"]] == offered


def test_an_unknown_hash_is_404_with_what_stands_there_now(client: FlaskClient) -> None:
    found = page(client, "/documents/300025/turns/5-00000000", 404)
    offered = [str(tag["href"]) for tag in found.select(".offers a")]
    assert offered == [first_permalink(client, "300025", position) for position in (4, 5, 6)]
    assert "not in the document as it stands now" in text(found.select_one("main"))


def test_a_permalink_survives_a_rebuild_that_adds_a_turn(tmp_path: Path) -> None:
    folder, data = tmp_path / "folder", tmp_path / "data"
    folder.mkdir()
    lines = ['{"document": "tide", "speaker": "Ann Poe", "text": "The tide is late."}']
    (folder / "tide.jsonl").write_text("\n".join(lines), "utf-8")
    build(folder, data)
    client = site(data).test_client()
    address = first_permalink(client, "tide", 1)
    lines.insert(0, '{"document": "tide", "speaker": "Ben Roe", "text": "What time is it?"}')
    (folder / "tide.jsonl").write_text("\n".join(lines), "utf-8")
    build(folder, data)
    moved = client.get(address)
    assert moved.status_code == 302
    assert moved.headers["Location"] == first_permalink(client, "tide", 2)
    assert text(page(client, moved.headers["Location"]).select_one(".quoted")) == "The tide is late."
