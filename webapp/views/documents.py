"""The list of documents, a document's transcript (with the hits of a search marked), and the document as JSON."""

from __future__ import annotations

from flask import Response, abort, jsonify, render_template, request

from index.document_json import document_json
from index.links.quotation import quoted
from index.model import Document, Kind
from index.overview import edtf
from index.request import SearchRequest
from index.search import DocumentHits, hits_in_document
from webapp import freshness
from webapp.citations.item import item_of
from webapp.citations.verbatim import document_citation, with_address
from webapp.current import addresses, archive, public_addresses, site, today
from webapp.permalinks import lost, quotation
from webapp.presenters.dates import in_words
from webapp.presenters.exchange import PARAMETER, exchange_of, stretches
from webapp.presenters.head import head
from webapp.presenters.overview import list_page
from webapp.presenters.quotations import marks_with
from webapp.presenters.rail import rail
from webapp.presenters.transcript import speech_counts, turn_views, web_address
from webapp.search_urls import clean, read, write
from webapp.streaming import streamed
from webapp.views.arguments import page_number

NO_SEARCH = SearchRequest()


def listing() -> str:
    q = clean(request.args.get("q", ""))
    named = ((document, document.title) for document in archive().store.documents())
    listed = list_page(named, q, page_number(), addresses().documents)
    if listed is None:
        abort(404)
    return render_template("documents.html", listed=listed, undated=archive().store.counts().undated)


def page(document_id: str) -> Response:
    """The transcript; the parameters of a search mark its hits and keep the way back to the results."""
    document = find(document_id)
    asked = read(request.args.items(multi=True))
    found = _hits(document, asked.request)
    freshness.mind(found.notices)
    quote = quotation()
    quoted_at = quoted(document, quote)
    marks = marks_with(found.positions, found.marks, quoted_at)
    exchange = exchange_of(document, request.args.getlist(PARAMETER))
    turns = turn_views(document, addresses(), marks)
    spoken = speech_counts(document)
    before, after = archive().store.neighbours(document_id)
    public = public_addresses().document(document_id)
    return streamed(
        "document.html",
        document=document,
        summary=archive().store.summary(document_id),
        source_url=web_address(document.metadata.url),
        exchange=exchange,
        exchange_parameter=PARAMETER,
        chosen=tuple(speaker for speaker, _ in spoken if speaker.id in exchange.speakers),
        stretches=stretches(turns, exchange),
        rail=rail(document, addresses(), marks),
        longest_quotation=site().settings.limits.characters,
        speakers=spoken,
        has_notes=any(turn.kind is Kind.NOTE for turn in document.turns),
        asked_of=lambda speaker: SearchRequest(speaker=(speaker,)),
        asked=asked.request,
        search_parameters=write(asked.request),
        is_search=asked.request != NO_SEARCH,
        quote=quote,
        quoted=bool(quoted_at),
        words=found.words,
        marks=marks,
        notices=(*asked.notices, *found.notices, *exchange.notices),
        before=before,
        after=after,
        address=public,
        citation=with_address(document_citation(document.metadata), public, today()),
        head=head(item_of(document.metadata, public, today()), in_words(edtf(document))),
    )


def data(document_id: str) -> Response:
    return jsonify(document_json(find(document_id)))


def find(document_id: str) -> Document:
    """The document of that id, or the page that says what became of it."""
    return archive().store.document(document_id) or abort(lost(document_id))


def _hits(document: Document, asked: SearchRequest) -> DocumentHits:
    if asked == NO_SEARCH:
        return DocumentHits((), {}, "", ())
    return hits_in_document(archive(), asked, document, site().settings.limits)
