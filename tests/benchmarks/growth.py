"""How does a page's cost grow? With turns, values of facets, segments and words of a query; Colloquy alone.

    python -m tests.benchmarks.growth FOLDER [--source turns.jsonl.xz] [--most 1000000]

What was built in FOLDER is used again. Times are CPU milliseconds of a whole page, medians.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from index.engines.whoosh.merge_policy import MERGE_POLICY, MergePolicy
from index.engines.whoosh.writer import WORDS_HELD
from tests.benchmarks.contenders import Colloquy
from tests.benchmarks.questions import Question, questions
from tests.benchmarks.turns import BenchTurn, turns

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
MIDDLE = 300_000  # turns, where something else grows
DOCUMENTS = (100, 1_000, 10_000, 100_000)
SEGMENTS = (1, 2, 4, 8)
LENGTHS = (1, 2, 4, 8, 16, 32)
REPEAT = 9
UNMERGED = MergePolicy(written=1_000, cheap=0, segments=1_000)

Make = Callable[[], Iterable[BenchTurn]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.growth", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--source", type=Path)
    parser.add_argument("--most", type=int, default=SIZES[-1])
    asked = parser.parse_args()

    def some(size: int) -> Make:
        return lambda: turns(asked.source, size)

    sizes = [size for size in SIZES if size <= asked.most]
    middle = min(MIDDLE, asked.most)
    classes = questions(turns(asked.source, min(asked.most, 100_000)))
    _table("turns", {f"{size:,}": _opened(asked.folder, f"{size}", some(size)) for size in sizes}, classes)
    spread = {
        f"{count:,}": _opened(asked.folder, f"{middle}-of-{count}", lambda n=count: _spread(some(middle)(), n, middle))  # type: ignore[misc]
        for count in DOCUMENTS
    }
    _table("documents", spread, classes)
    words = sum(len(turn.text.split()) for turn in turns(asked.source, middle))
    cut = {
        str(count): _opened(asked.folder, f"{middle}-in-{count}", some(middle), words // count + 1, UNMERGED)
        for count in SEGMENTS
    }
    _table("segments", cut, classes)
    _table_of_lengths(_opened(asked.folder, f"{middle}", some(middle)), classes)


def _opened(
    folder: Path, name: str, make: Make, words_held: int = WORDS_HELD, policy: MergePolicy = MERGE_POLICY
) -> Colloquy:
    place, engine = folder / f"growth-{name}", Colloquy()
    if not place.exists():
        place.mkdir(parents=True)
        engine.build(make(), place, words_held, policy)
    engine.open(place)
    return engine


def _spread(every: Iterable[BenchTurn], documents: int, size: int) -> Iterator[BenchTurn]:
    """The same turns in so many documents of equal length."""
    each = -(-size // documents)
    return (replace(turn, document=f"d{turn.row // each:06d}") for turn in every)


def _table(what: str, engines: dict[str, Colloquy], classes: dict[str, list[Question]]) -> None:
    print(f"\n| {what} | {' | '.join(engines)} |\n|---|{'---:|' * len(engines)}")
    for name, asked in classes.items():
        print(f"| {name} | {' | '.join(_cost(engine, asked) for engine in engines.values())} |", flush=True)


def _table_of_lengths(engine: Colloquy, classes: dict[str, list[Question]]) -> None:
    words = [word for name in ("common term", "mid term", "rare term") for each in classes[name] for word in each.words]
    print(f"\n| words | {' | '.join(map(str, LENGTHS))} |\n|---|{'---:|' * len(LENGTHS)}")
    for kind in ("and", "or", "phrase"):
        costs = (_cost(engine, [Question(kind, tuple(_taken(words, length)))]) for length in LENGTHS)
        print(f"| {kind} | {' | '.join(costs)} |", flush=True)


def _taken(words: Sequence[str], length: int) -> Iterator[str]:
    """So many words, again from the start where there are no more."""
    return islice((word for _ in range(length) for word in words), length)


def _cost(engine: Colloquy, asked: Sequence[Question]) -> str:
    times = []
    for _ in range(REPEAT):
        for question in asked:
            start = time.process_time()
            engine.page(question)
            times.append((time.process_time() - start) * 1000)
    return f"{statistics.median(times):.2f}"


if __name__ == "__main__":
    main()
