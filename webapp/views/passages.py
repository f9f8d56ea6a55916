"""A passage's permalink: the passage, its neighbours and its citation, or the truth about what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, jsonify, make_response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from index.document_json import turn_json
from index.links.link_history import Retired
from index.links.permalinks import (
    Corrected,
    Doubtful,
    Moved,
    Outcome,
    Passage,
    Removed,
    Several,
    Unchanged,
    Unknown,
    Withdrawn,
    ref_at,
)
from index.model import Document
from index.overview import edtf
from index.passages import PassageRef
from webapp.citations.verbatim import passage_citation, with_address
from webapp.current import addresses, archive, public_addresses, today
from webapp.permalinks import followed, lost, quotation
from webapp.presenters.citing import passage_item
from webapp.presenters.dates import in_words
from webapp.presenters.head import head
from webapp.presenters.passage import PassageLink, label, passage_links, passage_view, who
from webapp.presenters.past import past_json, past_view
from webapp.presenters.quotations import quotation_links, quotation_view
from webapp.presenters.transcript import speakers_of
from webapp.search_json import error_json
from webapp.views.documents import find


@dataclass(frozen=True, slots=True)
class Offer:
    """What is said when a permalink does not lead to one place."""

    status: int
    title: str
    message: str


OFFERS: Mapping[type[Outcome], Offer] = {
    Several: Offer(
        300,
        "Which passage?",
        "The words of this link stand at several places of the document. Nobody can say which one was meant.",
    ),
    Unknown: Offer(
        404,
        "This passage is not here",
        "The words that this link was made for are not in the document as it stands now.",
    ),
    Removed: Offer(
        410,
        "This passage was removed",
        "The words that this link was made for were in this document. They are there no more.",
    ),
    Withdrawn: Offer(
        410,
        "This passage was withdrawn",
        "The words that this link was made for were withdrawn. They are not kept.",
    ),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage to show: where it stands, and how it was when the link was made, as far as that is another way.

    ``others``: the passages that may have been meant instead.
    """

    document: Document
    ref: PassageRef
    outcome: str
    then: tuple[Retired, ...] = ()
    gone: tuple[Retired, ...] = ()
    others: tuple[Passage, ...] = ()


def page(document_id: str, passage: str) -> AnyResponse:
    """The passage; or a redirect to where it went, or what became of it."""
    ref, words = _ref(passage), quotation()
    outcome = followed(document_id, ref)
    if isinstance(outcome, Moved):
        to = outcome.to
        return redirect(addresses().quotation(to.document, to.ref, words) if words else _address(to))
    shown = _shown(document_id, ref, outcome)
    if shown is not None:
        return make_response(_page(shown, ref, words))
    return _offer(document_id, ref, outcome, words)


def data(document_id: str, passage: str) -> AnyResponse:
    """The same as JSON."""
    ref = _ref(passage)
    outcome = followed(document_id, ref)
    if isinstance(outcome, Moved):
        return redirect(addresses().passage_json(outcome.to.document, outcome.to.ref))
    shown = _shown(document_id, ref, outcome)
    if shown is not None:
        return jsonify(_object(shown))
    _no_document(document_id, outcome)
    offer = OFFERS[type(outcome)]
    offered = [
        {"label": link.label, "text": link.text, "url": link.url} for _, links in _links(outcome) for link in links
    ]
    then = past_json(outcome.then) if isinstance(outcome, Removed) else None
    told = {"outcome": type(outcome).__name__.lower(), "then": then, "candidates": offered}
    return make_response(jsonify({**error_json(offer.status, offer.message), **told}), offer.status)


def by_place(document_id: str, place: str) -> AnyResponse:
    """A position without a hash: on to the permalink of what stands there now."""
    document = find(document_id)
    position, _, paragraph = place.partition(".")
    ref = ref_at(document, int(position), int(paragraph) if paragraph else None)
    if ref is None:
        abort(404, f"The document ends with turn {len(document.turns)}, or that turn has no such paragraph.")
    return redirect(addresses().passage(document.id, ref))


def _ref(passage: str) -> PassageRef:
    return PassageRef.parse(passage) or abort(404)


def _address(passage: Passage) -> str:
    return addresses().passage(passage.document, passage.ref)


def _shown(document_id: str, ref: PassageRef, outcome: Outcome) -> Shown | None:
    """The passage to show, where the outcome is one; None where there is something else to say."""
    if isinstance(outcome, Corrected):
        return Shown(find(outcome.now.document), outcome.now.ref, "corrected", outcome.then)
    if isinstance(outcome, Doubtful):
        return Shown(find(document_id), ref, "doubtful", outcome.then, outcome.gone, outcome.others)
    return Shown(find(document_id), ref, "unchanged") if isinstance(outcome, Unchanged) else None


def _page(shown: Shown, link: PassageRef, words: str) -> str:
    document, ref = shown.document, shown.ref
    address = public_addresses().passage(document.id, ref)
    changed = ref.hash != link.hash
    quote = quotation_view(document, ref, words, addresses(), public_addresses(), changed=changed)
    return render_template(
        "passage.html",
        document=document,
        view=passage_view(document, ref, addresses(), quote.marks),
        who=who(document, document.turns[ref.position - 1]),
        date=edtf(document),
        in_context=quote.in_context or addresses().document(document.id, anchor=ref.anchor),
        in_document=lambda anchor: addresses().document(document.id, anchor=anchor),
        here=addresses().passage(document.id, ref),
        address=address,
        data=addresses().passage_json(document.id, ref),
        citation=_citation(document, ref, address),
        ref=ref,
        head=head(passage_item(document, ref, address, today()), in_words(edtf(document)), quote),
        link=label(link),
        elsewhere=(link.position, link.paragraph) != (ref.position, ref.paragraph),
        outcome=shown.outcome,
        then=[past_view(each, document, ref) for each in shown.then],
        gone=[past_view(each) for each in shown.gone],
        others=_passage_links(shown.others),
        quote=quote,
    )


def _offer(document_id: str, ref: PassageRef, outcome: Outcome, words: str) -> AnyResponse:
    """The page that says why the link leads to no one place, and offers what there is."""
    _no_document(document_id, outcome)
    offer, document = OFFERS[type(outcome)], archive().store.document(document_id)
    return make_response(
        render_template(
            "passages.html",
            document=document,
            offer=offer,
            link=label(ref),
            then=past_view(outcome.then) if isinstance(outcome, Removed) else None,
            likely=_passage_links((outcome.likely,))[0] if isinstance(outcome, Several) and outcome.likely else None,
            offered=_links(outcome),
            words=words,
            quoted=quotation_links(document, words, addresses()) if document and words else (),
        ),
        offer.status,
    )


def _no_document(document_id: str, outcome: Outcome) -> None:
    """A passage that never was, in a document that is not here, is told as the document is."""
    if isinstance(outcome, Unknown) and not outcome.candidates and archive().store.summary(document_id) is None:
        abort(lost(document_id))


def _citation(document: Document, ref: PassageRef, address: str) -> str:
    speakers = tuple(speaker.name for speaker in speakers_of(document, document.turns[ref.position - 1]))
    return with_address(passage_citation(document.metadata, ref, speakers), address, today())


def _object(shown: Shown) -> dict[str, object]:
    """The JSON object of a passage; ``turn`` is the one that the document's own JSON has."""
    document, ref = shown.document, shown.ref
    names = {speaker.id: speaker.name for speaker in document.speakers}
    public = public_addresses()
    view = passage_view(document, ref, public)
    return {
        "outcome": shown.outcome,
        "document": {"id": document.id, "title": document.metadata.title, "date": edtf(document)},
        "position": ref.position,
        "paragraph": ref.paragraph,
        "hash": ref.hash,
        "turn": turn_json(document.turns[ref.position - 1], names),
        "citation": _citation(document, ref, public.passage(document.id, ref)),
        "url": public.passage(document.id, ref),
        "in_context": public.document(document.id, anchor=ref.anchor),
        "previous": view.before.url if view.before else None,
        "next": view.after.url if view.after else None,
        "then": [past_json(each) for each in shown.then],
        "removed": [past_json(each) for each in shown.gone],
        "candidates": [
            {"label": link.label, "text": link.text, "url": link.url} for link in _passage_links(shown.others)
        ],
    }


def _links(outcome: Outcome) -> tuple[tuple[str, tuple[PassageLink, ...]], ...]:
    """What is offered, under headings."""
    if isinstance(outcome, Several):
        return (("Where they stand", _passage_links(outcome.places)),)
    if isinstance(outcome, Unknown):
        return (("What stands around that place now", _passage_links(outcome.candidates)),)
    if isinstance(outcome, Removed):
        same = ("The same words stand also at another place", _passage_links(outcome.same))
        around = ("What stands around that place now", _passage_links(outcome.around))
        return tuple((heading, links) for heading, links in (same, around) if links)
    return ()


def _passage_links(passages: tuple[Passage, ...]) -> tuple[PassageLink, ...]:
    return tuple(link for each in passages for link in passage_links(find(each.document), (each.ref,), addresses()))
