"""Which turns are measured? Those of a JSONL file (maybe in xz), repeated with fresh ids up to a size, or made ones."""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, count, islice
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BenchTurn:
    """One turn. ``row`` counts from 0; ``day`` is an ISO day or ""."""

    row: int
    document: str
    speaker: str
    day: str
    text: str


def turns(source: Path | None, size: int) -> Iterator[BenchTurn]:
    """The first ``size`` turns of a file with the keys doc_id, date, speaker and text, tiled; else made ones."""
    every = _tiled(_read(source)) if source else _made()
    return (BenchTurn(row, *each) for row, each in enumerate(islice(every, size)))


Told = tuple[str, str, str, str]  # document, speaker, day, text


def _read(source: Path) -> list[Told]:
    with (
        lzma.open(source, "rt", encoding="utf-8") if source.suffix == ".xz" else source.open(encoding="utf-8") as lines
    ):
        told = map(json.loads, lines)
        return [(each["doc_id"], each["speaker"] or "", each["date"] or "", each["text"]) for each in told]


def _tiled(told: list[Told]) -> Iterator[Told]:
    for tile in count():
        yield from ((f"{document}-{tile}", *rest) for document, *rest in told)  # type: ignore[misc]


def _made() -> Iterator[Told]:
    """Talk of 60,000 words with Zipf's frequencies, by 400 speakers, in documents of 150 turns."""
    chance = random.Random(4)
    words = ["".join(chance.choices("aeioubcdfglmnprstv", k=chance.randint(2, 9))) for _ in range(60_000)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    for row in count():
        text = " ".join(chance.choices(words, cum_weights=weights, k=max(1, int(chance.lognormvariate(2.5, 1.2)))))
        document = row // 150
        yield f"d{document}", f"speaker {int(chance.paretovariate(0.7)) % 400}", f"{1950 + document % 60}-05-01", text
