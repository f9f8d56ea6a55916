"""How is a checked quotation shown? What is to be said of it, and the passages: who spoke, when, and what differs."""

from __future__ import annotations

from dataclasses import dataclass

from index.facets import KIND_TITLES
from index.links.permalinks import paragraph_ref, turn_ref
from index.passages import PassageRef
from index.queries.likeness import Part
from index.quote_check import Checked, Match, Verdict
from index.results import SpeakerRef
from webapp.addresses import Addresses
from webapp.presenters.transcript import direction

VERDICTS = {
    Verdict.VERBATIM: "Word for word",
    Verdict.ABRIDGED: "Word for word, with words left out where the quotation has dots",
    Verdict.ALTERED: "Not word for word",
    Verdict.ABSENT: "Not here",
}
SENTENCES = {
    Verdict.VERBATIM: "Its words stand in this archive, in this order. Capitals, accents and punctuation may differ.",
    Verdict.ABRIDGED: "Everything the quotation gives stands in this archive. What its dots leave out is shown below.",
    Verdict.ALTERED: "A passage is much like it. What only the quotation has, or only the archive, is marked.",
    Verdict.ABSENT: "No passage of this archive is much like it.",
}


@dataclass(frozen=True, slots=True)
class MatchView:
    """``percent``: how much is the same; ``words``: as printed; ``heading``: what it is when nobody speaks."""

    speakers: tuple[SpeakerRef, ...]
    heading: str
    label: str | None
    title: str
    date: str | None
    place: str
    language: str | None
    direction: str
    percent: int
    words: str
    parts: tuple[Part, ...]
    permalink: str
    in_context: str


@dataclass(frozen=True, slots=True)
class CheckedView:
    verdict: str
    title: str
    sentence: str
    heading: str
    matches: tuple[MatchView, ...]


def checked_view(checked: Checked, addresses: Addresses) -> CheckedView:
    """Everything that the page of a checked quotation prints."""
    return CheckedView(
        verdict=checked.verdict.value,
        title=VERDICTS[checked.verdict],
        sentence=SENTENCES[checked.verdict],
        heading=_heading(checked),
        matches=tuple(match_view(match, addresses) for match in checked.matches),
    )


def match_view(match: Match, addresses: Addresses) -> MatchView:
    """One passage, with the link that marks its words."""
    place, likeness = match.place, match.likeness
    ref = passage_of(match)
    kind = place.turn.kind.value if place.turn else "document"
    words = " ".join(likeness.texts)
    return MatchView(
        speakers=place.speakers,
        heading=KIND_TITLES[kind],
        label=place.turn.label if place.turn else None,
        title=place.document.title,
        date=place.document.date,
        place=f"turn {ref.position}",
        language=place.language,
        direction=direction(place.language),
        percent=round(100 * likeness.share),
        words=words,
        parts=likeness.parts,
        permalink=addresses.quotation(place.document.id, ref, words, likeness.texts),
        in_context=addresses.quotation_in_context(place.document.id, words, ref.anchor, likeness.texts),
    )


def passage_of(match: Match) -> PassageRef:
    """The paragraph that a match stands in; the turn when it goes over several."""
    turn = match.place.turn
    assert turn is not None  # noqa: S101  # only turns are compared
    first, last = match.likeness.paragraphs
    return paragraph_ref(turn, first) if first == last and len(turn.paragraphs) > 1 else turn_ref(turn)


def _heading(checked: Checked) -> str:
    if not checked.matches:
        return ""
    if checked.verdict is Verdict.ABSENT:
        return "The closest is"
    if checked.verdict is Verdict.ALTERED:
        return "What is printed"
    return "Where it stands" if len(checked.matches) == 1 else "The places where it stands"
