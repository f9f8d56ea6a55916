"""Is the index one of Whoosh's? The same files by its own writer; and what of bad files?"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from engine_contract import turn
from hypothesis import HealthCheck, given, settings
from random_searches import Searches, searches
from test_engines import write, written
from whoosh.index import open_dir
from whoosh_segments import write_segment

from index.engines.base import Plan
from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.schema import SCHEMA
from index.errors import DamagedGeneration
from index.limits import Limits
from index.tree import Filter, Not, Phrase, Word

PATIENT = Limits(seconds=60)


def files(directory: Path) -> dict[str, bytes]:
    """The content of an index's files by their endings: the rest of a name is random."""
    return {
        path.name.partition(".")[2]: path.read_bytes()
        for path in directory.iterdir()
        if path.suffix in (".colt", ".colp", ".col")
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(searches())
def test_segments_made_at_once_are_those_of_whooshs_own_writer(case: Searches) -> None:
    if case.entries:
        with TemporaryDirectory() as at_once, TemporaryDirectory() as one_by_one:
            write(case.entries, Path(at_once))
            write_segment(case.entries, Path(one_by_one))
            assert files(Path(at_once)) == files(Path(one_by_one))


ENTRIES = [turn(row, f"peace {row} war", "Peace again", speakers=("ann", "bob")) for row in range(20)]
CHECKED = (
    ".colt",
    ".colp",
    "speaker.col",
    "document.col",
    "year.col",
    "kind.col",
    "date.col",
    "language.col",
    "row.col",
    "day.col",
)


@pytest.mark.parametrize("ending", CHECKED)
@pytest.mark.parametrize("kept", [0, 7, 0.5, -1])
def test_a_file_that_was_cut_short_is_refused_by_name(tmp_path: Path, ending: str, kept: float) -> None:
    write(ENTRIES, tmp_path)
    (file,) = (path for path in tmp_path.iterdir() if path.name.endswith(ending))
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * kept) if kept == 0.5 else int(kept)])
    with pytest.raises(DamagedGeneration, match=file.name):
        WhooshEngine.open(tmp_path)


@pytest.mark.parametrize("ending", CHECKED)
def test_a_foreign_file_is_refused_by_name(tmp_path: Path, ending: str) -> None:
    write(ENTRIES, tmp_path)
    (file,) = (path for path in tmp_path.iterdir() if path.name.endswith(ending))
    file.write_bytes(b"COLOTHER" + file.read_bytes()[8:])
    with pytest.raises(DamagedGeneration, match=file.name):
        WhooshEngine.open(tmp_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    write(ENTRIES, tmp_path)
    next(tmp_path.glob("*.speaker.col")).unlink()
    with pytest.raises(DamagedGeneration, match=r"speaker\.col"):
        WhooshEngine.open(tmp_path)


def test_a_column_of_another_segment_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    write(ENTRIES, tmp_path / "one")
    write(ENTRIES[:5], tmp_path / "other")
    (wrong,), (right,) = ((tmp_path / name).glob("*.row.col") for name in ("other", "one"))
    right.write_bytes(wrong.read_bytes())
    with pytest.raises(DamagedGeneration, match=right.name):
        WhooshEngine.open(tmp_path / "one")


def test_a_segment_of_another_codec_is_refused(tmp_path: Path) -> None:
    write((), tmp_path)
    writer = open_dir(str(tmp_path), schema=SCHEMA).writer(compound=False)
    writer.add_document(row=1)
    writer.commit()
    with pytest.raises(DamagedGeneration, match="MAIN_"):
        WhooshEngine.open(tmp_path)


def test_very_many_forms_frequencies_and_positions_fit(tmp_path: Path) -> None:
    """Arrays of every width: a word 70,000 times, 300 ways to write one word, more than 65,535 positions."""
    accents = (
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u030f\u0311\u0323\u0324\u0325\u032d\u0330"
    )
    forms = [f"a{one}z{other}" for one in accents for other in accents]
    entries = [turn(0, "no " * 70_000 + "yes"), turn(1, " ".join(forms), "no no"), turn(2, "az")]
    with closing(written(entries, tmp_path)) as engine:
        assert [hit.row for hit in engine.search(Plan(Word("no"))).hits] == [0, 1]
        assert [hit.row for hit in engine.search(Plan(Phrase(("no", "yes")))).hits] == [0]
        assert engine.search(Plan(Word("az"))).total == 2
        assert engine.search(Plan(Not(Filter("speaker", ("ann",))))).total == 0


def test_a_hundred_thousand_values_of_a_facet_are_not_too_many(tmp_path: Path) -> None:
    entries = (turn(row, document=f"d{row % 70_000:05d}") for row in range(70_010))
    with closing(written(entries, tmp_path)) as engine:
        result = engine.search(Plan(facets=("document",), limits=PATIENT))
        assert result.documents == len(result.facets["document"]) == 70_000
        assert result.facets["document"].most_frequent(11) == (
            *((f"d{number:05d}", 2) for number in range(10)),
            ("d00010", 1),
        )
        assert engine.search(Plan(filters=(Filter("document", ("d69999",)),))).total == 1
