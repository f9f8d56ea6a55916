"""What does ``/search.json`` say? One answer as plain data; ``colloquy search --json`` prints the same object."""

from __future__ import annotations

from dataclasses import replace

from index.model import Notice
from index.results import Facet, Hit, SearchPage, Snippet, SpeakerRef
from webapp.addresses import Addresses
from webapp.search_urls import parameters


def search_json(page: SearchPage, addresses: Addresses) -> dict[str, object]:
    """The object of an answer. Absent values are null or empty."""
    request = page.request
    return {
        "query": {"text": request.q, "words": page.words, "parameters": parameters(request)},
        "total": page.total,
        "turns": page.turns,
        "documents": page.documents,
        "page": request.page,
        "per_page": request.per_page,
        "pages": page.pages,
        "hits": [_hit(hit, page, addresses) for hit in page.hits],
        "facets": {facet.name: _facet(facet) for facet in page.facets},
        "suggestion": _suggestion(page, addresses),
        "notices": [_notice(notice) for notice in page.notices],
        "generation": page.generation,
        "took_ms": page.took_ms,
    }


def error_json(status: int, message: str) -> dict[str, object]:
    """The object of an error."""
    return {"error": {"status": status, "message": message}}


def _hit(hit: Hit, page: SearchPage, addresses: Addresses) -> dict[str, object]:
    speakers = [_speaker(speaker) for speaker in hit.speakers]
    return {
        "document": {"id": hit.document.id, "title": hit.document.title, "date": hit.document.date},
        "position": hit.position,
        "kind": hit.kind,
        "speaker": speakers[0] if len(speakers) == 1 else None,
        "speakers": speakers,
        "label": hit.label,
        "url": addresses.hit(hit),
        "in_context": addresses.in_context(hit, page.request),
        "score": hit.score,
        "snippets": [_snippet(snippet) for snippet in hit.snippets],
    }


def _speaker(speaker: SpeakerRef) -> dict[str, object]:
    return {"id": speaker.id, "name": speaker.name}


def _snippet(snippet: Snippet) -> dict[str, object]:
    parts = [{"text": part.text, "mark": part.mark} for part in snippet.parts]
    return {"paragraph": snippet.paragraph, "field": snippet.field, "parts": parts}


def _facet(facet: Facet) -> dict[str, object]:
    values = [
        {"value": value.value, "label": value.label, "count": value.count, "selected": value.selected}
        for value in facet.values
    ]
    return {"values": values, "more": facet.more}


def _suggestion(page: SearchPage, addresses: Addresses) -> dict[str, object] | None:
    if page.suggestion is None:
        return None
    return {"q": page.suggestion, "url": addresses.search(replace(page.request, q=page.suggestion, page=1))}


def _notice(notice: Notice) -> dict[str, object]:
    return {"code": notice.code, "message": notice.message}
