"""Under which path does the site live? A public address with a sub-path works whether or not the proxy strips it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class UnderBaseURL:
    """A WSGI application that finds its sub-path in the configured public address.

    The sub-path goes to ``SCRIPT_NAME``, from where every link gets it. A server that sets ``SCRIPT_NAME`` itself is
    left alone. Do not name the sub-path like a page of the site (``/search``): then nobody could tell them apart.
    """

    def __init__(self, application: WSGIApplication, base_url: str) -> None:
        self._application = application
        self._root = urlsplit(base_url).path.rstrip("/")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("SCRIPT_NAME"):
            path = environ.get("PATH_INFO", "")
            inside = path == self._root or path.startswith(f"{self._root}/")
            environ["SCRIPT_NAME"] = self._root
            environ["PATH_INFO"] = path[len(self._root) :] if inside else path
        return self._application(environ, start_response)
