"""How many searches run at once? A few, with a short queue; who finds it full is told to come again."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from weakref import finalize


class Places:
    """``at_once`` may be inside, ``queue`` may wait for ``seconds`` at most. Safe in threads."""

    def __init__(self, at_once: int, queue: int, seconds: float) -> None:
        self._inside = threading.Semaphore(at_once)
        self._known = threading.Semaphore(at_once + queue)  # inside or waiting
        self._seconds = seconds

    def enter(self) -> bool:
        """Take a place, after waiting for it if need be; False when there is none to be had."""
        if not self._known.acquire(blocking=False):
            return False
        if self._inside.acquire(timeout=self._seconds):
            return True
        self._known.release()
        return False

    def leave(self) -> None:
        """Give the place back; once for every :meth:`enter` that was True."""
        self._inside.release()
        self._known.release()


class Held:
    """The pieces of an answer that keeps its place until the last of them is sent, or nobody wants them any more."""

    def __init__(self, pieces: Iterable[bytes], places: Places) -> None:
        self._pieces = iter(pieces)
        self._opened = pieces
        self._leave = finalize(self, places.leave)  # runs once, whoever calls it first

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            self._leave()
            raise

    def close(self) -> None:
        self._leave()
        close = getattr(self._opened, "close", None)
        if close is not None:
            close()
