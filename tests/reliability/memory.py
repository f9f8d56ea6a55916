"""Does memory stay flat over many different queries?

    python -m tests.reliability.memory [--queries 50000] [--parts 10] [--allowed 64] [--seed 7] [--data DIR]

asks the application itself, without a server, as many different random queries, and prints after each part of them how
much memory the process holds. The first part warms up: templates are compiled, caches begin to fill. Ends with 1 when
the process then took more than so many megabytes beyond. What is remembered of words (:mod:`index.queries.analysis`)
goes on filling for some ten thousand queries, up to its limit.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from flask import Flask

from index.generations.directory import Generations
from index.limits import LIMITS
from tests.reliability.answers import ask
from tests.reliability.fuzz import archive_of_the_tests
from tests.reliability.random_requests import Asked, Known, encoded, query
from webapp import create_app
from webapp.settings import Settings, Traffic

PAGES = ("/search", "/search", "/search", "/search.json", "/search.atom", "/quote", "/suggest", "/search.csv")


@dataclass(frozen=True, slots=True)
class Measured:
    queries: int
    resident: int  # bytes
    seconds: float  # since the beginning


def application(data: Path) -> Flask:
    """The site without rates; the machine may be busy."""
    traffic = Traffic(searches_per_minute=0, exports_per_minute=0)
    return create_app(Settings(data=data, limits=replace(LIMITS, seconds=60.0), traffic=traffic))


def measured(data: Path, queries: int, seed: int, parts: int) -> Iterator[Measured]:
    """How much memory is held after each of so many equal parts of the queries."""
    app, known = application(data), Known.of(Generations(data).current())
    started = time.monotonic()
    for number in range(1, queries + 1):
        chance = Random(f"{seed}/{number}")  # noqa: S311  # no secret
        path = chance.choice(PAGES)
        name = "text" if path == "/quote" else "q"
        ask(app, Asked(f"{path}?{encoded([(name, query(chance, known))])}"))
        if number % max(1, queries // parts) == 0:
            yield Measured(number, resident(), time.monotonic() - started)


def resident() -> int:
    """Bytes of memory that this process holds, without what waits to be collected."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def growth(told: list[Measured]) -> int:
    """Bytes that the process held at most beyond what it held after the first part."""
    return max(each.resident for each in told) - told[0].resident


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=50_000)
    parser.add_argument("--parts", type=int, default=10)
    parser.add_argument("--allowed", type=float, default=64.0, help="megabytes")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, help="an archive that is there already")
    given = parser.parse_args()
    if given.data:
        return _told(measured(given.data, given.queries, given.seed, given.parts), given.allowed)
    with archive_of_the_tests() as (data, _):
        return _told(measured(data, given.queries, given.seed, given.parts), given.allowed)


def _told(each: Iterator[Measured], allowed: float) -> int:
    told = []
    for one in each:
        told.append(one)
        print(f"{one.queries:>8,} queries {one.resident / 2**20:8.1f} MB {one.seconds:8.0f} s", flush=True)
    grown = growth(told) / 2**20
    print(f"{grown:.1f} MB more than after the first part, {allowed:g} are allowed")
    return 1 if grown > allowed else 0


if __name__ == "__main__":
    sys.exit(main())
