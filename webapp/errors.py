"""What does a reader see when something cannot be shown? A page or JSON object for each kind of trouble."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import BadHost, HTTPException

from index.errors import ColloquyError, DamagedGeneration, NoGeneration, OutOfTime, OverBudget, PageOutOfRange
from index.generations.verify import OutdatedGeneration
from index.links.ledger import DamagedLedger
from webapp.exports.csv import MEDIA_TYPE as CSV
from webapp.exports.csv import error_csv
from webapp.exports.jsonl import MEDIA_TYPE as JSONL
from webapp.exports.jsonl import error_jsonl
from webapp.search_json import error_json

_log = logging.getLogger(__name__)

RETRY_AFTER = "5"  # seconds, told with every 503
_KEPT = ("Allow", "Retry-After")  # headers of an error that say what may be done instead, and when


@dataclass(frozen=True, slots=True)
class Trouble:
    """``message`` None: the error's own words are meant for the reader."""

    status: int
    title: str
    message: str | None = None


# The first class that fits tells the page.
_DECLARED: Mapping[type[ColloquyError], Trouble] = {
    OutOfTime: Trouble(503, "This search took too long"),
    OverBudget: Trouble(400, "This search asks for too much"),
    PageOutOfRange: Trouble(404, "There is no such page of results"),
    NoGeneration: Trouble(
        503,
        "There is no archive here yet",
        "Nothing has been built. Whoever runs this site: “colloquy build FOLDER” reads a folder of transcripts.",
    ),
    OutdatedGeneration: Trouble(
        503,
        "The archive has to be built again",
        "It was built by another version of this software. Whoever runs this site: “colloquy build FOLDER” renews it.",
    ),
    DamagedLedger: Trouble(
        503,
        "Links cannot be followed at the moment",
        "The file that remembers old links is damaged. Whoever runs this site: “colloquy doctor” says more.",
    ),
    DamagedGeneration: Trouble(
        503,
        "The archive cannot be opened",
        "A file of it is missing or changed. Whoever runs this site: see “colloquy doctor”, then run “colloquy build”.",
    ),
}

_BY_STATUS: Mapping[int, Trouble] = {
    400: Trouble(400, "That request cannot be understood", "No browser writes a request like this one."),
    404: Trouble(404, "There is no such page", "Nothing lives at this address."),
    405: Trouble(405, "That cannot be done here", "Pages of this site can only be read."),
    410: Trouble(410, "This is no longer here"),
    413: Trouble(413, "That is too much", "No page of this site takes that much."),
    429: Trouble(429, "That is too fast", "Try again in a minute."),
    414: Trouble(414, "That address is too long", "Shorten the search."),
    503: Trouble(503, "This site is busy", "Try again in a few seconds."),
    500: Trouble(
        500, "Something went wrong here", "It is not your fault, and it has been noted. Try again in a while."
    ),
}


def init_app(app: Flask) -> None:
    app.register_error_handler(ColloquyError, _declared)
    app.register_error_handler(HTTPException, _by_status)


def _json(status: int, message: str) -> Response:
    return jsonify(error_json(status, message))


def _csv(status: int, message: str) -> Response:
    return Response(error_csv(status, message), content_type=CSV)


def _jsonl(status: int, message: str) -> Response:
    return Response(error_jsonl(status, message), content_type=JSONL)


def _plain(status: int, message: str) -> Response:
    return Response(f"{status}: {message}\n", content_type="text/plain; charset=utf-8")


# How an address that asks for data is answered, by the format at the end of its path; all others get a page.
_FORMS: Mapping[tuple[str, ...], Callable[[int, str], Response]] = {
    (".json", "/readyz", "/suggest"): _json,
    (".csv",): _csv,
    (".jsonl",): _jsonl,
    (".atom", ".xml", ".txt"): _plain,
}


def trouble(status: int, title: str, message: str, **more: object) -> Response:
    """The page that says what is the matter, or the same in the form asked for. ``more`` goes to the template."""
    write = next((write for ends, write in _FORMS.items() if request.path.endswith(ends)), None)
    if write is None and isinstance(request.routing_exception, BadHost):
        write = _plain  # a page is full of addresses, which cannot be written under a name that no host can have
    if write is not None:
        response = write(status, message)
    else:
        page = render_template("error.html", status=status, title=title, message=message, **more)
        response = make_response(page)
    response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    return response


def _declared(error: ColloquyError) -> Response:
    known = next((trouble for kind, trouble in _DECLARED.items() if isinstance(error, kind)), _BY_STATUS[500])
    if known.status >= 500 and not isinstance(error, NoGeneration | OutOfTime):
        _log.error("%s: %s", type(error).__name__, error)
    return trouble(known.status, known.title, known.message or str(error))


def _by_status(error: HTTPException) -> Response:
    status = error.code or 500
    known = _BY_STATUS.get(status, Trouble(status, error.name))
    told = error.description if error.description != type(error).description else None
    response = trouble(status, known.title, told or known.message or error.name)
    response.headers.update({name: value for name, value in error.get_headers() if name in _KEPT})
    return response
