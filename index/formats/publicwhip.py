"""How is publicwhip XML read? British debates as parlparse and TheyWorkForYou scrape them.

``<speech speakername>`` is speech, ``nospeaker="true"`` the record's own words. Hansard prints what is done in italics,
inside whatever speech comes before it: a paragraph all in italics is not said, and what follows it in that speech (the
text of an amendment, a resolution) is given to nobody. In brackets (``[Interruption.]``) it only interrupts.
Source: parlparse's ``scrapers`` and the files themselves; there is no schema.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from index.formats.base import Claim, Format, SourceFile
from index.formats.transcript_writer import Opening, TranscriptWriter, clean
from index.formats.xml_dates import clock_seconds, iso_date
from index.formats.xml_source import read_xml, root_of
from index.formats.xml_tree import Element, Text
from index.formats.xml_walk import Treatment, Walk, inline, paragraph, spaced, stage_direction
from index.model import Document, DocumentDate, Kind, Metadata, Notice, Severity, Source, Voice

# uk.org.publicwhip/debate/2009-10-28c.267.0: the assembly, the day, an edition letter, column and number.
_GID = re.compile(r"(?P<domain>[\w.]+)/(?P<assembly>[a-z]+)/(?P<day>\d{4}-\d{2}-\d{2})")
_ASSEMBLIES = {
    "debate": "House of Commons debates",
    "lords": "House of Lords debates",
    "westminhall": "Westminster Hall debates",
    "wrans": "Written answers",
    "lordswrans": "Written answers, House of Lords",
    "wms": "Written ministerial statements",
    "lordswms": "Written ministerial statements, House of Lords",
    "standing": "Public bill committee debates",
    "spor": "Scottish Parliament official report",
    "spwa": "Scottish Parliament written answers",
    "ni": "Northern Ireland Assembly debates",
    "senedd": "Senedd debates",
    "london-mayors-questions": "London mayor's questions",
}
_HEADINGS = {"major-heading": 1, "oral-heading": 1, "minor-heading": 2, "heading": 2}
_SPEECHES = ("speech", "ques", "reply")
_ITALICS = frozenset({"i", "I", "em"})
_OFFICE_HOLDER = re.compile(r"(The [^()]+?)\s*\(([^()]+)\)")  # The Presiding Officer (Alex Fergusson)
_SEAT_HOLDER = re.compile(r"([^()]+?)\s*((?:\([^()]*\)\s*)+)")  # Mary Scanlon (Highlands and Islands) (Con)
_VOTES = ("mplist", "msplist", "lordlist", "mlalist", "mslist")
_VOTERS = ("mpname", "mspname", "lord", "mlaname", "msname")
_WORD = re.compile(r"\w")

_Content = tuple[Element | Text, ...]


def _claims(source: SourceFile) -> Claim:
    root = root_of(source.data)
    return Claim.CERTAIN if root is not None and root.name == "publicwhip" else Claim.NONE


def _read(source: SourceFile) -> tuple[Document, ...]:
    file = read_xml(source.data)
    walk = Walk(_TREATMENTS)
    walk.inside(file.root)
    metadata = _metadata(file.root, source.stem)
    notices = (*file.notices, *walk.notices(), *_unmatched(file.root))
    origin = Source(source.path, FORMAT.name, source.sha256)
    return (Document(metadata, origin, walk.out.finish(), notices=notices),)


def _metadata(root: Element, stem: str) -> Metadata:
    identified = next((found for each in root.elements if (found := _GID.match(each.get("id") or ""))), None)
    url = next((each.get("url") for each in root.elements if each.get("url")), None)
    if identified is None:
        return Metadata(id="", title=stem, dates=tuple(_dates(root)), url=url)
    assembly = _ASSEMBLIES.get(identified["assembly"])
    british = identified["domain"].startswith("uk.")
    return Metadata(
        id="",
        title=f"{assembly}, {identified['day']}" if assembly else stem,
        dates=tuple(_dates(root)),
        language="en" if british else None,
        url=url,
    )


def _dates(root: Element) -> Iterator[DocumentDate]:
    """The days that the identifiers of headings and speeches begin with, each once."""
    days = {found["day"] for each in root.elements if (found := _GID.match(each.get("id") or ""))}
    yield from filter(None, (iso_date(day, None, "event") for day in sorted(days)))


def _unmatched(root: Element) -> tuple[Notice, ...]:
    """The names for which the source found nobody."""
    names = Counter(each.get("speakername") or "" for each in root.children(*_SPEECHES) if each.get("error"))
    if not names:
        return ()
    counted = ", ".join(f"{name} ({count:,})" for name, count in sorted(names.items()))
    message = (
        f"Names the source itself matched with nobody: {counted}; write them into speakers.toml if they are known."
    )
    return (Notice(Severity.INFO, "unmatched_names", message),)


def _mark(out: TranscriptWriter, element: Element) -> None:
    """Column and time of day hold until the next ones."""
    out.page = element.get("colnum") or out.page
    time = clock_seconds(element.get("time"))
    out.time = out.time if time is None else time


def _heading(walk: Walk, element: Element) -> None:
    _mark(walk.out, element)
    with walk.out.heading(element.get("id"), _HEADINGS[element.name]):
        walk.inside(element)


def _speech(walk: Walk, element: Element) -> None:
    _mark(walk.out, element)
    voices, identity = _voices(element), element.get("id")
    said, record = _parts(element) if voices else ((), element.content)
    if said:
        label = element.get("speakername")
        with walk.out.turn(Opening(Kind.SPEECH, voices=voices, label=label, source_id=identity)):
            walk.inside(replace(element, content=said))
    elif voices:  # "rose": the name is part of the sentence
        with walk.out.turn(Opening(Kind.STAGE_DIRECTION, source_id=identity)):
            walk.inside(replace(element, content=_about(element.get("speakername") or "", record)))
        return
    if record:
        with walk.out.turn(Opening(Kind.NARRATION, source_id=None if said else identity)):
            walk.inside(replace(element, content=record))


def _about(name: str, record: _Content) -> _Content:
    """The record with ``name`` before its first word."""
    for number, item in enumerate(record):
        if isinstance(item, Element):
            named = replace(item, content=(Text(f"{name} ", item.line), *item.content))
            return (*record[:number], named, *record[number + 1 :])
    return record


def _parts(speech: Element) -> tuple[_Content, _Content]:
    """What the speaker says, and what the record tells from the first paragraph in italics on."""
    for number, item in enumerate(speech.content):
        if isinstance(item, Element) and _is_record(item) and not _in_brackets(item):
            said = speech.content[:number]
            return (said if any(_has_words(each) for each in said) else ()), speech.content[number:]
    return speech.content, ()


def _paragraph(walk: Walk, element: Element) -> None:
    """A paragraph; in brackets and italics it is a stage direction."""
    if _is_record(element) and _in_brackets(element):
        stage_direction(walk, element)
    else:
        paragraph(walk, element)


def _is_record(element: Element) -> bool:
    """Is it a paragraph all in italics?"""
    if element.name != "p" or not _WORD.search(element.plain):
        return False
    return element.get("class") == "italic" or not any(_WORD.search(text) for text in _upright(element))


def _upright(element: Element) -> Iterator[str]:
    """The texts of an element that are not in italics."""
    for item in element.content:
        if isinstance(item, Text):
            yield item.text
        elif item.name not in _ITALICS:
            yield from _upright(item)


def _in_brackets(element: Element) -> bool:
    text = element.plain
    return text.startswith("[") and text.endswith("]")


def _has_words(item: Element | Text) -> bool:
    return bool(_WORD.search(item.text if isinstance(item, Text) else item.plain))


def _voices(speech: Element) -> tuple[Voice, ...]:
    """Whom the source names, apart from the office or the seat that it prints with the name."""
    name = clean(speech.get("speakername") or "")
    if not name or (speech.get("nospeaker") or "").lower() == "true":
        return ()
    known = speech.get("person_id") or speech.get("speakerid")
    identity = None if known == "unknown" else known
    office = speech.get("speakeroffice")
    if holder := _OFFICE_HOLDER.fullmatch(name):
        return (Voice(holder[2], office or holder[1], identity),)
    if seated := _SEAT_HOLDER.fullmatch(name):
        return (Voice(seated[1], office or ", ".join(re.findall(r"[^()]*[^()\s]", seated[2])), identity),)
    return (Voice(name, office, identity),)


def _division(walk: Walk, element: Element) -> None:
    """A vote: its count as one paragraph, then who voted how, a paragraph a side."""
    _mark(walk.out, element)
    with walk.out.turn(Opening(Kind.NARRATION, source_id=element.get("id"))):
        number = element.get("divnumber")
        counts = [
            f"{name} {value}" for each in element.children("divisioncount") for name, value in each.attributes.items()
        ]
        walk.out.text(f"Division {number}: {', '.join(counts)}" if number else ", ".join(counts), element.line)
        walk.out.end_paragraph()
        walk.inside(element)


def _votes(walk: Walk, element: Element) -> None:
    """One side of a vote; a side without names adds nothing to the count."""
    walk.out.end_paragraph()
    if element.plain and element.get("vote"):
        walk.out.text(f"{element.get('vote')}: ", element.line)
    walk.inside(element)
    walk.out.end_paragraph()


def _voter(walk: Walk, element: Element) -> None:
    """One name of a list; the names are parted by semicolons, because they hold commas."""
    walk.inside(element)
    walk.out.text(" (teller)" if element.get("teller") else "")
    walk.out.text(";" if walk.following else "")


def _place_holder(walk: Walk, element: Element) -> None:
    """Where a column or a time begins, perhaps within a sentence."""
    _mark(walk.out, element)
    inline(walk, element)


_TREATMENTS: dict[str, Treatment] = {
    **dict.fromkeys(_HEADINGS, _heading),
    **dict.fromkeys(_SPEECHES, _speech),
    **dict.fromkeys(_VOTES, _votes),
    **dict.fromkeys(_VOTERS, _voter),
    "p": _paragraph,
    **dict.fromkeys(("table", "tr", "ul", "ol", "li", "blockquote"), paragraph),
    **dict.fromkeys(("td", "th", "br"), spaced),
    "division": _division,
    "place-holder": _place_holder,
}

FORMAT = Format("publicwhip", "publicwhip XML (parlparse, TheyWorkForYou)", _claims, _read)
