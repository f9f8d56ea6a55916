"""Several processes behind one socket: one that dies is replaced, one that ends drops nothing, none stays behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import Server, running

WORKERS = 2


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path, COLLOQUY_WORKERS=str(WORKERS)) as started:
        yield started


def workers(server: Server) -> set[int]:
    pid = server.process.pid
    return {int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def wait_for_replacement(server: Server, gone: int) -> None:
    until = time.monotonic() + 10
    while gone in workers(server) or len(workers(server)) < WORKERS:
        assert time.monotonic() < until, "no other worker was started"
        time.sleep(0.05)


def test_one_that_dies_is_replaced_and_told(server: Server) -> None:
    victim = min(workers(server))
    os.kill(victim, signal.SIGKILL)
    wait_for_replacement(server, victim)
    assert [server.status("/search?q=lanterns") for _ in range(20)] == [200] * 20
    assert "A worker ended (-9); another one is started." in server.log.read_text()


def test_one_that_is_told_to_end_answers_what_it_has_and_leaves_the_door_open(server: Server) -> None:
    """Open connections are spread over both workers; whichever of them ends, each question is answered."""
    connections = [server.connect() for _ in range(12)]
    for connection in connections:
        assert server.status("/healthz", connection) == 200
    victim = min(workers(server))
    os.kill(victim, signal.SIGTERM)
    for connection in connections:
        connection.request("GET", "/search?q=lanterns")
    assert [connection.getresponse().status for connection in connections] == [200] * 12
    for connection in connections:
        connection.close()
    wait_for_replacement(server, victim)
    assert [server.status("/search?q=lanterns") for _ in range(20)] == [200] * 20


def test_none_outlives_the_first_process(server: Server) -> None:
    """A first process that is killed leaves nobody on its port: whoever starts it again can."""
    server.process.kill()
    server.process.wait()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", server.port)):
                return
        time.sleep(0.1)
    pytest.fail("somebody still listens")


def test_no_question_is_lost_when_all_processes_are_told_at_once(server: Server) -> None:
    """So does systemd unless told otherwise: a worker hears it from there and from the first process."""
    halves = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(6)]
    for half in halves:
        half.sendall(b"GET /search?q=lanterns HTTP/1.1\r\n")
    time.sleep(0.3)  # taken in by the workers
    for process in (server.process.pid, *workers(server)):
        os.kill(process, signal.SIGTERM)
    time.sleep(0.5)  # by now the first process has told them too
    for half in halves:
        half.sendall(b"Host: here\r\nConnection: close\r\n\r\n")
    assert [half.makefile("rb").readline() for half in halves] == [b"HTTP/1.1 200 OK\r\n"] * 6
    for half in halves:
        half.close()
    assert server.process.wait(20) == 0


TOLD_AT_THE_FIRST_FORK = """
import os, signal, sys
from pathlib import Path
from webapp.serving import listening
from webapp.settings import Settings
from webapp.workers import serve_by_workers

def tell():
    forks.append(True)
    if len(forks) == 1:
        os.kill(os.getpid(), signal.SIGTERM)

forks = []
os.register_at_fork(after_in_parent=tell)
settings = Settings(data=Path(sys.argv[1]), workers=3)
serve_by_workers(listening("127.0.0.1", 0), settings, lambda: print("ready"))
print(len(forks))
"""


def test_being_told_while_workers_are_started_is_heeded(tmp_path: Path) -> None:
    """Those that would come later are not started: nobody would tell them."""
    command = [sys.executable, "-c", TOLD_AT_THE_FIRST_FORK, str(tmp_path)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=20, check=True)
    assert ended.stdout == "1\n"
