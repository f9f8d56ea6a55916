"""What does it cost to make a page? Little, a search, or a whole result set: each is guarded in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from flask import Request


class Cost(StrEnum):
    """How much an answer may take of the machine, at most."""

    LITTLE = "little"
    SEARCH = "search"
    EXPORT = "export"


# Endpoints that are not named here cost little. A transcript costs a search when the address carries one.
_COSTS: Mapping[str, Cost] = {
    "search": Cost.SEARCH,
    "search_json": Cost.SEARCH,
    "search_feed": Cost.SEARCH,
    "search_citations": Cost.SEARCH,
    "search_export": Cost.EXPORT,
    "suggest": Cost.SEARCH,
    "quote": Cost.SEARCH,
    "quote_json": Cost.SEARCH,
    "cite_document": Cost.SEARCH,  # every style of a citation takes as long as a search
    "cite_passage": Cost.SEARCH,
}
_DEAR_WITH_PARAMETERS = ("document",)


def cost_of(request: Request) -> Cost:
    """What answering ``request`` may cost."""
    endpoint = request.endpoint or ""
    if endpoint in _DEAR_WITH_PARAMETERS and request.query_string:
        return Cost.SEARCH
    return _COSTS.get(endpoint, Cost.LITTLE)
