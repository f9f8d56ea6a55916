"""Does the document store give back what was put in, and count right?"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.engines.base import KeptRows
from index.errors import DamagedGeneration
from index.generations.archive import Archive
from index.generations.document_rows import packed_rows
from index.generations.store import Store
from index.generations.store_writer import StoreWriter, Written
from index.generations.turn_blocks import DICTIONARY
from index.model import (
    Attribution,
    Certainty,
    Document,
    DocumentDate,
    Kind,
    LabelCount,
    Metadata,
    NoteReference,
    Notice,
    Paragraph,
    Precision,
    Rule,
    Severity,
    Source,
    Speaker,
    Turn,
    Via,
    Voice,
)
from index.overview import Counts, YearCount
from index.results import DocumentRef, SpeakerRef

Write = Callable[..., Store]


def dated(start: str, end: str, precision: Precision = Precision.DAY) -> DocumentDate:
    return DocumentDate(start, end, precision, "document", start)


def turn(position: int, text: str, *speakers: str, kind: Kind = Kind.SPEECH) -> Turn:
    voices = tuple(Voice(speaker.title()) for speaker in speakers)
    return Turn(position, kind, (Paragraph(text),), voices=voices, speakers=speakers)


def document(id_: str, *turns: Turn, dates: tuple[DocumentDate, ...] = ()) -> Document:
    names = dict.fromkeys(speaker for each in turns for speaker in each.speakers)
    speakers = tuple(Speaker(name, name.title(), labels=(LabelCount(f"{name}:", 1),)) for name in names)
    return Document(Metadata(id_, f"Title of {id_}", dates), Source(f"{id_}.txt", "text", "0"), turns, speakers)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes documents and opens the store."""

    def written(*documents: Document, name: str = "documents.sqlite") -> Store:
        writer = StoreWriter(tmp_path / name)
        for each in documents:
            writer.add(each)
        writer.finish()
        return Store(tmp_path / name)

    return written


ONE = document(
    "one",
    turn(1, "Four words by Anna.", "anna"),
    turn(2, "Two words.", "berg"),
    turn(3, "(Nobody speaks.)", kind=Kind.STAGE_DIRECTION),
    turn(4, "Three more words.", "anna"),
    turn(5, "Both of us.", "anna", "berg"),
    dates=(dated("1957-03-12", "1957-03-12"),),
)
TWO = document("two", turn(1, "Alone.", "anna"), dates=(dated("1957-01-01", "1957-12-31", Precision.YEAR),))
UNDATED = document("undated", turn(1, "When?", "celia"))

ENORMOUS = bytes.fromhex("28b52ffde0") + (2**60).to_bytes(8, "little")  # a frame of zstandard that claims this length


class TestDocuments:
    def test_come_back_as_they_were(self, write: Write) -> None:
        store = write(ONE, TWO, UNDATED)
        assert store.document("one") == ONE
        assert store.document("three") is None
        assert list(store.every_document()) == [ONE, TWO, UNDATED]

    def test_of_any_length_come_back_as_they_were(self, write: Write) -> None:
        words = [f"Turn {number} of many. " * (number % 7) or "" for number in range(1, 500)]
        words[77] = "One turn as long as a book. " * 20_000
        long = document("long", *(turn(at, text, "anna") for at, text in enumerate(words, 1)))
        store = write(document("empty"), long, TWO)
        assert store.document("long") == long
        assert store.document("empty") == document("empty")
        assert [place.turn for place in store.places(range(2, 501))] == list(long.turns)

    def test_may_be_added_in_any_order(self, write: Write) -> None:
        store = write(UNDATED, TWO, ONE)
        assert list(store.every_document()) == [ONE, TWO, UNDATED]
        assert store.rows_of("two") == (6, 7)

    def test_keep_everything_that_a_turn_may_say(self, write: Write) -> None:
        said = Turn(
            position=1,
            kind=Kind.NOTE,
            paragraphs=(Paragraph("Ein Wort ☃", "a)", (3, 4), (NoteReference(2, 3, "[1]"),)), Paragraph("")),
            label="[Anna]:",
            voices=(Voice("Anna", "Chair", "#a"), Voice("Berg")),
            speakers=("anna", "berg"),
            attribution=Attribution(Rule.LEAD_IN, Via.DOCUMENT, Certainty.UNCERTAIN),
            continues=1,
            section="I.",
            page="12",
            time=1.5,
            source_id="u1",
        )
        whole = replace(document("whole", said), notices=(Notice(Severity.INFO, "code", "Message.", 3, "a.txt"),))
        assert write(whole).document("whole") == whole

    def test_are_listed_by_date_undated_last(self, write: Write) -> None:
        store = write(ONE, TWO, UNDATED)
        assert [summary.id for summary in store.documents()] == ["two", "one", "undated"]
        assert [summary.date for summary in store.documents()] == ["1957", "1957-03-12", None]

    def test_know_their_neighbours_in_that_list(self, write: Write) -> None:
        store = write(ONE, TWO, UNDATED)
        one = DocumentRef("one", "Title of one", "1957-03-12")
        assert store.neighbours("two") == (None, one)
        assert store.neighbours("undated") == (one, None)
        assert store.neighbours("three") == (None, None)

    def test_are_counted_in_turns_of_speech_and_words_of_everything(self, write: Write) -> None:
        store = write(ONE, TWO, UNDATED)
        summary = store.summary("one")
        assert summary is not None
        assert (summary.turns, summary.words) == (4, 14)
        assert store.counts() == Counts(documents=3, turns=6, speakers=3, words=16, undated=1)


class TestSpeakers:
    def test_are_listed_with_most_turns_first(self, write: Write) -> None:
        store = write(ONE, TWO, UNDATED)
        assert [(who.id, who.turns, who.words, who.documents) for who in store.speakers()] == [
            ("anna", 4, 11, 2),
            ("berg", 2, 5, 1),
            ("celia", 1, 1, 1),
        ]

    def test_have_a_profile(self, write: Write) -> None:
        profile = write(ONE, TWO, UNDATED).speaker("anna")
        assert profile is not None
        assert [(ref.id, turns) for ref, turns in profile.documents] == [("two", 1), ("one", 3)]
        assert profile.labels == (LabelCount("anna:", 2),)
        assert profile.talks_with == ((SpeakerRef("berg", "Berg"), 3),)
        assert (profile.summary.first_year, profile.summary.last_year) == ("1957", "1957")

    def test_that_are_unknown_are_none(self, write: Write) -> None:
        store = write(ONE)
        assert store.speaker("nobody") is None
        assert store.speaker_ref("nobody") is None
        assert store.speaker_ref("anna") == SpeakerRef("anna", "Anna")


def test_years_count_partly_dated_documents_once_and_tell_them(write: Write) -> None:
    assert write(ONE, TWO, UNDATED).years() == (YearCount("1957", turns=5, documents=2, partly=1),)


class TestRows:
    def test_are_the_metadata_of_each_document_and_its_turns_behind(self, write: Write) -> None:
        store = write(ONE, TWO, UNDATED)
        assert store.rows_of("one") == (0, 5)
        assert store.rows_of("two") == (6, 7)
        metadata, said = store.places([6, 5])
        assert (metadata.document.id, metadata.turn, metadata.fields["title"]) == ("two", None, ("Title of two",))
        assert (said.document.id, said.turn) == ("one", ONE.turns[4])
        assert said.speakers == (SpeakerRef("anna", "Anna"), SpeakerRef("berg", "Berg"))
        assert said.fields["text"] == ("Both of us.",)

    def test_have_the_speakers_of_their_turn_as_the_document_lists_them(self, write: Write) -> None:
        turns = (turn(1, "Both.", "berg", "anna"), turn(2, "One.", "anna"), turn(3, "A stranger.", "dora"))
        anna, berg = Speaker("anna", "Anna A.", resolved=False), Speaker("berg", "Berg B.")
        listed = replace(document("listed", *turns), speakers=(anna, Speaker("celia", "Celia"), berg))
        both, one, stranger = write(listed).places([1, 2, 3])
        assert both.speakers == (SpeakerRef("berg", "Berg B."), SpeakerRef("anna", "Anna A.", resolved=False))
        assert one.speakers == (SpeakerRef("anna", "Anna A.", resolved=False),)
        assert stranger.speakers == ()

    def test_of_more_documents_than_are_kept_in_mind_are_told_apart(self, write: Write) -> None:
        names = [f"d{number:04}" for number in range(5_000)]
        store = write(*(document(name, turn(1, f"I am {name}.", "anna")) for name in names))
        rows = [*range(1, 10_000, 2), *range(9_999, 0, -70)]
        for first in range(0, len(rows), 100):
            for row, place in zip(rows[first:], store.places(rows[first : first + 100]), strict=False):
                assert (place.row, place.document.id) == (row, names[row // 2])
                assert place.fields["text"] == (f"I am {names[row // 2]}.",)

    def test_beyond_the_last_do_not_exist(self, write: Write) -> None:
        store = write(ONE)
        assert store.place(6) is None
        assert store.place(-1) is None


class TestADamagedStore:
    """It is told to be damaged, whatever it says."""

    @staticmethod
    def changed(store: Store, change: str, *values: object) -> Store:
        with closing(sqlite3.connect(store.path)) as other:
            other.execute(change, values)
            other.commit()
        return Store(store.path)

    @pytest.mark.parametrize(
        "block", [b"", b"no block", DICTIONARY, ENORMOUS], ids=["nothing", "other bytes", "dictionary", "enormous"]
    )
    def test_where_a_block_is_none(self, write: Write, block: bytes) -> None:
        store = self.changed(write(ONE, TWO), "UPDATE blocks SET block = ?", block)
        with pytest.raises(DamagedGeneration, match="build again"):
            store.places([1])
        with pytest.raises(DamagedGeneration, match="build again"):
            store.document("one")

    @pytest.mark.parametrize("rows", [b"", b"odd", bytes(16)], ids=["nothing", "odd", "cut short"])
    def test_where_the_list_of_rows_is_none(self, write: Write, rows: bytes) -> None:
        store = self.changed(write(ONE, TWO), "UPDATE facts SET value = ? WHERE name = 'rows'", rows)
        with pytest.raises(DamagedGeneration, match="build again"):
            store.places([1])

    @pytest.mark.parametrize("key", [9, 2**62])
    def test_where_the_list_of_rows_names_a_document_that_is_none(self, write: Write, key: int) -> None:
        rows = packed_rows([(key, 3), (2, 3)])
        store = self.changed(write(ONE, TWO), "UPDATE facts SET value = ? WHERE name = 'rows'", rows)
        with pytest.raises(DamagedGeneration, match="build again"):
            store.places([1])

    def test_where_metadata_is_missing(self, write: Write) -> None:
        store = self.changed(write(ONE, TWO), "DELETE FROM heads")
        with pytest.raises(DamagedGeneration, match="build again"):
            store.places([0])

    @pytest.mark.parametrize("lacking", ["", " WHERE place = (SELECT max(place) FROM blocks)"], ids=["all", "the last"])
    def test_where_blocks_are_missing(self, write: Write, lacking: str) -> None:
        long = document("long", *(turn(at, "Many words. " * 100, "anna") for at in range(1, 40)))
        store = self.changed(write(long), f"DELETE FROM blocks{lacking}")  # noqa: S608  # as above
        with pytest.raises(DamagedGeneration, match="build again"):
            store.places([39])


class TestAnOpenStore:
    def test_answers_many_threads(self, archive: Archive) -> None:
        expected = [archive.store.document(summary.id) for summary in archive.store.documents()]
        wrong: list[object] = []

        def read() -> None:
            found = [archive.store.document(summary.id) for summary in archive.store.documents()]
            if found != expected:
                wrong.append(found)

        readers = [threading.Thread(target=read) for _ in range(8)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        assert wrong == []

    def test_cannot_be_written(self, write: Write) -> None:
        store = write(ONE)
        with (
            sqlite3.connect(f"{store.path.as_uri()}?mode=ro", uri=True) as other,
            pytest.raises(sqlite3.OperationalError),
        ):
            other.execute("DELETE FROM blocks")
        other.close()

    def test_that_was_closed_says_so(self, write: Write) -> None:
        store = write(ONE)
        store.close()
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            store.document("one")


class TestAStoreUponAnother:
    """A copy in which documents have gone, and others come, is like one of these documents written anew."""

    @staticmethod
    def upon(before: Store, path: Path, kept: set[str], *added: Document) -> tuple[Store, Written]:
        writer = StoreWriter(path, before.path, kept)
        for each in added:
            writer.add(each)
        return Store(path), writer.finish()

    def test_tells_where_rows_went_in_as_few_runs_as_may_be(self, write: Write, tmp_path: Path) -> None:
        names = ("b", "c", "d", "f", "g")
        before = write(*(document(name, turn(1, "Words.", "anna")) for name in names))
        new = (document("a", turn(1, "New.", "berg")), document("e"))
        store, written = self.upon(before, tmp_path / "upon.sqlite", {"b", "c", "f", "g"}, *new)
        assert written.added == ("a", "e")
        assert written.kept == (KeptRows(0, 3, 2), KeptRows(6, 9, 7))
        assert written.rows == 11
        assert [store.rows_of(id_) for id_ in "abcefg"] == [(0, 1), (2, 3), (4, 5), (6, 6), (7, 8), (9, 10)]
        assert store.document("d") is None

    def test_sums_up_what_is_there_now(self, write: Write, tmp_path: Path) -> None:
        before = write(ONE, TWO, UNDATED)
        whole = write(TWO, replace(ONE, turns=ONE.turns[:1]), name="whole.sqlite")
        store, _ = self.upon(before, tmp_path / "upon.sqlite", {"two"}, replace(ONE, turns=ONE.turns[:1]))
        assert store.documents() == whole.documents()
        assert store.counts() == whole.counts()
        assert store.years() == whole.years()
        assert store.speakers() == whole.speakers()
        assert [store.speaker(who.id) for who in store.speakers()] == [
            whole.speaker(who.id) for who in whole.speakers()
        ]
        assert list(store.every_document()) == list(whole.every_document())
