"""For crawlers: documents and passages may be read, searches may not (their combinations have no end)."""

from __future__ import annotations

from flask import Response

from webapp.current import addresses, public_addresses, site

# Files of a search begin like its page. Citations cost more than pages and say nothing new.
CLOSED = ("/search", "/quote?", "/quote.json", "/suggest", "/readyz", "/*/cite")


def page() -> Response:
    root = addresses().root
    lines = ["User-agent: *", *(f"Disallow: {root}{path}" for path in CLOSED), "Allow: /"]
    if site().settings.base_url:
        lines.append(f"Sitemap: {public_addresses().sitemap()}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
