"""Suggestions while somebody types, in the form that browsers ask for (OpenSearch Suggestions 1.1)."""

from __future__ import annotations

from flask import Response, current_app, request

from webapp.current import archive, public_addresses
from webapp.presenters.suggestions import suggestions
from webapp.search_urls import clean

MEDIA_TYPE = "application/x-suggestions+json"


def page() -> Response:
    """``[what was typed, [completions], [descriptions], [addresses]]``."""
    typed = clean(request.args.get("q", ""))
    found = suggestions(archive().store, typed, public_addresses())
    answer = [
        typed,
        [each.completion for each in found],
        [each.description for each in found],
        [each.url for each in found],
    ]
    return Response(current_app.json.dumps(answer), mimetype=MEDIA_TYPE)
