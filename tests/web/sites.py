"""The application over one data directory, as tests want it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask

from webapp import create_app
from webapp.settings import Settings

ODD = Path(__file__).parent / "odd"


def site(data: Path, base_url: str | None = None, **settings: Any) -> Flask:
    """The site; what goes wrong inside it is raised and not shown as a page."""
    app = create_app(Settings(data=data, base_url=base_url, **settings))
    app.testing = True
    return app
