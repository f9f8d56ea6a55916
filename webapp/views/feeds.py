"""The Atom feed of any search: what the latest builds brought or changed."""

from __future__ import annotations

from flask import Response, render_template, request
from werkzeug.exceptions import BadRequest

from index.links.ledger import open_ledger
from index.newest import newest
from webapp import freshness
from webapp.current import archive, public_addresses, site
from webapp.feeds import ENTRIES, MEDIA_TYPE, feed
from webapp.request_log import tell_hits
from webapp.search_urls import read


def page() -> Response:
    asked = read(request.args.items(multi=True))
    if asked.refusal:
        raise BadRequest(asked.refusal)
    opened, settings = archive(), site().settings
    with open_ledger(settings.data, opened.generation) as ledger:
        found = newest(opened, ledger, asked.request, ENTRIES, settings.limits)
    tell_hits(len(found.hits))
    freshness.mind(found.notices)
    told = feed(found, opened.generation, opened.manifest.created, public_addresses())
    return Response(render_template("feed.xml", feed=told), content_type=MEDIA_TYPE)
