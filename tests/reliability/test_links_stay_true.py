"""Any sequence of edits to the sources: every link ever shown gets a truthful answer."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edited_archive import Follow, World, document_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.generations import GENERATIONS, STORE
from index.ledger import open_ledger
from index.ledger_writer import LedgerWriter
from index.links import resolve
from index.store import Store
from index.store_writer import StoreWriter
from index.stored_words import StoredWords

SPEAKERS = ("Ann Poe", "Ben Roe", "Cora Lind")
SHORT = ("No!", "Yes.", "I do not think so.")
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


place = st.integers(0, 11)
name = st.sampled_from(SPEAKERS)
text = st.one_of(st.sampled_from(SHORT), st.integers(0, 10**6).map(sentence))
texts = st.lists(text, min_size=1, max_size=2).map(tuple)
edit = st.one_of(
    st.tuples(st.just("insert"), place, name, texts),
    st.tuples(st.just("delete"), place),
    st.tuples(st.just("fix"), place, st.sampled_from(("amber", "basalt", "cedar", "damask"))),
    st.tuples(st.just("swap"), place, place),
    st.tuples(st.just("duplicate"), place, place),
    st.tuples(st.just("attribute"), place, name),
    st.tuples(st.just("restore"), place),
    st.tuples(st.just("take_out")),
    st.tuples(st.just("put_back")),
    st.tuples(st.just("rename"), st.sampled_from(("tide", "flood", "ebb"))),
)
edits = st.lists(st.tuples(st.integers(0, 1), edit), min_size=1, max_size=8)
beginnings = st.lists(st.lists(st.tuples(name, texts), min_size=1, max_size=8), min_size=1, max_size=2)


def world_of(beginning: list[list[tuple[str, tuple[str, ...]]]]) -> World:
    world = World()
    for number, turns in enumerate(beginning):
        world.documents[f"talk-{number}"] = [world.new(speaker, *said) for speaker, said in turns]
    return world


def apply(world: World, which: int, what: tuple[object, ...]) -> None:
    ids = sorted(world.documents)
    match what:
        case ("insert", at, speaker, said):
            world.insert(ids[which % len(ids)], at, speaker, *said)  # type: ignore[arg-type, misc]  # as the strategy draws it
        case (kind, *arguments):
            getattr(world, str(kind))(ids[which % len(ids)], *arguments)


# Without engine and parsers: many edits in little time


def write_generation(data: Path, generation: str, live: str | None, world: World) -> None:
    """What a build does for links: the store of a generation, and the ledger."""
    folder = data / GENERATIONS / generation
    folder.mkdir(parents=True)
    store = StoreWriter(folder / STORE)
    ledger = LedgerWriter(data, generation, live, f"2026-01-01T00:00:{int(generation[:6]):02d}+00:00")
    try:
        for id_ in sorted(world.documents):
            document = document_of(id_, world.documents[id_])
            store.add(document)
            ledger.add(document)
        store.finish()
        ledger.finish(StoredWords(folder / STORE))
        ledger.publish([generation])
    finally:
        ledger.discard()


@contextmanager
def following(data: Path, generation: str) -> Iterator[Follow]:
    store = Store(data / GENERATIONS / generation / STORE)
    try:
        with open_ledger(data, generation) as ledger:
            yield lambda id_, ref: resolve(id_, ref, store.document, ledger)
    finally:
        store.close()


@given(beginnings, edits)
@settings(deadline=None, max_examples=80, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_edited_no_link_lies(
    beginning: list[list[tuple[str, tuple[str, ...]]]], changes: list[tuple[int, tuple[object, ...]]]
) -> None:
    world = world_of(beginning)
    with tempfile.TemporaryDirectory() as folder:
        data, live = Path(folder), None
        for number, change in enumerate([None, *changes], 1):
            if change is not None:
                apply(world, *change)
            generation = f"{number:06d}-00000000"
            write_generation(data, generation, live, world)
            world.publish()
            live = generation
            with following(data, generation) as follow:
                world.check(follow)
