"""The page of results, and the same search as JSON."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, jsonify, render_template, request
from werkzeug.exceptions import BadRequest

from index.concordance import concordance
from index.request import View
from index.results import SearchPage
from index.search import search
from webapp import freshness, htmx
from webapp.current import addresses, archive, public_addresses, site
from webapp.presenters.citing import citing
from webapp.presenters.concordance import ConcordanceView, concordance_view
from webapp.presenters.results import hidden_parameters, results_view
from webapp.request_log import tell_hits
from webapp.search_json import search_json
from webapp.search_urls import Asked, read


def page() -> Response:
    """The results; a single typed letter changes nothing yet."""
    asked = read(request.args.items(multi=True))
    if htmx.is_typing() and len(asked.request.q) == 1:
        return htmx.no_change()
    found = _found(asked)
    view = results_view(found, addresses())
    chosen = citing(found, addresses(), public_addresses())
    body = render_template(
        "search.html", view=view, hidden=hidden_parameters(found.request), cited=chosen, lines=_lines(found)
    )
    return htmx.answer(body, addresses().search(found.request))


def data() -> Response:
    """The same as JSON. What the page would leave out with a notice is refused here."""
    asked = read(request.args.items(multi=True))
    if asked.refusal:
        raise BadRequest(asked.refusal)
    return jsonify(search_json(_found(asked), public_addresses()))


def _lines(found: SearchPage) -> ConcordanceView | None:
    """The page as a concordance, when the address asks for one."""
    if found.request.view is not View.CONCORDANCE:
        return None
    lines = concordance(archive(), found, site().settings.limits)
    freshness.mind(lines.notices)
    return concordance_view(lines, found.request, addresses())


def _found(asked: Asked) -> SearchPage:
    found = search(archive(), asked.request, site().settings.limits)
    tell_hits(found.total)
    freshness.mind(found.notices)
    return replace(found, notices=(*asked.notices, *found.notices))
