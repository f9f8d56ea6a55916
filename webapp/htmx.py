"""What is different when htmx asks? The only module that knows the ``HX-*`` headers; htmx-flask is wrapped here.

Every answer is the whole page, whoever asks: htmx picks out of it what it needs (``hx-select``), and Back, a bookmark
and a browser without JavaScript get the same. Only headers differ: which address the browser should show, and whether
the answer may be stored.
"""

from __future__ import annotations

from flask import Flask, Response
from htmx_flask import Htmx, make_response, request

SEARCH_BOX = "q"  # the id of the text box whose typing asks
VARY = ("HX-Request", "HX-History-Restore-Request")


def init_app(app: Flask) -> None:
    """Give ``app`` requests that know htmx."""
    Htmx().init_app(app)


def is_swap() -> bool:
    """Whether htmx asks for a part of the page that is shown, not for a page of its own (going back in history)."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def is_typing() -> bool:
    """Whether the reader is still typing: the text box asks, not the form. htmx 4 names it in ``HX-Source``."""
    by_trigger = request.htmx.trigger == SEARCH_BOX
    return is_swap() and (by_trigger or request.headers.get("HX-Source", "").endswith(f"#{SEARCH_BOX}"))


def answer(page: str, address: str) -> Response:
    """The page, and for htmx the canonical ``address`` to show, percent-encoded as a header needs.

    Typing replaces the address (no history entry for a pause in typing); a filter or a submitted form adds one.
    """
    change = {"replace_url" if is_typing() else "push_url": address} if is_swap() else {}
    response: Response = make_response(page, **change)
    return response


def no_change() -> Response:
    """An answer that leaves the page as it is."""
    response: Response = make_response("", 204)
    return response
