"""Which version of a static file is this? Addresses carry a hash of the content, so that they can be kept for ever."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Request, Response, request
from werkzeug.security import safe_join

FOR_EVER = "public, max-age=31536000, immutable"
LOOK_AGAIN = "public, no-cache"
_FOLDER = Path(__file__).parent / "static"


def init_app(app: Flask) -> None:
    """Let browsers keep what they asked for by its hash."""

    @app.after_request
    def keep(response: Response) -> Response:
        if is_static(request) and response.status_code in (200, 304):
            asked = request.args.get("v")
            current = version((request.view_args or {})["filename"])
            response.headers["Cache-Control"] = FOR_EVER if asked == current else LOOK_AGAIN
        return response


def is_static(asked: Request) -> bool:
    return asked.endpoint == "static"


def address(root: str, name: str) -> str:
    """Where a static file is had, by its hash. ``root``: the path of the site."""
    return f"{root}/static/{name}?v={version(name)}"


@cache
def version(name: str) -> str | None:
    """Twelve hexadecimal digits of the SHA-256 of a file's content; None when there is no such file."""
    path = safe_join(str(_FOLDER), name)
    if path is None or not Path(path).is_file():
        return None
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]
