"""How long does the server work on each kind of page? One reader, no network: median and 95th percentile.

    python -m tests.benchmarks.pages DATA [--each 100]

asks the site over a built archive (DATA, as ``colloquy build --data`` made it) for pages of the mix, one after another
and in turn. Prints processor time in milliseconds: of the whole page, of its search alone, and until the first byte.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlsplit

from flask.testing import FlaskClient

from index.generations.archive import Archive
from index.generations.directory import Generations
from index.search import search
from tests.benchmarks.mix import MIX, Known, percentile
from webapp import create_app
from webapp.memory import collect_rarely, settle_c_library
from webapp.search_urls import read
from webapp.serving import prepare
from webapp.settings import Settings, Traffic

SAMPLE = 5_000  # turns that words are taken from
LONG = ("", "?q=people", "?q=the")  # how the longest transcript is asked for


def known_of(archive: Archive) -> Known:
    """Words, documents and speakers of an archive."""
    store, chance = archive.store, random.Random(1)
    rows = sorted(chance.sample(range(archive.manifest.entries), min(SAMPLE, archive.manifest.entries)))
    turns = [place.turn for place in store.places(rows) if place.turn]
    return Known(
        [" ".join(paragraph.text for paragraph in turn.paragraphs) for turn in turns],
        [f"/documents/{document.id}" for document in store.documents()],
        [f"/speakers/{speaker.id}" for speaker in store.speakers()],
    )


class Times:
    """Milliseconds of processor time by kind of page: first byte, whole page, search alone."""

    def __init__(self, client: FlaskClient, archive: Archive) -> None:
        self._client, self._archive = client, archive
        self.measured: dict[str, list[tuple[float, float, float]]] = defaultdict(list)

    def ask(self, kind: str, address: str) -> None:
        started = time.process_time()
        answer = self._client.get(address)
        first = time.process_time() - started
        _ = answer.data
        whole = time.process_time() - started
        assert answer.status_code == 200, f"{answer.status_code} {address}"
        self.measured[kind].append((1000 * first, 1000 * whole, 1000 * self._alone(urlsplit(address))))

    def _alone(self, asked: SplitResult) -> float:
        """Seconds of the same search without a page; 0 for what is none."""
        if asked.path != "/search":
            return 0.0
        started = time.process_time()
        search(self._archive, read(parse_qsl(asked.query)).request)
        return time.process_time() - started


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data", type=Path)
    options.add_argument("--each", type=int, default=100)
    asked = options.parse_args()
    settle_c_library()  # as the server does, and so what follows
    app = create_app(Settings(data=asked.data, traffic=Traffic(searches_per_minute=0)))
    prepare(app)
    collect_rarely()
    archive = Generations(asked.data).current()
    known, chance = known_of(archive), random.Random(2)
    times = Times(app.test_client(), archive)
    longest = max(archive.store.documents(), key=lambda document: document.turns)
    for number in range(-1, asked.each):
        for kind in MIX:
            times.ask(kind.name if number >= 0 else "(warming up)", kind.address(known, chance))
        if number % 10 == 0:
            for query in LONG:
                times.ask(f"{longest.turns:,} turns{query}", f"/documents/{longest.id}{query}")
    _print(times, archive)


def _print(times: Times, archive: Archive) -> None:
    counts = archive.store.counts()
    print(f"{counts.turns:,} turns in {counts.documents:,} documents\n")
    print("| page | median ms | p95 ms | search alone, median | first byte, median | p95 |")
    print("|---|--:|--:|--:|--:|--:|")
    rows = {name: found for name, found in times.measured.items() if not name.startswith("(")}
    searches = [(kind.share, found) for kind in MIX if (found := rows[kind.name])[0][2]]
    rows["**/search, by share**"] = [each for share, found in searches for each in found * share]
    for name, found in rows.items():
        first, whole, alone = zip(*found, strict=True)
        cells = (
            percentile(whole, 0.5),
            percentile(whole, 0.95),
            percentile(alone, 0.5),
            percentile(first, 0.5),
            percentile(first, 0.95),
        )
        print(f"| {name} | " + " | ".join(f"{cell:.1f}" for cell in cells) + " |")


if __name__ == "__main__":
    main()
