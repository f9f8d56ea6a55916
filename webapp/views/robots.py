"""For crawlers: documents and passages may be read, searches may not (their combinations have no end)."""

from __future__ import annotations

from flask import Response

from webapp.current import addresses

CLOSED = (
    "/search",
    "/search.json",
    "/quote?",
    "/quote.json",
    "/readyz",
    "/*/cite",
)  # citations cost more than pages and say nothing new


def page() -> Response:
    root = addresses().root
    lines = ["User-agent: *", *(f"Disallow: {root}{path}" for path in CLOSED), "Allow: /"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
