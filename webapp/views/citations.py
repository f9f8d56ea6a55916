"""Citations of documents, passages and hits: a page with every style, and files for reference managers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask import Response, abort, redirect, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from index.errors import OverBudget
from index.links import Moved, Passage, ref_at
from index.model import Document
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
from webapp.search_urls import read
from webapp.views.documents import find

MOST_CHOSEN = PER_PAGE_RANGE[1]  # hits that one file cites: a page of results has no more
_FILE = "<any(ris, bib, 'csl.json'):format_>"  # the names in webapp.citations.files


def document(document_id: str, format_: str) -> Response:
    """A document as a file of citations."""
    return _file([item_of(find(document_id).metadata, _quotable(document_id), today())], format_)


def passage(document_id: str, passage: str, format_: str) -> AnyResponse:
    """A passage as a file of citations. What is no longer as it was is told on its own page."""
    ref = PassageRef.parse(passage) or abort(404)
    found = _with_passage(document_id, ref)
    if found is not None:
        return _file([passage_item(found, ref, _quotable(document_id, ref), today())], format_)
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
    found = _with_passage(document_id, ref)
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
    items = [_item(*_choice(value)) for value in dict.fromkeys(chosen)] or list(_page_items())
    if not items:
        abort(404, "This search finds nothing, so there is nothing to cite.")
    return _file(items, format_, f"{KEY_PREFIX}-hits")


PAGES: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    (f"/search.{_FILE}", "search_citations", hits),
    (f"/documents/<id:document_id>.{_FILE}", "document_citation", document),
    ("/documents/<id:document_id>/cite", "cite_document", cite_document),
    (f"/documents/<id:document_id>/turns/<passage:passage>.{_FILE}", "passage_citation", passage),
    ("/documents/<id:document_id>/turns/<passage:passage>/cite", "cite_passage", cite_passage),
)


def _item(document_id: str, ref: PassageRef | None) -> Item:
    """A chosen document or passage; the document is read whole, so that a passage can be found where it is now."""
    if ref is None:
        found = archive().store.document(document_id) or abort(
            404, f"There is no document “{document_id}” in this archive."
        )
        return item_of(found.metadata, _quotable(document_id), today())
    outcome = followed(document_id, ref)
    present = outcome.to if isinstance(outcome, Moved) else Passage(document_id, ref)
    now = _with_passage(present.document, present.ref)
    if now is None:
        abort(404, f"The passage {ref} is not in the document {document_id} as it stands now. Its permalink says more.")
    return passage_item(now, present.ref, _quotable(present.document, present.ref), today())


def _with_passage(document_id: str, ref: PassageRef) -> Document | None:
    """The document, if that passage stands in it now."""
    found = archive().store.document(document_id)
    return found if found and ref_at(found, ref.position, ref.paragraph) == ref else None


def _page_items() -> Iterator[Item]:
    asked = read(request.args.items(multi=True))
    if asked.notices:
        raise BadRequest(" ".join(notice.message for notice in asked.notices))
    return map(_hit_item, search(archive(), asked.request, site().settings.limits).hits)


def _hit_item(hit: Hit) -> Item:
    ref = PassageRef(hit.position, None, hit.hash) if hit.position and hit.hash else None
    return _item(hit.document.id, ref)


def _choice(value: str) -> tuple[str, PassageRef | None]:
    """What a ``cite`` parameter names: ``300025``, ``300025/12-9f2c01ab``."""
    document_id, slash, written = value.partition("/")
    ref = PassageRef.parse(written)
    if slash and ref is None:
        raise BadRequest(f"“{value[:80]}” names no passage; write it as 300025/12-9f2c01ab, or 300025 for a document.")
    return document_id, ref


def _quotable(document_id: str, ref: PassageRef | None = None) -> str | None:
    """The address for a file that leaves the site: whole, or none. Without a public address of this site, the one that
    the source itself gives."""
    if site().settings.base_url:
        public = public_addresses()
        return public.document(document_id) if ref is None else public.passage(document_id, ref)
    of = archive().store.metadata(document_id)
    return web_address(of.url) if of else None


def _file(items: Iterable[Item], format_: str, name: str = "") -> Response:
    """The items as a file to keep, named by the one item or as told. Ids are ASCII, so that file names are safe."""
    listed, file = tuple(items), FILES[format_]
    response = Response(file.write(listed), content_type=f"{file.media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name or listed[0].key}.{format_}"'
    return response
