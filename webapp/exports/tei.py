"""How is a document written as TEI? As Parla-CLARIN recommends, with an ``xml:id`` on every passage.

Speech is ``u`` with a ``seg`` for each paragraph; ``who`` points into the list of persons, and the printed label stands
before it in ``note type="speaker"``. Parts of an interrupted turn are linked by ``prev`` and ``next``. What is done is
an ``incident``, what the record tells ``note type="narrative"``, a footnote ``note place="foot"``, to which ``ptr``
points from its place in the text. Every heading begins a ``div``. :mod:`index.formats.tei` reads all this back.

Source: Erjavec and Pančur, Parla-CLARIN (https://clarin-eric.github.io/parla-clarin/), sections on speeches and notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from lxml import etree

from index.model import Certainty, Document, Kind, NoteReference, Paragraph, Turn
from webapp.addresses import Addresses
from webapp.exports.labels import printed
from webapp.exports.tei_header import header
from webapp.exports.tei_ids import document_xml_id, paragraph_id, person_id, turn_id
from webapp.exports.tei_tree import XML_ID, XML_LANG, Tree, element, legal_language, root_element

_CERTAINTY = {Certainty.CERTAIN: None, Certainty.PROBABLE: "medium", Certainty.UNCERTAIN: "low"}


def tei(document: Document, addresses: Addresses) -> bytes:
    """The file, in UTF-8."""
    root = root_element("TEI", {XML_ID: document_xml_id(document.id), XML_LANG: _language(document)})
    root.append(header(document, addresses))
    root.append(_Text(document).written())
    etree.indent(root, "", level=0)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"  # type: ignore[no-any-return]  # lxml has no types


def _language(document: Document) -> str | None:
    return legal_language(document.metadata.language)


class _Text:
    """Writes the text of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._people = {speaker.id: person_id(speaker) for speaker in document.speakers}
        self._ids = {turn.position: turn_id(turn) for turn in document.turns}
        self._markers = {
            reference.note: reference.marker
            for turn in document.turns
            for paragraph in turn.paragraphs
            for reference in paragraph.references
        }
        self._before, self._after = _links(document.turns)
        self._page: str | None = None
        self._writers = {
            Kind.SPEECH: self._speech,
            Kind.NARRATION: self._narration,
            Kind.STAGE_DIRECTION: self._stage_direction,
            Kind.HEADING: self._heading,
            Kind.NOTE: self._note,
        }

    def written(self) -> Tree:
        body = element("body", None, *map(self._division, _divisions(self._document.turns)))
        if not len(body):
            body.append(element("div", None, element("p")))
        return element("text", {XML_LANG: _language(self._document)}, *self._timeline(), body)

    def _division(self, turns: Sequence[Turn]) -> Tree:
        return element("div", {"type": "debateSection"}, *(part for turn in turns for part in self._turn(turn)))

    def _turn(self, turn: Turn) -> Iterator[Tree]:
        if turn.page and turn.page != self._page:
            self._page = turn.page
            yield element("pb", {"n": turn.page})
        yield from self._writers[turn.kind](turn)

    def _speech(self, turn: Turn) -> Iterator[Tree]:
        label = _label(turn)
        if label:
            yield element("note", {"type": "speaker"}, label)
        given = {
            XML_ID: self._ids[turn.position],
            "who": " ".join(f"#{self._people[id_]}" for id_ in turn.speakers if id_ in self._people) or None,
            "prev": self._pointer(self._before.get(turn.position)),
            "next": self._pointer(self._after.get(turn.position)),
            "start": f"#{_moment(turn)}" if turn.time is not None else None,
            "cert": _CERTAINTY[turn.attribution.certainty] if turn.speakers else None,
        }
        yield element("u", given, *self._paragraphs(turn, "seg"))

    def _narration(self, turn: Turn) -> Iterator[Tree]:
        yield element("note", {"type": "narrative", XML_ID: self._ids[turn.position]}, *self._paragraphs(turn, "p"))

    def _stage_direction(self, turn: Turn) -> Iterator[Tree]:
        yield element("incident", {XML_ID: self._ids[turn.position]}, *self._paragraphs(turn, "desc"))

    def _heading(self, turn: Turn) -> Iterator[Tree]:
        yield element("head", {XML_ID: self._ids[turn.position]}, *self._paragraphs(turn, "seg"))

    def _note(self, turn: Turn) -> Iterator[Tree]:
        given = {"type": "footnote", "place": "foot", "n": self._markers.get(turn.position)}
        yield element("note", {**given, XML_ID: self._ids[turn.position]}, *self._paragraphs(turn, "p"))

    def _paragraphs(self, turn: Turn, name: str) -> Iterator[Tree]:
        for number, paragraph in enumerate(turn.paragraphs, 1):
            given = {XML_ID: paragraph_id(turn, number), "n": paragraph.marker}
            yield element(name, given, *self._words(paragraph))

    def _words(self, paragraph: Paragraph) -> Iterator[Tree | str]:
        """The text, with a pointer where a footnote's marker stood."""
        done = 0
        for reference in sorted(paragraph.references, key=lambda each: each.offset):
            yield paragraph.text[done : reference.offset]
            done = max(done, reference.offset)
            yield from self._footnote(reference)
        yield paragraph.text[done:]

    def _footnote(self, reference: NoteReference) -> Iterator[Tree]:
        target = self._pointer(reference.note)
        if target:
            yield element("ptr", {"type": "footnote", "n": reference.marker, "target": target})

    def _timeline(self) -> Iterator[Tree]:
        """The moments at which turns begin, in seconds, where the source has them."""
        timed = [turn for turn in self._document.turns if turn.kind is Kind.SPEECH and turn.time is not None]
        if timed:
            moments = [element("when", {XML_ID: _moment(turn), "interval": f"{turn.time}", "since": "#origin"})
                       for turn in timed]  # fmt: skip
            yield element("timeline", {"unit": "s", "origin": "#origin"}, element("when", {XML_ID: "origin"}), *moments)

    def _pointer(self, position: int | None) -> str | None:
        return f"#{self._ids[position]}" if position in self._ids else None


def _divisions(turns: Sequence[Turn]) -> Iterator[Sequence[Turn]]:
    """The turns, cut before every heading that does not follow another one."""
    division: list[Turn] = []
    for heading, group in groupby(turns, lambda turn: turn.kind is Kind.HEADING):
        if heading and division:
            yield division
            division = []
        division.extend(group)
    if division:
        yield division


def _links(turns: Sequence[Turn]) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """For every part of an interrupted turn the position of the part before it, and of the one after it."""
    last: dict[int, int] = {}
    before: dict[int, int] = {}
    for turn in turns:
        if turn.continues is not None:
            before[turn.position] = last.get(turn.continues, turn.continues)
            last[turn.continues] = turn.position
    return before, {first: second for second, first in before.items()}


def _label(turn: Turn) -> str | None:
    """The label as printed; where it is nothing but formatting, the name it gives."""
    if turn.label is None:
        return None
    return printed(turn.label) or " and ".join(voice.name for voice in turn.voices) or None


def _moment(turn: Turn) -> str:
    return f"time-{turn.position}"
