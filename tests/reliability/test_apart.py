"""Does a process that works for another end with it, whatever it is doing, and say nothing but its answers?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from test_parsing_apart import ended, is_running

from index.apart import EndedApart, done, packed, processors, receive, send, start
from index.errors import ColloquyError

DOING = """
import os, time
from index.apart import done

def work():
    print(os.getpid(), flush=True)
    time.sleep(600)

done(work)
"""
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


class TestWhatIsDoneInACopyOfTheProcess:
    def test_leaves_nothing_in_the_memory_of_this_one(self, tmp_path: Path) -> None:
        seen: list[str] = []

        def write() -> None:
            seen.append("there")
            (tmp_path / "done").write_text("yes")

        done(write)
        assert (seen, (tmp_path / "done").read_text()) == ([], "yes")

    def test_tells_by_which_error_it_ended(self) -> None:
        def refuse() -> None:
            raise ColloquyError("There is no room.")

        with pytest.raises(EndedApart, match="There is no room"):
            done(refuse)

    def test_tells_that_it_ended_when_it_cannot_say_how(self) -> None:
        with pytest.raises(EndedApart, match="ended with -9"):
            done(lambda: os.kill(os.getpid(), signal.SIGKILL))

    @pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
    def test_ends_with_this_one(self, sent: signal.Signals) -> None:
        with subprocess.Popen([sys.executable, "-c", DOING], stdout=subprocess.PIPE, text=True) as parent:
            assert parent.stdout
            pid = int(parent.stdout.readline())
            there = is_running(pid)
            parent.send_signal(sent)
        assert there
        assert ended({pid})
