"""For crawlers: the addresses of all documents and speakers (sitemaps.org).

A sitemap holds whole addresses only. Where the public address of the site is not set there is none: a guess from what
the request says of the host could be made to name somebody else's.
"""

from __future__ import annotations

from flask import Response, abort, render_template

from webapp.addresses import Addresses
from webapp.current import archive, public_addresses, site

MOST = 50_000  # addresses in one file, by the protocol
MEDIA_TYPE = "application/xml; charset=utf-8"


def page() -> Response:
    """The sitemap; an index of several where one may not hold all."""
    to = _public()
    count = -(-len(_all(to)) // MOST)
    if count > 1:
        parts = [to.sitemap(number) for number in range(1, count + 1)]
        return Response(render_template("sitemap_index.xml", addresses=parts), content_type=MEDIA_TYPE)
    return part(1)


def part(number: int) -> Response:
    """The addresses of one file, numbered from 1."""
    listed = _all(_public())[(number - 1) * MOST : number * MOST]
    if not listed:
        abort(404)
    return Response(render_template("sitemap.xml", addresses=listed), content_type=MEDIA_TYPE)


def _all(to: Addresses) -> list[str]:
    store = archive().store
    pages = [to.home(), to.documents(), to.speakers(), to.help(), to.about()]
    return [
        *pages,
        *(to.document(of.id) for of in store.documents()),
        *(to.speaker(of.id) for of in store.speakers()),
    ]


def _public() -> Addresses:
    if not site().settings.base_url:
        abort(404, "There is no sitemap: the public address of this site is not set (COLLOQUY_BASE_URL).")
    return public_addresses()
