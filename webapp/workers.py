"""How do several processes serve one site? One starts them, puts another in the place of any that dies, and ends them.

All of them take connections from one socket that listens; the kernel gives each to whoever is free to take it. What a
process knows by itself (rates, places of searches, connections) holds for that process alone.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Final

from webapp import request_log
from webapp.serving import CannotServe, serve_on
from webapp.settings import Settings
from webapp.stopping import refuse_newcomers

SOON: Final = 5.0  # seconds; a worker that dies so young is replaced after a pause …
PAUSE: Final = 1.0  # … of so many, that a fault at the start does not keep the machine busy
_TOLD: Final = (signal.SIGTERM, signal.SIGINT)
_log = logging.getLogger(__name__)


def serve_by_workers(bound: socket.socket, settings: Settings, ready: Callable[[], None]) -> None:
    """Serve on a socket by ``settings.workers`` processes until told to stop (SIGTERM, Ctrl+C), then let each answer
    what it has taken in. A second signal ends them at once. ``ready``: called when the first of them answers.

    Raises :class:`CannotServe` where processes cannot be forked, and when all of them die before they answer.
    """
    if not hasattr(os, "fork"):
        raise CannotServe("This system has no workers: leave out --workers and COLLOQUY_WORKERS.")
    request_log.to_stderr()
    gc.freeze()  # what is in memory now is shared by all for good: the collector does not touch, and so copy, it
    _Workers(bound, settings).run(ready)


class _Workers:
    """The processes by their ids, each with the moment when it was started."""

    def __init__(self, bound: socket.socket, settings: Settings) -> None:
        self._bound, self._settings = bound, settings
        self._alive: dict[int, float] = {}
        self._told = False

    def run(self, ready: Callable[[], None]) -> None:
        for number in _TOLD:
            signal.signal(number, self._tell)
        answering, report = os.pipe()
        for _ in range(self._settings.workers):
            self._start(lambda: os.write(report, b"."))
        os.close(report)
        if os.read(answering, 1):
            ready()
        elif not self._told:
            raise CannotServe("No worker could begin to serve; the log says why.")
        os.close(answering)
        while self._alive:
            self._replace(*os.wait())

    def _start(self, ready: Callable[[], object]) -> None:
        """Start a worker, unless told to end. No signal comes between this look and the moment when both sides know
        what they are, so that every worker is among those that are told."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _TOLD)
        if not self._told:
            parent = os.getpid()
            process = os.fork()
            if process == 0:
                _work(self._bound, self._settings, ready, parent)
            self._alive[process] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _TOLD)

    def _replace(self, process: int, status: int) -> None:
        """Start another worker for one that ended by itself."""
        started = self._alive.pop(process, None)
        if started is None or self._told:
            return
        _log.error("A worker ended (%s); another one is started.", os.waitstatus_to_exitcode(status))
        if time.monotonic() - started < SOON:
            time.sleep(PAUSE)
        self._start(lambda: None)

    def _tell(self, number: int, frame: FrameType | None) -> None:
        """Close the door for all and tell every worker; told again, end them. A worker does not heed being told twice:
        whoever tells all processes at once tells it as well, and what it has taken in would be lost."""
        order = signal.SIGKILL if self._told else signal.SIGTERM
        self._told = True
        refuse_newcomers(self._bound)
        for process in self._alive:
            with suppress(ProcessLookupError):  # it has just ended
                os.kill(process, order)


def _work(bound: socket.socket, settings: Settings, ready: Callable[[], object], parent: int) -> None:
    """Be a worker, and end with the process. Ctrl+C reaches ``parent`` alone, which tells the others."""
    status = 1
    try:
        os.setpgid(0, 0)
        for number in _TOLD:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _TOLD)
        serve_on(bound, settings, ready, parent)
        status = 0
    except BaseException:
        _log.exception("A worker failed.")
    finally:
        os._exit(status)
