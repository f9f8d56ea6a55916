"""What can go wrong that a caller should know apart? Errors that carry data; each message ends in what to do."""

from __future__ import annotations


class ColloquyError(Exception):
    """The root of every declared error."""


class UnreadableSource(ColloquyError):
    """A source file, or a part of it, that cannot be read. It becomes a notice; the build goes on.

    ``message`` says what and what to do; ``line`` counts from 1 where a place is known.
    """

    def __init__(self, message: str, *, code: str = "unreadable", line: int | None = None) -> None:
        super().__init__(message)
        self.message, self.code, self.line = message, code, line


class AuthorityError(ColloquyError):
    """A ``speakers.toml`` that cannot be used."""


class NoGeneration(ColloquyError):
    """There is no published generation to read."""


class DamagedGeneration(ColloquyError):
    """A file of a generation is missing, changed or cut short."""


class BuildLocked(ColloquyError):
    """Another build holds the lock of this data directory."""


class OverBudget(ColloquyError):
    """A query that asks for more than its budget. ``limit`` is the budget's name in :mod:`index.limits`."""

    def __init__(self, message: str, limit: str) -> None:
        super().__init__(message)
        self.message, self.limit = message, limit


class OutOfTime(OverBudget):
    """A query that met its time limit; nothing of its partial result is shown."""


class PageOutOfRange(ColloquyError):
    """A page past the last one."""

    def __init__(self, page: int, pages: int) -> None:
        end = f"the last one is page {pages}" if pages else "nothing was found"
        super().__init__(f"There is no page {page}; {end}.")
        self.page, self.pages = page, pages
