"""Is the index one of Whoosh's? The same files by its own writer, the same answers by its own searcher, bad files?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from engine_contract import turn
from hypothesis import HealthCheck, given, settings
from random_searches import Searches, searches
from test_engines import write, written
from whoosh import query
from whoosh.index import open_dir
from whoosh.scoring import BaseScorer, WeightingModel
from whoosh_segments import write_segment, write_segments

from index.engines.base import Plan
from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.schema import SCHEMA
from index.entries import Entry
from index.errors import DamagedGeneration
from index.fields import FIELD_NAMES
from index.limits import Limits
from index.queries.analysis import stem, tokens
from index.ranking import bm25, boost, rarity
from index.tree import Filter, InField, Node, Not, Phrase, Word

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


class Ranking(WeightingModel):
    """Colloquy's ranking, as Whoosh asks for it: one term, one text at a time."""

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> BaseScorer:
        reader = searcher.get_parent().reader()
        lengths = [
            length for number in range(reader.doc_count_all()) if (length := length_of(reader, number, fieldname))
        ]
        rare = rarity(len(lengths), reader.doc_frequency(fieldname, text))
        average = sum(lengths) / len(lengths)
        return Scorer(
            lambda frequency, length: boost(fieldname) * bm25(fieldname, frequency, rare, length, average),
            searcher,
            fieldname,
        )


def length_of(reader: Any, number: int, field: str) -> int:
    return reader.doc_field_length(number, field) or 0


class Scorer(BaseScorer):
    def __init__(self, formula: Any, searcher: Any, field: str) -> None:
        self.formula, self.searcher, self.field = formula, searcher, field

    def score(self, matcher: Any) -> float:
        return self.formula(matcher.weight(), length_of(self.searcher.reader(), matcher.id(), self.field))


def asked_of_whoosh(directory: Path, asked: query.Query, rows: list[int]) -> dict[int, float]:
    """The rows and scores that Whoosh's own searcher finds."""
    with closing(open_dir(str(directory), schema=SCHEMA).searcher(weighting=Ranking())) as searcher:
        return {rows[hit.docnum]: round(hit.score, 9) for hit in searcher.search(asked, limit=None)}


def asked_of_ours(directory: Path, asked: Node) -> dict[int, float]:
    with closing(WhooshEngine.open(directory)) as engine:
        return {hit.row: hit.score for hit in engine.search(Plan(asked, limit=100, limits=PATIENT)).hits}


@pytest.mark.parametrize("segments", [1, 3])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=searches())
def test_whooshs_own_searcher_finds_the_same(segments: int, case: Searches) -> None:
    """Words and phrases of stems, with scores. Other queries of its own are wrong at times."""
    entries = [entry for entry in case.entries if entry.language == "en"]
    rows = [entry.row for entry in entries]
    with TemporaryDirectory() as name:
        directory = Path(name)
        write_segments(entries, directory, segments, decoys=False)
        for field, pair in pairs(entries):
            words = [stem(word, "en") for word in pair]
            assert asked_of_ours(directory, InField(field, Word(pair[0]))) == pytest.approx(
                asked_of_whoosh(directory, query.Term(field, words[0]), rows), abs=2e-9
            )
            found = asked_of_whoosh(directory, query.Phrase(field, words), rows)
            assert asked_of_ours(directory, InField(field, Phrase(pair))).keys() == found.keys()


def pairs(entries: Iterable[Entry]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Some neighbouring words of every text."""
    for entry in entries:
        for field in FIELD_NAMES:
            words = [token.text for piece in entry.fields.get(field, ()) for token in tokens(piece)]
            yield from ((field, pair) for pair in pairwise(words[:4]))


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
