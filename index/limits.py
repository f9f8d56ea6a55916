"""How much may one query ask for? The budgets, declared once; every one is a setting (``COLLOQUY_MAX_…``)."""

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
    seconds: float = 1.0
    paged_hits: int = 1_000  # hits that can be reached by paging
    facet_values: int = 100  # values shown of one facet, beside the selected ones
    exported_hits: int = 100_000  # hits in one file
    export_seconds: float = 20.0  # for finding them; writing the file takes as long as its reader does


LIMITS = Limits()
