"""Which requests are let in at all? Those that read, ask for little enough, and name a host that is ours."""

from __future__ import annotations

from typing import Final

from flask import Flask, Request, abort, request
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.sansio.utils import host_is_trusted

from index.errors import OverBudget
from index.facets import FACET_NAMES
from webapp.settings import Settings

METHODS: Final = ("GET", "HEAD")
LONGEST_QUERY_STRING: Final = 24 * 1024  # bytes; 2,000 characters of any script, percent-encoded, fit in
LONGEST_PATH: Final = 1_024  # bytes
MOST_PARAMETERS: Final = 200
MOST_CHOSEN: Final = 64  # values of all facets together; nobody ticks more, robots do
FOR_MACHINES: Final = ("/healthz", "/readyz")  # asked by address, from within


def init_app(app: Flask, settings: Settings) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 0

    @app.before_request
    def admit() -> None:
        if request.method not in METHODS:
            raise MethodNotAllowed(list(METHODS))
        if settings.trusted_hosts and request.path not in FOR_MACHINES:
            _known_host(request, settings.trusted_hosts)
        _bounded(request)


def _known_host(asked: Request, trusted: tuple[str, ...]) -> None:
    if not host_is_trusted(asked.environ.get("HTTP_HOST", ""), trusted):
        abort(400, "This site does not live under the name that was asked for.")


def _bounded(asked: Request) -> None:
    """Sizes, before anything is looked at."""
    if asked.environ.get("PATH_INFO", "").startswith("//"):  # a browser would take it for the address of another host
        abort(404)
    if asked.content_length or "HTTP_TRANSFER_ENCODING" in asked.environ:
        abort(413)
    if len(asked.query_string) > LONGEST_QUERY_STRING or len(asked.path.encode()) > LONGEST_PATH:
        abort(414)
    if asked.query_string.count(b"&") >= MOST_PARAMETERS:
        raise OverBudget(f"An address takes at most {MOST_PARAMETERS} parameters. Shorten it.", "parameters")
    chosen = sum(len(asked.args.getlist(name)) for name in FACET_NAMES)
    if chosen > MOST_CHOSEN:
        raise OverBudget(
            f"A search takes at most {MOST_CHOSEN} chosen values in all; this one has {chosen}. Take some out.",
            "facet_values",
        )
