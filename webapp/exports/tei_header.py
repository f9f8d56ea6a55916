"""What does a document's TEI header say? Title, people, dates, place and sources, as far as they are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from index.ids import slug
from index.model import Document, DocumentDate, Metadata, Participant, Precision, Speaker
from webapp.addresses import Addresses
from webapp.exports.tei_ids import person_id
from webapp.exports.tei_tree import XML_ID, Tree, element, legal_language

_KNOWN = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}  # characters of an ISO day
_IDS = (
    "An xml:id is a permalink: turn-12.3-9f2c01ab is the passage /turns/12.3-9f2c01ab of the document's address. The "
    "digits before the point are the turn, those after it the paragraph, the last eight a hash of the words."
)
_LABELS = "Labels of speakers are kept as printed; who is known by a label only is called unidentified."


def header(document: Document, addresses: Addresses) -> Tree:
    """The ``teiHeader`` of a document whose turns have their speakers."""
    return element("teiHeader", None, _file(document.metadata, addresses), _encoding(), _profile(document))


def _file(of: Metadata, addresses: Addresses) -> Tree:
    notes = [element("note", {"type": type_}, text) for type_, text in _notes(of) if text]
    return element(
        "fileDesc",
        None,
        element("titleStmt", None, element("title", None, of.title), *_responsible(of)),
        _publication(of, addresses.document(of.id)),
        element("notesStmt", None, *notes) if notes else None,
        element("sourceDesc", None, *_sources(of)),
    )


def _responsible(of: Metadata) -> Iterator[Tree]:
    for task, name in (("translator", of.translator), ("contributor", of.contributor)):
        if name:
            yield element("respStmt", None, element("resp", None, task), element("name", None, name))


def _publication(of: Metadata, address: str) -> Tree:
    whole = address.startswith(("https://", "http://"))
    return element(
        "publicationStmt",
        None,
        element("distributor", None, "Colloquy"),
        element("idno", {"type": "colloquy"}, of.id),
        element("idno", {"type": "URI"}, address) if whole else None,
        element("availability", None, element("p", None, of.rights or "Not stated by the source.")),
    )


def _notes(of: Metadata) -> Iterator[tuple[str, str | None]]:
    """What has no element of its own; Parla-CLARIN has none for manuscripts."""
    yield "archive", ", ".join(part for part in asdict(of.archive).values() if part) if of.archive else None
    yield "credits", of.credits
    yield "originalLanguage", of.original_language


def _sources(of: Metadata) -> Iterator[Tree]:
    yield element("bibl", None, of.citation or of.title)
    dates = [_date(date) for date in of.dates if date.role != "event"]
    if of.url or dates:
        address = element("idno", {"type": "URI"}, of.url) if of.url else None
        yield element("bibl", None, element("title", None, of.title), address, *dates)


def _encoding() -> Tree:
    about = element("projectDesc", None, *(element("p", None, text) for text in (_IDS, _LABELS)))
    return element("encodingDesc", None, about)


def _profile(document: Document) -> Tree:
    of = document.metadata
    language = legal_language(of.language)
    people = [*map(_speaker, document.speakers), *map(_participant, of.participants)]
    return element(
        "profileDesc",
        None,
        element("abstract", None, element("p", None, of.summary)) if of.summary else None,
        element("langUsage", None, element("language", {"ident": language}, language)) if language else None,
        *_setting(of),
        element("particDesc", None, element("listPerson", None, *people)) if people else None,
    )


def _setting(of: Metadata) -> Iterator[Tree]:
    held = [_date(date) for date in of.dates if date.role == "event"]
    if of.place or held:
        place = element("name", {"type": "place"}, of.place) if of.place else None
        yield element("settingDesc", None, element("setting", None, place, *held))


def _speaker(speaker: Speaker) -> Tree:
    known = None if speaker.resolved else element("note", None, "Known by this label only.")
    return element("person", {XML_ID: person_id(speaker)}, element("persName", None, speaker.name), known)


def _participant(person: Participant) -> Tree:
    role = element("occupation", None, person.role) if person.role else None
    return element("person", None, element("persName", None, person.name), role)


def _date(date: DocumentDate) -> Tree:
    """A date as printed, with its days as far as they are known (ISO 8601, which EDTF's first level is)."""
    first, last = (day[: _KNOWN[date.precision]] for day in (date.start, date.end))
    days = {"when": first} if first == last else {"from": first, "to": last}
    doubt = "medium" if date.approximate else None
    return element("date", {**days, "type": slug(date.role), "cert": doubt}, date.printed)
