"""Records of the Wilson Center Digital Archive: header, citation, body; the five seeds as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from index.document_json import document_json
from index.formats.base import Claim, SourceFile
from index.formats.citation import read_citation
from index.formats.record import FORMAT, place_in
from index.model import Document, Kind
from index.speakers.authority import read_authority
from index.speakers.resolution import resolve

SEEDS = Path(__file__).parents[2] / "seeds"
GOLDEN = Path(__file__).parent / "golden" / "seeds"
SAMPLES = Path(__file__).parent / "files" / "record"
NAMES = sorted(path.name for path in SEEDS.glob("*.txt"))


def read(text: str) -> Document:
    return FORMAT.read(SourceFile("record.txt", text.encode()))[0]


def seed(name: str) -> SourceFile:
    return SourceFile(name, (SEEDS / name).read_bytes())


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_is_read_as_its_reviewed_file_says(name: str, request: pytest.FixtureRequest) -> None:
    authority = read_authority((SEEDS / "speakers.toml").read_text(encoding="utf-8"), "speakers.toml")
    (document,) = FORMAT.read(seed(name))
    made = json.dumps(document_json(resolve(document, authority)), ensure_ascii=False, indent=1) + "\n"
    golden = GOLDEN / f"{Path(name).stem}.json"
    if request.config.getoption("--update-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_claims_to_be_a_record(name: str) -> None:
    assert FORMAT.claims(seed(name)) is Claim.CERTAIN


FIELDS = "Citation|Summary|Credits|Original Language|Contents"


def _values_behind_names(text: str) -> str:
    return re.sub(rf"^(\*\*)?({FIELDS}):(\*\*)?\n\n", r"\1\2:\3 ", text, flags=re.MULTILINE)


# Other ways in which the archive's exports print the same record.
WAYS: dict[str, Callable[[str], str]] = {
    "without bold": lambda text: text.replace("**", ""),
    "values behind the names": _values_behind_names,
    "both": lambda text: _values_behind_names(text.replace("**", "")),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "no contents": lambda text: re.sub(r"(?s)(\*\*)?Contents:.*?English\n", "\n", text),
    "no summary": lambda text: re.sub(r"(?s)(\*\*)?Summary:.*?(?=(\*\*)?(Credits|Original))", "", text),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NAMES)
def test_the_same_record_printed_another_way_has_the_same_turns(name: str, way: str) -> None:
    text = (SEEDS / name).read_text(encoding="utf-8")
    usual, other = read(text), read(WAYS[way](text))
    assert _turns(other) == _turns(usual)
    assert (other.metadata.id, other.metadata.title) == (usual.metadata.id, usual.metadata.title)


@pytest.mark.parametrize("name", NAMES)
def test_a_record_run_together_on_one_line_keeps_its_metadata_and_nearly_all_labels(name: str) -> None:
    text = (SEEDS / name).read_text(encoding="utf-8")
    usual, flat = read(text), read(" ".join(text.split()))
    assert (flat.metadata.id, flat.metadata.title, flat.metadata.summary) == (
        usual.metadata.id,
        usual.metadata.title,
        usual.metadata.summary,
    )
    labels = [turn.label for turn in usual.turns if turn.label]
    assert len([turn for turn in flat.turns if turn.label]) >= 0.9 * len(labels)


def _turns(document: Document) -> list[tuple[Kind, str, list[str]]]:
    return [
        (turn.kind, (turn.label or "").replace("**", ""), [paragraph.text for paragraph in turn.paragraphs])
        for turn in document.turns
    ]


def test_the_header_becomes_metadata() -> None:
    metadata = read((SAMPLES / "plain_header.txt").read_text(encoding="utf-8")).metadata
    assert metadata.id == "900123"
    assert metadata.place == "Nordhaven"
    assert metadata.original_language == "Landmarkian"
    assert metadata.summary == "Vesk and Anlund speak about the bridge. They do not agree."
    assert (metadata.credits, metadata.rights) == (None, None)
    assert [(date.role, date.start) for date in metadata.dates] == [("document", "2031-10-12"), ("event", "2031-10-09")]


def test_fields_without_a_place_in_the_metadata_are_told() -> None:
    document = read((SAMPLES / "plain_header.txt").read_text(encoding="utf-8"))
    assert [notice.message for notice in document.notices] == [
        "The header also says Keywords: bridges; ferries",
        "The header also says Contents: Original Scan",
        "The header also says Contents: English Translation",
    ]


def test_a_citation_is_taken_apart() -> None:
    citation = read_citation(
        '"A Talk," March 5, 2031, Wilson Center Digital Archive, State Archive (SA, Nordhaven, Landmark), f. 12, '
        "op. 3, d. 44, ll. 5-9. "
        "Obtained by Wren Halloway and translated for WCDA by S. Pike. https://example.org/document/77/"
    )
    assert citation.archive is not None
    assert citation.archive.repository == "State Archive (SA, Nordhaven, Landmark)"
    assert (citation.archive.fond, citation.archive.dossier, citation.archive.folios) == ("f. 12", "d. 44", "ll. 5-9")
    assert (citation.contributor, citation.translator, citation.number) == ("Wren Halloway", "S. Pike", "77")
    assert "https" not in citation.text


@pytest.mark.parametrize(
    ("printed", "contributor", "translator"),
    [
        ("Contributed and translated by Elidor Mëhilli.", "Elidor Mëhilli", "Elidor Mëhilli"),
        ("Translated by A. N. Other.", None, "A. N. Other"),
        ("Obtained by Wren Halloway.", "Wren Halloway", None),
        ("No. 5, unsigned.", None, None),
    ],
)
def test_who_contributed_and_who_translated(printed: str, contributor: str | None, translator: str | None) -> None:
    citation = read_citation(f'"A Talk", Wilson Center Digital Archive, AQ, F. 1. {printed}')
    assert (citation.contributor, citation.translator) == (contributor, translator)


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("Talk on 1 October 1968 during the parade on Tiananmen", "Tiananmen"),
        ("Talk of 9 October 2031 in Nordhaven", "Nordhaven"),
        ("Talk on the Situation in Poland, 5 May 1955", None),
        ("Notes on Vietnam", None),
        ("Talk (2 October 1963)", None),
    ],
)
def test_a_place_is_taken_only_where_the_title_states_it(title: str, place: str | None) -> None:
    assert place_in(title) == place


def test_text_without_the_archives_header_is_not_claimed() -> None:
    assert FORMAT.claims(SourceFile("a.txt", b"Summary: a talk\n\nMary: hello")) is Claim.NONE


@pytest.mark.parametrize("way", ["no contents", "neither contents nor language", "only a citation"])
def test_a_record_run_together_without_contents_has_a_transcript(way: str) -> None:
    title = "Conversation between Comrade Vesk and Comrade Dorma on 3 May 1964"
    fields = {
        "only a citation": "",
        "neither contents nor language": "Summary: The bridge. Credits: Made possible by a Foundation ",
        "no contents": "Summary: The bridge. Original Language: Sorvian ",
    }
    text = (
        f"May 3, 1964 {title} "
        f'Citation: "{title}", May 3, 1964, Wilson Center Digital Archive, Central Archives. https://x.org/document/77 '
        f"{fields[way]}"
        "Comrade Vesk: How was the journey? Comrade Dorma: It was long. "
        "Comrade Vesk: It was cold here. Comrade Dorma: With us too."
    )
    document = read(text)
    assert (document.metadata.id, document.metadata.title) == ("77", title)
    assert [turn.label for turn in document.turns if turn.label] == ["Comrade Vesk:", "Comrade Dorma:"] * 2
