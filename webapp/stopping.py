"""How does the server end? It lets nobody new in and answers everybody who has come (SIGTERM, Ctrl+C)."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from select import select
from types import FrameType
from typing import Any

GRACE = 30.0  # seconds for answers under way; whoever started the process should wait a little longer before it kills
PATIENCE = 2.0  # seconds between two pieces of a question
_SO_ATTACH_FILTER, _BPF_RETURN = 26, 0x06
PAUSE = 0.5  # seconds in which a request that is on its way over an open connection still comes in


def run_until_told(server: Any, ready: Callable[[], object], parent: int | None = None) -> None:
    """Run a waitress server until SIGTERM or SIGINT, then end without dropping a request.

    ``ready`` is called when the signals are looked after. Outside of the main thread there are none. ``parent``: the
    process whose worker this is, which closes the door for all; when it is gone, this one ends. None: it serves alone,
    and a second signal ends it at once; a worker is told by its parent and often by others too, and ends but once.
    """
    told = threading.Event()

    def tell(number: int, frame: FrameType | None) -> None:
        if not told.is_set():
            told.set()
            server.pull_trigger()  # wakes the loop
        if parent is None:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, tell)
    ready()
    while not told.is_set() and parent in (None, os.getppid()):
        _turn(server, server.adj.asyncore_loop_timeout)
    if parent is None:
        refuse_newcomers(server.socket)
    _drain(server, time.monotonic() + GRACE)
    server.task_dispatcher.shutdown(timeout=1)
    server.trigger.close()


def _drain(server: Any, deadline: float) -> None:
    """Take in who waits at the door, close it, and see everybody out."""
    while select([server.socket], [], [], 0)[0]:
        _turn(server, 0)
    server.accepting = False
    server.del_channel()
    server.socket.close()
    quiet_from = time.monotonic() + PAUSE
    while server.active_channels and time.monotonic() < deadline:
        if time.monotonic() > quiet_from:
            _let_go_of_idle(server)
        _turn(server, 0.05)


def refuse_newcomers(door: socket.socket) -> None:
    """Let the kernel drop packets that would open a connection, so that none comes between the last look and the end.

    A socket filter of one instruction, “keep 0 bytes” (Linux, socket(7)); elsewhere the gap is a moment long.
    """
    if sys.platform == "linux":
        drop_all = ctypes.create_string_buffer(struct.pack("HBBI", _BPF_RETURN, 0, 0, 0))
        with suppress(OSError):
            door.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(drop_all)))


def _let_go_of_idle(server: Any) -> None:
    """Close connections on which nothing is asked, answered or being sent, and those that stopped in mid-question."""
    for channel in tuple(server.active_channels.values()):
        with channel.requests_lock:
            asking = channel.request is not None and time.time() - channel.last_activity < PATIENCE
            idle = not (asking or channel.requests or channel.total_outbufs_len)
            channel.will_close = channel.will_close or idle


def _turn(server: Any, timeout: float) -> None:
    """One turn of the loop: what has come over the network is read, what is ready is sent."""
    server.asyncore.loop(timeout=timeout, map=server._map, use_poll=server.adj.asyncore_use_poll, count=1)
