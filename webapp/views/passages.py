"""A passage's permalink: the passage, its neighbours and its citation, or what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, jsonify, make_response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from index.document_json import turn_json
from index.links import Moved, Outcome, Several, Unchanged, Unknown, ref_at, resolve
from index.model import Document
from index.overview import edtf
from index.passages import PassageRef
from webapp.citations.verbatim import passage_citation, with_address
from webapp.current import addresses, public_addresses, today
from webapp.presenters.citing import passage_item
from webapp.presenters.dates import in_words
from webapp.presenters.head import head
from webapp.presenters.passage import PassageLink, passage_links, passage_view, who
from webapp.presenters.transcript import speakers_of
from webapp.search_json import error_json
from webapp.views.documents import find


@dataclass(frozen=True, slots=True)
class Offer:
    """What is said when a permalink does not lead to one place."""

    status: int
    title: str
    message: str
    heading: str


OFFERS: Mapping[type[Outcome], Offer] = {
    Several: Offer(
        300,
        "Which passage?",
        "The words of this link stand at several places of the document. Nobody can say which one was meant.",
        "Where they stand",
    ),
    Unknown: Offer(
        404,
        "This passage is not here",
        "The words that this link was made for are not in the document as it stands now.",
        "What stands around that place now",
    ),
}


def page(document_id: str, passage: str) -> AnyResponse:
    """The passage; or a redirect to where it went, or the places where it may be."""
    document, ref, outcome = _opened(document_id, passage)
    if isinstance(outcome, Moved):
        return redirect(addresses().passage(document.id, outcome.ref))
    if isinstance(outcome, Unchanged):
        return make_response(_page(document, ref))
    offer = OFFERS[type(outcome)]
    return make_response(
        render_template("passages.html", document=document, offer=offer, links=_links(document, outcome)), offer.status
    )


def data(document_id: str, passage: str) -> AnyResponse:
    """The same as JSON."""
    document, ref, outcome = _opened(document_id, passage)
    if isinstance(outcome, Moved):
        return redirect(addresses().passage_json(document.id, outcome.ref))
    if isinstance(outcome, Unchanged):
        return jsonify(_object(document, ref))
    offer = OFFERS[type(outcome)]
    links = _links(document, outcome)
    offered = {"candidates": [{"label": link.label, "text": link.text, "url": link.url} for link in links]}
    return make_response(jsonify({**error_json(offer.status, offer.message), **offered}), offer.status)


def by_place(document_id: str, place: str) -> AnyResponse:
    """A position without a hash: on to the permalink of what stands there now."""
    document = find(document_id)
    position, _, paragraph = place.partition(".")
    ref = ref_at(document, int(position), int(paragraph) if paragraph else None)
    if ref is None:
        abort(404, f"The document ends with turn {len(document.turns)}, or that turn has no such paragraph.")
    return redirect(addresses().passage(document.id, ref))


def _opened(document_id: str, passage: str) -> tuple[Document, PassageRef, Outcome]:
    document = find(document_id)
    ref = PassageRef.parse(passage) or abort(404)
    return document, ref, resolve(document, ref)


def _page(document: Document, ref: PassageRef) -> str:
    address = public_addresses().passage(document.id, ref)
    return render_template(
        "passage.html",
        document=document,
        view=passage_view(document, ref, addresses()),
        who=who(document, document.turns[ref.position - 1]),
        date=edtf(document),
        in_context=addresses().document(document.id, anchor=ref.anchor),
        in_document=lambda anchor: addresses().document(document.id, anchor=anchor),
        address=address,
        data=addresses().passage_json(document.id, ref),
        citation=_citation(document, ref, address),
        ref=ref,
        head=head(passage_item(document, ref, address, today()), in_words(edtf(document))),
    )


def _citation(document: Document, ref: PassageRef, address: str) -> str:
    speakers = tuple(speaker.name for speaker in speakers_of(document, document.turns[ref.position - 1]))
    return with_address(passage_citation(document.metadata, ref, speakers), address, today())


def _object(document: Document, ref: PassageRef) -> dict[str, object]:
    """The JSON object of a passage; ``turn`` is the one that the document's own JSON has."""
    names = {speaker.id: speaker.name for speaker in document.speakers}
    public = public_addresses()
    view = passage_view(document, ref, public)
    return {
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
    }


def _links(document: Document, outcome: Several | Unknown) -> tuple[PassageLink, ...]:
    refs = outcome.refs if isinstance(outcome, Several) else outcome.candidates
    return passage_links(document, refs, addresses())
