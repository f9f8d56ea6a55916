"""Who asks, behind proxies? Only as many of them as the operator declared are believed."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def init_app(app: Flask, proxies: int) -> None:
    """Take the reader's address and the scheme from the last ``proxies`` entries of ``X-Forwarded-For`` and ``-Proto``.

    Host and sub-path are not taken from headers: ``COLLOQUY_BASE_URL`` says them. 0 proxies: nothing is believed.
    """
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own way
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0, x_port=0, x_prefix=0
        )
