"""How does the site hold up when many read at once, and a rebuild switches generations in the middle?

    python -m tests.benchmarks.load PLACE [--source TURNS.jsonl[.xz]] [--turns 30000] [--workers 1]
                                    [--readers 50] [--hostile 0] [--seconds 60] [--pause 1]

Builds an archive below PLACE (what was built there is used again), starts ``colloquy serve`` on it, and lets readers
ask a mix of pages over connections of their own. Without ``--source`` the turns are made up
(:mod:`tests.benchmarks.turns`). Each reader waits for an answer, reads for a while (``--pause`` seconds on average; 0:
asks at once), and asks again; a hostile one asks for what costs most, without a pause, and may be refused. Every other
answer must be whole and of one generation. Half way a document is added, or changed, and the archive built anew. Prints
a table and ends with 1 when any answer was wrong. Settings (``COLLOQUY_…``) are those of the environment.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from tests.benchmarks.mix import DEAR, MIX, Kind, Known, percentile
from tests.benchmarks.turns import BenchTurn, turns

SAMPLE = 20  # of so many turns the words of one are known to readers


def write_folder(folder: Path, every: Iterator[BenchTurn]) -> list[str]:
    """One file for each document; the texts of some turns."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = []
    for number, (document, said) in enumerate(groupby(every, key=lambda turn: turn.document)):
        lines = []
        for turn in said:
            row = {
                "document": document,
                "title": document,
                "date": turn.day,
                "speaker": turn.speaker,
                "text": turn.text,
            }
            lines.append(json.dumps({name: value for name, value in row.items() if value}))
            if turn.row % SAMPLE == 0:
                texts.append(turn.text)
        (folder / f"d{number:05d}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return texts


@dataclass
class Measured:
    """What came of it: milliseconds by kind, and everything that was wrong."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    totals: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    generations: set[str] = field(default_factory=set)

    def judge(self, address: str, status: int, body: bytes) -> None:
        if status != 200:
            self.wrong.append(f"{status} {address}")
        elif body.startswith(b"<!doctype html") and not body.rstrip().endswith(b"</html>"):
            self.wrong.append(f"cut short: {address}")
        elif address.startswith("/search.json"):
            found = json.loads(body)
            self.generations.add(found["generation"])
            self.totals[address, found["generation"]].add(found["total"])


def read(
    port: int, known: Known, kinds: Sequence[Kind], measured: Measured, until: float, pause: float, seed: int
) -> None:
    """One reader with one connection."""
    chance = random.Random(seed)
    shares = [kind.share for kind in kinds]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    time.sleep(chance.random() * pause)
    while time.monotonic() < until:
        (kind,) = chance.choices(kinds, shares)
        address = kind.address(known, chance)
        started = time.perf_counter()
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            measured.wrong.append(f"{error!r} {address}")
            connection.close()
            continue
        measured.times[kind.name].append((time.perf_counter() - started) * 1000)
        if kinds is MIX or answer.status not in (400, 503):  # who asks for too much is told so
            measured.judge(address, answer.status, body)
        time.sleep(chance.expovariate(1 / pause) if pause else 0)
    connection.close()


def links(port: int, path: str, under: str) -> list[str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    page = connection.getresponse().read().decode()
    connection.close()
    return sorted(set(re.findall(rf'href="({under}/[a-z0-9-]+)"', page)))


def answering(first: int) -> list[int]:
    """The processes that answer: the workers of ``first``, or itself."""
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return [int(each) for each in children] or [first]


def memory(pids: list[int]) -> str:
    """Megabytes that each process holds, and how many of them are its own: no pages of files or of its parent."""
    told = []
    for pid in pids:
        sizes = dict(re.findall(r"(\w+):\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text()))
        own = min(int(sizes["Anonymous"]), int(sizes["Private_Clean"]) + int(sizes["Private_Dirty"]))
        told.append(f"{int(sizes['Rss']) / 1024:.0f} ({own / 1024:.0f})")
    return " + ".join(told)


def processor(pids: list[int]) -> float:
    """Seconds of processor time that processes have used."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def colloquy(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "webapp", *map(str, arguments)]


def rebuild(folder: Path, data: Path, after: float, said: list[str]) -> None:
    time.sleep(after)
    (folder / "added.jsonl").write_text(json.dumps({"document": "added", "speaker": "A", "text": f"At {time.time()}."}))
    started = time.monotonic()
    run = subprocess.run(
        ["nice", *colloquy("build", folder, "--data", data)], capture_output=True, text=True, check=False
    )
    said.append(f"rebuilt in {time.monotonic() - started:.1f} s, exit {run.returncode}")


def table(measured: Measured) -> Iterator[str]:
    yield f"| {'what':<15} | answers | p50 ms | p95 ms | p99 ms | longest |"
    yield "|---|--:|--:|--:|--:|--:|"
    every = [each for kind in MIX for each in measured.times.get(kind.name, ())]
    for kind, times in (*sorted(measured.times.items()), ("**all but dear**", every)):
        numbers = (*(percentile(times, share) for share in (0.5, 0.95, 0.99)), max(times))
        yield f"| {kind:<15} | {len(times):,} | " + " | ".join(f"{each:,.0f}" for each in numbers) + " |"


def main() -> int:
    asked = _arguments()
    folder, data = asked.place / f"folder-{asked.turns}", asked.place / f"data-{asked.turns}"
    texts = write_folder(folder, turns(asked.source, asked.turns))
    started = time.monotonic()
    subprocess.run(colloquy("build", folder, "--data", data), check=True, stdout=subprocess.DEVNULL)
    print(f"{asked.turns:,} turns built in {time.monotonic() - started:.1f} s; {os.cpu_count()} processors")
    with (
        (asked.place / "log").open("w") as log,
        subprocess.Popen(
            colloquy("serve", folder, "--data", data, "--port", "0", "--workers", str(asked.workers)),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as server,
    ):
        assert server.stdout
        line = next(line for line in server.stdout if line.startswith("Serving"))
        measured, said = Measured(), list[str]()
        _read_all(asked, server, int(line.rstrip("/\n").rpartition(":")[2]), (folder, data), texts, measured, said)
        server.send_signal(signal.SIGTERM)
        said.append(f"server ended with {server.wait(60)}")
    measured.wrong += [f"totals differ: {key} {found}" for key, found in measured.totals.items() if len(found) > 1]
    print(*table(measured), *said, sep="\n")
    print(f"wrong: {len(measured.wrong)}", *measured.wrong[:10], sep="\n  ")
    return 1 if measured.wrong else 0


def _read_all(
    asked: argparse.Namespace,
    server: subprocess.Popen[str],
    port: int,
    places: tuple[Path, Path],
    texts: list[str],
    measured: Measured,
    said: list[str],
) -> None:
    """Let everybody read, and rebuild in the middle."""
    known = Known(texts, links(port, "/documents", "/documents"), links(port, "/speakers", "/speakers"))
    pids = answering(server.pid)
    held, worked, until = [memory(pids)], processor(pids), time.monotonic() + asked.seconds
    jobs = [
        threading.Thread(target=read, args=(port, known, MIX, measured, until, asked.pause, seed))
        for seed in range(asked.readers)
    ]
    jobs += [
        threading.Thread(target=read, args=(port, known, DEAR, measured, until, 0, seed))
        for seed in range(asked.hostile)
    ]
    jobs.append(threading.Thread(target=rebuild, args=(*places, asked.seconds / 2, said)))
    for job in jobs:
        job.start()
    while time.monotonic() < until:
        time.sleep(asked.seconds / 6)
        held.append(memory(pids))
    for job in jobs:
        job.join()
    count = sum(map(len, measured.times.values()))
    each = 1000 * (processor(pids) - worked) / count
    said.append(f"{asked.readers} readers, {asked.hostile} hostile, {asked.seconds:g} s, {asked.workers} workers:")
    said.append(f"{count / asked.seconds:.0f} answers a second, {each:.1f} ms of processor time for each")
    said.append(f"generations seen: {len(measured.generations)}")
    said.append(f"memory, MB (its own): {', '.join(held)}")


def _arguments() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("place", type=Path)
    options.add_argument("--source", type=Path)
    options.add_argument("--turns", type=int, default=30_000)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--readers", type=int, default=50)
    options.add_argument("--hostile", type=int, default=0)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--pause", type=float, default=1.0)
    return options.parse_args()


if __name__ == "__main__":
    sys.exit(main())
