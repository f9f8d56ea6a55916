"""Which archive answers this request, under which addresses and limits? What views ask of the application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Flask, current_app, g, request

from index.generations.archive import Archive
from index.generations.directory import Generations
from webapp.addresses import Addresses
from webapp.settings import Settings

_NAME = "colloquy"


@dataclass(frozen=True, slots=True)
class Site:
    """What one application holds for all its requests."""

    settings: Settings
    generations: Generations


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions[_NAME] = Site(settings, Generations(settings.data))

    @app.teardown_request
    def let_go(_: BaseException | None) -> None:
        """What a request leaves behind may lie in memory until the collector comes; an old generation may not."""
        g.pop("archive", None)


def site() -> Site:
    found: Site = current_app.extensions[_NAME]
    return found


def archive() -> Archive:
    """The live generation, the same one for the whole request. Raises ``NoGeneration`` and ``DamagedGeneration``."""
    if "archive" not in g:
        g.archive = site().generations.current()
    found: Archive = g.archive
    return found


def addresses() -> Addresses:
    """Addresses for links between pages: paths under the sub-path of the site."""
    return Addresses(request.script_root)


def public_addresses() -> Addresses:
    """Addresses to hand on: whole when the public address is configured, else paths. Never from the Host header."""
    base = site().settings.base_url
    return Addresses(base.rstrip("/")) if base else addresses()


def today() -> date:
    """The day a citation tells as the day of access (UTC)."""
    return datetime.now(UTC).date()
