"""How is one passage shown on its own? Its paragraphs, what stands before and after it, and where else it may be."""

from __future__ import annotations

from dataclasses import dataclass

from index.facets import KIND_TITLES
from index.links.permalinks import ref_at
from index.model import Document, Kind, Turn
from index.passages import PassageRef
from webapp.addresses import Addresses
from webapp.presenters.hits import NO_HITS, HitMarks
from webapp.presenters.transcript import ParagraphView, TurnView, speakers_of, turn_view

EXCERPT = 280  # characters of a neighbour or a candidate


@dataclass(frozen=True, slots=True)
class PassageLink:
    """Another passage: "Turn 12", who speaks or what it is, some of its words, its permalink."""

    label: str
    who: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class PassageView:
    """``paragraphs``: those of the passage alone, which may be one of its turn's several."""

    label: str
    turn: TurnView
    paragraphs: tuple[ParagraphView, ...]
    before: PassageLink | None
    after: PassageLink | None
    whole_turn: str | None


def passage_view(document: Document, ref: PassageRef, addresses: Addresses, marks: HitMarks = NO_HITS) -> PassageView:
    """A passage that the document has, with words to mark. Neighbours are turns, or paragraphs for a paragraph."""
    turn = turn_view(document, document.turns[ref.position - 1], addresses, marks)
    shown = turn.paragraphs if ref.paragraph is None else (turn.paragraphs[ref.paragraph - 1],)
    places = _level(document, ref)
    place = places.index((ref.position, ref.paragraph))
    return PassageView(
        label=label(ref),
        turn=turn,
        paragraphs=shown,
        before=_neighbour(document, places[place - 1 : place], addresses, tail=True),
        after=_neighbour(document, places[place + 1 : place + 2], addresses),
        whole_turn=turn.permalink if ref.paragraph is not None else None,
    )


def passage_links(document: Document, refs: tuple[PassageRef, ...], addresses: Addresses) -> tuple[PassageLink, ...]:
    """The beginnings of several passages."""
    return tuple(_link(document, ref, addresses) for ref in refs)


def label(ref: PassageRef) -> str:
    """ "Turn 12", "Turn 12, paragraph 3"."""
    return f"Turn {ref.position}" if ref.paragraph is None else f"Turn {ref.position}, paragraph {ref.paragraph}"


def who(document: Document, turn: Turn) -> str:
    """Who speaks; or what the turn is, when nobody does."""
    names = [speaker.name for speaker in speakers_of(document, turn)]
    return " and ".join(names) or ("Speaker unknown" if turn.kind is Kind.SPEECH else KIND_TITLES[turn.kind])


def excerpt(text: str, *, tail: bool = False) -> str:
    """The beginning of a text, or its end, cut between words."""
    if len(text) <= EXCERPT:
        return text
    if tail:
        return f"… {text[-EXCERPT:].partition(' ')[2] or text[-EXCERPT:]}"
    return f"{text[:EXCERPT].rpartition(' ')[0] or text[:EXCERPT]} …"


def _level(document: Document, ref: PassageRef) -> list[tuple[int, int | None]]:
    """The places of all turns; of all paragraphs, if ``ref`` is one."""
    if ref.paragraph is None:
        return [(turn.position, None) for turn in document.turns]
    return [(turn.position, number) for turn in document.turns for number in range(1, len(turn.paragraphs) + 1)]


def _neighbour(
    document: Document, places: list[tuple[int, int | None]], addresses: Addresses, *, tail: bool = False
) -> PassageLink | None:
    ref = ref_at(document, *places[0]) if places else None
    return _link(document, ref, addresses, tail=tail) if ref else None


def _link(document: Document, ref: PassageRef, addresses: Addresses, *, tail: bool = False) -> PassageLink:
    turn = document.turns[ref.position - 1]
    paragraphs = turn.paragraphs if ref.paragraph is None else turn.paragraphs[ref.paragraph - 1 : ref.paragraph]
    text = " ".join(paragraph.text for paragraph in paragraphs)
    return PassageLink(label(ref), who(document, turn), excerpt(text, tail=tail), addresses.passage(document.id, ref))
