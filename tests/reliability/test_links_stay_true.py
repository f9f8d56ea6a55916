"""Any sequence of edits to the sources: every link ever shown gets a truthful answer."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from edited_archive import Follow, World, document_of
from edited_sources import check, publish, sentence, write_sources
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.building.build import build
from index.generations.directory import GENERATIONS, STORE, Generations, live_id
from index.generations.publish import point_to
from index.generations.store import Store
from index.generations.store_writer import StoreWriter
from index.links.ledger import LEDGER, open_ledger
from index.links.ledger_lines import NotImported, exported, imported
from index.links.ledger_writer import LedgerWriter
from index.links.permalinks import resolve
from index.links.stored_words import StoredWords
from index.overview import LinkCounts

SPEAKERS = ("Ann Poe", "Ben Roe", "Cora Lind")
SHORT = ("No!", "Yes.", "I do not think so.")
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
@settings(deadline=None, max_examples=120, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
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


# With real builds of real files


@given(beginnings, edits)
@settings(deadline=None, max_examples=10, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_no_link_lies_after_builds_of_edited_files(
    beginning: list[list[tuple[str, tuple[str, ...]]]], changes: list[tuple[int, tuple[object, ...]]]
) -> None:
    world = world_of(beginning)
    with tempfile.TemporaryDirectory() as place:
        folder, data = Path(place) / "folder", Path(place) / "data"
        folder.mkdir()
        for number, change in enumerate([None, *changes]):
            if change is not None:
                apply(world, *change)
            write_sources(folder, world)
            if build(folder, data, full=number % 2 == 1).published:
                world.publish()
            check(world, data)


def test_a_build_tells_what_it_moved_corrected_and_removed(world: World, sources: Path, data: Path) -> None:
    assert publish(world, sources, data) == LinkCounts()
    world.insert("talk-0", 0, "Cora Lind", "A word before.")
    assert publish(world, sources, data) == LinkCounts(moved=4)
    world.fix("talk-0", 1, "amber")
    assert publish(world, sources, data) == LinkCounts(corrected=1)
    world.delete("talk-0", 0)
    assert publish(world, sources, data) == LinkCounts(moved=4, removed=1)
    world.rename("talk-0", "speech")
    assert publish(world, sources, data) == LinkCounts(moved=4)
    assert build(sources, data).report.links == LinkCounts()


def test_a_build_killed_anywhere_leaves_every_link_true(world: World, sources: Path, data: Path) -> None:
    publish(world, sources, data)
    world.insert("talk-0", 0, "Cora Lind", "A word before.")
    world.fix("talk-0", 1, "amber")
    write_sources(sources, world)
    old = Generations(data).current().generation
    program = Path(__file__).parent / "disturbed_build.py"
    command = [sys.executable, program, "kill", sources, data, "7"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert run.stdout.splitlines()[0].split()[:2] == ["-9", old], "the first one died"
    world.publish()
    check(world, data)
    world.delete("talk-0", 2)
    publish(world, sources, data)
    check(world, data)


def test_a_build_killed_between_ledger_and_switch_changes_no_link(world: World, sources: Path, data: Path) -> None:
    publish(world, sources, data)
    copy = data.parent / "copy"
    shutil.copytree(data, copy)
    edited = replace(world, documents={id_: list(turns) for id_, turns in world.documents.items()})
    edited.delete("talk-0", 0)
    write_sources(sources, edited)
    assert build(sources, copy).published
    shutil.copyfile(copy / LEDGER, data / LEDGER)  # as if the build had died right after it replaced the ledger
    check(world, data)
    write_sources(sources, world)
    world.fix("talk-0", 0, "amber")
    publish(world, sources, data)
    check(world, data)


def test_going_back_to_an_older_generation_takes_links_along(world: World, sources: Path, data: Path) -> None:
    publish(world, sources, data)
    first = live_id(data)
    then = replace(
        world, documents={id_: list(turns) for id_, turns in world.documents.items()}, shown=dict(world.shown)
    )
    world.delete("talk-0", 0)
    world.fix("talk-0", 1, "amber")
    publish(world, sources, data)
    point_to(data, first)
    check(then, data)


def test_an_export_moves_the_ledger_to_another_archive(world: World, sources: Path, data: Path, tmp_path: Path) -> None:
    publish(world, sources, data)
    world.fix("talk-0", 0, "amber")
    publish(world, sources, data)
    lines = list(exported(data))
    elsewhere = tmp_path / "elsewhere"
    assert imported(elsewhere, lines) == len(lines) - 2
    assert list(exported(elsewhere)) == lines
    world.insert("talk-0", 0, "Cora Lind", "A word before.")
    publish(world, sources, elsewhere)
    check(world, elsewhere)


def test_lines_that_are_no_export_change_nothing(world: World, sources: Path, data: Path) -> None:
    publish(world, sources, data)
    world.fix("talk-0", 0, "amber")
    publish(world, sources, data)
    lines, before = list(exported(data)), (data / LEDGER).read_bytes()
    broken = [
        lines[:-1],
        lines[:2] + lines[3:],
        lines[1:],
        [b"{"],
        [],
        [lines[0], b'{"table":"sqlite_master","row":{}}'],
        lines[:1] + lines[-1:],
    ]
    empty = [lines[0], b'{"end":0}']
    for wrong in (*broken, empty):
        with pytest.raises(NotImported):
            imported(data, wrong)
        assert (data / LEDGER).read_bytes() == before
    assert imported(data, empty, replace=True) == 0
