"""The server itself, as a process: it answers the longest question, survives idle clients, and ends without a loss."""

from __future__ import annotations

import http.client
import itertools
import json
import platform
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from served import Server, running

ARENA = 64 << 20  # bytes of addresses for each arena of glibc beside its first, which begins at a multiple of it
BY_ONE_AND_BY_TWO = pytest.mark.parametrize("server", [1, 2], indirect=True, ids=["one worker", "two workers"])


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    with running(tmp_path, COLLOQUY_WORKERS=str(getattr(request, "param", 1))) as started:
        yield started


def test_the_longest_question_in_any_script_is_understood(server: Server) -> None:
    """2,000 Chinese characters are 18 kB of address. They ask for more than 64 pairs, which a page says."""
    assert server.status(f"/search?q={quote('灯' * 2_000)}") == 400
    assert server.status(f"/search?q={quote('灯' * 20)}") == 200


def test_headers_and_bodies_without_end_are_refused(server: Server) -> None:
    connection = server.connect()
    connection.putrequest("GET", "/")
    connection.putheader("X-Much", "a" * 40_000)
    connection.endheaders()
    assert connection.getresponse().status == 431
    connection.close()
    connection = server.connect()
    connection.putrequest("POST", "/search")
    connection.putheader("Content-Length", str(10**9))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
    assert server.status("/healthz") == 200


def test_five_hundred_idle_connections_stop_nobody(server: Server) -> None:
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(500)]
    for each in idle[::2]:
        each.sendall(b"GET / HTTP/1.1\r\nHost: half")
    started = time.monotonic()
    assert server.status("/search?q=lanterns") == 200
    assert time.monotonic() - started < 5
    for each in idle:
        each.close()


def test_the_log_is_json_without_what_was_sought(server: Server) -> None:
    assert server.status("/search?q=lanterns") == 200
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(20) == 0
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
    assert [line["route"] for line in lines] == ["/search"]
    assert lines[0]["hits"] > 0
    assert "lanterns" not in server.log.read_text()


@BY_ONE_AND_BY_TWO
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_being_told_to_stop_drops_no_request(server: Server, told: signal.Signals) -> None:
    """Readers ask as fast as they can while the server is told to stop. Every question that it took in is answered
    whole; afterwards nobody is let in, and the process ends with 0."""
    broken: list[str] = []
    answered = [0]

    def read() -> None:
        while True:
            connection = server.connect()
            try:
                connection.connect()
            except OSError:
                return  # the door is closed: nothing was taken in
            try:
                connection.request("GET", "/search?q=lanterns")
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                broken.append(repr(error))
                return
            if answer.status != 200 or b"</html>" not in body:
                broken.append(f"{answer.status}, {len(body)} bytes")
            answered[0] += 1
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    time.sleep(1.5)
    server.process.send_signal(told)
    for reader in readers:
        reader.join(30)
    assert server.process.wait(30) == 0
    assert answered[0] > 20
    assert broken == []


@BY_ONE_AND_BY_TWO
def test_a_question_on_its_way_when_the_server_stops_is_answered(server: Server) -> None:
    connection = server.connect()
    assert server.status("/healthz", connection) == 200
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    assert server.status("/search?q=lanterns", connection) == 200
    connection.close()
    assert server.process.wait(20) == 0


@BY_ONE_AND_BY_TWO
def test_a_second_signal_ends_at_once(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as half:
        half.sendall(b"GET / HTTP/1.1\r\n")
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        server.process.wait(10)
        assert time.monotonic() - started < 2


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_all_threads_take_memory_from_one_arena(server: Server) -> None:
    for _ in range(10):
        assert server.status("/search?q=the") == 200
    maps = Path(f"/proc/{server.process.pid}/maps").read_text().splitlines()
    ranges = [[int(end, 16) for end in line.split()[0].split("-")] for line in maps]
    arenas = [
        start for (start, _), (_, end) in itertools.pairwise(ranges) if start % ARENA == 0 and end == start + ARENA
    ]
    assert arenas == []
