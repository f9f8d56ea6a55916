"""How does the site hold up when many read at once, and a rebuild switches generations in the middle?

    python tests/benchmarks/load.py --corpus TURNS.jsonl[.xz] [--turns 30000] [--readers 50] [--seconds 60] [--pause 1]

Builds an archive from the first turns of a corpus (rows with ``doc_id``, ``doc_title``, ``date``, ``speaker``,
``text``), starts ``colloquy serve`` on it, and lets readers ask a mix of pages over connections of their own. Each
reader waits for an answer, reads for a while (``--pause`` seconds on average; 0: asks at once), and asks again. Every
answer must be whole and of one generation. Half way a document is added and the archive built anew. Prints a table and
ends with 1 when any answer was wrong.
"""

from __future__ import annotations

import argparse
import http.client
import json
import lzma
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

WORD = re.compile(r"[A-Za-z]{4,12}")
Row = dict[str, str]


def rows(corpus: Path, turns: int) -> list[Row]:
    unpack = lzma.open if corpus.suffix == ".xz" else open
    with unpack(corpus, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in islice(file, turns)]


def write_folder(folder: Path, turns: list[Row]) -> None:
    """One file for each document."""
    documents: dict[str, list[Row]] = defaultdict(list)
    for row in turns:
        documents[row["doc_id"]].append(row)
    for number, (id_, said) in enumerate(documents.items()):
        lines = [
            json.dumps({"document": id_, "title": row["doc_title"], **{k: row[k] for k in ("date", "speaker", "text")}})
            for row in said
        ]
        (folder / f"d{number:05d}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


@dataclass
class Words:
    """What readers ask for: words as they are spoken, and the addresses of documents and speakers."""

    turns: list[Row]
    documents: list[str] = field(default_factory=list)
    speakers: list[str] = field(default_factory=list)

    def word(self, chance: random.Random) -> str:
        return chance.choice(WORD.findall(chance.choice(self.turns)["text"]) or ["people"])

    def phrase(self, chance: random.Random) -> str:
        words = chance.choice(self.turns)["text"].split()
        start = chance.randrange(max(1, len(words) - 2))
        return " ".join(re.sub(r"[^\w' -]", "", word) for word in words[start : start + 2])


def search(words: Words, chance: random.Random, *, path: str = "/search", **more: str) -> str:
    return f"{path}?{urlencode({'q': words.word(chance), **more})}"


# How often of a hundred, what, and its address.
MIX: tuple[tuple[int, str, Callable[[Words, random.Random], str]], ...] = (
    (25, "one word", lambda w, c: search(w, c)),
    (10, "two words", lambda w, c: f"/search?{urlencode({'q': f'{w.word(c)} {w.word(c)}'})}"),
    (8, "phrase", lambda w, c: f"/search?{urlencode({'q': chr(34) + w.phrase(c) + chr(34)})}"),
    (5, "prefix", lambda w, c: f"/search?{urlencode({'q': w.word(c)[:4] + '*'})}"),
    (3, "one edit", lambda w, c: f"/search?{urlencode({'q': w.word(c) + '~'})}"),
    (8, "speaker chosen", lambda w, c: search(w, c, speaker=c.choice(w.speakers).rpartition("/")[2])),
    (4, "by date", lambda w, c: search(w, c, sort="newest")),
    (3, "concordance", lambda w, c: search(w, c, view="concordance")),
    (6, "JSON", lambda w, c: search(w, c, path="/search.json")),
    (1, "everything", lambda w, c: "/search"),
    (12, "transcript", lambda w, c: c.choice(w.documents)),
    (4, "hits in it", lambda w, c: f"{c.choice(w.documents)}?{urlencode({'q': w.word(c)})}"),
    (4, "speaker", lambda w, c: c.choice(w.speakers)),
    (3, "front page", lambda w, c: "/"),
    (4, "health", lambda w, c: "/healthz"),
)


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


def read(port: int, words: Words, measured: Measured, until: float, pause: float, seed: int) -> None:
    """One reader with one connection."""
    chance = random.Random(seed)
    weights = [share for share, _, _ in MIX]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    time.sleep(chance.random() * pause)
    while time.monotonic() < until:
        _, kind, make = chance.choices(MIX, weights)[0]
        address = make(words, chance)
        started = time.perf_counter()
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            measured.wrong.append(f"{error!r} {address}")
            connection.close()
            continue
        measured.times[kind].append((time.perf_counter() - started) * 1000)
        measured.judge(address, answer.status, body)
        time.sleep(chance.expovariate(1 / pause) if pause else 0)
    connection.close()


def resident(pid: int) -> float:
    """Megabytes of memory that a process holds; files that are mapped count as far as they are in use."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


def links(port: int, path: str, under: str) -> list[str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    page = connection.getresponse().read().decode()
    connection.close()
    return sorted(set(re.findall(rf'href="({under}/[a-z0-9-]+)"', page)))


def colloquy(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "webapp", *map(str, arguments)]


def rebuild(folder: Path, data: Path, after: float, said: list[str]) -> None:
    time.sleep(after)
    (folder / "added.jsonl").write_text(json.dumps({"document": "added", "speaker": "A", "text": "Added."}))
    started = time.monotonic()
    run = subprocess.run(colloquy("build", folder, "--data", data), capture_output=True, text=True, check=False)
    said.append(f"rebuilt in {time.monotonic() - started:.1f} s, exit {run.returncode}")


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def table(measured: Measured) -> Iterator[str]:
    yield f"| {'what':<15} | answers | p50 ms | p99 ms | longest |"
    yield "|---|--:|--:|--:|--:|"
    every = [each for times in measured.times.values() for each in times]
    for kind, times in (*sorted(measured.times.items()), ("**all**", every)):
        numbers = (percentile(times, 0.5), percentile(times, 0.99), max(times))
        yield f"| {kind:<15} | {len(times):,} | " + " | ".join(f"{each:,.0f}" for each in numbers) + " |"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--corpus", type=Path, required=True)
    options.add_argument("--turns", type=int, default=30_000)
    options.add_argument("--readers", type=int, default=50)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--pause", type=float, default=1.0)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, data = Path(place, "folder"), Path(place, "data")
        folder.mkdir()
        turns = rows(asked.corpus, asked.turns)
        write_folder(folder, turns)
        started = time.monotonic()
        subprocess.run(colloquy("build", folder, "--data", data), check=True, stdout=subprocess.DEVNULL)
        print(f"{len(turns):,} turns built in {time.monotonic() - started:.1f} s; {os.cpu_count()} processors")
        with (
            Path(place, "log").open("w") as log,
            subprocess.Popen(
                colloquy("serve", folder, "--data", data, "--port", "0"), stdout=subprocess.PIPE, stderr=log, text=True
            ) as server,
        ):
            assert server.stdout
            line = next(line for line in server.stdout if line.startswith("Serving"))
            port = int(line.rstrip("/\n").rpartition(":")[2])
            words = Words(turns, links(port, "/documents", "/documents"), links(port, "/speakers", "/speakers"))
            measured, said, memory = Measured(), list[str](), [resident(server.pid)]
            until = time.monotonic() + asked.seconds
            readers = [
                threading.Thread(target=read, args=(port, words, measured, until, asked.pause, seed))
                for seed in range(asked.readers)
            ]
            readers.append(threading.Thread(target=rebuild, args=(folder, data, asked.seconds / 2, said)))
            for reader in readers:
                reader.start()
            while time.monotonic() < until:
                time.sleep(asked.seconds / 6)
                memory.append(resident(server.pid))
            for reader in readers:
                reader.join()
            server.send_signal(signal.SIGTERM)
            said.append(f"server ended with {server.wait(60)}")
        measured.wrong += [f"totals differ: {key} {found}" for key, found in measured.totals.items() if len(found) > 1]
        count = sum(map(len, measured.times.values()))
        print(*table(measured), sep="\n")
        print(f"{asked.readers} readers, {asked.seconds:g} s, {count / asked.seconds:.0f} answers a second")
        print(f"generations seen: {len(measured.generations)}; {'; '.join(said)}")
        print(f"memory of the server, MB: {', '.join(f'{each:.0f}' for each in memory)}")
        print(f"wrong: {len(measured.wrong)}", *measured.wrong[:10], sep="\n  ")
    return 1 if measured.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
