"""How much of an answer is marked? Everything there is time for; the rest is shown without marks, and that is told."""

from __future__ import annotations

import time

from index.generations.archive import Archive
from index.limits import LIMITS, Limits
from index.model import Notice, Severity
from index.plan import Understood
from index.queries.matching import Highlighter, Language, Leaves

_NOTHING = Leaves({}, None, ())


class Marking(Highlighter):
    """What is to be marked of a search, for ``limits.marks_seconds`` from now on. For one answer, and for one thread.

    The marking of one text is not broken off: a million characters take some tenths of a second.
    """

    def __init__(self, archive: Archive, asked: Understood, limits: Limits = LIMITS) -> None:
        super().__init__(asked.tree, archive.store.languages())
        self._end = time.monotonic() + limits.marks_seconds
        self._late = False

    def leaves(self, field: str, language: Language) -> Leaves:
        """What can be marked in a field of texts in one language: nothing when the time is over."""
        self._late = self._late or time.monotonic() >= self._end
        return _NOTHING if self._late else super().leaves(field, language)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Said when the time was not enough."""
        return (_LATE,) if self._late else ()


_LATE = Notice(
    Severity.INFO,
    "marks_seconds",
    "The texts here are so long that there was no time to mark the words in all of them.",
)
