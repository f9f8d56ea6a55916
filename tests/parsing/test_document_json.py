"""Is a document written as data the way other people's programs expect it?"""

from __future__ import annotations

from index.document_json import document_json
from index.model import (
    ArchiveReference,
    Attribution,
    Certainty,
    Document,
    DocumentDate,
    Kind,
    LabelCount,
    Metadata,
    NoteReference,
    Notice,
    Paragraph,
    Participant,
    Precision,
    Rule,
    Severity,
    Source,
    Speaker,
    Turn,
    Via,
    Voice,
)
from index.passages import passage_hash

DOCUMENT = Document(
    metadata=Metadata(
        "5501",
        "A conversation",
        dates=(DocumentDate("1957-03-01", "1957-03-31", Precision.MONTH, "event", "March 1957", "1957-03"),),
        archive=ArchiveReference(repository="Harbour Archive"),
        participants=(Participant("Ruth Amsel", "secretary"),),
    ),
    source=Source("a.txt", "record", "ab" * 32),
    turns=(
        Turn(
            1,
            Kind.SPEECH,
            (Paragraph("First.", "1)", (3, 4), (NoteReference(3, 6, "[1]"),)), Paragraph("Second.")),
            label="[Captain] Anna and Berg:",
            voices=(Voice("Anna", "Captain"), Voice("Berg")),
            speakers=("anna", "label-berg"),
            attribution=Attribution(Rule.LABEL, Via.AUTHORITY, Certainty.PROBABLE),
        ),
        Turn(
            2, Kind.SPEECH, (Paragraph("Alone."),), voices=(Voice("Anna"),), speakers=("anna",), continues=1, time=1.5
        ),
        Turn(3, Kind.NOTE, (Paragraph("A note."),)),
    ),
    speakers=(
        Speaker("anna", "Anna Berg", labels=(LabelCount("Anna:", 2),)),
        Speaker("label-berg", "Berg", resolved=False),
    ),
    notices=(Notice(Severity.WARNING, "odd", "odd; look", 3, "a.txt"),),
)


def test_every_key_of_the_interface_is_there_and_absent_values_are_null_or_empty() -> None:
    shown = document_json(DOCUMENT)
    assert shown["document"] == {
        "id": "5501",
        "title": "A conversation",
        "date": "1957-03",
        "dates": [
            {
                "from": "1957-03-01",
                "to": "1957-03-31",
                "precision": "month",
                "role": "event",
                "printed": "March 1957",
                "edtf": "1957-03",
                "approximate": False,
            }
        ],
        "place": None,
        "language": None,
        "original_language": None,
        "citation": None,
        "archive": {
            "repository": "Harbour Archive",
            "fond": None,
            "collection": None,
            "year": None,
            "dossier": None,
            "folios": None,
        },
        "translator": None,
        "contributor": None,
        "url": None,
        "summary": None,
        "credits": None,
        "rights": None,
        "participants": [{"name": "Ruth Amsel", "role": "secretary"}],
        "source": {"path": "a.txt", "format": "record", "sha256": "ab" * 32},
    }
    assert shown["speakers"] == [
        {"id": "anna", "name": "Anna Berg", "resolved": True, "labels": [{"text": "Anna:", "count": 2}]},
        {"id": "label-berg", "name": "Berg", "resolved": False, "labels": []},
    ]
    assert shown["notices"] == [{"severity": "warning", "code": "odd", "line": 3, "message": "odd; look"}]


def test_a_turn_of_several_speakers_has_no_single_one() -> None:
    (joint, alone, note) = document_json(DOCUMENT)["turns"]  # type: ignore[misc]  # it is a list
    assert joint == {
        "position": 1,
        "hash": passage_hash(["First.", "Second."]),
        "kind": "speech",
        "speaker": None,
        "speaker_name": None,
        "speakers": ["anna", "label-berg"],
        "label": "[Captain] Anna and Berg:",
        "role": "Captain",
        "continues": None,
        "attribution": {"rule": "label", "via": "authority", "certainty": "probable"},
        "paragraphs": [
            {"n": 1, "hash": passage_hash(["First."]), "text": "First.", "marker": "1)", "lines": [3, 4], "notes": [3]},
            {"n": 2, "hash": passage_hash(["Second."]), "text": "Second.", "marker": None, "lines": None, "notes": []},
        ],
    }
    assert (alone["speaker"], alone["speaker_name"], alone["continues"], alone["time"]) == ("anna", "Anna Berg", 1, 1.5)
    assert (note["speaker"], note["attribution"]["via"]) == (None, None)
