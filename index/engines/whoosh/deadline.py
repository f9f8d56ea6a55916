"""Is there time left? The clock of one search."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from index.errors import OutOfTime

T = TypeVar("T")

STRIDE = 256  # postings between two looks at the clock: some 0.3 ms


class Deadline:
    """Raises :class:`OutOfTime` when looked at after ``seconds`` of one search's own work."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        if time.monotonic() >= self._end:
            message = f"The search took longer than {self._seconds:g} s. Ask for fewer or rarer words, or filter first."
            raise OutOfTime(message, "seconds")

    def watched(self, steps: Iterable[T]) -> Iterator[T]:
        """The same steps, with a look at the clock before every few hundred."""
        rest = iter(steps)
        while stretch := list(islice(rest, STRIDE)):
            self.check()
            yield from stretch

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Work that every later search profits from is not charged to this one."""
        start = time.monotonic()
        try:
            yield
        finally:
            self._end += time.monotonic() - start
