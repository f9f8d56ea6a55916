"""How many notices of one kind are worth telling? The first ones whole, the others as a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from index.model import Notice

MOST = 20  # of one code in one document


def few(notices: Iterable[Notice], most: int = MOST) -> tuple[Notice, ...]:
    """``notices`` in order, at most ``most`` of one code; the next one says how many more there are."""
    told = tuple(notices)
    totals = Counter(notice.code for notice in told)
    seen: Counter[str] = Counter()
    kept: list[Notice] = []
    for notice in told:
        seen[notice.code] += 1
        if seen[notice.code] <= most:
            kept.append(notice)
        elif seen[notice.code] == most + 1:
            more = totals[notice.code] - most
            kept.append(replace(notice, message=f"{notice.message} ({more:,} such places from here on)"))
    return tuple(kept)
