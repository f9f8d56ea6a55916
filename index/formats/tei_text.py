"""Who speaks in a TEI text? ``<u who>`` and ``<sp who>`` are speech; notes, stage directions and the rest are not.

``<u>`` is the utterance of Parla-CLARIN, ParlaMint and ISO 24624, ``<sp>`` with ``<speaker>`` that of plays. Whoever
stands in ``@who`` is named by the lists of people in the headers, else by the printed label, else by the identifier
itself. ``<note type="speaker">`` before an utterance is its label. Source: TEI P5 Guidelines, chapters 3, 7 and 8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from index.formats.tei_header import identifier
from index.formats.transcript_writer import Opening, clean
from index.formats.xml_dates import clock_seconds
from index.formats.xml_tree import Element, Text
from index.formats.xml_walk import (
    Treatment,
    Walk,
    heading,
    inline,
    left_out,
    list_item,
    narration,
    paragraph,
    section,
    spaced,
    stage_direction,
)
from index.model import Kind, Turn, Voice

_SECTIONS = ("front", "body", "back", "group", "floatingText", "div", *(f"div{level}" for level in range(8)))
_PROSE = ("p", "ab", "lg", "quote", "argument", "epigraph", "epilogue", "prologue", "set", "bibl", "event")
_LETTERS = ("opener", "closer", "dateline", "salute", "signed", "byline", "trailer", "postscript", "address")
_TITLES = ("titlePage", "titlePart", "docTitle", "docAuthor", "docDate", "docImprint", "imprimatur", "performance")
_LISTS = ("list", "label", "table", "row", "figure", "listBibl", "entry", "castList", "castGroup", "castItem")
_LISTED = ("person", "personGrp", "org", "place")
_STAGE_DIRECTIONS = ("stage", "incident", "vocal", "kinesic", "writing", "pause", "move", "sound", "camera", "tech")
_BREAKS = ("lb", "cb", "gb", "milestone")
_FURNITURE = ("teiHeader", "fw", "facsimile", "sourceDoc", "timeline", "xenoData")
_ANNOTATION = ("fLib", "fvLib", "fs", "linkGrp", "link", "spanGrp", "interpGrp", "standOff")
_EVENTS = ("listEvent", "listRelation")
_NO_HEADINGS = frozenset({"list", "castList", "castGroup", "table", "figure", "lg", "listBibl", "listPerson"})
_FOOTNOTES = frozenset({"foot", "end", "bottom", "margin", "margin-left", "margin-right", "footnote", "endnote"})
_TOKENS = frozenset({"w", "pc", "c"})
KEPT_ATTRIBUTES = dict.fromkeys(_TOKENS, frozenset({"join"}))  # annotated corpora have a lemma and a tag at every word
# Identifiers that several people may share; a label beside one says more.
_NOBODY = re.compile(r"unknown|unidentified|unspecified|anonymous|nn\b|n\.n\.", re.IGNORECASE)
_MARKS = " :：.–—-\u00a0"  # what may close a label


class TextReader:
    """Walks through the text of one ``TEI``; ``walk`` holds what was written."""

    def __init__(self, tei: Element, names: Mapping[str, str]) -> None:
        self._names = names
        self._label: Element | None = None  # the printed label that the next utterance takes
        self._printed: dict[str, str] = {}  # name first printed for a person, by pointer
        self._goes_on: dict[str, str] = {}  # identifier of a later part to that of the part before it
        self._times = dict(_times(tei))
        self._space_due = False
        self._tokens = _token_layout(tei)
        own: dict[str, Treatment] = {
            "u": self._utterance,
            "sp": self._stage_speech,
            "speaker": self._speaker,
            "note": self._note,
            "seg": self._segment,
            "head": self._head,
            "pb": self._page,
            "gap": self._gap,
            "choice": self._choice,
        }
        if self._tokens == "join":
            own |= dict.fromkeys(("w", "pc"), self._token)
        self.walk = Walk(_TREATMENTS | own, self._is_layout)
        for text in tei.children("text"):
            self.walk.inside(text)

    def _utterance(self, walk: Walk, element: Element) -> None:
        block = next((each for each in reversed(walk.path) if each.name == "annotationBlock"), element)
        label, self._label = self._label, None
        self._start(walk, element, block)
        with walk.out.turn(self._opening(walk, element, label, element.get("who") or block.get("who"))):
            walk.inside(element)

    def _stage_speech(self, walk: Walk, element: Element) -> None:
        label = element.child("speaker")
        with walk.out.turn(self._opening(walk, element, label, element.get("who"))):
            walk.inside(element)

    def _speaker(self, walk: Walk, element: Element) -> None:
        """The label of a speech, which is part of no turn's text; a second one is."""
        parent = walk.path[-1]
        if parent.name != "sp" or parent.child("speaker") is not element:
            narration(walk, element)

    def _opening(self, walk: Walk, element: Element, label: Element | None, who: str | None) -> Opening:
        key = identifier(element)
        before = _key(element.get("prev")) or self._goes_on.get(key or "")
        if key and element.get("next"):
            self._goes_on[_key(element.get("next"))] = key
        printed = label.plain if label else None
        return Opening(
            Kind.SPEECH,
            voices=self._voices((who or "").split(), printed),
            label=clean(printed) if printed else None,
            source_id=key,
            continues=walk.out.first_part(before) if before else None,
        )

    def _voices(self, who: list[str], label: str | None) -> tuple[Voice, ...]:
        """Whom the markup names. A label can stand for one identifier, never for several."""
        printed = clean(label or "").strip(_MARKS) or None
        if not who:
            return (Voice(printed),) if printed else ()
        if len(who) == 1 and printed and _NOBODY.match(_key(who[0])):
            return (Voice(printed),)
        if len(who) == 1 and printed:
            self._printed.setdefault(who[0], printed)
        return tuple(Voice(self._names.get(_key(token)) or _key(token), source_id=token) for token in who)

    def turns(self) -> tuple[Turn, ...]:
        """The transcript; whom no list names is named by the label first printed for that identifier."""
        turns = self.walk.out.finish()
        return tuple(replace(turn, voices=tuple(map(self._as_printed, turn.voices))) for turn in turns)

    def _as_printed(self, voice: Voice) -> Voice:
        key = voice.source_id
        if key is None or _key(key) in self._names or _NOBODY.match(_key(key)):
            return voice
        return replace(voice, name=self._printed.get(key, voice.name))

    def _start(self, walk: Walk, *elements: Element) -> None:
        starts = [self._times.get(_key(element.get("start"))) for element in elements]
        walk.out.time = next((start for start in starts if start is not None), None)

    def _note(self, walk: Walk, element: Element) -> None:
        if element.get("type") == "speaker" and self._is_label(walk, element):
            self._label = element
        elif _is_footnote(walk, element):
            with walk.out.note(element.get("n"), identifier(element)):
                walk.inside(element)
        else:
            narration(walk, element)

    def _is_label(self, walk: Walk, element: Element) -> bool:
        after = walk.following
        return after is not None and (after.name == "u" or after.child("u") is not None) and self._label is None

    def _segment(self, walk: Walk, element: Element) -> None:
        (paragraph if walk.path[-1].name == "u" else inline)(walk, element)

    def _head(self, walk: Walk, element: Element) -> None:
        (paragraph if walk.path[-1].name in _NO_HEADINGS else heading)(walk, element)

    def _page(self, walk: Walk, element: Element) -> None:
        walk.out.page = element.get("n")
        _break(walk, element)

    def _gap(self, walk: Walk, element: Element) -> None:
        """Something left out of the transcription: the source's own word for it, in an editor's brackets."""
        walk.out.text(f"[{element.words or element.get('reason') or '…'}]", element.line)

    def _choice(self, walk: Walk, element: Element) -> None:
        """What was printed, and after it in brackets what an editor puts for it."""
        printed = next(element.elements, None)
        for item in element.content:
            if isinstance(item, Text):
                walk.out.text(item.text, item.line)
            elif item is printed:
                walk.element(item)
            else:
                walk.out.text(" [")
                walk.element(item)
                walk.out.text("]")

    def _token(self, walk: Walk, element: Element) -> None:
        """A word or mark of annotated text, where ``@join`` tells what is printed without space."""
        join = element.get("join")
        if self._space_due and join not in ("left", "both"):
            walk.out.text(" ")
        walk.inside(element)
        self._space_due = join not in ("right", "both")

    def _is_layout(self, element: Element) -> bool:
        return self._tokens != "text" and any(child.name in _TOKENS for child in element.elements)


def _token_layout(tei: Element) -> str:
    """How annotated words are parted: by ``<c>`` elements ("c"), by the lack of ``@join`` ("join"), by "text"."""
    names = {each.name if not each.get("join") else "join" for each in tei.descendants(*_TOKENS)}
    return "c" if "c" in names else "join" if "join" in names else "text"


def _is_footnote(walk: Walk, element: Element) -> bool:
    """A note to the text, and not a remark of the record between or within speeches."""
    if element.get("place") in _FOOTNOTES or element.get("type") in _FOOTNOTES or element.get("n"):
        return True
    return walk.path[-1].name not in ("u", "seg", "sp", "s", *_SECTIONS)


def _key(pointer: str | None) -> str:
    """The identifier a pointer points to: ``#KucanMilan``, ``people.xml#KucanMilan``, ``person:KucanMilan``."""
    target = (pointer or "").strip()
    return target.rpartition("#")[2] if "#" in target else target.rpartition(":")[2]


def _break(walk: Walk, element: Element) -> None:
    """The end of a line, column or page, which parts words unless the source says that it does not."""
    if element.get("break") != "no":
        walk.out.text(" ")
    walk.inside(element)


def _times(tei: Element) -> Iterator[tuple[str, float]]:
    """The points of the timeline in seconds: of the recording where intervals are given, else of the clock."""
    known: dict[str, float] = {}
    for timeline in tei.descendants("timeline"):
        scale = {"ms": 0.001, "min": 60.0, "h": 3600.0}.get(timeline.get("unit") or "s", 1.0)
        for point in timeline.children("when"):
            since = known.get(_key(point.get("since")), 0.0)
            seconds = _seconds(point.get("interval"))
            time = since + seconds * scale if seconds is not None else clock_seconds(point.get("absolute"))
            key = identifier(point)
            if key:
                known[key] = time if time is not None else 0.0
    yield from known.items()


def _seconds(interval: str | None) -> float | None:
    try:
        number = float(interval or "")
    except ValueError:
        return None
    return number if 0 <= number < 1e9 else None


def _stage(walk: Walk, element: Element) -> None:
    """What is done; where the source only classes it (``<vocal type="applause"/>``), the class."""
    if element.plain or not element.get("type"):
        stage_direction(walk, element)
    else:
        stage_direction(walk, replace(element, content=(Text(element.get("type") or "", element.line),)))


_TREATMENTS: dict[str, Treatment] = {
    **dict.fromkeys(_SECTIONS, section),
    **dict.fromkeys((*_PROSE, *_LETTERS, *_TITLES, *_LISTS, *_LISTED), paragraph),
    **dict.fromkeys(_STAGE_DIRECTIONS, _stage),
    **dict.fromkeys(_BREAKS, _break),
    **dict.fromkeys((*_FURNITURE, *_ANNOTATION, *_EVENTS), left_out),
    "item": list_item,
    **dict.fromkeys(("l", "cell", "desc"), spaced),
}
