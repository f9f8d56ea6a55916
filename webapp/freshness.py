"""Is what the reader's browser keeps still true? Told by the generation, before any work is done.

A page is made of its address, the generation, the link ledger, the day, the settings that shape pages, and this code.
As long as none of them changes, neither does the page: its ETag is a digest of them, and whoever sends it back is
answered with 304 without a search. The tag is a weak one, for times of answering may differ (``took_ms``). An answer
that the clock cut short is made of how busy the machine was as well: it has no tag, and nobody keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final

from flask import Flask, Response, g, request

from index.errors import DamagedGeneration, NoGeneration
from index.generations import fingerprint
from index.links.ledger import LEDGER
from index.model import Notice
from webapp import htmx
from webapp.current import archive, site, today
from webapp.settings import Settings

_OF_THE_MOMENT: Final = ("healthz", "readyz")  # endpoints whose answers are about the process and the clock
_CUT_SHORT: Final = frozenset({"advice_seconds", "marks_seconds", "out_of_time"})  # notices of what time was short for
_DIGITS = 32  # of a tag


def init_app(app: Flask, settings: Settings) -> None:
    """Give requests their tag, and answer those that have it already."""
    made_by = f"{_code()} {settings.base_url} {settings.limits}"

    @app.before_request
    def spare() -> Response | None:
        g.tag = _tag(made_by)
        known = request.if_none_match
        has_it = g.tag is not None and not known.star_tag and known.contains_weak(g.tag)
        return Response(status=304) if has_it and not htmx.is_swap() else None


def tag() -> str | None:
    """The ETag of this request's answer, should it be a page; None where none can be told beforehand."""
    known: str | None = g.get("tag")
    return known


def mind(notices: Iterable[Notice]) -> None:
    """Look at the notices of this request's answer: where time was short, nobody is to keep it."""
    g.cut_short = is_cut_short() or any(notice.code in _CUT_SHORT for notice in notices)


def is_cut_short() -> bool:
    """Whether there may be more in the same answer when the machine is less busy."""
    known: bool = g.get("cut_short", False)
    return known


def _tag(made_by: str) -> str | None:
    """What the answer will be made of, in short."""
    if request.endpoint in (None, "static", *_OF_THE_MOMENT):
        return None
    try:
        opened = archive()
    except (NoGeneration, DamagedGeneration):  # told by the pages that need one
        return None
    address = f"{request.script_root} {request.path} {request.query_string.decode('latin-1')}"
    made_of = (made_by, address, opened.generation, opened.manifest.created, _ledger(), today())
    return sha256(repr(made_of).encode()).hexdigest()[:_DIGITS]


def _ledger() -> tuple[int, int, int] | None:
    """What changes whenever the ledger is replaced; None when there is none."""
    try:
        facts = (site().settings.data / LEDGER).stat()
    except FileNotFoundError:
        return None
    return facts.st_ino, facts.st_mtime_ns, facts.st_size


def _code() -> str:
    """Stands for the code, templates and styles that make pages."""
    whole = sha256(fingerprint.code().encode())
    places = (place for place in Path(__file__).parent.rglob("*") if "__pycache__" not in place.parts)
    for place in sorted(place for place in places if place.is_file()):
        whole.update(f"{place.name}\0".encode() + sha256(place.read_bytes()).digest())
    return whole.hexdigest()
