"""How is Akoma Ntoso read? Debates in the OASIS markup of parliaments: versions 2.0 and 3.0, drafts, or no namespace.

``<speech by="#person">`` names its speaker in ``TLCPerson/@showAs``; ``<from>`` holds the words printed for it.
Questions and answers are speech; scenes and remarks are stage directions; narrative, summaries and the rest of the
record are narration. Source: Akoma Ntoso Version 1.0 Part 2 (OASIS, 2018) for the elements of debates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from index.formats.base import Claim, Format, SourceFile
from index.formats.language_codes import language_tag
from index.formats.transcript_writer import Opening, clean, words_of
from index.formats.xml_dates import clock_seconds, iso_date
from index.formats.xml_source import read_xml, root_of
from index.formats.xml_tree import XML_LANG, Element
from index.formats.xml_walk import (
    Treatment,
    Walk,
    inline,
    left_out,
    left_out_notice,
    list_item,
    narration,
    paragraph,
    section,
    source_id,
    spaced,
    stage_direction,
)
from index.ids import slug
from index.model import Document, DocumentDate, Kind, Metadata, Participant, Source, Turn, Voice
from index.reading.dates import dates_in
from index.reading.languages import language_of

_ROOTS = frozenset({"akomaNtoso", "akomantoso"})
_NOT_DOCUMENTS = frozenset({"meta", "components"})
_SPEECHES = ("speech", "question", "answer")
_PARAGRAPHS = ("p", "tr", "block", "longTitle", "wrap")
_HEADINGS = ("heading", "subheading", "h1", "h2", "h3", "h4", "h5", "h6")
_NARRATIONS = ("narrative", "summary", "other", "rollCall", "prayers", "adjournment")
# What writers put where a date is obligatory and none is known (SayIt's export of undated speeches).
_FILLER_DATES = frozenset({"3000-01-01", "0001-01-01", "9999-12-31"})
_MARKS = " :：.–—-\u00a0"  # what may close a label


def _claims(source: SourceFile) -> Claim:
    root = root_of(source.data)
    return Claim.CERTAIN if root is not None and root.name in _ROOTS else Claim.NONE


def _read(source: SourceFile) -> tuple[Document, ...]:
    file = read_xml(source.data)
    texts = list(_texts(file.root)) or [file.root]
    ordinals = [str(number) for number in range(1, len(texts) + 1)] if len(texts) > 1 else [""]
    documents = [_document(text, source, ordinal) for text, ordinal in zip(texts, ordinals, strict=True)]
    stray = {each.name: len(each.words.split()) for each in file.root.elements if each.name == "meta"}
    about_file = (*file.notices, *left_out_notice(stray, "file"))
    return (replace(documents[0], notices=(*about_file, *documents[0].notices)), *documents[1:])


def _texts(root: Element) -> Iterator[Element]:
    """The documents of a file: the root's children, and the components of a collection."""
    for child in root.elements:
        if child.name == "components":
            for component in child.children("component"):
                yield from component.elements
        elif child.name not in _NOT_DOCUMENTS:
            yield child


def _document(text: Element, source: SourceFile, ordinal: str) -> Document:
    reader = _DebateReader(text)
    turns = reader.walk.out.finish()
    metadata = _metadata(text, turns, source.stem)
    notices = (*left_out_notice(reader.unused_meta(), "metadata"), *reader.walk.notices())
    identified = replace(metadata, id=metadata.id or ordinal)
    return Document(identified, Source(source.path, FORMAT.name, source.sha256), turns, notices=notices)


class _DebateReader:
    """Walks through one debate; ``walk`` holds what was written."""

    def __init__(self, text: Element) -> None:
        meta = text.child("meta")
        self._shown = dict(_shown_names(meta))
        self._notes = {source_id(note): note for note in meta.descendants("note")} if meta else {}
        self._used_notes: set[str | None] = set()
        self._from: Element | None = None  # the label of the speech being read
        self._num: Element | None = None  # the number of the heading that comes next
        own: dict[str, Treatment] = {
            **dict.fromkeys(_SPEECHES, self._speech),
            "from": self._label,
            "noteRef": self._note_reference,
            "recordedTime": self._time,
            "num": self._number,
            **dict.fromkeys(_HEADINGS, self._heading),
            "meta": lambda walk, element: None,  # read beside the text
        }
        self.walk = Walk(_TREATMENTS | own)
        self._meta = meta
        with self.walk.out.section():
            self.walk.inside(text)

    def unused_meta(self) -> Mapping[str, int]:
        """The words of the metadata that are not shown, by the part they stand in."""
        parts = self._meta.elements if self._meta else iter(())
        return {part.name: sum(self._unused(each) for each in part.elements) + _own_words(part) for part in parts}

    def _unused(self, element: Element) -> int:
        used = element.name == "note" and source_id(element) in self._used_notes
        return 0 if used else len(element.words.split())

    def _speech(self, walk: Walk, element: Element) -> None:
        outer, self._from = self._from, element.child("from")
        walk.out.time = clock_seconds(element.get("startTime") or element.get("start"))
        with walk.out.turn(self._opening(element, self._from)):
            walk.inside(element)
        self._from = outer

    def _opening(self, element: Element, label: Element | None) -> Opening:
        printed = clean(label.plain) if label is not None else ""
        return Opening(
            Kind.SPEECH, voices=self._voices(element, printed), label=printed or None, source_id=source_id(element)
        )

    def _voices(self, element: Element, printed: str) -> tuple[Voice, ...]:
        """Whom ``@by`` points at, else whom the printed label names. An empty pointer names nobody."""
        pointer = element.get("by") or ""
        key = pointer.rpartition("#")[2]
        label = printed.strip(_MARKS)
        role = self._shown.get((element.get("as") or "").rpartition("#")[2])
        if not key:
            return (Voice(label, role),) if label else ()
        return (Voice(self._shown.get(key) or label or key, role, pointer),)

    def _label(self, walk: Walk, element: Element) -> None:
        """The label of a speech is part of no turn's text; elsewhere ``<from>`` is text."""
        if element is not self._from:
            inline(walk, element)

    def _number(self, walk: Walk, element: Element) -> None:
        """A number stands before the heading that follows it, in one turn with it."""
        after = walk.following
        if after is not None and after.name in _HEADINGS:
            self._num = element
        else:
            inline(walk, element)

    def _heading(self, walk: Walk, element: Element) -> None:
        number, self._num = self._num, None
        with walk.out.heading(source_id(element)):
            if number is not None:
                walk.inside(number)
                walk.out.text(" ")
            walk.inside(element)

    def _note_reference(self, walk: Walk, element: Element) -> None:
        key = (element.get("href") or "").rpartition("#")[2]
        note = self._notes.get(key)
        if note is None or key in self._used_notes:
            inline(walk, element)
            return
        self._used_notes.add(key)
        with walk.out.note(element.get("marker") or note.get("marker"), key):
            walk.inside(note)

    def _time(self, walk: Walk, element: Element) -> None:
        walk.out.time = clock_seconds(element.get("time")) or walk.out.time
        walk.inside(element)


def _authorial_note(walk: Walk, element: Element) -> None:
    with walk.out.note(element.get("marker"), source_id(element)):
        walk.inside(element)


def _container(walk: Walk, element: Element) -> None:
    """A part of the debate where it has a heading, else only what it holds."""
    (section if next(element.children(*_HEADINGS, "num"), None) else inline)(walk, element)


def _shown_names(meta: Element | None) -> Iterator[tuple[str, str]]:
    """How people, bodies and roles are shown, by identifier."""
    for references in meta.children("references") if meta else ():
        for each in references.elements:
            key, shown = source_id(each), each.get("showAs")
            if key and shown:
                yield key, clean(shown)


def _metadata(text: Element, turns: tuple[Turn, ...], stem: str) -> Metadata:
    work, expression = _frbr(text, "FRBRWork"), _frbr(text, "FRBRExpression")
    uri = _value(work, "FRBRuri") or _value(work, "FRBRthis")
    headings = (turn.paragraphs[0].text for turn in turns if turn.kind is Kind.HEADING)
    titles = (clean(title.plain) for title in text.descendants("docTitle"))
    title = _value(work, "FRBRalias") or next(filter(None, titles), None) or next(headings, None) or stem
    language = expression.child("FRBRlanguage") if expression else None
    return Metadata(
        id=slug(uri) if uri and not any(day in uri for day in _FILLER_DATES) else "",
        title=title,
        dates=tuple(dict.fromkeys(_dates(text, work))) or _titled(title),
        language=language_tag(text.get(XML_LANG) or (language.get("language") if language else None))
        or language_of(words_of(turns)),
        participants=tuple(_present(text)),
    )


def _frbr(text: Element, level: str) -> Element | None:
    return text.child("meta", "identification", level)


def _value(level: Element | None, name: str) -> str | None:
    found = level.child(name) if level else None
    return found.get("value") if found else None


def _dates(text: Element, work: Element | None) -> Iterator[DocumentDate]:
    """The dates of the debate itself, not those of its edition; fillers are no dates."""
    given = [(each, "document") for each in work.children("FRBRdate")] if work else []
    printed = [(each, "event") for each in text.descendants("docDate")]
    for each, role in (*given, *printed):
        day = each.get("date")
        found = iso_date(day, None, role, each.plain or None) if day and day[:10] not in _FILLER_DATES else None
        if found:
            yield found


def _titled(title: str) -> tuple[DocumentDate, ...]:
    """The date printed in a title, where there is one and not several."""
    dates = dates_in(title, "document", None)
    return dates if len(dates) == 1 else ()


def _present(text: Element) -> Iterator[Participant]:
    """The people whom a roll call lists as present."""
    for roll in text.descendants("rollCall"):
        for person in roll.descendants("person"):
            if person.plain:
                yield Participant(person.plain)


def _own_words(element: Element) -> int:
    return sum(len(item.text.split()) for item in element.content if not isinstance(item, Element))


_TREATMENTS: dict[str, Treatment] = {
    **dict.fromkeys(_PARAGRAPHS, paragraph),
    **dict.fromkeys(_NARRATIONS, narration),
    **dict.fromkeys(("debateSection", "preface", "preamble", "conclusions", "coverPage", "attachment"), section),
    **dict.fromkeys(("speechGroup", "container", "questions", "answers", "address", "petitions", "papers"), _container),
    **dict.fromkeys(("scene", "remark"), stage_direction),
    **dict.fromkeys(("li", "item", "listIntroduction", "listWrapUp"), list_item),
    **dict.fromkeys(("ul", "ol", "list", "blockList", "table", "tblock", "caption"), paragraph),
    **dict.fromkeys(("td", "th", "br", "eol"), spaced),
    "authorialNote": _authorial_note,
    "toc": left_out,
}

FORMAT = Format("akoma_ntoso", "Akoma Ntoso debates", _claims, _read)
