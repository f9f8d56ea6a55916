"""What is wrong with an answer? A request is sent as a server hands it on, and what comes back is judged."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from xml.etree import ElementTree as ET

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app

from tests.reliability.random_requests import CANARY, FORGED_HOST, Asked

LEGAL = {200, 206, 300, 301, 302, 304, 308, 400, 404, 405, 410, 412, 413, 414, 416, 429}
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Answer:
    """``seconds``: processor time that it took, the whole body included."""

    status: int
    headers: Headers
    body: bytes
    seconds: float

    @property
    def media_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0]


def ask(app: Flask, asked: Asked, remote: str = "127.0.0.1") -> Answer:
    """The answer of the application; whatever it raises is raised."""
    started = time.thread_time()
    pieces, status, headers = run_wsgi_app(app, _environ(asked, remote))
    body = b"".join(pieces)
    close = getattr(pieces, "close", None)
    if close is not None:
        close()
    return Answer(int(status.split()[0]), headers, body, time.thread_time() - started)


def _environ(asked: Asked, remote: str) -> dict[str, Any]:
    path, _, query = asked.target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": asked.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": remote,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(asked.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if asked.body:
        environ["CONTENT_LENGTH"] = str(len(asked.body))
    for name, value in asked.headers:
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    return environ


def faults(asked: Asked, answer: Answer, legal: set[int] = LEGAL, seconds: float = 1.0) -> Iterator[str]:
    """Everything that no answer may be, whatever was asked."""
    if answer.status not in legal:
        yield f"status {answer.status}"
    if answer.seconds > seconds:
        yield f"took {answer.seconds:.2f} s of processor time"
    yield from _in_headers(asked, answer)
    if asked.method == "HEAD" or answer.status == 304:
        yield from ("a body where there is none" for _ in answer.body[:1])
        return
    if FORGED_HOST.encode() in answer.body and FORGED_HOST not in asked.target:
        yield "the forged host stands in the body"
    if answer.media_type in ("text/html", *_XML) and CANARY.encode() in answer.body:
        yield "typed markup stands in the page as markup"
    for types, what, is_so in _FORMS:
        if answer.media_type in types and answer.status not in _REDIRECTS and not is_so(answer.body):
            yield f"the body is no {what}"
    path = unquote_to_bytes(urlsplit(asked.target).path)
    if answer.status in (400, 404, 429, 503) and path.endswith(b".json") and answer.media_type != "application/json":
        yield "an error of data that is no JSON"


def _in_headers(asked: Asked, answer: Answer) -> Iterator[str]:
    text = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    if any(ord(letter) < 32 or ord(letter) == 127 for _, value in answer.headers for letter in value):
        yield "control characters in a header"
    if "X-Injected" in answer.headers or "Set-Cookie" in answer.headers:
        yield "a header that the site never sends"
    if "'self'" not in answer.headers.get("Content-Security-Policy", ""):
        yield "no content security policy"
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        yield "the media type may be guessed"
    if FORGED_HOST in text and FORGED_HOST not in asked.target:
        yield "the forged host stands in a header"
    place = answer.headers.get("Location")
    if place is not None and (not place.startswith("/") or place.startswith(("//", "/\\"))):
        yield f"a redirect to {place[:80]}"
    if answer.status in _REDIRECTS:
        yield from ("a redirect to nowhere" for _ in (() if place else (1,)))
    if answer.status == 304 and any(name.lower().startswith("hx-") for name in dict(answer.headers)):
        yield "a 304 with headers of htmx"
    if answer.status == 304 and not {"If-None-Match", "If-Modified-Since"} & {name for name, _ in asked.headers}:
        yield "a 304 that nobody asked for"


def _is_page(body: bytes) -> bool:
    return body.startswith(b"<!doctype html>") and body.rstrip().endswith(b"</html>")


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


def _is_json_lines(body: bytes) -> bool:
    return all(map(_is_json, body.splitlines()))


def _is_xml(body: bytes) -> bool:
    try:
        ET.fromstring(body)  # noqa: S314  # our own
    except ET.ParseError:
        return False
    return True


_XML = (
    "application/atom+xml",
    "application/opensearchdescription+xml",
    "application/tei+xml",
    "application/xml",
    "text/xml",
)
_FORMS: tuple[tuple[tuple[str, ...], str, Callable[[bytes], bool]], ...] = (
    (("text/html",), "whole page", _is_page),
    (("application/json", "application/x-suggestions+json"), "JSON", _is_json),
    (("application/x-ndjson", "application/jsonl"), "JSON lines", _is_json_lines),
    (_XML, "XML", _is_xml),
)
