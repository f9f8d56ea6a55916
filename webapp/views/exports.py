"""A whole result set as CSV or JSON lines, and a document as TEI or plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Response, request
from werkzeug.exceptions import BadRequest

from index.ids import slug
from index.search import every_hit
from webapp.citations.item import KEY_PREFIX
from webapp.current import archive, public_addresses, site, today
from webapp.exports.csv import MEDIA_TYPE as CSV
from webapp.exports.csv import csv_lines
from webapp.exports.jsonl import MEDIA_TYPE as JSONL
from webapp.exports.jsonl import jsonl_lines
from webapp.exports.plain import plain_text
from webapp.exports.rows import About, Row, about, rows
from webapp.exports.tei import tei
from webapp.request_log import tell_hits
from webapp.search_urls import read
from webapp.views.documents import find

LONGEST_NAME = 40  # characters of the query in the name of a file


@dataclass(frozen=True, slots=True)
class Table:
    """A format of a whole result set."""

    media_type: str
    write: Callable[[About, Iterable[Row]], Iterator[str]]


TABLES: Mapping[str, Table] = {"csv": Table(CSV, csv_lines), "jsonl": Table(JSONL, jsonl_lines)}


def hits(format_: str) -> Response:
    """Every hit, of the one generation that is live now, written while it is being sent."""
    asked = read(request.args.items(multi=True))
    if asked.refusal:
        raise BadRequest(asked.refusal)
    opened, limits, public, table = archive(), site().settings.limits, public_addresses(), TABLES[format_]
    found = every_hit(opened, asked.request, limits.exported_hits, limits)
    tell_hits(found.total)
    told = about(found, opened.generation, opened.manifest.created, datetime.now(UTC), public)
    lines = table.write(told, rows(opened.store, found, public))
    return _file(lines, table.media_type, f"{slug(found.request.q or 'everything', LONGEST_NAME)}.{format_}")


def document_text(document_id: str) -> Response:
    """A document to read anywhere."""
    found = find(document_id)
    written = plain_text(found, public_addresses(), today())
    return Response(written, content_type="text/plain; charset=utf-8")


def document_tei(document_id: str) -> Response:
    """A document as TEI (Parla-CLARIN)."""
    written = tei(find(document_id), public_addresses())
    return _file([written], "application/tei+xml; charset=utf-8", f"{document_id}.tei.xml")


PAGES: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("/search.<any(csv, jsonl):format_>", "search_export", hits),
    ("/documents/<id:document_id>.txt", "document_text", document_text),
    ("/documents/<id:document_id>.tei.xml", "document_tei", document_tei),
)


def _file(content: Iterable[Any], media_type: str, name: str) -> Response:
    """Something to keep. Names are made of letters, digits, hyphens and points."""
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{KEY_PREFIX}-{name}"'
    return response
