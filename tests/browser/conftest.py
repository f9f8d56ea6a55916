"""A real Chromium in front of the seeds. Skipped where there is none; in CI a missing one is a failure."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from webapp import create_app
from webapp.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--no-first-run",
)
PATIENCE = 8_000  # ms
TARDY = 1.2  # seconds
GIVEN_UP = ("htmx:afterRequest", "htmx:sendAbort")  # what htmx says when a newer request replaces an older one


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail("Browser tests need Chromium (Debian: apt-get install chromium), and CI may not skip them.")
        pytest.skip("no Chromium here (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


class Quiet(WSGIRequestHandler):
    """Does not log what it answers."""

    def log_request(self, *_: object) -> None: ...


def tardy(application: WSGIApplication) -> WSGIApplication:
    """The same application, but a search for "tardy" takes its time."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if "q=tardy" in environ.get("QUERY_STRING", ""):
            time.sleep(TARDY)
        return application(environ, start_response)

    return answer


@pytest.fixture(scope="session")
def site(seeds_data: Path) -> Iterator[str]:
    """The address of the site, served over a real socket."""
    app = tardy(create_app(Settings(data=seeds_data)))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, site: str) -> Iterator[OpenPage]:
    """Opens an address of the site in a fresh window with the given options of a browser context.

    After the test, whatever the window's console complained of, and every request that left for elsewhere, fails it.
    """
    complaints: list[str] = []
    contexts = []

    def complain(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(GIVEN_UP):
            complaints.append(message.text)

    def opened(address: str, **options: object) -> Page:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})  # type: ignore[arg-type]  # playwright's own names
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(site) else complaints.append(asked.url))
        page.goto(site + address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
