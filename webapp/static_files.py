"""Which version of a static file is this? Addresses carry a hash of the content, so that they can be kept for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flask import Flask, Request, Response, request

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
            response.headers["Cache-Control"] = FOR_EVER if current and asked == current else LOOK_AGAIN
        return response


def is_static(asked: Request) -> bool:
    return asked.endpoint == "static"


def address(root: str, name: str) -> str:
    """Where a static file is had, by its hash. ``root``: the path of the site."""
    return f"{root}/static/{name}?v={version(name)}"


def version(name: str) -> str | None:
    """Twelve hexadecimal digits of the SHA-256 of a file's content; None when no file has that very name."""
    return _versions().get(name)


@cache
def _versions() -> Mapping[str, str]:
    """Of every file, read once. Names that readers make up (``x/../colloquy.css``) are not remembered."""
    files = (place for place in _FOLDER.rglob("*") if place.is_file())
    return {place.relative_to(_FOLDER).as_posix(): _digest(place) for place in files}


def _digest(place: Path) -> str:
    return hashlib.sha256(place.read_bytes()).hexdigest()[:12]
