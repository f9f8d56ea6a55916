"""The edited archive as files in a folder, built for real."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edited_archive import Follow, World

from index.building.build import build
from index.generations.directory import Generations
from index.links.ledger import open_ledger
from index.links.permalinks import resolve
from index.overview import LinkCounts

WORDS = (
    "lantern",
    "harbour",
    "winter",
    "ledger",
    "copper",
    "window",
    "station",
    "garden",
    "river",
    "letter",
    "evening",
)


def sentence(number: int) -> str:
    """A sentence that is like no other."""
    return " ".join(f"{word}{number}" for word in WORDS[: 5 + number % 7])


def write_sources(folder: Path, world: World) -> None:
    for place in folder.iterdir():
        place.unlink()
    for id_, turns in world.documents.items():
        lines = [json.dumps({"speaker": said.speaker, "text": "\n\n".join(said.paragraphs)}) for said in turns]
        (folder / f"{id_}.jsonl").write_text("\n".join(lines), "utf-8")


@contextmanager
def following_live(data: Path) -> Iterator[Follow]:
    archive = Generations(data).current()
    try:
        with open_ledger(data, archive.generation) as ledger:
            yield lambda id_, ref: resolve(id_, ref, archive.store.document, ledger)
    finally:
        archive.close()


def check(world: World, data: Path) -> None:
    with following_live(data) as follow:
        world.check(follow)


def publish(world: World, sources: Path, data: Path) -> LinkCounts:
    write_sources(sources, world)
    outcome = build(sources, data)
    assert outcome.published
    world.publish()
    return outcome.report.links
