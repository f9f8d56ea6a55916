"""How is a transcript shown? Turns with their speakers, evidence, footnotes and the marks of a search."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from index.links.permalinks import paragraph_ref, turn_ref
from index.model import Certainty, Document, Kind, NoteReference, Paragraph, Rule, Turn, Via
from index.passages import PassageRef
from index.results import SpeakerRef
from webapp.addresses import Addresses
from webapp.presenters.hits import NO_HITS, HitMarks, Stop
from webapp.presenters.recordings import clock, moment_in_recording

RULES = {
    Rule.LABEL: "A printed label begins the turn.",
    Rule.LEAD_IN: "A sentence of the narrator says who speaks next.",
    Rule.RESUMED: "The turn goes on after an interruption.",
    Rule.MARKUP: "The source’s own markup names the speaker.",
    Rule.NONE: "Nobody is named.",
}
VIAS = {
    Via.AUTHORITY: "The archive’s list of speakers says who that is.",
    Via.DOCUMENT: "Other labels of the same document say who that is.",
    Via.SOURCE: "The source’s own list of persons says who that is.",
    Via.PRINTED: "The name is given as printed.",
    Via.UNRESOLVED: "Who that is, is not known: the label stands for itself.",
}
CERTAINTIES = {Certainty.CERTAIN: "", Certainty.PROBABLE: "probably", Certainty.UNCERTAIN: "uncertain"}

LONGEST_SIDE_NOTE = 400  # characters; the whole footnote stands at its own place

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; or, with ``note``, the marker of a footnote and the anchor of the footnote.

    ``anchor``: that of the marker, or of the first mark of a paragraph, so that a step leads to the words themselves.
    """

    text: str
    mark: bool = False
    anchor: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SideNote:
    """A footnote as the margin of a wide screen shows it beside its marker. ``anchor``: that of the footnote itself."""

    marker: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """``label`` is printed on its permalink; ``lines`` are those of the source file."""

    label: str
    anchor: str
    permalink: str
    marker: str | None
    pieces: tuple[Piece, ...]
    lines: str | None
    stop: Stop | None
    side_notes: tuple[SideNote, ...] = ()

    @property
    def text_anchor(self) -> str | None:
        """The stop's anchor where no mark carries it: the paragraph matches as a whole."""
        return self.stop.anchor if self.stop and not any(piece.mark for piece in self.pieces) else None


@dataclass(frozen=True, slots=True)
class BackLink:
    """From a footnote to a place that refers to it."""

    anchor: str
    label: str


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Where the turn stands in the source: its page, its time, and the address that plays the recording from there."""

    page: str | None
    time: str | None
    recording: str | None


@dataclass(frozen=True, slots=True)
class TurnView:
    """``speakers`` empty: nobody speaks. ``continues``: the anchor of the first part of an interrupted turn."""

    position: int
    kind: str
    anchor: str
    permalink: str
    speakers: tuple[SpeakerRef, ...]
    role: str | None
    label: str | None
    evidence: tuple[str, ...]
    doubt: str
    continues: str | None
    place: SourcePlace | None
    paragraphs: tuple[ParagraphView, ...]
    back_links: tuple[BackLink, ...]
    is_hit: bool

    @property
    def has_head(self) -> bool:
        """Whether a line above the text says who speaks, or where in the source it stands."""
        return self.kind == Kind.SPEECH or bool(self.speakers or self.place)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the views of one document's turns have in common. ``back_links``: by the position of the footnote."""

    document: Document
    addresses: Addresses
    marks: HitMarks
    speakers: Mapping[str, SpeakerRef]
    back_links: Mapping[int, tuple[BackLink, ...]]


def turn_views(
    document: Document, addresses: Addresses, marks: HitMarks = NO_HITS, only: Container[int] | None = None
) -> Iterator[TurnView]:
    """Every turn in order, or those at the positions in ``only``, with the hits of ``marks``; each is made when it is
    asked for. Page and time are told where they change."""
    shared, before = _shared(document, addresses, marks), None
    for turn in document.turns:
        if only is None or turn.position in only:
            place = _place(document, turn)
            yield _turn_view(shared, turn, place if place != before else None)
            before = place


def turn_view(document: Document, turn: Turn, addresses: Addresses, marks: HitMarks = NO_HITS) -> TurnView:
    """One turn of a document."""
    return _turn_view(_shared(document, addresses, marks), turn, _place(document, turn))


def speakers_of(document: Document, turn: Turn) -> tuple[SpeakerRef, ...]:
    """Who speaks in a turn, in the label's order."""
    return _known(_speakers(document), turn)


def speech_counts(document: Document) -> tuple[tuple[SpeakerRef, int], ...]:
    """How many turns everybody speaks in, in order of first appearance. A resumed turn counts with its first part."""
    spoken = (turn for turn in document.turns if turn.kind is Kind.SPEECH and turn.continues is None)
    counts = Counter(id_ for turn in spoken for id_ in turn.speakers)
    refs = (SpeakerRef(speaker.id, speaker.name, speaker.resolved) for speaker in document.speakers)
    return tuple((ref, counts[ref.id]) for ref in refs)


def direction(language: str | None) -> str:
    """The ``dir`` of a text in that language (a BCP 47 tag); ``auto`` where the language is not known."""
    if language is None:
        return "auto"
    return "rtl" if language.lower().split("-")[0] in _RIGHT_TO_LEFT else "ltr"


def web_address(text: str | None) -> str | None:
    """The address a source gives, when it is one of the web; anything else is not made a link."""
    return text if text and text.lower().startswith(("https://", "http://")) else None


def _shared(document: Document, addresses: Addresses, marks: HitMarks) -> _Shared:
    return _Shared(document, addresses, marks, _speakers(document), _back_links(document))


def _turn_view(shared: _Shared, turn: Turn, place: SourcePlace | None) -> TurnView:
    ref = turn_ref(turn)
    return TurnView(
        position=turn.position,
        kind=turn.kind.value,
        anchor=ref.anchor,
        permalink=shared.addresses.passage(shared.document.id, ref),
        speakers=_known(shared.speakers, turn),
        role=turn.role,
        label=turn.label,
        evidence=_evidence(turn),
        doubt=CERTAINTIES[turn.attribution.certainty] if turn.speakers else "",
        continues=f"turn-{turn.continues}" if turn.continues else None,
        place=place,
        paragraphs=tuple(_paragraphs(shared, turn, ref)),
        back_links=shared.back_links.get(turn.position, ()) if turn.kind is Kind.NOTE else (),
        is_hit=turn.position in shared.marks.positions,
    )


def _speakers(document: Document) -> Mapping[str, SpeakerRef]:
    return {speaker.id: SpeakerRef(speaker.id, speaker.name, speaker.resolved) for speaker in document.speakers}


def _known(speakers: Mapping[str, SpeakerRef], turn: Turn) -> tuple[SpeakerRef, ...]:
    return tuple(speakers[id_] for id_ in turn.speakers if id_ in speakers)


def _evidence(turn: Turn) -> tuple[str, ...]:
    via = turn.attribution.via
    return (RULES[turn.attribution.rule], *((VIAS[via],) if via else ()))


def _place(document: Document, turn: Turn) -> SourcePlace | None:
    if turn.page is None and turn.time is None:
        return None
    page = f"p. {turn.page}" if turn.page else None
    return SourcePlace(page, clock(turn.time), moment_in_recording(document.metadata.url, turn.time))


def _paragraphs(shared: _Shared, turn: Turn, whole: PassageRef) -> Iterator[ParagraphView]:
    """``whole``: the turn's own reference, whose hash a single paragraph has as well."""
    alone = len(turn.paragraphs) == 1
    for number, paragraph in enumerate(turn.paragraphs, 1):
        ref = PassageRef(turn.position, 1, whole.hash) if alone else paragraph_ref(turn, number)
        stop = shared.marks.stops.get((turn.position, number))
        marked = shared.marks.stretches(turn.position, number)
        yield ParagraphView(
            label=f"{turn.position}.{number}",
            anchor=ref.anchor,
            permalink=shared.addresses.passage(shared.document.id, ref),
            marker=paragraph.marker,
            pieces=_anchored(_pieces(paragraph, turn.position, number, marked), stop),
            lines=_lines(paragraph),
            stop=stop,
            side_notes=tuple(_side_note(shared.document, reference) for reference in paragraph.references),
        )


def _side_note(document: Document, reference: NoteReference) -> SideNote:
    words = " ".join(paragraph.text for paragraph in document.turns[reference.note - 1].paragraphs)
    return SideNote(
        reference.marker, f"turn-{reference.note}", textwrap.shorten(words, LONGEST_SIDE_NOTE, placeholder=" …")
    )


def _lines(paragraph: Paragraph) -> str | None:
    if paragraph.lines is None:
        return None
    first, last = paragraph.lines
    return f"line {first}" if first == last else f"lines {first}–{last}"


def _pieces(paragraph: Paragraph, position: int, number: int, marked: tuple[tuple[int, int], ...]) -> Iterator[Piece]:
    """The paragraph's text cut where a mark begins or ends and where a footnote marker stood."""
    text = paragraph.text
    if not (marked or paragraph.references):  # nearly always, and a transcript may have ten thousand of them
        yield from (Piece(text),) if text else ()
        return
    references = _by_offset(paragraph)
    edges = {edge for stretch in marked for edge in stretch} | set(references) | {0, len(text)}
    cuts = sorted(edge for edge in edges if 0 <= edge <= len(text))
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        for order, reference in references.get(start, ()):
            yield Piece(
                reference.marker, anchor=_reference_anchor(position, number, order), note=f"turn-{reference.note}"
            )
        if start < end:
            yield Piece(text[start:end], mark=any(first <= start and end <= last for first, last in marked))


def _anchored(pieces: Iterator[Piece], stop: Stop | None) -> tuple[Piece, ...]:
    """The pieces, the first mark with the anchor of the stop."""
    found = tuple(pieces)
    first = next((place for place, piece in enumerate(found) if piece.mark), None) if stop else None
    if stop is None or first is None:
        return found
    return (*found[:first], replace(found[first], anchor=stop.anchor), *found[first + 1 :])


def _by_offset(paragraph: Paragraph) -> Mapping[int, tuple[tuple[int, NoteReference], ...]]:
    """A paragraph's footnote markers, numbered from 1, by where they stood."""
    found: dict[int, tuple[tuple[int, NoteReference], ...]] = {}
    for order, reference in enumerate(paragraph.references, 1):
        offset = min(max(reference.offset, 0), len(paragraph.text))
        found[offset] = (*found.get(offset, ()), (order, reference))
    return found


def _reference_anchor(position: int, number: int, order: int) -> str:
    return f"ref-{position}.{number}.{order}"


def _back_links(document: Document) -> Mapping[int, tuple[BackLink, ...]]:
    found: dict[int, tuple[BackLink, ...]] = {}
    for turn in document.turns:
        for number, paragraph in enumerate(turn.paragraphs, 1):
            for order, reference in enumerate(paragraph.references, 1):
                link = BackLink(_reference_anchor(turn.position, number, order), f"turn {turn.position}")
                found[reference.note] = (*found.get(reference.note, ()), link)
    return found
