"""The web site: :func:`create_app` puts its parts together. Each page is a module in :mod:`webapp.views`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined

from webapp import (
    admission,
    cli,
    current,
    defence,
    errors,
    freshness,
    headers,
    htmx,
    proxies,
    request_log,
    slashes,
    static_files,
    views,
)
from webapp.base_url import UnderBaseURL
from webapp.citations.files import FILES
from webapp.presenters.citing import rows
from webapp.presenters.counts import counted
from webapp.presenters.dates import in_words, machine_readable, moment
from webapp.presenters.invisible import shown
from webapp.presenters.overview import years_active
from webapp.presenters.transcript import direction
from webapp.settings import Settings

FILTERS: Mapping[str, Callable[..., object]] = {
    "counted": counted,
    "direction": direction,
    "in_words": in_words,
    "machine_readable": machine_readable,
    "moment": moment,
    "rows": rows,
    "years_active": years_active,
}


def create_app(settings: Settings | None = None) -> Flask:
    """The application for one data directory; ``settings`` None: as the environment says (``COLLOQUY_…``)."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__)
    app.url_map.merge_slashes = False  # //host/ is a 404 and never becomes a redirect to somewhere else
    app.json.sort_keys = False  # type: ignore[attr-defined]  # declared on DefaultJSONProvider, which this is
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    request_log.init_app(app, settings)  # first, so that its line tells what all others did
    admission.init_app(app, settings)
    slashes.init_app(app)
    current.init_app(app, settings)
    htmx.init_app(app)
    static_files.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    freshness.init_app(app, settings)  # before the defence: what need not be made takes no place
    defence.init_app(app, settings)
    views.init_app(app)
    cli.register(app)
    _prepare_templates(app)
    proxies.init_app(app, settings.proxies)
    if settings.base_url:
        app.wsgi_app = UnderBaseURL(app.wsgi_app, settings.base_url)  # type: ignore[method-assign]  # Flask's own way
    return app


def _prepare_templates(app: Flask) -> None:
    """Undefined names are errors, and no text turns a line around; every template has the addresses and the words for
    dates and numbers."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.finalize = shown
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)

    @app.context_processor
    def addresses() -> dict[str, Any]:
        return {
            "to": current.addresses(),
            "public": current.public_addresses(),
            "static": partial(static_files.address, current.addresses().root),
            "citation_files": FILES,
        }
