"""What do the parameters of a list say?"""

from __future__ import annotations

from flask import abort, request


def page_number() -> int:
    """The page asked for, from 1; anything that is no number is no page."""
    text = request.args.get("page") or "1"
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) >= 1):
        abort(404)
    return int(text)
