"""What does a process do that parses files for another? It reads one source after another and answers with documents.

:mod:`index.building.parsing` starts it, sends sources through a pipe, and reads answers from another. Each source has
limits of its own of memory and time, held by the system: whoever meets them ends this process, and costs one file.
Whatever happens to the process that sends, this one ends with it.
"""

from __future__ import annotations

import importlib
import logging
import os
import queue
import resource
import signal
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import IO

import msgspec

from index.errors import UnreadableSource
from index.formats import read
from index.formats.base import Format, SourceFile
from index.generations.parsed import Packed, pack
from index.limits import FILE_LIMITS

OUT_OF_MEMORY = 77  # the exit code of a process that ran out of it
_LENGTH = 8  # bytes that tell how long a message is
_LONGEST = 2**30  # bytes of a message; more is told only by a process whose memory was damaged


@dataclass(frozen=True, slots=True)
class Job:
    """A source to be parsed: its limits are ``memory`` in bytes, ``processor`` and ``patience`` in seconds."""

    path: str
    data: bytes
    memory: int
    processor: int
    patience: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The documents of a source, or the refusal of it. ``last``: the process has grown, and reads no other one."""

    documents: tuple[Packed, ...] = ()
    refusal: str | None = None
    code: str = ""
    line: int | None = None
    last: bool = False


READY = Answer()  # said once, before the first source


def packed(source: SourceFile, formats: tuple[Format, ...]) -> tuple[Packed, ...]:
    """The documents of a source, packed for keeping; raises :class:`UnreadableSource`, and MemoryError."""
    documents = read(source, formats)
    most = max(len(document.turns) for document in documents)
    if most > FILE_LIMITS.turns:
        many = f"one document in it has {most:,} turns, more than {FILE_LIMITS.turns:,}"
        raise UnreadableSource(f"{many}; split it, or tell its documents apart", code="too_many_turns")
    try:
        return tuple(pack(document) for document in documents)
    except UnicodeEncodeError as error:
        character = f"U+{ord(error.object[error.start]):04X}"
        message = f"it holds half a character pair ({character}), which is no text; remove it"
        raise UnreadableSource(message, code="no_text") from error


def send(pipe: IO[bytes], message: Job | Answer) -> None:
    """Write one message; raises OSError when nobody is there to read it."""
    body = msgspec.msgpack.encode(message)
    pipe.write(len(body).to_bytes(_LENGTH))
    pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """The next message; None when there will be none, or no whole one."""
    length = int.from_bytes(pipe.read(_LENGTH))
    body = pipe.read(min(length, _LONGEST))
    return body if length and len(body) == length else None


def main(table: str) -> None:
    """Parse what comes in, with the formats that the module ``table`` lists, until nobody sends any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C is for the process that sends; this one ends with it
    logging.disable()  # what a library logs of a bad file does not name it; notices do
    _set_limit(resource.RLIMIT_CORE, 0)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    formats: tuple[Format, ...] = importlib.import_module(table).FORMATS
    at_first = _most_memory()
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, jobs), daemon=True).start()
    send(answers, READY)
    while True:
        job = jobs.get()
        answer = _answer(job, formats)
        # What has grown is replaced: the next source might meet its limit for no fault of its own.
        send(answers, replace(answer, last=_most_memory() > max(at_first, job.memory // 8)))


def _listen(pipe: IO[bytes], jobs: queue.SimpleQueue[Job]) -> None:
    """Take jobs in, and end the process, whatever it is doing, when nobody sends them any more."""
    while (message := receive(pipe)) is not None:
        jobs.put(msgspec.msgpack.decode(message, type=Job))
    os._exit(0)


def _answer(job: Job, formats: tuple[Format, ...]) -> Answer:
    _limit(job)
    try:
        documents = packed(SourceFile(job.path, job.data), formats)
    except UnreadableSource as error:
        return Answer((), error.message, error.code, error.line)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        _set_limit(resource.RLIMIT_AS, resource.RLIM_INFINITY)  # the next source has to get in
    return Answer(documents)


def _limit(job: Job) -> None:
    """Let the system end this process when the job needs more than it may."""
    signal.setitimer(signal.ITIMER_REAL, job.patience)
    used = resource.getrusage(resource.RUSAGE_SELF)
    _set_limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + job.processor)
    _set_limit(resource.RLIMIT_AS, job.memory)


def _set_limit(which: int, value: int) -> None:
    _, most = resource.getrlimit(which)
    with suppress(ValueError, OSError):  # macOS knows no RLIMIT_AS
        below = value != resource.RLIM_INFINITY and (most == resource.RLIM_INFINITY or value < most)
        resource.setrlimit(which, (value if below else most, most))


def _most_memory() -> int:
    """The most memory that was ever used, in bytes. Linux counts what the process that started this one used then."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
