"""What breaks the site? Random requests for as long as wanted, each of which can be asked again by its number.

    python -m tests.reliability.fuzz --seconds 60 [--seed 7] [--data DIR] [--only NUMBER]

asks the application itself, without a server: over an archive in DIR, or over one built from the seeds and the odd
documents of the tests, and built again after some of them were changed, moved or taken out, so that links have a past.
Two sites are asked in turn: a plain one, and one behind a proxy under a sub-path. Prints what
is wrong with which request, the statuses, and what took longest; ends with 1 when anything was wrong. Request NUMBER
of a seed is always the same one.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from random import Random

from flask import Flask

from index.building.build import build
from index.generations.directory import Generations
from index.limits import LIMITS
from tests.reliability.answers import LEGAL, Answer, ask, faults
from tests.reliability.random_requests import Asked, Known, request
from webapp import create_app
from webapp.settings import Settings, Traffic

TESTS = Path(__file__).parents[1]
SOURCES = (TESTS.parent / "seeds", TESTS / "web" / "odd", TESTS / "corpus")
PATIENT = replace(LIMITS, seconds=30.0)  # the machine may be busy; what is judged is processor time
WHOLE_RESULT_SETS = ("/search.csv", "/search.jsonl")  # whose budget is another, and which are sent while they are made
SLOWEST_TOLD = 5
FAULTS_TOLD = 20


@dataclass
class Told:
    """What came of it."""

    wrong: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: list[tuple[float, int, str]] = field(default_factory=list)

    def add(self, number: int, asked: Asked, answer: Answer) -> None:
        self.statuses[answer.status] += 1
        self.slowest = sorted([*self.slowest, (answer.seconds, number, asked.target[:100])], reverse=True)[
            :SLOWEST_TOLD
        ]
        whole = asked.target.startswith(WHOLE_RESULT_SETS)
        for fault in faults(asked, answer, seconds=LIMITS.export_seconds if whole else LIMITS.seconds):
            self.blame(number, asked, fault)

    def blame(self, number: int, asked: Asked, fault: str) -> None:
        headers = " ".join(f"{name}: {value[:60]}" for name, value in asked.headers)
        self.wrong.append(f"{number}: {fault}\n    {asked.method} {asked.target[:300]} {headers}")


def sites(data: Path) -> tuple[Flask, ...]:
    """The same archive as two operators serve it."""
    plain = Settings(data=data, limits=PATIENT, traffic=Traffic(searches_per_minute=0, exports_per_minute=0))
    behind = Settings(
        data=data, limits=PATIENT, base_url="https://papers.example/archive", trusted_hosts=("localhost",), proxies=1
    )
    apps = create_app(plain), create_app(behind)
    for app in apps:
        app.testing = True  # what goes wrong inside is raised
    return apps


def fuzz(data: Path, known: Known, seed: int, numbers: Iterator[int], seconds: float) -> Told:
    """Ask the requests of these numbers until the time is over."""
    apps, told = sites(data), Told()
    until = time.monotonic() + seconds
    for number in numbers:
        if time.monotonic() >= until:
            break
        chance = Random(f"{seed}/{number}")  # noqa: S311  # no secret
        asked = request(chance, known)
        try:
            told.add(number, asked, ask(chance.choice(apps), asked))
        except Exception:
            told.blame(number, asked, traceback.format_exc(limit=-6))
    return told


@contextmanager
def archive_of_the_tests() -> Iterator[tuple[Path, Known]]:
    """A data directory, and what is known of it: passages as they are, and as they were before the last build."""
    with tempfile.TemporaryDirectory() as name:
        folder, data = Path(name, "folder"), Path(name, "data")
        for source in SOURCES:
            shutil.copytree(source, folder / source.name)
        build(folder, data)
        before = known_of(data)
        _edit(folder)
        build(folder, data)
        now = known_of(data)
        yield data, replace(now, passages=(*before.passages, *now.passages))


def _edit(folder: Path) -> None:
    """Take a document out, and change words, order and speakers in others."""
    (folder / "corpus" / "rope_walk.txt").unlink()
    for path in (*folder.glob("seeds/*.txt"), *folder.glob("corpus/*.txt")):
        text = path.read_text("utf-8").replace(" people ", " nation ").replace("Kowalski", "Nowak")
        paragraphs = text.split("\n\n")
        paragraphs[-3:] = reversed(paragraphs[-3:])
        path.write_text("\n\n".join(paragraphs), "utf-8")


def known_of(data: Path) -> Known:
    return Known.of(Generations(data).current())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--data", type=Path, help="an archive that is there already")
    parser.add_argument("--only", type=int, help="the number of one request, to ask it alone")
    given = parser.parse_args()
    print(f"seed {given.seed}, legal are {sorted(LEGAL)}", flush=True)
    numbers = iter((given.only,)) if given.only is not None else count()
    if given.data:
        return tell(fuzz(given.data, known_of(given.data), given.seed, numbers, given.seconds))
    with archive_of_the_tests() as (data, known):
        return tell(fuzz(data, known, given.seed, numbers, given.seconds))


def tell(told: Told) -> int:
    for wrong in told.wrong[:FAULTS_TOLD]:
        print(wrong)
    print(f"{told.statuses.total():,} answers, by status {dict(sorted(told.statuses.items()))}")
    for seconds, number, target in told.slowest:
        print(f"{seconds * 1000:6.0f} ms of processor time: {number} {target}")
    print(f"{len(told.wrong)} wrong")
    return 1 if told.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
