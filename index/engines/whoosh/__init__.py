"""The search engine on Whoosh, for one machine: Whoosh's index in a codec of our own, searched by whole arrays."""

from __future__ import annotations

from pathlib import Path

from whoosh.codec.whoosh3 import W3Codec

from index.engines.base import Engine, EngineResult, Plan
from index.engines.whoosh.answer import answer
from index.engines.whoosh.codec import POSTINGS, TERMS
from index.engines.whoosh.deadline import Deadline
from index.engines.whoosh.evaluation import Evaluation
from index.engines.whoosh.opened import Index, open_index
from index.engines.whoosh.spellings import spellings
from index.engines.whoosh.writer import WhooshWriter
from index.limits import LIMITS, Limits

__all__ = ["WhooshEngine", "WhooshWriter", "holds_pickles"]

_ARRAYS = (TERMS, POSTINGS, W3Codec.COLUMN_EXT)  # files that hold nothing but numbers and text


def holds_pickles(name: str) -> bool:
    """Whether a file of an index may run code when it is opened: the table of contents, and what is not known."""
    return not name.endswith(_ARRAYS)


class WhooshEngine(Engine):
    """One index opened for reading, by any number of threads: nothing in it changes."""

    def __init__(self, index: Index) -> None:
        self._index: Index | None = index

    @classmethod
    def open(cls, directory: Path) -> WhooshEngine:
        """The index that :class:`WhooshWriter` published in ``directory``, mapped into memory.

        Whoosh's table of contents is a pickle: its checksum must be right before it is opened. Raises
        :class:`~index.errors.DamagedGeneration` that names a file which is cut short or of another kind.
        """
        return cls(open_index(directory))

    def search(self, plan: Plan) -> EngineResult:
        return answer(plan, self._evaluation(plan.limits))

    def spellings(self, word: str, limit: int = 5, limits: Limits = LIMITS) -> tuple[str, ...]:
        return spellings(word, limit, self._evaluation(limits))

    def close(self) -> None:
        """Let go of every file; searches under way end first."""
        self._index = None

    def _evaluation(self, limits: Limits) -> Evaluation:
        index = self._index
        if index is None:
            raise ValueError("This index was closed; open the current generation again.")
        return Evaluation(index, limits, Deadline(limits.seconds))
