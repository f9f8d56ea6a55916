"""Does a build that takes over what has not changed answer exactly like one from nothing? What does it take over?"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from edited_folder import BROKEN, QUERIES, SPEAKERS, Edit, beginnings, edits, table
from hearings import live_folder, words_spoken
from hypothesis import HealthCheck, given, settings
from test_forgetting import holding

from index.building import build as building
from index.building import indexing
from index.building.build import Outcome
from index.building.doctor import examine
from index.engines.base import Plan
from index.engines.whoosh import WhooshWriter
from index.engines.whoosh.merge_policy import MergePolicy
from index.generations.archive import Archive
from index.generations.directory import Generations, live_id
from index.generations.manifest import BuildReport
from index.limits import LIMITS
from index.links.forgetting import forget
from index.links.ledger_lines import exported
from index.request import SearchRequest, Sort
from index.search import search

UNHURRIED = replace(LIMITS, seconds=60, advice_seconds=60, marks_seconds=60)  # the machine may be busy


def build(folder: Path, data: Path, *, full: bool = False) -> Outcome:
    """A build that keeps what it can of an index however small."""
    return building.build(folder, data, full=full, rewritten=0)


@contextmanager
def opened(data: Path) -> Iterator[Archive]:
    archive = Generations(data).current()
    try:
        yield archive
    finally:
        archive.close()


# Everything that can be asked of a generation


def stored(archive: Archive) -> dict[str, object]:
    store = archive.store
    listed, rows = store.documents(), range(archive.manifest.entries)
    return {
        "documents": list(store.every_document()),
        "lists": (listed, store.speakers(), store.years(), store.counts(), store.languages()),
        "profiles": [store.speaker(speaker.id) for speaker in store.speakers()],
        "rows": {each.id: (store.rows_of(each.id), store.neighbours(each.id)) for each in listed},
        "places": store.places(rows),
        "notices": list(store.notices()),
    }


def answered(archive: Archive) -> list[object]:
    sorts = (SearchRequest(q=q, sort=sort, per_page=100) for q in QUERIES for sort in Sort)
    narrowed = (SearchRequest(q="lanterns", speaker=("ann-poe",)), SearchRequest(from_="1963", to="1964-10-09"))
    pages = [replace(search(archive, request, UNHURRIED), generation="", took_ms=0) for request in (*sorts, *narrowed)]
    found = archive.engine.search(Plan(facets=("speaker", "document", "year", "kind"), limit=1000))
    facets = {name: counts.most_frequent(1000) for name, counts in found.facets.items()}
    return [pages, found.hits, facets, archive.engine.spellings("latern")]


def told(archive: Archive) -> dict[str, object]:
    """What the manifest tells, but for what a build did not have to do."""
    of = archive.manifest
    report = replace(of.report, reused=0, kept=0, seconds=0)
    return {"counts": of.counts, "entries": of.entries, "content": of.content, "sources": of.sources, "report": report}


def ledger(data: Path) -> list[object]:
    rows = [json.loads(line) for line in exported(data)]
    for row in rows:
        row.get("row", {}).pop("created", None)
    return rows


def assert_alike(one: Path, other: Path) -> None:
    with opened(one) as kept, opened(other) as whole:
        assert stored(kept) == stored(whole)
        assert answered(kept) == answered(whole)
        assert told(kept) == told(whole)
    assert ledger(one) == ledger(other)


@given(beginnings, edits)
@settings(max_examples=12, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_is_edited_it_answers_like_a_build_from_nothing(
    beginning: tuple[Edit, ...], steps: list[list[Edit]]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, data, whole = (Path(place) / name for name in ("folder", "data", "whole"))
        folder.mkdir()
        for edit in beginning:
            edit.apply(folder)
        build(folder, data)
        for step in steps:
            for edit in step:
                edit.apply(folder)
            shutil.copytree(data, whole)
            outcome = build(folder, data)
            if outcome.published:
                assert build(folder, whole, full=True).published
                assert_alike(data, whole)
                assert not examine(data)[1]
            shutil.rmtree(whole)


# What is taken over


def talks(folder: Path, many: int = 20) -> None:
    """As many talks, all with different words, in two folders."""
    for number in range(many):
        place = folder / ("even" if number % 2 == 0 else "odd") / f"talk-{number:02d}.jsonl"
        place.parent.mkdir(parents=True, exist_ok=True)
        said = [(SPEAKERS[number % 3], f"Lantern number{number} of turn {turn}.") for turn in range(6)]
        place.write_text(table(said, "1963-07-20"))


def rebuilt(folder: Path, data: Path) -> BuildReport:
    outcome = build(folder, data)
    assert outcome.published
    whole = data.with_name("whole")
    build(folder, whole)
    with opened(data) as one, opened(whole) as other:
        assert answered(one) == answered(other)
        assert stored(one) == stored(other)
    shutil.rmtree(whole)
    return outcome.report


def test_one_changed_document_leaves_all_others_as_they_are(tmp_path: Path, data: Path) -> None:
    talks(tmp_path / "talks")
    assert build(tmp_path / "talks", data).report.kept == 0
    (tmp_path / "talks/even/talk-08.jsonl").write_text(table([("Ann Poe", "Something else.")], "1963"))
    report = rebuilt(tmp_path / "talks", data)
    assert (report.kept, report.reused, report.changed) == (19, 19, ("even/talk-08.jsonl",))


def test_documents_that_come_and_go_leave_all_others_as_they_are(tmp_path: Path, data: Path) -> None:
    talks(tmp_path / "talks")
    build(tmp_path / "talks", data)
    (tmp_path / "talks/even/talk-00.jsonl").unlink()
    (tmp_path / "talks/odd/new.jsonl").write_text(table([("Ann Poe", "New.")], "1963"))
    assert rebuilt(tmp_path / "talks", data).kept == 19
    (tmp_path / "talks/odd/talk-01.jsonl").rename(tmp_path / "talks/odd/talk-01a.jsonl")
    assert rebuilt(tmp_path / "talks", data).kept == 19


def test_a_changed_authority_file_counts_for_its_folder_only(tmp_path: Path, data: Path) -> None:
    talks(tmp_path / "talks")
    build(tmp_path / "talks", data)
    (tmp_path / "talks/odd/speakers.toml").write_text('[[speaker]]\nname = "Ann Poe-Lind"\nvariants = ["Ann Poe"]\n')
    report = rebuilt(tmp_path / "talks", data)
    assert (report.kept, report.reused) == (10, 20)
    with opened(data) as archive:
        assert archive.store.speaker("ann-poe-lind")


def test_a_document_whose_id_is_claimed_twice_is_told_apart_anew(tmp_path: Path, data: Path) -> None:
    talks(tmp_path / "talks")
    build(tmp_path / "talks", data)
    shutil.copy(tmp_path / "talks/odd/talk-01.jsonl", tmp_path / "talks/even/talk-01.jsonl")
    assert rebuilt(tmp_path / "talks", data).kept == 19
    (tmp_path / "talks/even/talk-01.jsonl").unlink()
    assert rebuilt(tmp_path / "talks", data).kept == 19


def test_notices_of_what_is_taken_over_are_told_again(tmp_path: Path, data: Path) -> None:
    talks(tmp_path / "talks")
    shutil.copy(tmp_path / "talks/odd/talk-01.jsonl", tmp_path / "talks/even/talk-01.jsonl")
    (tmp_path / "talks/odd/broken.jsonl").write_text(BROKEN)
    notices = build(tmp_path / "talks", data).report.notices
    assert {notice.code for notice in notices} >= {"duplicate_id"}
    (tmp_path / "talks/even/talk-08.jsonl").write_text(table([("Ann Poe", "Something else.")], "1963"))
    report = rebuilt(tmp_path / "talks", data)
    assert report.kept == 20
    assert report.notices == notices


def test_many_builds_upon_each_other_answer_like_one(tmp_path: Path, data: Path) -> None:
    talks(tmp_path / "talks")
    build(tmp_path / "talks", data)
    for number in range(6):
        place = tmp_path / f"talks/even/talk-{2 * number:02d}.jsonl"
        place.write_text(table([("Ben Roe", f"Words of round {number}.")] * (number + 1), "1957"))
        assert rebuilt(tmp_path / "talks", data).kept == 19


def test_a_small_index_is_written_anew(tmp_path: Path, data: Path) -> None:
    talks(tmp_path / "talks")
    build(tmp_path / "talks", data)
    (tmp_path / "talks/even/talk-00.jsonl").unlink()
    assert building.build(tmp_path / "talks", data).report.kept == 19
    with opened(data) as archive:
        assert not archive.manifest.leftovers


def test_a_full_build_takes_nothing_over(tmp_path: Path, data: Path) -> None:
    talks(tmp_path / "talks")
    build(tmp_path / "talks", data)
    assert build(tmp_path / "talks", data, full=True).report.kept == 0


def test_nothing_is_taken_over_from_a_damaged_generation(tmp_path: Path, data: Path) -> None:
    talks(tmp_path / "talks")
    build(tmp_path / "talks", data)
    for place in sorted(live_folder(data).rglob("*.*")):
        if place.name == "manifest.json" or not place.stat().st_size:
            continue
        copy = tmp_path / "copy"
        shutil.copytree(data, copy)
        damaged = copy / place.relative_to(data)
        before = damaged.stat()
        content = bytearray(damaged.read_bytes())
        content[len(content) // 2] ^= 1
        damaged.write_bytes(content)
        os.utime(damaged, ns=(before.st_atime_ns, before.st_mtime_ns))  # as a disk does it: nobody can see
        assert examine(copy)[1], f"doctor finds damage of {place.name}"
        outcome = build(tmp_path / "talks", copy)
        assert outcome.published, "it is mended although no source has changed"
        assert outcome.report.kept == 0
        assert not examine(copy)[1]
        shutil.rmtree(copy)


@pytest.mark.parametrize("merged", [True, False])
def test_what_is_damaged_while_it_is_built_upon_is_not_published(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch, merged: bool
) -> None:
    if not merged:
        monkeypatch.setattr(indexing, "WhooshWriter", partial(WhooshWriter, policy=MergePolicy(cheap=0, deleted=1)))
    talks(tmp_path / "talks")
    first = build(tmp_path / "talks", data).generation
    (tmp_path / "talks/even/talk-08.jsonl").write_text(table([("Ann Poe", "Something else.")], "1963"))

    def damage(stage: str, done: int, of: int) -> None:
        if (stage, done) == ("publish", 0):  # what is kept of the index is linked by now, and merged afterwards
            linked = [each for each in (live_folder(data) / "engine").iterdir() if each.stat().st_nlink > 1]
            place = max(linked, key=lambda each: each.stat().st_size)
            content = bytearray(place.read_bytes())
            content[-1] ^= 1
            place.write_bytes(content)

    with pytest.raises(building.BuildFailed, match=r"engine/[^ ]+ of the live generation was damaged"):
        building.build(tmp_path / "talks", data, rewritten=0, progress=damage)
    assert live_id(data) == first
    outcome = build(tmp_path / "talks", data)
    assert (outcome.published, outcome.report.kept) == (True, 0)
    assert not examine(data)[1]


def test_files_do_not_stay_as_large_as_they_ever_were(tmp_path: Path, data: Path) -> None:
    talks(tmp_path / "talks")
    large = [("Ann Poe", f"The {number:x} lanterns of {number * 7919:x} harbours.") for number in range(12_000)]
    (tmp_path / "talks/large.jsonl").write_text(table(large, "1963"))
    build(tmp_path / "talks", data)
    before = sizes(data)
    (tmp_path / "talks/large.jsonl").unlink()
    assert rebuilt(tmp_path / "talks", data).kept == 20
    build(tmp_path / "talks", tmp_path / "fresh")
    after, fresh = sizes(data), sizes(tmp_path / "fresh")
    assert all(size > 2 * fresh[name] for name, size in before.items())
    assert all(size <= 2 * fresh[name] for name, size in after.items())


def sizes(data: Path) -> dict[str, int]:
    """How large the databases of the live generation are."""
    return {place.name: place.stat().st_size for place in live_folder(data).glob("*.sqlite*")}


# What must disappear


def test_what_is_gone_leaves_no_text_between_what_is_kept(tmp_path: Path, data: Path) -> None:
    talks(tmp_path / "talks")
    build(tmp_path / "talks", data)
    packed = packed_parts(live_folder(data), "talk-07")
    assert all(any(part in place.read_bytes() for place in live_folder(data).glob("*.sqlite")) for part in packed)
    (tmp_path / "talks/odd/talk-07.jsonl").unlink()
    assert build(tmp_path / "talks", data).report.kept == 19
    assert not any(part in place.read_bytes() for place in live_folder(data).glob("*.sqlite") for part in packed)


def test_what_is_withdrawn_leaves_no_word_in_the_index(tmp_path: Path, data: Path) -> None:
    talks(tmp_path / "talks")
    (tmp_path / "talks/odd/secret.jsonl").write_text(table([("Ann Poe", "Below the boathousefloor.")], "1963"))
    build(tmp_path / "talks", data)
    (tmp_path / "talks/odd/secret.jsonl").unlink()
    assert build(tmp_path / "talks", data).report.kept == 20
    assert forget(data, "secret", None).live, "its words are still in files of the index"
    assert build(tmp_path / "talks", data).published, "although no source has changed"
    assert not forget(data, "secret", None).live
    assert holding(data, "boathousefloor") == []
    assert len(words_spoken(data)) == 20


def packed_parts(generation: Path, id_: str) -> list[bytes]:
    """The compressed parts in which a generation holds a document."""
    with closing(sqlite3.connect(generation / "documents.sqlite")) as store:
        (key,) = store.execute("SELECT key FROM documents WHERE id = ?", (id_,)).fetchone()
        blocks = store.execute("SELECT block FROM blocks WHERE place >> 32 = ?", (key,)).fetchall()
    with closing(sqlite3.connect(generation / "parsed.sqlite")) as parsed:
        bodies = parsed.execute("SELECT body FROM documents WHERE id = ?", (id_,)).fetchall()
    assert blocks
    assert bodies
    return [part for (part,) in (*blocks, *bodies)]
