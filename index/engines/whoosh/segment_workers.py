"""How do several processes build one index? Each takes in some of the entries and writes segments of its own."""

from __future__ import annotations

import pickle
import queue
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO, cast

from whoosh.codec.whoosh3 import W3Segment

from index.apart import receive, start
from index.engines.whoosh import segment_process
from index.engines.whoosh.segment_process import message
from index.entries import Entry
from index.errors import ColloquyError

_WAITING = 8  # messages that may wait for each process: it goes on while this one writes a segment


class WorkerLost(ColloquyError):
    """A process that built a part of the index has ended before it was done, or could not be started."""


class SegmentWorkers:
    """Processes that build segments in a directory. Each holds ``words_held`` words at most, and some messages wait."""

    def __init__(self, directory: Path, index_name: str, processes: int, words_held: int) -> None:
        self._waiting: queue.Queue[bytes | None] = queue.Queue(_WAITING * processes)
        self._workers: list[_Worker] = []
        self._threads: list[Thread] = []
        try:
            for _ in range(processes):
                self._workers.append(_Worker(directory, index_name, words_held))
        except WorkerLost:
            self.discard()
            raise
        for worker in self._workers:
            self._threads.append(Thread(target=self._feed, args=(worker,), daemon=True))
            self._threads[-1].start()

    def take(self, entries: Sequence[Entry]) -> bool:
        """Whether some process will build these entries; not when all have enough to do. Raises :class:`WorkerLost`."""
        for worker in self._workers:
            worker.check()
        if self._waiting.full():  # nobody else puts anything into it
            return False
        self._waiting.put(message(entries))
        return True

    def close(self) -> None:
        """Nothing more will come."""
        for _ in self._workers:
            self._waiting.put(None)  # waits for room: a thread whose process is gone makes some

    def segments(self) -> list[W3Segment]:
        """The segments that were written, once all are. Raises :class:`WorkerLost`."""
        for thread in self._threads:
            thread.join()
        return [segment for worker in self._workers for segment in worker.segments()]

    def discard(self) -> None:
        """End every process."""
        for worker in self._workers:
            worker.kill()
        with suppress(queue.Empty):
            while True:
                self._waiting.get_nowait()
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()
        for worker in self._workers:
            worker.end()

    def _feed(self, worker: _Worker) -> None:
        """Send a worker entries whenever it takes some. A thread beside one that is busy waits long for its turn, so
        that messages are large, and come ready to be sent."""
        while sent := self._waiting.get():
            worker.send(sent)
        worker.send(message(()))


class _Worker:
    """One process, and the pipes to it."""

    def __init__(self, directory: Path, index_name: str, words_held: int) -> None:
        try:
            self._child = start(segment_process.__name__, str(directory), index_name, str(words_held))
        except OSError as error:
            raise WorkerLost(f"No process could be started to build the index in ({error}); try again.") from error
        self._entries, self._answer = cast(IO[bytes], self._child.stdin), cast(IO[bytes], self._child.stdout)

    def send(self, sent: bytes) -> None:
        with suppress(OSError):  # it is gone, which is told to whoever wants its segments
            self._entries.write(sent)
            self._entries.flush()

    def check(self) -> None:
        """Raise :class:`WorkerLost` when the process has ended."""
        if self._child.poll() is not None:
            raise self._lost()

    def segments(self) -> list[W3Segment]:
        """What it has written, when everything was sent."""
        answer = receive(self._answer)
        if self._child.wait() or answer is None:
            raise self._lost()
        self.end()
        segments: list[W3Segment] = pickle.loads(answer)  # noqa: S301  # our own process
        return segments

    def kill(self) -> None:
        self._child.kill()

    def end(self) -> None:
        """Let go of it, now that it was killed or is done."""
        for pipe in (self._entries, self._answer):
            with suppress(OSError):  # what it was sent last, and never read
                pipe.close()
        self._child.wait()

    def _lost(self) -> WorkerLost:
        code = self._child.returncode
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return WorkerLost(
            f"A process that built a part of the index was ended ({how}), and nothing is published. "
            "The machine may have run out of memory; build again when it has more."
        )
