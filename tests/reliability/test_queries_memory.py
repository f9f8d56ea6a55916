"""Memory stays flat, however many different things are asked. The long run: ``python -m tests.reliability.memory``."""

from __future__ import annotations

from pathlib import Path

from tests.reliability.memory import growth, measured

QUERIES = 1_200
ALLOWED = 4 * 2**20  # bytes; measured: 1, what is remembered of words; 8 with every answer kept


def test_memory_is_flat_over_different_queries(corpus_data: Path) -> None:
    told = list(measured(corpus_data, QUERIES, seed=1, parts=3))
    assert [each.queries for each in told] == [QUERIES // 3, QUERIES // 3 * 2, QUERIES]
    assert growth(told) < ALLOWED
