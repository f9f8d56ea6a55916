"""The search engine on Whoosh, for one machine: an index of its own layout, read by code that can be stopped.

Whoosh keeps the inverted index and gives the postings of single terms; everything above them is done here.
"""

from __future__ import annotations

from pathlib import Path

from whoosh.reading import IndexReader

from index.engines.base import Engine, EngineResult, Plan
from index.engines.whoosh import statistics
from index.engines.whoosh.answer import answer
from index.engines.whoosh.deadline import Deadline
from index.engines.whoosh.evaluation import Evaluation
from index.engines.whoosh.postings import Postings
from index.engines.whoosh.readers import Readers
from index.engines.whoosh.spellings import spellings
from index.engines.whoosh.tables import Tables
from index.engines.whoosh.writer import WhooshWriter
from index.limits import LIMITS, Limits

__all__ = ["WhooshEngine", "WhooshWriter"]


class WhooshEngine(Engine):
    """One index opened for reading, by any number of threads."""

    def __init__(self, readers: Readers, known: statistics.Statistics) -> None:
        self._readers, self._statistics = readers, known
        self._tables = Tables()

    @classmethod
    def open(cls, directory: Path) -> WhooshEngine:
        """The index that :class:`WhooshWriter` published in ``directory``. Reads little until the first search.

        Whoosh's files are pickles: their checksums must be right before they are opened.
        """
        return cls(Readers(directory), statistics.read(directory))

    def search(self, plan: Plan) -> EngineResult:
        with self._readers.lent() as reader:
            return answer(plan, self._evaluation(reader, plan.limits))

    def spellings(self, word: str, limit: int = 5) -> tuple[str, ...]:
        with self._readers.lent() as reader:
            return spellings(word, limit, self._evaluation(reader, LIMITS))

    def close(self) -> None:
        """Release every file; searches under way end first."""
        self._readers.close()

    def _evaluation(self, reader: IndexReader, limits: Limits) -> Evaluation:
        deadline = Deadline(limits.seconds)
        postings = Postings(reader, deadline)
        return Evaluation(postings, self._tables, self._statistics, limits, deadline, reader.doc_count_all())
