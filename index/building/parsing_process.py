"""What does a process do that parses files for another? It reads one source after another and answers with documents.

:mod:`index.building.parsing` starts it, sends sources, and is told documents (:mod:`index.apart`). Each source has
limits of its own of memory and time, held by the system: whoever meets them ends this process, and costs one file.
"""

from __future__ import annotations

import importlib
import logging
import os
import resource
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import msgspec

from index.apart import receive, send
from index.errors import UnreadableSource
from index.formats import read
from index.formats.base import Format, SourceFile
from index.generations.parsed import Packed, pack
from index.limits import FILE_LIMITS

OUT_OF_MEMORY = 77  # the exit code of a process that ran out of it


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
_encode = msgspec.msgpack.Encoder().encode
_job = msgspec.msgpack.Decoder(Job)


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


def main(jobs: IO[bytes], answers: IO[bytes], table: str) -> None:
    """Parse what comes in, with the formats that the module ``table`` lists, until nobody sends any more."""
    logging.disable()  # what a library logs of a bad file does not name it; notices do
    _set_limit(resource.RLIMIT_CORE, 0)
    formats: tuple[Format, ...] = importlib.import_module(table).FORMATS
    at_first = _most_memory()
    send(answers, _encode(READY))
    while (message := receive(jobs)) is not None:
        job = _job.decode(message)
        answer = _answer(job, formats)
        # What has grown is replaced: the next source might meet its limit for no fault of its own.
        send(answers, _encode(replace(answer, last=_most_memory() > max(at_first, job.memory // 8))))


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
    """The most memory that this process ever used, in bytes. ``ru_maxrss`` is no use on Linux: it begins with what the
    process that started this one used then (see VmHWM in proc(5))."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:")), 0)
