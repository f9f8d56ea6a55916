"""How fast is the engine beside others? Builds every engine on the same turns and asks them in turn.

    python -m tests.benchmarks FOLDER [--turns 100000] [--source turns.jsonl.xz] [--engines Colloquy,Tantivy,FTS5]

What was built in FOLDER is used again. Engines that are not installed are left out.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.benchmarks.contenders import CONTENDERS, Colloquy, Contender
from tests.benchmarks.questions import Question, questions
from tests.benchmarks.turns import turns
from webapp.memory import collect_rarely, keep_for_searches, settle_c_library

FRESH = 3  # new processes for the first search of a process


def main() -> None:
    asked = _arguments()
    if asked.build:
        _build(asked)
    elif asked.first:
        _first(asked)
    else:
        _measure(asked)


def _measure(asked: argparse.Namespace) -> None:
    folder = asked.folder / str(asked.turns)
    folder.mkdir(parents=True, exist_ok=True)
    text = sum(len(turn.text.encode()) for turn in turns(asked.source, asked.turns))
    print(f"{asked.turns:,} turns, {text / 1e6:.1f} MB of text\n")
    engines = _built(asked, folder, text)
    classes = questions(turns(asked.source, min(asked.turns, 120_000)))
    gc.collect()
    _be_a_server(asked)
    _compare(engines, classes, asked.repeat)
    _compare_first(asked, engines, classes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--turns", type=int, default=100_000)
    parser.add_argument("--source", type=Path)
    parser.add_argument("--engines", default=",".join(each.name for each in CONTENDERS))
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--build", help=argparse.SUPPRESS)
    parser.add_argument("--first", help=argparse.SUPPRESS)
    return parser.parse_args()


def _command(asked: argparse.Namespace, *more: str) -> list[str]:
    source = ["--source", str(asked.source)] if asked.source else []
    return [sys.executable, "-m", "tests.benchmarks", str(asked.folder), "--turns", str(asked.turns), *source, *more]


def _built(asked: argparse.Namespace, folder: Path, text: int) -> list[Contender]:
    """The engines that could be built or opened; each is built in a process of its own, to measure it alone."""
    print("| built | CPU s | wall s | peak MB | size / text |\n|---|---:|---:|---:|---:|")
    opened: list[Contender] = []
    for kind in CONTENDERS:
        if kind.name not in asked.engines.split(",") or asked.turns > getattr(kind, "most", asked.turns):
            continue
        place, told = folder / kind.name, folder / f"{kind.name}.txt"
        if not told.exists():
            done = subprocess.run(_command(asked, "--build", kind.name), capture_output=True, text=True)
            if done.returncode:
                print(f"| {kind.name}: left out, {done.stderr.strip().splitlines()[-1]} |")
                continue
            told.write_text(done.stdout)
        size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
        print(f"| {kind.name} | {told.read_text().strip()} | {size / text:.2f} |", flush=True)
        engine = kind()
        engine.open(place)
        opened.append(engine)
    print()
    return opened


def _build(asked: argparse.Namespace) -> None:
    (kind,) = (each for each in CONTENDERS if each.name == asked.build)
    place = asked.folder / str(asked.turns) / kind.name
    place.mkdir(parents=True)
    reading = _spent(lambda: sum(1 for _ in turns(asked.source, asked.turns)))
    building = _spent(lambda: kind().build(turns(asked.source, asked.turns), place))
    cpu, wall = (max(0.0, both - alone) for both, alone in zip(building, reading, strict=True))
    own, others = (
        resource.getrusage(whose).ru_maxrss // 1024 for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"{cpu:.1f} | {wall:.1f} | {f'{own}, {others} in each process beside' if others else own}")


def _spent(work: Callable[[], object]) -> tuple[float, float]:
    """The CPU seconds, those of ended processes among them, and the seconds that some work takes."""
    cpu, wall = sum(os.times()[:4]), time.monotonic()
    work()
    return sum(os.times()[:4]) - cpu, time.monotonic() - wall


def _compare(engines: list[Contender], classes: dict[str, list[Question]], repeat: int) -> None:
    """The median CPU milliseconds of a page by class. Engines take turns, each time in another order: who comes behind
    an engine that works long finds the processor's caches cold."""
    orders = Random(1)
    others = [engine.name for engine in engines[1:]]
    print(f"| class | matches | {engines[0].name} ms | " + " | ".join(f"{name} ms | ratio" for name in others) + " |")
    print("|---|---:|---:|" + "---:|---:|" * len(others))
    for name, asked in classes.items():
        times: dict[str, list[float]] = {engine.name: [] for engine in engines}
        totals: dict[str, list[int]] = {engine.name: [] for engine in engines}
        for round_ in range(repeat):
            for question in asked:
                for engine in orders.sample(engines, len(engines)):
                    start = time.process_time()
                    total = engine.page(question)
                    times[engine.name].append((time.process_time() - start) * 1000)
                    if round_ == 0:
                        totals[engine.name].append(total)
        ours = statistics.median(times[engines[0].name])
        cells = [_cell(statistics.median(times[other]), ours, totals[other]) for other in others]
        matches = statistics.median(totals[engines[0].name])
        print(f"| {name} | {matches:,.0f} | {ours:.2f} | " + " | ".join(cells) + " |", flush=True)
        _tell_other_totals(totals, engines)


def _cell(theirs: float, ours: float, totals: list[int]) -> str:
    return "– | –" if -1 in totals else f"{theirs:.2f} | {ours / theirs:.2f}"


def _tell_other_totals(totals: dict[str, list[int]], engines: list[Contender]) -> None:
    """Engines stem and cut words a little differently; more than two in a hundred is told."""
    ours = totals[engines[0].name]
    for engine in engines[1:]:
        pairs = [
            (a, b)
            for a, b in zip(ours, totals[engine.name], strict=True)
            if b >= 0 and abs(a - b) > 0.02 * max(a, b, 50)
        ]
        if pairs:
            print(f"  {engine.name} finds other totals (ours, theirs): {pairs}", file=sys.stderr)


def _be_a_server(asked: argparse.Namespace) -> None:
    """Keep memory and collect cycles as the server does."""
    settle_c_library()
    keep_for_searches(asked.turns)
    collect_rarely()


def _first(asked: argparse.Namespace) -> None:
    """The CPU milliseconds of opening and of the first page of each class, in this new process."""
    (kind,) = (each for each in CONTENDERS if each.name == asked.first)
    classes = questions(turns(asked.source, min(asked.turns, 120_000)))
    engine = kind()
    start = time.process_time()
    engine.open(asked.folder / str(asked.turns) / kind.name)
    times = [(time.process_time() - start) * 1000]
    engine.page(Question("and", ("zzzzzz",)))  # loads the code
    _be_a_server(asked)
    for number, every in enumerate(classes.values()):
        start = time.process_time()
        engine.page(every[number % len(every)])
        times.append((time.process_time() - start) * 1000)
    print(" ".join(f"{each:.3f}" for each in times))


def _compare_first(asked: argparse.Namespace, engines: list[Contender], classes: dict[str, list[Question]]) -> None:
    """Opening, and the first page of each class, in new processes: ours beside Tantivy."""
    names = [engine.name for engine in engines if engine.name in (Colloquy.name, "Tantivy")]
    found: dict[str, list[float]] = {}
    for name in names:
        runs = [subprocess.run(_command(asked, "--first", name), capture_output=True, text=True) for _ in range(FRESH)]
        found[name] = [
            statistics.median(run) for run in zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
        ]
    print(f"\n| first page of a process | {' | '.join(f'{name} ms' for name in names)} | ratio |")
    print("|---|" + "---:|" * (len(names) + 1))
    for place, what in enumerate(("opening", *classes)):
        times = [found[name][place] for name in names]
        print(f"| {what} | {' | '.join(f'{each:.2f}' for each in times)} | {times[0] / times[-1]:.2f} |")


if __name__ == "__main__":
    main()
