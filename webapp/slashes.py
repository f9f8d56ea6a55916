"""What if an address ends in a slash too many? The page without it is meant, where there is one."""

from __future__ import annotations

from flask import Flask, redirect, request
from flask.globals import request_ctx
from werkzeug.wrappers import Response


def init_app(app: Flask) -> None:
    @app.before_request
    def without_slash() -> Response | None:
        addresses, meant = request_ctx.url_adapter, request.path[:-1]
        if not (meant and request.path.endswith("/") and request.routing_exception and addresses):
            return None
        if not addresses.test(meant):
            return None
        asked = request.query_string.decode("latin-1")
        return redirect(request.script_root + meant + (f"?{asked}" if asked else ""), 301)
