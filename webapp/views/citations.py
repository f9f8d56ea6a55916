"""Citations of documents, passages and hits: a page with every style, and files for reference managers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from flask import Response, abort, redirect, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from index.errors import OverBudget
from index.links.permalinks import Documents, Moved, ref_at
from index.model import Document, Metadata
from index.overview import edtf
from index.passages import PassageRef
from index.request import PER_PAGE_RANGE
from index.results import Hit
from index.search import search
from webapp.citations.files import FILES
from webapp.citations.item import KEY_PREFIX, Item, item_of
from webapp.citations.styles import formatted
from webapp.citations.verbatim import document_citation, passage_citation, with_address
from webapp.current import addresses, archive, public_addresses, site, today
from webapp.permalinks import followed
from webapp.presenters.citing import passage_item
from webapp.presenters.transcript import web_address
from webapp.request_log import tell_hits
from webapp.search_urls import read
from webapp.views.documents import find

MOST_CHOSEN = PER_PAGE_RANGE[1]  # hits that one file cites: a page of results has no more
_FILE = "<any(ris, bib, 'csl.json'):format_>"  # the names in webapp.citations.files


def document(document_id: str, format_: str) -> Response:
    """A document as a file of citations."""
    of = find(document_id).metadata
    return _file([item_of(of, _quotable(of), today())], format_)


def passage(document_id: str, passage: str, format_: str) -> AnyResponse:
    """A passage as a file of citations. What is no longer as it was is told on its own page."""
    ref = PassageRef.parse(passage) or abort(404)
    found = _with_passage(document_id, ref, archive().store.document)
    if found is not None:
        return _file([passage_item(found, ref, _quotable(found.metadata, ref), today())], format_)
    outcome = followed(document_id, ref)
    if isinstance(outcome, Moved):
        return redirect(addresses().citation(outcome.to.document, outcome.to.ref, format_))
    return redirect(addresses().passage(document_id, ref))


def cite_document(document_id: str) -> str:
    """A document's citation in every style."""
    found, address = find(document_id), public_addresses().document(document_id)
    return render_template(
        "cite.html",
        document=found,
        ref=None,
        date=edtf(found),
        address=address,
        citation=with_address(document_citation(found.metadata), address, today()),
        styles=formatted(item_of(found.metadata, address, today())),
        files=FILES,
    )


def cite_passage(document_id: str, passage: str) -> AnyResponse | str:
    """A passage's citation in every style. What is no longer as it was is told on its own page."""
    ref = PassageRef.parse(passage) or abort(404)
    found = _with_passage(document_id, ref, archive().store.document)
    if found is None:
        return redirect(addresses().passage(document_id, ref))
    address = public_addresses().passage(document_id, ref)
    item = passage_item(found, ref, address, today())
    speakers = item.passage.speakers if item.passage else ()
    return render_template(
        "cite.html",
        document=found,
        ref=ref,
        passage=item.passage,
        date=edtf(found),
        address=address,
        citation=with_address(passage_citation(found.metadata, ref, speakers), address, today()),
        styles=formatted(item_of(found.metadata, public_addresses().document(document_id), today()), item),
        files=FILES,
    )


def hits(format_: str) -> Response:
    """The chosen hits (``cite=300025/12-9f2c01ab``, which repeats), else those of the page of results asked for."""
    chosen = [value for value in request.args.getlist("cite") if value]
    if len(chosen) > MOST_CHOSEN:
        raise OverBudget(f"One file cites at most {MOST_CHOSEN} hits; {len(chosen)} are chosen. Choose fewer.", "cite")
    choices = [_choice(value) for value in dict.fromkeys(chosen)] or [_choice_of(hit) for hit in _page_hits()]
    if not choices:
        abort(404, "This search finds nothing, so there is nothing to cite.")
    documents = cache(archive().store.document)  # each is read once
    return _file([_item(*choice, documents) for choice in choices], format_, f"{KEY_PREFIX}-hits")


PAGES: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    (f"/search.{_FILE}", "search_citations", hits),
    (f"/documents/<id:document_id>.{_FILE}", "document_citation", document),
    ("/documents/<id:document_id>/cite", "cite_document", cite_document),
    (f"/documents/<id:document_id>/turns/<passage:passage>.{_FILE}", "passage_citation", passage),
    ("/documents/<id:document_id>/turns/<passage:passage>/cite", "cite_passage", cite_passage),
)


Choice = tuple[str, PassageRef | None]  # a document's id, and the passage that is meant, if one is


def _choice(value: str) -> Choice:
    """What a ``cite`` parameter names: ``300025``, ``300025/12-9f2c01ab``."""
    document_id, slash, written = value.partition("/")
    ref = PassageRef.parse(written)
    if slash and ref is None:
        raise BadRequest(f"“{value[:80]}” names no passage; write it as 300025/12-9f2c01ab, or 300025 for a document.")
    return document_id, ref


def _choice_of(hit: Hit) -> Choice:
    return hit.document.id, PassageRef(hit.position, None, hit.hash) if hit.position and hit.hash else None


def _page_hits() -> tuple[Hit, ...]:
    """The hits of the page of results that is asked for. What the page would leave out with a notice is refused."""
    asked = read(request.args.items(multi=True))
    if asked.refusal:
        raise BadRequest(asked.refusal)
    found = search(archive(), asked.request, site().settings.limits)
    tell_hits(found.total)
    return found.hits


def _item(document_id: str, ref: PassageRef | None, documents: Documents) -> Item:
    """A document, or a passage where it is now."""
    if ref is None:
        of = (documents(document_id) or abort(404, f"There is no document “{document_id}” in this archive.")).metadata
        return item_of(of, _quotable(of), today())
    found = _with_passage(document_id, ref, documents)
    if found is None and isinstance(outcome := followed(document_id, ref), Moved):
        ref = outcome.to.ref
        found = documents(outcome.to.document)
    if found is None:
        abort(404, f"The passage {ref} is not in the document {document_id} as it stands now. Its permalink says more.")
    return passage_item(found, ref, _quotable(found.metadata, ref), today())


def _with_passage(document_id: str, ref: PassageRef, documents: Documents) -> Document | None:
    """The document, if that passage stands in it now."""
    found = documents(document_id)
    return found if found and ref_at(found, ref.position, ref.paragraph) == ref else None


def _quotable(of: Metadata, ref: PassageRef | None = None) -> str | None:
    """The address for a file that leaves the site: whole, or none. Without a public address of this site, the one that
    the source itself gives."""
    if not site().settings.base_url:
        return web_address(of.url)
    public = public_addresses()
    return public.document(of.id) if ref is None else public.passage(of.id, ref)


def _file(items: Iterable[Item], format_: str, name: str = "") -> Response:
    """The items as a file to keep, named by the one item or as told. Ids are ASCII, so that file names are safe."""
    listed, file = tuple(items), FILES[format_]
    response = Response(file.write(listed), content_type=f"{file.media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name or listed[0].key}.{format_}"'
    return response
