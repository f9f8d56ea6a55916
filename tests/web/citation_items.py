"""Invented documents to cite, in all the ways in which things can be known or not known about one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from index.model import ArchiveReference, DocumentDate, Metadata, Precision
from index.passages import PassageRef
from webapp.citations.item import CitedPassage, Item, item_of

ACCESSED = date(2031, 4, 2)
ADDRESS = "https://talks.example/documents/5501"
REF = PassageRef(12, 3, "9f2c01ab")
PASSAGE = CitedPassage(REF, ("Anna Đorđević",), "Who pays for the lanterns?")


def on(start: str, end: str, precision: Precision, printed: str, role: str = "document") -> DocumentDate:
    return DocumentDate(start, end, precision, role, printed)


FULL = Metadata(
    id="5501",
    title="Conversation of Commissioner Anna Đorđević with Captain Józef Kowalski on 12 March 1957",
    dates=(on("1957-03-14", "1957-03-14", Precision.DAY, "March 14, 1957"),),
    language="en",
    original_language="Ruritanian",
    citation='"Conversation …", March 14, 1957, Harbour Archive (Lindhaven), Fond 7. Translated by Peter Quill.',
    archive=ArchiveReference(
        "Harbour Archive (Lindhaven)", "Fond 7", "Breakwater Collection", "V. 1957", "Dos. 12", "Fl. 3-5"
    ),
    translator="Peter Quill",
    contributor="Ruth Amsel",
    url="https://papers.lindhaven.example/document/5501",
    summary="The commissioner and the captain discuss who shall pay.",
)

DOCUMENTS: Mapping[str, Metadata] = {
    "all is known": FULL,
    "nobody translated it": replace(FULL, translator=None, contributor=None),
    "no archive": replace(FULL, archive=None),
    "the repository alone": replace(FULL, archive=ArchiveReference("Harbour Archive")),
    "no repository": replace(FULL, archive=ArchiveReference(None, "Fond 7", None, None, "Dos. 12", None)),
    "a month": replace(FULL, dates=(on("1957-03-01", "1957-03-31", Precision.MONTH, "March 1957"),)),
    "a year": replace(FULL, dates=(on("1957-01-01", "1957-12-31", Precision.YEAR, "1957"),)),
    "about a year": replace(
        FULL, dates=(replace(on("1957-01-01", "1957-12-31", Precision.YEAR, "circa 1957"), approximate=True),)
    ),
    "undated": replace(FULL, dates=()),
    "undated, unknown": Metadata("5501", "Talk on the quay", language="en"),
    "a title alone": Metadata("5501", "hearing", language="en"),
    "two translators": replace(FULL, translator="Peter Quill and Ada M. Lovell"),
    "three translators": replace(FULL, translator="Peter Quill, Ada M. Lovell and Ruth Amsel"),
    "a body translated it": replace(FULL, translator="Foreign Broadcast Information Service"),
    "a family name first": replace(FULL, translator="Chen Jian"),
    "a question": replace(FULL, title="Who pays?"),
    "a call": replace(FULL, title="To the lanterns!", translator=None),
    "a full stop": replace(FULL, title="Talk at the quay.", translator=None),
    "points of suspense": replace(FULL, title="Wait... there is more..."),
    "a quoted call": replace(FULL, title='The call "To the lanterns!"', translator=None),
    "a quotation": replace(FULL, title='Talk on the "Lamp" affair'),
    "a quotation at the end": replace(FULL, title='Talk on the "Lamp"', translator=None),
    "a subtitle": replace(FULL, title="Lanterns: a talk in two parts"),
    "another language": replace(FULL, title="Gespräch über die Laternen", language="de"),
    "signs": replace(FULL, title="Salt & pepper {100 %} #7 \\ a_b ~ ^ $5", archive=ArchiveReference("A. & B.")),
    "a name with an apostrophe": replace(FULL, title="Talk of the people’s deputies with Mr. O’Hara"),
}  # fmt: skip


def document_item(of: Metadata) -> Item:
    return item_of(of, ADDRESS, ACCESSED)


def passage_item(of: Metadata) -> Item:
    return item_of(of, f"{ADDRESS}/turns/{REF}", ACCESSED, PASSAGE)
