"""What happened here? One line of JSON for every request and every error, on standard error, under one request id.

What readers search for is their own business: a line names the kind of page, not its address, unless the operator
turned that on (``COLLOQUY_LOG_QUERIES``). Addresses of readers are never written. Everything is written as JSON, in
ASCII, so that nothing that was sent can begin a line of its own or steer a terminal.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import uuid
from datetime import UTC, datetime
from typing import Final

from flask import Flask, Response, g, has_request_context, request

from webapp.settings import Settings

HEADER: Final = "X-Request-Id"
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")  # an id that a proxy gave; anything else gets a new one
_FIELDS: Final = "fields"
_requests = logging.getLogger("webapp.requests")


class JsonLines(logging.Formatter):
    """A log record as one line of JSON: ``time``, ``level``, ``request``, then the fields of a request or a message."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "request": request_id(),
        }
        fields = getattr(record, _FIELDS, None)
        line.update(fields if fields is not None else {"from": record.name, "message": record.getMessage()})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def to_stderr() -> None:
    """Write the log of this process to standard error, a line of JSON for each record."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(JsonLines())
    logging.basicConfig(handlers=[lines], level=logging.WARNING, force=True)
    _requests.setLevel(logging.INFO)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that requests wait for a moment is no event


def init_app(app: Flask, settings: Settings) -> None:
    """Give every request an id, and write its line when it is answered."""

    @app.before_request
    def begin() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[HEADER] = request_id() or ""
        if _requests.isEnabledFor(logging.INFO):
            _requests.info("request", extra={_FIELDS: _line(response, settings.log_queries)})
        return response


def request_id() -> str | None:
    """The id of this request; None outside of one. A proxy's own is taken over when it is harmless."""
    if not has_request_context():
        return None
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
    found: str = g.request_id
    return found


def tell_hits(total: int) -> None:
    """Let the line of this request say how many hits it had; of a feed, how many entries."""
    g.hits = total


def _line(response: Response, with_address: bool) -> dict[str, object]:
    opened = g.get("archive")
    line = {
        "method": request.method if request.method in ("GET", "HEAD") else "other",
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        "hits": g.get("hits"),
        "generation": opened.generation if opened else None,
    }
    return {**line, "address": request.full_path.removesuffix("?")} if with_address else line
