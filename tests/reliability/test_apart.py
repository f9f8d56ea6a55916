"""Does a process that works for another end with it, whatever it is doing, and say nothing but its answers?"""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from test_parsing_apart import ended, is_running

from index.apart import packed, processors, receive, send, start

HERE = Path(__file__).parent
PARENT = """
import sys, time
from index.apart import receive, send, start

busy = start("busy_process", sys.argv[1])
send(busy.stdin, b"first")
answer = receive(busy.stdout)
send(busy.stdin, b"which is never read")
print(busy.pid, answer.decode(), flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("how", ["computes", "sleeps"])
def test_a_process_that_is_busy_ends_with_the_one_that_started_it(how: str) -> None:
    command = [sys.executable, "-c", f"import sys; sys.path[:] = {[*sys.path, str(HERE)]}\n{PARENT}", how]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid, answer = parent.stdout.readline().split()
        there = is_running(int(pid))
        parent.kill()
    assert (answer, there) == ("begun", True)
    assert ended({int(pid)})


def test_what_is_printed_is_told_apart_from_answers(capfd: pytest.CaptureFixture[str]) -> None:
    with start("busy_process", "sleeps") as process:
        assert process.stdin
        assert process.stdout
        send(process.stdin, b"first")
        assert receive(process.stdout) == b"begun"
        process.kill()
    assert capfd.readouterr().err == "This is for people.\n"


@pytest.mark.parametrize("kept", [0, 4, 8, 10])
def test_a_message_that_was_cut_short_is_none(kept: int) -> None:
    assert receive(BytesIO(packed(b"whole"))) == b"whole"
    assert receive(BytesIO(packed(b"whole")[:kept])) is None


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system gives all processors to everybody")
def test_processors_are_those_that_a_service_is_given() -> None:
    given = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(given)})
    try:
        assert processors() == 1
    finally:
        os.sched_setaffinity(0, given)
    assert processors() == len(given)
