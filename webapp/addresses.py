"""Where does each page live? Addresses made from ids and requests; one root makes them relative or absolute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from index.links.permalinks import turn_ref
from index.model import Document
from index.passages import PassageRef
from index.request import SearchRequest, Sort
from index.results import Hit
from webapp.search_urls import encoded, query_string, write
from webapp.text_fragments import text_fragment


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses under one root: ``""``, a sub-path (``/archive``), or a whole public address (``https://example.org``)."""

    root: str = ""

    def home(self) -> str:
        return f"{self.root}/"

    def search(self, request: SearchRequest | None = None) -> str:
        """The canonical address of a search."""
        return f"{self.root}/search{query_string(request or SearchRequest())}"

    def search_json(self, request: SearchRequest) -> str:
        return f"{self.root}/search.json{query_string(request)}"

    def search_export(self, request: SearchRequest, format_: str) -> str:
        """The whole result set as a file; ``format_``: ``csv``, ``jsonl``. It knows no pages."""
        return f"{self.root}/search.{format_}{query_string(request.whole)}"

    def search_feed(self, request: SearchRequest) -> str:
        """What is new in a search, as Atom. The newest stand first, whatever the order of the results."""
        return f"{self.root}/search.atom{query_string(replace(request.whole, sort=Sort.RELEVANCE))}"

    def documents(self, page: int = 1, q: str = "") -> str:
        return f"{self.root}/documents{_list_query(page, q)}"

    def document(
        self,
        id_: str,
        request: SearchRequest | None = None,
        anchor: str = "",
        more: Sequence[tuple[str, str]] = (),
    ) -> str:
        """A transcript; with ``request`` its hits are marked and the way back to the results is kept. ``more``: other
        parameters, as those that choose whose turns are shown."""
        pairs = (*(write(request) if request else ()), *more)
        query = f"?{encoded(pairs)}" if pairs else ""
        return f"{self.root}/documents/{quote(id_)}{query}{f'#{anchor}' if anchor else ''}"

    def document_json(self, id_: str) -> str:
        return f"{self.root}/documents/{quote(id_)}.json"

    def document_export(self, id_: str, format_: str) -> str:
        """A document as a file; ``format_``: ``txt``, ``tei.xml``."""
        return f"{self.document(id_)}.{format_}"

    def passage(self, id_: str, ref: PassageRef) -> str:
        """The permalink of a turn or a paragraph."""
        return f"{self.root}/documents/{quote(id_)}/turns/{ref}"

    def quotation(self, id_: str, ref: PassageRef, words: str, texts: Sequence[str] = ()) -> str:
        """The permalink of quoted words. ``texts``: as they are printed, a text for each paragraph, for browsers that
        mark words themselves."""
        fragment = text_fragment(texts or (words,))
        return f"{self.passage(id_, ref)}?{urlencode({'quote': words})}{f'#{fragment}' if fragment else ''}"

    def quotation_in_context(self, id_: str, words: str, anchor: str, texts: Sequence[str] = ()) -> str:
        """The transcript with quoted words marked."""
        fragment = f"{anchor}{text_fragment(texts or (words,))}"
        return f"{self.document(id_)}?{urlencode({'quote': words})}{f'#{fragment}' if fragment else ''}"

    def passage_json(self, id_: str, ref: PassageRef) -> str:
        return f"{self.passage(id_, ref)}.json"

    def cite(self, id_: str, ref: PassageRef | None = None) -> str:
        """How to cite a document, or a passage of it."""
        return f"{self._cited(id_, ref)}/cite"

    def citation(self, id_: str, ref: PassageRef | None, format_: str) -> str:
        """A document or a passage as a file of citations; ``format_``: a name in :mod:`webapp.citations.files`."""
        return f"{self._cited(id_, ref)}.{format_}"

    def search_citations(self, format_: str) -> str:
        """The hits of a search, or chosen ones, as a file of citations."""
        return f"{self.root}/search.{format_}"

    def turn(self, document: Document, position: int) -> str:
        """The permalink of the turn at a position of a document."""
        return self.passage(document.id, turn_ref(document.turns[position - 1]))

    def hit(self, hit: Hit) -> str:
        """The permalink of a hit: of its turn, or of the document for a hit in the metadata."""
        if hit.position is None or hit.hash is None:
            return self.document(hit.document.id)
        return self.passage(hit.document.id, PassageRef(hit.position, None, hit.hash))

    def in_context(self, hit: Hit, request: SearchRequest) -> str:
        """The transcript with every hit of the search marked, at the paragraph that the hit's snippet shows."""
        return self.document(hit.document.id, request, _anchor(hit))

    def speakers(self, page: int = 1, q: str = "") -> str:
        return f"{self.root}/speakers{_list_query(page, q)}"

    def speaker(self, id_: str) -> str:
        return f"{self.root}/speakers/{quote(id_)}"

    def quote(self, text: str = "") -> str:
        """Where a quotation is checked."""
        return f"{self.root}/quote?{urlencode({'text': text})}" if text else f"{self.root}/quote"

    def quote_json(self, text: str) -> str:
        return f"{self.root}/quote.json?{urlencode({'text': text})}"

    def help(self, anchor: str = "") -> str:
        return f"{self.root}/help{f'#{anchor}' if anchor else ''}"

    def about(self) -> str:
        return f"{self.root}/about"

    def opensearch(self) -> str:
        """What a browser needs to know to search here from its address bar."""
        return f"{self.root}/opensearch.xml"

    def suggest(self) -> str:
        return f"{self.root}/suggest"

    def sitemap(self, part: int | None = None) -> str:
        return f"{self.root}/sitemap.xml" if part is None else f"{self.root}/sitemap-{part}.xml"

    def openapi(self) -> str:
        return f"{self.root}/openapi.json"

    def _cited(self, id_: str, ref: PassageRef | None) -> str:
        return self.document(id_) if ref is None else self.passage(id_, ref)


def without(request: SearchRequest, facet: str) -> SearchRequest:
    """The same search with nothing chosen in one facet, or without its dates (``"dates"``), from its first page."""
    if facet == "dates":
        return replace(request, from_=None, to=None, page=1)
    cleared: SearchRequest = replace(request, page=1, **{facet: ()})  # type: ignore[arg-type]  # facet names a tuple field
    return cleared


def _anchor(hit: Hit) -> str:
    """Where in the transcript a hit stands: the paragraph of its first snippet; the turn when that is its beginning."""
    if hit.position is None:
        return ""
    paragraph = next((snippet.paragraph for snippet in hit.snippets if snippet.paragraph), 1)
    return PassageRef(hit.position, paragraph if paragraph > 1 else None, "").anchor


def _list_query(page: int, q: str) -> str:
    pairs = [(name, str(value)) for name, value in (("q", q), ("page", page if page > 1 else "")) if value]
    return f"?{urlencode(pairs)}" if pairs else ""
