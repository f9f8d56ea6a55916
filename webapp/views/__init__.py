"""Which pages are there? One module per page, one line per address. A new page: a module, a template, a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter

from webapp.views import (
    about,
    citations,
    documents,
    exports,
    feeds,
    health,
    help,  # noqa: A004  # a page
    home,
    openapi,
    opensearch,
    passages,
    quote,
    robots,
    search,
    sitemap,
    speakers,
    suggest,
)


class IdConverter(BaseConverter):
    """An id of a document or a speaker; a dot always begins a format."""

    regex = "[a-z0-9-]+"


class PlaceConverter(BaseConverter):
    """A place in a transcript: ``12``, ``12.3``."""

    regex = r"[1-9][0-9]{0,8}(?:\.[1-9][0-9]{0,8})?"


class PassageConverter(BaseConverter):
    """A permalink: ``12-9f2c01ab``, ``12.3-9f2c01ab`` (:class:`index.passages.PassageRef`)."""

    regex = rf"{PlaceConverter.regex}-[0-9a-f]{{8}}"


PAGES: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("/", "home", home.page),
    ("/search", "search", search.page),
    ("/search.json", "search_json", search.data),
    ("/search.atom", "search_feed", feeds.page),
    ("/documents", "documents", documents.listing),
    ("/documents/<id:document_id>", "document", documents.page),
    ("/documents/<id:document_id>.json", "document_json", documents.data),
    ("/documents/<id:document_id>/turns/<place:place>", "place", passages.by_place),
    ("/documents/<id:document_id>/turns/<passage:passage>", "passage", passages.page),
    ("/documents/<id:document_id>/turns/<passage:passage>.json", "passage_json", passages.data),
    ("/speakers", "speakers", speakers.listing),
    ("/speakers/<id:speaker_id>", "speaker", speakers.page),
    ("/quote", "quote", quote.page),
    ("/quote.json", "quote_json", quote.data),
    ("/help", "help", help.page),
    ("/about", "about", about.page),
    ("/healthz", "healthz", health.alive),
    ("/readyz", "readyz", health.ready),
    ("/opensearch.xml", "opensearch", opensearch.page),
    ("/suggest", "suggest", suggest.page),
    ("/sitemap.xml", "sitemap", sitemap.page),
    ("/sitemap-<int(min=1, max=9999):number>.xml", "sitemap_part", sitemap.part),
    ("/openapi.json", "openapi", openapi.page),
    ("/robots.txt", "robots", robots.page),
    *citations.PAGES,
    *exports.PAGES,
)


def init_app(app: Flask) -> None:
    """Give ``app`` every page."""
    app.url_map.converters.update(id=IdConverter, place=PlaceConverter, passage=PassageConverter)
    for rule, endpoint, view in PAGES:
        app.add_url_rule(rule, endpoint, view)
