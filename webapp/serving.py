"""How is the site served? By waitress, a server for production, with limits that idle clients cannot exhaust."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from contextlib import suppress

import click
from flask import Flask
from waitress.server import create_server

from index.errors import ColloquyError, DamagedGeneration, NoGeneration
from index.generations.archive import Archive
from webapp import create_app, request_log
from webapp.current import site
from webapp.memory import collect_rarely, keep_for_searches, settle_c_library
from webapp.settings import Settings, Traffic
from webapp.stopping import run_until_told

CHEAP = 8  # threads that are left for pages which cost little, whatever searches run or wait
CONNECTIONS = 1000  # half-open ones included; measured: 900 of them leave the site reachable
IDLE_SECONDS = 20
LONGEST_HEADERS = 32 * 1024  # bytes; a query of 2,000 Chinese characters has 18,000 of them
LARGEST_BODY = 1024  # bytes; no page takes a body
UNSENT = 256 * 1024 * 1024  # bytes of an answer kept (on disk) for a slow reader, so that no thread waits for them


class CannotServe(ColloquyError):
    """The address cannot be listened on."""


_REASONS = {
    errno.EADDRINUSE: "port {port} is taken; stop what uses it, or choose another with --port (0 takes a free one)",
    errno.EACCES: "this user may not use port {port}; choose one above 1023 with --port",
    errno.EADDRNOTAVAIL: "this machine has no address {host}; choose another with --host",
}

_SHOWN = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # every address of the machine, told as one that a browser opens


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens at that address; port 0 is a free one.

    Raises :class:`CannotServe` when the port is taken or not permitted.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=CONNECTIONS)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, "{host}:{port} cannot be listened on ({error})")
        told = reason.format(host=host, port=port, error=error.strerror)
        raise CannotServe(f"The site cannot be served: {told}.") from error


def threads(traffic: Traffic) -> int:
    """As many as may be busy with searches and exports or wait to be, and some for everything else."""
    return traffic.searches_at_once + traffic.searches_waiting + 2 * traffic.exports_at_once + CHEAP


def serve_on(bound: socket.socket, settings: Settings, ready: Callable[[], object], parent: int | None = None) -> None:
    """Serve on a socket until the process is told to stop; requests that have come by then are still answered.

    ``ready`` is called once requests are answered there. ``parent``: the process whose worker this one is. The log goes
    to standard error.
    """
    request_log.to_stderr()
    settle_c_library()
    application = create_app(settings)
    prepare(application)
    collect_rarely()
    server = create_server(
        application,
        sockets=[bound],
        threads=threads(settings.traffic),
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=IDLE_SECONDS // 4,
        max_request_header_size=LONGEST_HEADERS,
        max_request_body_size=LARGEST_BODY,
        outbuf_high_watermark=UNSENT,
        clear_untrusted_proxy_headers=not settings.proxies,  # the application itself takes what was declared
        asyncore_use_poll=True,  # select() ends at 1,024 open files
        ident="",
    )
    run_until_told(server, ready, parent)


def prepare(application: Flask) -> None:
    """Do now what the first readers would wait for: turn templates into code (0.1 s), open the archive."""
    for name in application.jinja_env.list_templates():
        application.jinja_env.get_template(name)
    with suppress(NoGeneration, DamagedGeneration), application.app_context():  # told on every page that needs one
        generations = site().generations
        generations.ready = _ready
        generations.current()


def _ready(archive: Archive) -> None:
    """What is done with every generation before anybody reads it."""
    keep_for_searches(archive.manifest.entries)
    archive.prepare()


def tell_address(settings: Settings, port: int) -> None:
    """Print where the site is."""
    click.echo(f"Serving {_address(settings.host, port)}")
    if settings.base_url:
        click.echo(f"Public address: {settings.base_url}/")
    click.echo("Stop with Ctrl+C.", err=True)


def _address(host: str, port: int) -> str:
    """The address a browser opens to reach ``host`` and ``port``."""
    shown = _SHOWN.get(host, host)
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
