"""How are several questions of one answer put to the engine within the time of one?"""

from __future__ import annotations

import time
from dataclasses import replace

from index.engines.base import Engine, EngineResult, Plan
from index.errors import OutOfTime
from index.limits import Limits


class Asking:
    """An engine for as long as ``limits.seconds`` last, from now on: each question has what the ones before left.

    Every question may raise :class:`OutOfTime`, which names the whole time.
    """

    def __init__(self, engine: Engine, limits: Limits) -> None:
        self._engine, self._limits = engine, limits
        self._end = time.monotonic() + limits.seconds

    def search(self, plan: Plan) -> EngineResult:
        """What the engine answers; the budgets are those of the asking, not those of the plan."""
        try:
            return self._engine.search(replace(plan, limits=self._left()))
        except OutOfTime as over:
            raise self._over() from over

    def spellings(self, word: str, limit: int) -> tuple[str, ...]:
        """What ``word`` may be a slip for, as the engine has it."""
        try:
            return self._engine.spellings(word, limit, self._left())
        except OutOfTime as over:
            raise self._over() from over

    def _left(self) -> Limits:
        """The same budgets with the time that is left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise self._over()
        return replace(self._limits, seconds=left)

    def _over(self) -> OutOfTime:
        message = (
            f"The search took longer than {self._limits.seconds:g} s. Ask for fewer or rarer words, or filter first."
        )
        return OutOfTime(message, "seconds")
