"""How does a process work for another one, and end with it? It takes messages in and answers through two pipes, or does
one thing.

Whatever happens to the process that started it, even while it computes or writes, it sees that its pipe has no other
end any more, and ends. What a library prints is no answer: it goes to where errors are told.
"""

from __future__ import annotations

import importlib
import os
import select
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from typing import IO, Never

from index.errors import ColloquyError

_BEGIN = (
    "import sys; many = int(sys.argv[1]); sys.path[:] = sys.argv[2 + many :]; "
    "from index.apart import work; work(*sys.argv[2 : 2 + many])"
)
_LENGTH = 8  # bytes that tell how long a message is
_LONGEST = 2**30  # bytes of a message; more is told only by a process whose memory was damaged


def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A process that runs ``main`` of a module: its first two arguments are the pipes of messages and of answers.

    Raises OSError when there is no room for one.
    """
    command = [sys.executable, "-I", "-c", _BEGIN, str(1 + len(arguments)), module, *arguments, *sys.path]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  # our own


def work(module: str, *arguments: str) -> None:
    """Run ``main`` of a module in the process that was started for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C is for the process that sends; this one ends with it
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    threading.Thread(target=_end_with, args=(sys.stdin.fileno(),), daemon=True).start()
    importlib.import_module(module).main(sys.stdin.buffer, answers, *arguments)


class EndedApart(ColloquyError):
    """What was done by :func:`done` failed, and how."""


def done(work: Callable[[], object]) -> None:
    """Do something in a copy of this process, which ends with it, and takes along what memory the work needs.

    Raises :class:`EndedApart` with the message of the ColloquyError or OSError that it ended with. This process must
    have no other threads.
    """
    (ending, alive), (answers, answer) = os.pipe(), os.pipe()
    process = os.fork()
    if process == 0:
        os.close(alive)
        _do_and_end(work, ending, answer)
    os.close(ending)
    os.close(answer)
    try:
        with os.fdopen(answers, "rb") as pipe:
            told = receive(pipe)
    finally:
        os.close(alive)
        _, status = os.waitpid(process, 0)
    if status:
        ended = f"A process that did a part of the work ended with {os.waitstatus_to_exitcode(status)}."
        raise EndedApart(told.decode() if told else ended)


def _do_and_end(work: Callable[[], object], ending: int, answer: int) -> Never:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(ending,), daemon=True).start()
    status = 1
    try:
        work()
        status = 0
    except (ColloquyError, OSError) as error:
        with os.fdopen(answer, "wb") as pipe:
            send(pipe, str(error).encode())
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def processors() -> int:
    """How many processors this process may use: a service may be given fewer than the machine has."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS gives all of them to everybody
        return os.cpu_count() or 1


def packed(body: bytes) -> bytes:
    """A message as it is sent."""
    return _length(body) + body


def send(pipe: IO[bytes], body: bytes) -> None:
    """Write one message; raises OSError when nobody is there to read it."""
    pipe.write(_length(body))
    pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """The next message; None when there will be none, or no whole one."""
    length = int.from_bytes(pipe.read(_LENGTH))
    body = pipe.read(min(length, _LONGEST))
    return body if length and len(body) == length else None


def _length(body: bytes) -> bytes:
    return len(body).to_bytes(_LENGTH)


def _end_with(pipe: int) -> None:
    """End this process when nobody can write into the pipe any more, whether or not what was written has been read."""
    other_end = select.poll()
    other_end.register(pipe, 0)  # the system tells of a closed end unasked
    try:
        other_end.poll()
    finally:
        os._exit(1)
