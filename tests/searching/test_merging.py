"""Do segments become one as if it had been built of all their entries at once?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from engine_contract import turn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_builds import Build, Builds, builds
from random_searches import Searches, searches
from test_engines import ALWAYS
from test_keeping import write_next
from test_whoosh_segments import files
from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh_segments import decoy

from index.engines.whoosh import terms_writer
from index.engines.whoosh.merge_policy import MergePolicy
from index.engines.whoosh.segment_builder import SegmentBuilder
from index.engines.whoosh.segment_merger import merge
from index.engines.whoosh.vocabulary import Vocabulary
from index.entries import Entry

NAME = "MAIN"


def built(entries: Sequence[Entry], storage: FileStorage) -> W3Segment:
    builder = SegmentBuilder(Vocabulary())
    for entry in entries:
        builder.add(entry)
    return builder.write(storage, NAME)


def built_whole(entries: Sequence[Entry], directory: Path) -> tuple[dict[str, bytes], dict[str, int]]:
    """The files of a segment and the number of words in each field."""
    segment = built(entries, FileStorage(str(directory)))
    return files(directory), segment._fieldlengths  # type: ignore[attr-defined]  # whoosh's own


def merged(
    segments: Sequence[Sequence[tuple[Entry, bool]]], directory: Path
) -> tuple[dict[str, bytes], dict[str, int]]:
    """Segments of entries, each of which is deleted or not, merged."""
    storage = FileStorage(str(directory))
    parts = []
    for part in segments:
        parts.append(built([entry for entry, _ in part], storage))
        for number, (_, kept) in enumerate(part):
            if not kept:
                parts[-1].delete_document(number)
    segment = merge(parts, storage, NAME)
    for old in parts:
        for name in old.list_files(storage):
            storage.delete_file(name)
    return files(directory), segment._fieldlengths  # type: ignore[attr-defined]  # whoosh's own


@st.composite
def divided(draw: st.DrawFn) -> tuple[tuple[Entry, ...], list[list[tuple[Entry, bool]]]]:
    """Entries, and the same in several segments with deleted ones between."""
    case: Searches = draw(searches())
    segments: list[list[tuple[Entry, bool]]] = [[] for _ in range(draw(st.integers(1, 4)))]
    for entry in case.entries:
        segment = draw(st.sampled_from(segments))
        if draw(st.booleans()):
            segment.append((decoy(entry) if draw(st.booleans()) else entry._replace(language="fi"), False))
        segment.append((entry, True))
    return case.entries, [segment for segment in segments if segment]


@pytest.mark.parametrize("at_a_time", [terms_writer.PART, 1])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=divided())
def test_merged_segments_are_those_built_at_once(
    at_a_time: int, case: tuple[tuple[Entry, ...], list[list[tuple[Entry, bool]]]]
) -> None:
    entries, segments = case
    if entries:
        with TemporaryDirectory() as one, TemporaryDirectory() as other, pytest.MonkeyPatch.context() as patch:
            patch.setattr(terms_writer, "PART", at_a_time)
            assert merged(segments, Path(one)) == built_whole(entries, Path(other))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=builds())
def test_builds_one_after_another_leave_the_files_of_one_build_of_the_whole(case: Builds) -> None:
    with TemporaryDirectory() as name:
        before = None
        for number, build in enumerate(case.builds):
            write_next(build, before, directory := Path(name, str(number)), words_held=12, policy=ALWAYS)
            before = directory
            write_next(Build((), build.entries, build.entries), None, whole := Path(name, f"whole {number}"))
            assert files(directory) == files(whole)


@pytest.mark.parametrize(
    ("kept", "written", "merged"),
    [
        ([(9, 0), (9, 0), (9, 0)], [(8, 0)], []),
        ([(10, 2), (9, 0)], [], []),
        ([(10, 3), (9, 0)], [], [0]),
        ([(10, 3), (9, 0), (10, 9)], [], [0, 2]),
        ([(10, 0), (7, 0), (30, 0), (8, 0)], [(9, 0)], [1, 3]),
        ([(10, 0), (7, 0), (30, 0), (8, 0), (9, 0)], [(6, 0)], [5, 1, 3]),
        ([(10, 0), (7, 0), (30, 9), (8, 0)], [(9, 0)], [2, 1]),
        ([], [(9, 0)], []),
        ([], [(9, 0), (8, 0)], [0, 1]),
        ([(90, 0)], [(9, 0), (8, 0)], [1, 2]),
        ([(90, 1), (9, 0)], [(1, 0)], []),
        ([(90, 1), (3, 0)], [(1, 0)], [2, 1]),
        ([(90, 1), (10, 1)], [], []),
        ([(90, 1), (5, 1)], [], [1]),
        ([(90, 1), (2, 0)], [], []),
    ],
)
def test_what_was_written_becomes_one_and_what_is_small_or_worn(
    kept: Sequence[tuple[int, int]], written: Sequence[tuple[int, int]], merged: Sequence[int]
) -> None:
    """Segments by their entries and how many of these are deleted."""
    old, new = (
        [W3Segment(None, NAME, entries, deleted=set(range(deleted))) for entries, deleted in sizes]
        for sizes in (kept, written)
    )
    assert MergePolicy(cheap=5).to_merge(old, new) == [[*old, *new][number] for number in merged]


def test_arrays_of_every_width_are_merged(tmp_path: Path) -> None:
    """A word 70,000 times, 300 ways to write one word, more than 65,535 positions."""
    accents = (
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u030f\u0311\u0323\u0324\u0325\u032d\u0330"
    )
    forms = [f"a{one}z{other}" for one in accents for other in accents]
    entries = [turn(0, "no " * 70_000 + "yes"), turn(1, " ".join(forms), "no no"), turn(2, "az no")]
    segments = [[(entries[0], True), (entries[2], True)], [(entries[1], True), (turn(5, "no " * 300), False)]]
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    assert merged(segments, tmp_path / "one") == built_whole(entries, tmp_path / "other")
