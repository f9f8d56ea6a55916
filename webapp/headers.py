"""What does every answer promise the browser? Security and caching headers, and sizes that are not even looked at."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, abort, request

from webapp import htmx, static_files

# Nothing from elsewhere, nothing inline, no frames: text of an archive never becomes a program in a reader's browser.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)

SECURITY_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}

LONGEST_QUERY_STRING = 65_536  # bytes; the longest query that may be typed, percent-encoded, fits in
LARGEST_BODY = 65_536  # bytes; no page takes a body


def init_app(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.before_request(_refuse_oversize)
    app.after_request(_add_headers)


def _refuse_oversize() -> None:
    if len(request.query_string) > LONGEST_QUERY_STRING:
        abort(414)


def _add_headers(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response if static_files.is_static(request) else _cached_by_content(response)


def _cached_by_content(response: Response) -> Response:
    """Pages are kept by the reader's browser alone, which asks each time whether they changed.

    Errors, and answers to htmx, whose headers change the address, are not kept at all.
    """
    response.vary.update(htmx.VARY)
    if htmx.is_swap() or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = "private, no-cache"
    if response.status_code == 200 and response.is_sequence:
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response
