"""Tables of turns: columns by any of their names, several documents in a file, and a round trip through JSON."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document_json import document_json
from index.errors import UnreadableSource
from index.formats.base import Claim, SourceFile
from index.formats.table_columns import ALIASES, columns_of
from index.formats.turn_table import FORMAT
from index.model import (
    Attribution,
    Certainty,
    Document,
    Kind,
    Metadata,
    Paragraph,
    Participant,
    Rule,
    Source,
    Turn,
    Voice,
)
from index.speakers.authority import NO_AUTHORITY
from index.speakers.resolution import resolve


def read(text: str, path: str = "turns.csv") -> tuple[Document, ...]:
    return FORMAT.read(SourceFile(path, text.encode()))


def read_rows(rows: list[object]) -> tuple[Document, ...]:
    return read("".join(f"{json.dumps(row)}\n" for row in rows), "turns.jsonl")


def codes(document: Document) -> list[str]:
    return [notice.code for notice in document.notices]


def test_every_alias_means_one_column() -> None:
    aliases = [alias for names in ALIASES.values() for alias in names]
    assert len(aliases) == len(set(aliases))


@pytest.mark.parametrize("name", ["Speaker Name", "speaker_name", "SPEAKER-NAME", " speakerName ".lower()])
def test_names_of_columns_are_compared_without_case_and_spaces(name: str) -> None:
    assert columns_of([name, "text"]) == {name: "speaker", "text": "text"}


def test_the_first_alias_of_a_column_wins_and_the_other_is_told() -> None:
    (document,) = read("name,speaker,text\nX,Ann,Yes.\n")
    assert document.turns[0].voices == (Voice("Ann"),)
    assert "name" in document.notices[0].message


def test_rows_of_one_document_share_its_id_wherever_they_stand() -> None:
    documents = read("doc_id,seq,speaker,text\nb,2,Ann,Two.\na,1,Ben,Only.\nb,1,Ben,One.\n")
    assert [(document.id, len(document.turns)) for document in documents] == [("b", 2), ("a", 1)]
    assert [turn.paragraphs[0].text for turn in documents[0].turns] == ["One.", "Two."]


def test_a_file_without_ids_is_one_document_named_by_nobody() -> None:
    (document,) = read("speaker,text\nAnn,Yes.\n", "talks/weir.csv")
    assert (document.id, document.metadata.title, document.source.path) == ("", "weir", "talks/weir.csv")


def test_values_of_a_document_that_differ_are_told() -> None:
    (document,) = read("title,speaker,text\nA,Ann,Yes.\nB,Ben,No.\n")
    assert document.metadata.title == "A"
    assert codes(document) == ["several_values"]


def test_positions_that_are_partly_missing_leave_the_order_alone() -> None:
    (document,) = read("seq,speaker,text\n2,Ann,One.\n,Ben,Two.\n1,Ann,Three.\n")
    assert [turn.paragraphs[0].text for turn in document.turns] == ["One.", "Two.", "Three."]
    assert codes(document) == ["position"]


def test_a_date_that_cannot_be_read_is_told_and_not_made_up() -> None:
    (document,) = read("date,speaker,text\nnext week,Ann,Yes.\n")
    assert document.metadata.dates == ()
    assert codes(document) == ["date"]


def test_a_date_with_the_time_of_day_is_its_day() -> None:
    (document,) = read("date,speaker,text\n2031-03-04T10:00:00Z,Ann,Yes.\n")
    assert [(date.start, date.printed) for date in document.metadata.dates] == [("2031-03-04", "2031-03-04T10:00:00Z")]


@pytest.mark.parametrize(
    ("printed", "seconds"), [("12", 12.0), ("12.5", 12.5), ("1:02", 62.0), ("01:02:03,5", 3723.5), ("90:00", 5400.0)]
)
def test_times_are_seconds_or_clock_times(printed: str, seconds: float) -> None:
    ((turn,),) = (document.turns for document in read_rows([{"speaker": "Ann", "text": "Yes.", "start": printed}]))
    assert turn.time == seconds


def test_several_speakers_are_a_list_or_parted_by_semicolons() -> None:
    for speaker in (["Ann", "Ben"], "Ann; Ben", [{"name": "Ann"}, {"name": "Ben"}]):
        (document,) = read_rows([{"speaker": speaker, "text": "Yes."}])
        assert document.turns[0].voices == (Voice("Ann"), Voice("Ben"))


def test_only_speech_has_voices_and_the_label_stays() -> None:
    (document,) = read_rows([{"speaker": "THE CLERK", "text": "They rise.", "kind": "Stage Direction"}])
    (turn,) = document.turns
    assert (turn.kind, turn.voices, turn.label) == (Kind.STAGE_DIRECTION, (), "THE CLERK")


def test_an_unquoted_comma_stays_in_the_text() -> None:
    (document,) = read("speaker,text,page\nAnn,Yes, and no.,7\n")
    assert document.turns[0].paragraphs[0].text == "Yes, and no."
    assert document.turns[0].page == "7"
    assert codes(document) == ["more_cells"]


def test_two_columns_of_one_name_are_told_apart() -> None:
    (document,) = read("speaker,text,text\nAnn,Yes.,No.\n")
    assert document.turns[0].paragraphs[0].text == "Yes."
    assert "text (column 3)" in document.notices[0].message


def test_a_quote_mark_that_is_never_closed_is_told_with_its_line() -> None:
    text = 'speaker,text\nAnn,Yes.\nBen,"No.\n' + "Ann,So it goes.\n" * 300
    (document,) = read(text)
    assert [(notice.code, notice.line) for notice in document.notices] == [("long_cell", 3)]
    assert len(document.turns[1].paragraphs) == 301


def test_a_cell_longer_than_the_usual_limit_is_read_whole() -> None:
    limit = csv.field_size_limit()
    (document,) = read("speaker,text\nAnn," + "word " * 100_000 + "\n")
    assert document.turns[0].paragraphs[0].text.count("word") == 100_000
    assert csv.field_size_limit() == limit


def test_a_nan_of_a_program_is_nothing() -> None:
    (document,) = read('{"speaker": NaN, "text": "Yes.", "time": NaN}\n', "turns.jsonl")
    assert (document.turns[0].kind, document.turns[0].label, document.turns[0].time) == (Kind.NARRATION, None, None)


def test_half_a_character_is_told() -> None:
    (document,) = read('{"speaker": "Ann", "text": "Yes \\ud83d."}\n', "turns.jsonl")
    assert document.turns[0].paragraphs[0].text == "Yes \ufffd."
    assert codes(document) == ["surrogate"]


def test_objects_that_keep_their_turns_under_a_key_are_documents() -> None:
    talks = [
        {"id": n, "document": f"d{n}", "date": "1971", "turns": [{"speaker": "Ann", "text": "Yes."}]} for n in (1, 2)
    ]
    documents = read(json.dumps(talks), "talks.json")
    assert [document.id for document in documents] == ["d1", "d2"]
    assert [document.metadata.dates[0].edtf for document in documents] == ["1971", "1971"]


@pytest.mark.parametrize(
    ("text", "path", "problem"),
    [
        ("a,b\n1,2\n", "turns.csv", "no column holds"),
        ('{"a": 1}', "turns.json", "no column holds"),
        ("[1, 2]", "turns.json", "no turns"),
        ("", "turns.csv", "empty"),
        ("speaker,text\n", "turns.csv", "no turns"),
        ('{"speaker": "Ann", "text": ', "turns.json", "not well-formed"),
        ("[" * 200_000, "turns.json", "nested"),
        ("[1" + "0" * 5000 + "]", "turns.json", "too long"),
        ('{"document": {"id": 3}, "turns": []}', "turns.json", r"\$\.document\.id"),
        ('{"header": {}, "content": [{"kind": 1}]}', "turns.json", "Congressional Record"),
    ],
)
def test_what_is_no_table_of_turns_is_refused_with_the_reason(text: str, path: str, problem: str) -> None:
    with pytest.raises(UnreadableSource, match=problem):
        read(text, path)


@pytest.mark.parametrize(
    ("text", "path", "claim"),
    [
        ("speaker,text\n", "a.csv", Claim.CERTAIN),
        ("speaker\ttext\n", "a.txt", Claim.LIKELY),
        ('{"speaker": "Ann", "text": "Yes."}\n', "a.txt", Claim.CERTAIN),
        ('[\n {"text": "Yes."}]', "a", Claim.CERTAIN),
        ("Speaker: text, and more\n", "a.txt", Claim.NONE),
        ("He gave a speech, a long one.\n", "a.txt", Claim.NONE),
        ("{Laughter} We met.\n", "a.txt", Claim.NONE),
    ],
)
def test_tables_are_claimed_by_their_head(text: str, path: str, claim: Claim) -> None:
    assert FORMAT.claims(SourceFile(path, text.encode())) is claim


_WORDS = st.text("abcé ,;\"'\t|:{}[]\\中", min_size=1, max_size=30).filter(lambda text: bool(text.strip(" \t")))


@given(st.lists(st.tuples(st.sampled_from(["Ann Lee", "Ben"]), _WORDS), min_size=1, max_size=8))
def test_what_a_csv_writer_wrote_is_read_back(turns: list[tuple[str, str]]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerows([("speaker", "text"), *turns])
    (document,) = read(buffer.getvalue())
    found = [(turn.voices[0].name, " ".join(p.text for p in turn.paragraphs)) for turn in document.turns]
    assert found == [(name, " ".join(text.split())) for name, text in turns]
    assert document.notices == ()


def test_what_colloquy_shows_it_reads_again() -> None:
    said = Attribution(Rule.LABEL, certainty=Certainty.PROBABLE)
    resumed = replace(said, rule=Rule.RESUMED)
    vik, both = (Voice("Arno Vik", "Chair"),), (Voice("Ann Lee"), Voice("Ben Ode"))
    turns = (
        Turn(1, Kind.HEADING, (Paragraph("The weir"),)),
        Turn(2, Kind.SPEECH, (Paragraph("High.", "1)"), Paragraph("Too high.")), "Vik:", vik, attribution=said),
        Turn(3, Kind.STAGE_DIRECTION, (Paragraph("(He points.)"),), page="3"),
        Turn(4, Kind.SPEECH, (Paragraph("There."),), None, vik, attribution=resumed, continues=2),
        Turn(5, Kind.SPEECH, (Paragraph("Yes."),), "Both:", both, attribution=said, time=2.5),
    )
    metadata = Metadata("weir-7", "Talk", place="Nordland", participants=(Participant("Arno Vik", "Chair"),))
    document = resolve(Document(metadata, Source("a.txt", "record", ""), turns), NO_AUTHORITY)
    shown = document_json(document)
    (again,) = FORMAT.read(SourceFile("a.json", json.dumps(shown).encode()))
    assert again.metadata == document.metadata
    shown_again = document_json(resolve(again, NO_AUTHORITY))
    assert shown_again["turns"] == shown["turns"]
    assert shown_again["speakers"] == shown["speakers"]


def test_a_corrected_json_may_leave_turns_out() -> None:
    paragraph = {"text": "Yes.", "notes": [9]}
    turns = [
        {"position": 2, "kind": "speech", "paragraphs": [paragraph], "speakers": ["x"]},
        {"position": 9, "kind": "note", "paragraphs": [{"text": "A note."}], "continues": 4},
    ]
    (document,) = read(json.dumps({"document": {"id": "d"}, "turns": turns}), "a.json")
    assert [turn.position for turn in document.turns] == [1, 2]
    assert document.turns[0].paragraphs[0].references[0].note == 2
    assert document.turns[1].continues is None
