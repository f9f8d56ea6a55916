"""What does every answer promise the browser? Security and caching headers."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

from webapp import freshness, htmx, static_files

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


def init_app(app: Flask) -> None:
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response if static_files.is_static(request) else _kept_by_browser(response)


def _kept_by_browser(response: Response) -> Response:
    """Pages are kept by the reader's browser alone, which asks each time whether they changed.

    Errors, answers that the clock cut short, and those to htmx, whose headers change the address, are not kept at all.
    """
    response.vary.update(htmx.VARY)
    if htmx.is_swap() or response.status_code >= 400 or freshness.is_cut_short():
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = "private, no-cache"
    if response.status_code in (200, 304):
        _tag(response)
        response.implicit_sequence_conversion = response.is_sequence  # what is streamed is not gathered for its length
        response.make_conditional(request)
    return response


def _tag(response: Response) -> None:
    """Give an answer the tag of what it was made of; one that is not made of the archive, that of its content."""
    known = freshness.tag()
    if known is not None:
        response.set_etag(known, weak=True)
    elif response.is_sequence:
        response.add_etag(weak=True)
