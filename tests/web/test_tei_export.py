"""Documents as TEI: what Parla-CLARIN asks for, an identifier on every passage, and read back as they were."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree

from index.formats.base import SourceFile
from index.formats.tei import FORMAT
from index.generations.archive import Archive
from index.generations.directory import Generations
from index.model import (
    Attribution,
    Certainty,
    Document,
    DocumentDate,
    Kind,
    Metadata,
    NoteReference,
    Paragraph,
    Participant,
    Precision,
    Rule,
    Source,
    Speaker,
    Turn,
    Via,
    Voice,
)
from index.speakers.authority import NO_AUTHORITY
from index.speakers.resolution import resolve
from webapp.addresses import Addresses
from webapp.exports.tei import tei
from webapp.exports.tei_ids import paragraph_id, turn_id

TEI = {"t": "http://www.tei-c.org/ns/1.0"}
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
HERE = Addresses("https://example.org")

# What the files may hold, as Parla-CLARIN has it: each element with the children it may have, in any order; "" is text.
# The whole schema is too large to be kept here; PARLA_CLARIN_RNG=parla-clarin.rng asks it (see below).
ALLOWED: dict[str, set[str]] = {
    "TEI": {"teiHeader", "text"},
    "teiHeader": {"fileDesc", "encodingDesc", "profileDesc"},
    "fileDesc": {"titleStmt", "publicationStmt", "notesStmt", "sourceDesc"},
    "titleStmt": {"title", "respStmt"},
    "respStmt": {"resp", "name"},
    "publicationStmt": {"distributor", "idno", "availability"},
    "availability": {"p"},
    "notesStmt": {"note"},
    "sourceDesc": {"bibl"},
    "bibl": {"", "title", "idno", "date"},
    "encodingDesc": {"projectDesc"},
    "projectDesc": {"p"},
    "profileDesc": {"abstract", "langUsage", "settingDesc", "particDesc"},
    "abstract": {"p"},
    "langUsage": {"language"},
    "settingDesc": {"setting"},
    "setting": {"name", "date"},
    "particDesc": {"listPerson"},
    "listPerson": {"person"},
    "person": {"persName", "occupation", "note"},
    "text": {"timeline", "body"},
    "timeline": {"when"},
    "body": {"div"},
    "div": {"head", "u", "note", "incident", "pb", "p"},
    "head": {"seg"},
    "u": {"seg"},
    "incident": {"desc"},
    "note": {"", "p"},
    "p": {"", "ptr"},
    "seg": {"", "ptr"},
    "desc": {"", "ptr"},
} | {
    name: {""}
    for name in ("title", "resp", "name", "distributor", "idno", "date", "language", "persName", "occupation")
}  # fmt: skip
EMPTY = {"pb", "ptr", "when"}
NAME = re.compile(r"[A-Za-z_][\w.-]*")  # of XML, in ASCII, without a colon


def written(document: Document) -> Any:
    return etree.fromstring(tei(document, HERE))


def read_back(document: Document) -> Document:
    (found,) = FORMAT.read(SourceFile("document.tei.xml", tei(document, HERE)))
    return resolve(found, NO_AUTHORITY)


def plain(text: str) -> str:
    return " ".join(text.split())


def turns(document: Document) -> list[tuple[str, list[str], int | None]]:
    return [
        (turn.kind.value, [plain(paragraph.text) for paragraph in turn.paragraphs], turn.continues)
        for turn in document.turns
    ]


def names(document: Document) -> list[list[str]]:
    known = {speaker.id: speaker.name for speaker in document.speakers}
    return [[known[id_] for id_ in turn.speakers] for turn in document.turns]


def labels(document: Document) -> list[str | None]:
    """As printed, without the source's own formatting."""
    return [plain(re.sub(r"</?u>", "", turn.label)) if turn.label else None for turn in document.turns]


def check(root: Any) -> None:
    """What a schema would say: elements where they may stand, identifiers legal and unique, pointers that lead
    somewhere, heads before everything else, machine-readable dates."""
    ids = list(root.xpath("//@xml:id"))
    assert len(ids) == len(set(ids))
    assert all(NAME.fullmatch(each) for each in ids)
    for name in ("who", "prev", "next", "target", "start", "since", "origin"):
        for pointers in root.xpath(f"//@{name}"):
            assert all(pointer.removeprefix("#") in ids for pointer in pointers.split()), pointers
    for element in root.iter():
        name = etree.QName(element).localname
        children = {etree.QName(child).localname for child in element}
        texts = [text for text in (element.text, *(child.tail for child in element)) if text and text.strip()]
        allowed = set() if name in EMPTY else ALLOWED[name]
        assert children | ({""} if texts else set()) <= allowed, name
    for division in root.iterfind(".//t:div", TEI):
        heads = [etree.QName(child).localname for child in division]
        before = heads[: len(heads) - heads[::-1].index("head")] if "head" in heads else []
        assert set(before) <= {"head", "pb", "note"}
    for element in root.iterfind(".//t:date", TEI):
        given = [element.get(name) for name in ("when", "from", "to") if element.get(name)]
        assert given
        assert all(re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", day) for day in given)


def validate(root: Any) -> None:
    """Against the schema itself, where the environment says where it is (clarin-eric/parla-clarin, ``Schema/``)."""
    schema = os.environ.get("PARLA_CLARIN_RNG")
    if schema:
        with tempfile.NamedTemporaryFile(suffix=".xml") as file:
            file.write(etree.tostring(root))
            file.flush()
            found = subprocess.run(["jing", schema, file.name], capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stdout


def every_document(data: Path) -> list[Document]:
    opened = Generations(data).current()
    return list(opened.store.every_document())


@pytest.fixture(params=["seeds_data", "corpus_data", "odd_data"])
def documents(request: pytest.FixtureRequest) -> list[Document]:
    """The seeds, the invented corpus, the odd documents."""
    return every_document(request.getfixturevalue(request.param))


class TestDocuments:
    def test_are_what_the_schema_asks_for(self, documents: list[Document]) -> None:
        for document in documents:
            root = written(document)
            check(root)
            validate(root)

    def test_are_read_back_with_the_same_turns_and_texts(self, documents: list[Document]) -> None:
        for document in documents:
            assert turns(read_back(document)) == turns(document), document.id

    def test_are_read_back_with_the_same_speakers(self, documents: list[Document]) -> None:
        for document in documents:
            assert names(read_back(document)) == names(document), document.id

    def test_have_an_identifier_on_every_passage_that_is_its_permalink(self, documents: list[Document]) -> None:
        for document in documents:
            ids = set(written(document).xpath("//@xml:id"))
            assert {turn_id(turn) for turn in document.turns} <= ids
            for turn in document.turns:
                assert {paragraph_id(turn, number) for number in range(1, len(turn.paragraphs) + 1)} <= ids

    def test_are_claimed_as_tei(self, documents: list[Document]) -> None:
        for document in documents:
            assert FORMAT.claims(SourceFile("x.xml", tei(document, HERE)))


def test_labels_are_kept_as_printed(seeds_archive: Archive) -> None:
    for document in seeds_archive.store.every_document():
        assert labels(read_back(document)) == labels(document)


def test_identifiers_open_the_passages(client: FlaskClient) -> None:
    answer = client.get("/documents/300025.tei.xml")
    assert answer.mimetype == "application/tei+xml"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="colloquy-300025.tei.xml"'
    root = etree.fromstring(answer.data)
    passages = [id_.removeprefix("turn-") for id_ in root.xpath("//t:text//@xml:id", namespaces=TEI)]
    assert len(passages) > 100
    for passage in passages[::10]:
        assert client.get(f"/documents/300025/turns/{passage}").status_code == 200


def test_a_document_that_is_not_there_is_told(client: FlaskClient) -> None:
    answer = client.get("/documents/nowhere.tei.xml")
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")


SOURCE = Source("talk.txt", "text", "0" * 64)
DAY = DocumentDate("1963-07-01", "1963-07-31", Precision.MONTH, "event", "July 1963", "1963-07")
ABOUT = DocumentDate(
    "1963-01-01", "1963-12-31", Precision.YEAR, "date of receipt", "c. 1963", "1963~", approximate=True
)


def paragraph(text: str, *references: NoteReference, marker: str | None = None) -> Paragraph:
    return Paragraph(text, marker=marker, references=references)


def speech(position: int, name: str, *texts: str, **more: Any) -> Turn:
    voice = Voice(name)
    given = {"label": f"<u>{name}</u>:", "voices": (voice,), "attribution": Attribution(Rule.LABEL, Via.PRINTED)}
    return Turn(position, Kind.SPEECH, tuple(map(paragraph, texts)), **{**given, **more})


def everything() -> Document:
    """A document in which everything occurs that the model has."""
    note = NoteReference(7, 4, "[1]")
    listed = (
        Turn(1, Kind.HEADING, (paragraph("The weir & the <lock>"),), page="1"),
        Turn(2, Kind.HEADING, (paragraph("Second head"),), page="1"),
        speech(3, "Ann Lee", "We \x0bbegin\x00.", "And \ufffewe\ud800 go on.", page="1", time=1.5),
        Turn(4, Kind.STAGE_DIRECTION, (paragraph("A bell rings."),), page="2"),
        speech(5, "Ann Lee", "As I said.", label=None, continues=3, page="2",
               attribution=Attribution(Rule.RESUMED, Via.PRINTED)),
        Turn(6, Kind.SPEECH, (paragraph("Yes, no.", note, marker="1)"),), label="Mr. Orlop.",
             voices=(Voice("Mr. Orlop"),), speakers=("label-mr-orlop",),
             attribution=Attribution(Rule.LABEL, Via.UNRESOLVED, Certainty.UNCERTAIN)),
        Turn(7, Kind.NOTE, (paragraph("Said twice."), paragraph("In the draft."))),
        Turn(8, Kind.NARRATION, (paragraph("They rose."), paragraph("They left."))),
        Turn(9, Kind.SPEECH, (paragraph("Who is that?"),)),
        Turn(10, Kind.HEADING, (paragraph("Annex"),)),
    )  # fmt: skip
    speakers = {"Ann Lee": ("ann-lee",)}
    told = tuple(
        Turn(**{**{name: getattr(turn, name) for name in Turn.__slots__}, "speakers": speakers[turn.voices[0].name]})
        if turn.voices and turn.voices[0].name in speakers
        else turn
        for turn in listed
    )
    people = (Speaker("ann-lee", "Ann Lee"), Speaker("label-mr-orlop", "Mr. Orlop", resolved=False))
    metadata = Metadata(
        "42-weir", "The weir & the <lock>", (DAY, ABOUT), place="Nordhaven", language="en", original_language="Dutch",
        citation="“The weir,” box 3", translator="Cy Hall", contributor="D. Moor", url="https://example.org/42",
        summary="On locks.", credits="Scanned by hand.", rights="Free.",
        participants=(Participant("Bo Rask", "clerk"),),
    )  # fmt: skip
    return Document(metadata, SOURCE, told, people)


class TestEverythingInOneDocument:
    def test_is_what_the_schema_asks_for(self) -> None:
        root = written(everything())
        check(root)
        validate(root)

    def test_is_read_back(self) -> None:
        document, found = everything(), read_back(everything())
        assert [(kind, continues) for kind, _, continues in turns(found)] == [
            (kind, continues) for kind, _, continues in turns(document)
        ]
        assert turns(found)[2][1] == ["We begin.", "And we go on."]
        assert names(found) == names(document)
        assert [turn.page for turn in found.turns[:5]] == ["1", "1", "1", "2", "2"]
        assert found.turns[2].time == 1.5
        assert (found.metadata.title, found.metadata.place, found.metadata.summary) == (
            "The weir & the <lock>",
            "Nordhaven",
            "On locks.",
        )
        assert (found.metadata.url, found.metadata.translator) == ("https://example.org/42", "Cy Hall")
        assert [(date.start, date.end, date.role) for date in found.metadata.dates] == [
            ("1963-07-01", "1963-07-31", "event"),
            ("1963-01-01", "1963-12-31", "date-of-receipt"),
        ]

    def test_who_is_known_by_a_label_stays_so(self) -> None:
        found = read_back(everything())
        assert {speaker.name: speaker.resolved for speaker in found.speakers} == {"Ann Lee": True, "Mr. Orlop": False}

    def test_certainty_page_and_footnote_are_told(self) -> None:
        root = written(everything())
        assert root.xpath("//t:u/@cert", namespaces=TEI) == ["low"]
        assert root.xpath("//t:pb/@n", namespaces=TEI) == ["1", "2"]
        (pointer,) = root.iterfind(".//t:ptr", TEI)
        (note,) = root.iterfind(".//t:note[@place='foot']", TEI)
        assert (pointer.get("target"), pointer.get("n")) == (f"#{note.get(XML_ID)}", "[1]")
        assert (pointer.getparent().text, pointer.tail) == ("Yes,", " no.")
        assert root.xpath("//t:publicationStmt/t:idno/text()", namespaces=TEI) == [
            "42-weir",
            "https://example.org/documents/42-weir",
        ]

    def test_a_document_without_anything_is_a_valid_file(self) -> None:
        root = written(Document(Metadata("empty", ""), SOURCE, ()))
        check(root)
        validate(root)
