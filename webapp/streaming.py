"""How is a page sent that may be long? In pieces, as they are made; a short one whole.

What can go wrong is done before: a view has everything that its template prints, or what is left to make of it are
values in memory. The first piece is made before the answer begins, so that a template that fails is an error page.
Should a later piece fail all the same, the answer breaks off, which a browser can tell, and the log has the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from flask import Response, current_app

PIECE: Final = 32 * 1024  # characters: some forty turns, a few milliseconds


def streamed(template: str, **context: Any) -> Response:
    """The page of a template. One that fits in a piece is like any other answer, with its length."""
    current_app.update_template_context(context)  # all that pages print; a piece that is made later has no request
    pieces = _joined(current_app.jinja_env.get_template(template).generate(context))
    first = next(pieces, "")
    return Response(first if len(first) < PIECE else _from(first, pieces), mimetype="text/html")


def _from(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _joined(parts: Iterator[str]) -> Iterator[str]:
    """The same text in pieces of :data:`PIECE` characters or a little more, the last one shorter."""
    piece: list[str] = []
    length = 0
    for part in parts:
        piece.append(part)
        length += len(part)
        if length >= PIECE:
            yield "".join(piece)
            piece, length = [], 0
    yield "".join(piece)
