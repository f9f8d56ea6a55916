"""The JSON of this site, described for programs: an OpenAPI 3.1 document, kept as it is written in ``openapi.json``."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, jsonify

from webapp.current import public_addresses

_FILE = Path(__file__).parents[1] / "openapi.json"


def page() -> Response:
    """The description; ``servers`` is where this site lives."""
    return jsonify({**_described(), "servers": [{"url": public_addresses().root or "/"}]})


@cache
def _described() -> dict[str, Any]:
    described: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return described
