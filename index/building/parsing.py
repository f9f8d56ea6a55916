"""How is a file read so that no file can harm the build? In a process apart, within limits of memory and time.

Parsers are libraries, some of them in C, and files come from anywhere: a file may crash its parser, hang it, or let it
eat the memory of the machine. A process that this happens to costs one file and a notice, and is replaced. As many
read at once as there are processors. Starting one takes a quarter of a second, more than a small archive of plain
texts: short files that no library has to parse are read in this process, as long as nothing else was met.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from types import TracebackType
from typing import IO, TypeVar, cast

import msgspec

from index.apart import processors, receive, send, start
from index.building import parsing_process
from index.building.parsing_process import OUT_OF_MEMORY, Answer, Job, packed
from index.errors import ColloquyError, UnreadableSource
from index.formats import FORMATS, detect
from index.formats.base import SourceFile
from index.generations.parsed import Packed
from index.limits import FILE_LIMITS, FileLimits

TABLE = "index.formats"  # the module that lists the formats
_MOST_PROCESSES = 4  # each may use the memory that FileLimits gives a file
_GRACE = 10  # seconds that a process has to end by its own clock
_AHEAD = 256  # files whose documents may wait for those of a file before them
_LATE = (-signal.SIGXCPU, -signal.SIGALRM)
_REPORT = "convert it to plain text, or move it out of the folder, and please report it with the file"

T = TypeVar("T")


class CannotParse(ColloquyError):
    """No process that parses can be started: the machine's fault, and not a file's."""


def ahead(begun: Iterator[T], many: int = _AHEAD) -> Iterator[T]:
    """What ``begun`` gives, in its order, while up to ``many`` later ones have been begun already."""
    waiting = deque(islice(begun, many))
    while waiting:
        yield waiting.popleft()
        waiting.extend(islice(begun, 1))


def settled(outcome: tuple[Packed, ...] | UnreadableSource) -> Future[tuple[Packed, ...]]:
    """The documents of a file, or its refusal, that need not be waited for."""
    future: Future[tuple[Packed, ...]] = Future()
    if isinstance(outcome, UnreadableSource):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
    return future


class Parsers:
    """Processes that parse, started when they are needed, ended on leaving the ``with`` statement."""

    def __init__(self, limits: FileLimits = FILE_LIMITS, *, processes: int | None = None) -> None:
        most = processes or min(processors(), _MOST_PROCESSES)
        self._limits = limits
        self._threads = ThreadPoolExecutor(most, "parsing")  # each waits for one process
        self._places = threading.Semaphore(most + 1)  # for sources held in memory
        self._lock = threading.Lock()
        self._processes: set[_Process] = set()
        self._own = threading.local()  # the process of each thread
        self._closed = False
        self._plain = 0  # bytes read in this process

    def __enter__(self) -> Parsers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
            for process in self._processes:
                process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.end()

    def begin(self, source: SourceFile) -> Future[tuple[Packed, ...]]:
        """The documents of a source; the future raises :class:`UnreadableSource`, or :class:`CannotParse`.

        Waits while as many sources are in memory as there are processes to read them, and one.
        """
        self._plain += len(source.data)
        if self._plain <= self._limits.plain and _is_plain(source):
            return settled(_here(source))
        self._plain = self._limits.plain  # from here on, a process is there to read whatever comes
        self._places.acquire()
        future = self._threads.submit(self._parse, source)
        future.add_done_callback(lambda _: self._places.release())
        return future

    def _parse(self, source: SourceFile) -> tuple[Packed, ...]:
        size = len(source.data)
        job = Job(
            source.path,
            source.data,
            self._limits.memory(size),
            self._limits.processor(size),
            self._limits.patience(size),
        )
        process = self._ready()
        begun, answer = time.monotonic(), process.ask(job)
        if answer is None or answer.last:
            self._own.process = None
            code = self._end(process)
        if answer is None:
            raise _lost(job, code, time.monotonic() - begun)
        if answer.refusal is not None:
            raise UnreadableSource(answer.refusal, code=answer.code, line=answer.line)
        return answer.documents

    def _ready(self) -> _Process:
        """This thread's process, waiting for a source."""
        own: _Process | None = getattr(self._own, "process", None)
        if own is not None and own.is_alive():
            return own
        with self._lock:
            if self._closed:
                raise CannotParse("The build has ended.")
            self._own.process = started = _Process()
            self._processes.add(started)
        started.wait()
        return started

    def _end(self, process: _Process) -> int:
        """How a process ended that is not needed, or not there, any more."""
        code = process.end()
        with self._lock:
            self._processes.discard(process)
        return code


class _Process:
    """One process that parses, and the pipes to it."""

    def __init__(self) -> None:
        try:
            self._child = start(parsing_process.__name__, TABLE)
        except OSError as error:
            raise CannotParse(f"No process could be started to read files in ({error}); try again.") from error
        self._jobs, self._answers = cast(IO[bytes], self._child.stdin), cast(IO[bytes], self._child.stdout)

    def wait(self) -> None:
        """Return when it waits for a source; raises :class:`CannotParse` when it never will."""
        if self._receive() is None:
            raise CannotParse(f"{sys.executable} cannot read files for this build; see what it says above.")

    def ask(self, job: Job) -> Answer | None:
        """What it makes of a job; None when it ended over it, by itself or because time was up."""
        clock = threading.Timer(job.patience + _GRACE, self._child.kill)
        clock.start()
        try:
            send(self._jobs, msgspec.msgpack.encode(job))
            return self._receive()
        except OSError:
            return None
        finally:
            clock.cancel()

    def is_alive(self) -> bool:
        return self._child.poll() is None

    def kill(self) -> None:
        self._child.kill()

    def end(self) -> int:
        """The exit code it has, now that it is gone: negative is the signal that ended it."""
        self.kill()
        for pipe in (self._jobs, self._answers):
            with suppress(OSError):  # what it was sent last, and never read
                pipe.close()
        return self._child.wait()

    def _receive(self) -> Answer | None:
        message = receive(self._answers)
        try:
            return None if message is None else msgspec.msgpack.decode(message, type=Answer)
        except msgspec.DecodeError:  # it crashed while it wrote
            return None


def _is_plain(source: SourceFile) -> bool:
    """Whether no library has to parse this file, not even to see what it is."""
    start = source.data.lstrip()[:4]
    if b"<" in start or b"\0" in start or start.startswith((b"PK", b"---")):  # XML, UTF-16, a zip, YAML
        return False
    try:
        return detect(source).plain
    except UnreadableSource:
        return True  # no format will read it


def _here(source: SourceFile) -> tuple[Packed, ...] | UnreadableSource:
    try:
        return packed(source, FORMATS)
    except UnreadableSource as error:
        return error


def _lost(job: Job, code: int, seconds: float) -> UnreadableSource:
    """Why there is no answer: ``code`` is how the process ended, after ``seconds``."""
    if code in _LATE or seconds >= job.patience:
        took = f"{job.processor} seconds of work" if code == -signal.SIGXCPU else f"{job.patience} seconds"
        return UnreadableSource(
            f"reading it took more than {took} and was stopped; split it, or {_REPORT}", code="too_slow"
        )
    if code == OUT_OF_MEMORY:
        much = f"{job.memory // 2**20:,} MB of memory"
        return UnreadableSource(
            f"reading it takes more than {much}; split it into smaller files", code="too_much_memory"
        )
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return UnreadableSource(f"the program that reads such files crashed over it ({how}); {_REPORT}", code="crashed")
