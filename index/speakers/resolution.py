"""Who speaks? The turns of a document get their speakers, and every turn knows how it got them.

:func:`resolve` takes a document as a format gave it and the authority file that holds for it. Which name means whom is
decided for the whole document in :mod:`index.speakers.identities`; here that is put on the turns.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from index.model import (
    UNATTRIBUTED,
    Attribution,
    Certainty,
    Document,
    Kind,
    LabelCount,
    Paragraph,
    Rule,
    Speaker,
    Turn,
    Via,
)
from index.speakers.authority import NO_AUTHORITY, Authority
from index.speakers.forms import form_of
from index.speakers.identities import Identities, Identity, identify

# From the weakest to the strongest, so that several voices in one label are told by the weakest.
_VIA = (Via.UNRESOLVED, Via.DOCUMENT, Via.PRINTED, Via.SOURCE, Via.AUTHORITY)
_CERTAINTY = (Certainty.UNCERTAIN, Certainty.PROBABLE, Certainty.CERTAIN)


def resolve(document: Document, authority: Authority = NO_AUTHORITY) -> Document:
    """The document with ``Turn.speakers``, complete attributions, and ``speakers`` in order of first appearance.

    A turn gets speakers from its own voices, or from the turn it continues; one without either gets none. Labels that
    the operator calls no speakers become narration, with their words in the text. Resolving twice changes nothing.
    """
    document = replace(document, turns=tuple(_heard(turn, authority) for turn in document.turns))
    identities = identify(document, authority)
    turns = _attributed(document.turns, identities)
    return replace(
        document,
        turns=turns,
        speakers=_speakers(turns, identities),
        notices=tuple(dict.fromkeys((*document.notices, *identities.notices))),
    )


def _heard(turn: Turn, authority: Authority) -> Turn:
    """The turn itself, or narration where its label is no speaker by the operator's word."""
    if not turn.voices or not all(authority.is_no_speaker(voice.name) for voice in turn.voices):
        return turn
    return replace(
        turn,
        kind=Kind.NARRATION,
        paragraphs=_with_label(turn),
        label=None,
        voices=(),
        speakers=(),
        attribution=UNATTRIBUTED,
        continues=None,
    )


def _with_label(turn: Turn) -> tuple[Paragraph, ...]:
    """The paragraphs with the words of the label back at their beginning, so that none is lost."""
    words = f"{' and '.join(voice.name for voice in turn.voices)}:"
    if turn.label is None or not turn.paragraphs:
        return turn.paragraphs or (Paragraph(words),)
    first, *others = turn.paragraphs
    shift = len(words) + 1
    moved = tuple(replace(reference, offset=reference.offset + shift) for reference in first.references)
    return (replace(first, text=f"{words} {first.text}".rstrip(), references=moved), *others)


def _attributed(turns: tuple[Turn, ...], identities: Identities) -> tuple[Turn, ...]:
    done: dict[int, Turn] = {}
    for turn in turns:
        earlier = done.get(turn.continues) if turn.continues is not None else None
        done[turn.position] = _resumed(turn, earlier) if earlier else _spoken(turn, identities)
    return tuple(done[turn.position] for turn in turns)


def _resumed(turn: Turn, earlier: Turn) -> Turn:
    """A turn that goes on is spoken by whoever began it."""
    if turn.kind is not Kind.SPEECH:
        return replace(turn, speakers=())
    certainty = _weaker(turn.attribution.certainty, earlier.attribution.certainty)
    attribution = Attribution(turn.attribution.rule, earlier.attribution.via, certainty)
    return replace(turn, speakers=earlier.speakers, attribution=attribution)


def _spoken(turn: Turn, identities: Identities) -> Turn:
    if turn.kind is not Kind.SPEECH or not turn.voices:
        return replace(turn, speakers=())
    found = [identities.of[form_of(voice)] for voice in turn.voices]
    speakers = tuple(dict.fromkeys(identity.id for identity in found))
    return replace(turn, speakers=speakers, attribution=_attribution(turn.attribution, found))


def _attribution(given: Attribution, found: list[Identity]) -> Attribution:
    """How the turn got its speakers: as sure as its weakest part. A narrator's sentence that names the next speaker is
    as good as a label only when the operator has said who that is."""
    via = min((identity.via for identity in found), key=_VIA.index)
    certainty = given.certainty
    if given.rule is Rule.LEAD_IN and certainty is not Certainty.UNCERTAIN:
        certainty = Certainty.CERTAIN if via is Via.AUTHORITY else Certainty.PROBABLE
    for identity in found:
        certainty = _weaker(certainty, identity.certainty)
    return Attribution(given.rule, via, certainty)


def _weaker(one: Certainty, other: Certainty) -> Certainty:
    return min(one, other, key=_CERTAINTY.index)


def _speakers(turns: tuple[Turn, ...], identities: Identities) -> tuple[Speaker, ...]:
    """Everybody who speaks, in order of first appearance, with the labels printed for them."""
    by_id = {identity.id: identity for identity in reversed([*identities.of.values()])}
    labels: dict[str, Counter[str]] = {}
    for turn in turns:
        for speaker in turn.speakers:
            counted = labels.setdefault(speaker, Counter())
            if turn.label is not None:
                counted[turn.label] += 1
    return tuple(
        Speaker(
            speaker,
            by_id[speaker].name,
            by_id[speaker].resolved,
            tuple(LabelCount(text, count) for text, count in counted.most_common()),
        )
        for speaker, counted in labels.items()
    )
