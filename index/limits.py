"""How much may one query ask for, and how much one file? The budgets, declared once.

Those of a query are settings (``COLLOQUY_MAX_…``). What only one kind of file has is limited beside its format:
members of a packed file, elements of XML, pages of a PDF, tags of a web page.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets of one query. Over a budget a query is refused with a message that names it, never cut silently."""

    characters: int = 2_000
    clauses: int = 64  # words, phrases and fields in a query
    phrase_words: int = 64
    nesting: int = 10
    prefix_letters: int = 2  # at least so many before a ``*``
    prefix_expansions: int = 1_024
    fuzzy_expansions: int = 64
    near_words: int = 100  # the largest distance of NEAR
    seconds: float = 1.0  # for all that the engine is asked for one answer
    advice_seconds: float = 0.5  # more, where nothing was found: for other spellings and for filters to leave out
    marks_seconds: float = 1.0  # more, for marking the words in the texts that are shown
    paged_hits: int = 1_000  # hits that can be reached by paging
    facet_values: int = 100  # values shown of one facet, beside the selected ones
    exported_hits: int = 100_000  # hits in one file
    export_seconds: float = 20.0  # for finding them; writing the file takes as long as its reader does


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Budgets of one source file. A file that goes over one is left out with a notice, and the build goes on."""

    size: int = 64 * 2**20  # bytes
    authority_size: int = 16 * 2**20  # bytes, of a speakers.toml
    folders: int = 64  # within folders
    plain: int = 2**20  # bytes of plain text that a build reads without a process apart
    seconds: int = 30  # of processor time to parse any file …
    seconds_per_megabyte: int = 20  # … and more by its size; the slowest real ones take 3
    idle: int = 4  # times that many seconds on the clock: the machine may be busy
    turns: int = 200_000  # of one document: attributing and indexing one takes some 3.5 kB of memory a turn
    least_memory: int = 2**30  # bytes to parse any file …
    memory_per_byte: int = 24  # … and more by its size

    def processor(self, size: int) -> int:
        """Seconds of processor time in which a file of ``size`` bytes is parsed."""
        return self.seconds + self.seconds_per_megabyte * size // 2**20

    def patience(self, size: int) -> int:
        """Seconds on the clock in which a file of ``size`` bytes is parsed."""
        return self.idle * self.processor(size)

    def memory(self, size: int) -> int:
        """Bytes of memory in which a file of ``size`` bytes is parsed."""
        return self.least_memory + self.memory_per_byte * size


FILE_LIMITS = FileLimits()
