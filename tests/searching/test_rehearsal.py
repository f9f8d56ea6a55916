"""Is every kind of page asked before the first reader comes, whatever the archive holds?"""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engines.base import EngineResult, Plan
from index.engines.whoosh import WhooshEngine, WhooshWriter
from index.entries import entries
from index.generations.archive import Archive
from index.generations.rehearsal import rehearse
from index.generations.store import Store
from index.generations.store_writer import StoreWriter
from index.model import Document, Kind, Metadata, Paragraph, Source, Turn
from index.tree import And, Form, Or, Phrase, Word


class Listening(WhooshEngine):
    """An engine that remembers what it was asked."""

    def __init__(self, engine: WhooshEngine) -> None:
        self._asked, self.heard = engine, list[Plan]()

    def search(self, plan: Plan) -> EngineResult:
        self.heard.append(plan)
        return self._asked.search(plan)


def kinds(plans: list[Plan]) -> set[object]:
    return {plan.query.form if isinstance(plan.query, Word) else type(plan.query) for plan in plans}


def rehearsed(folder: Path, *texts: str) -> list[Plan]:
    """The searches of the rehearsal of an archive of one document, or of none when there are no texts."""
    turns = tuple(Turn(number, Kind.SPEECH, (Paragraph(text),)) for number, text in enumerate(texts, 1))
    (folder / "index").mkdir()
    writer, store = WhooshWriter(folder / "index"), StoreWriter(folder / "store.sqlite")
    for document in [Document(Metadata("one", ""), Source("one.txt", "text", "0"), turns)] if turns else []:
        store.add(document)
        for entry in entries(document, 0):
            writer.add(entry)
    store.finish()
    writer.publish()
    engine = Listening(WhooshEngine.open(folder / "index"))
    rehearse(engine, Store(folder / "store.sqlite"), seconds=60)
    return engine.heard


def test_every_kind_of_page_is_asked_with_filters_and_without(archive: Archive) -> None:
    assert isinstance(archive.engine, WhooshEngine)
    engine = Listening(archive.engine)
    rehearse(engine, archive.store, seconds=60)
    for plans in ([plan for plan in engine.heard if not plan.filters], [plan for plan in engine.heard if plan.filters]):
        assert {Form.STEM, Form.PREFIX, Form.FUZZY, And, Or, Phrase} <= kinds(plans)
    assert all(archive.engine.search(plan).total for plan in engine.heard if not plan.filters)


@pytest.mark.parametrize("texts", [(), ("…",), ("一二三",), ("a",), ("AND OR NOT",), ("x" * 500,), ("word " * 2_000,)])
def test_an_archive_of_anything_can_be_rehearsed(texts: tuple[str, ...], tmp_path: Path) -> None:
    assert rehearsed(tmp_path, *texts)


def test_words_are_chosen_at_the_beginning_of_a_text(tmp_path: Path) -> None:
    """To cut a text of megabytes takes a second, for which a site would not open."""
    heard = rehearsed(tmp_path, "rope walk " + "of it " * 1_000 + "extraordinary lighthouses")
    assert Or((Word("rope"), Word("walk"))) in [plan.query for plan in heard]


def test_the_rest_is_left_out_when_it_takes_too_long(archive: Archive) -> None:
    assert isinstance(archive.engine, WhooshEngine)
    engine = Listening(archive.engine)
    rehearse(engine, archive.store, seconds=0)
    assert len(engine.heard) == 1
