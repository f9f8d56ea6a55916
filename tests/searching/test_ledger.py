"""What does the ledger make of two states of a document, and of generations that die, go back, or get lost?"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.generations.directory import GENERATIONS, STORE
from index.generations.store_writer import StoreWriter
from index.links.alignment import align, doubtful
from index.links.ledger import LEDGER, DamagedLedger, open_ledger
from index.links.ledger_writer import LedgerWriter
from index.links.link_history import Where
from index.links.passage_history import Fate, compare
from index.links.passage_states import Place, state_of, wordings_of
from index.links.permalinks import (
    Corrected,
    Doubtful,
    Moved,
    Outcome,
    Passage,
    Removed,
    Several,
    Unchanged,
    resolve,
    turn_ref,
)
from index.links.stored_words import StoredWords
from index.links.word_differences import differences
from index.model import Document, Kind, Metadata, Paragraph, Source, Speaker, Turn

WHO = ("Ann Poe", "Ben Roe", "Cora Lind")


def talk(*said: str, id_: str = "talk") -> Document:
    """A document whose turns are written "A: words|more words", by the initial of who speaks."""
    ids = {name[0]: name.lower().replace(" ", "-") for name in WHO}
    turns = tuple(
        Turn(position, Kind.SPEECH, tuple(map(Paragraph, text[3:].split("|"))), speakers=(ids[text[0]],))
        for position, text in enumerate(said, 1)
    )
    return Document(
        Metadata(id_, "A talk"), Source(f"{id_}.txt", "text", ""), turns, tuple(map(Speaker, ids.values(), WHO))
    )


def fates(before: Document, after: Document) -> dict[tuple[int, int], tuple[str, list[tuple[int, int]]]]:
    """What is told of every passage that is in no run."""
    found = compare(state_of(before), state_of(after), wordings_of(before), wordings_of(after))
    return {
        (each.place.position, each.place.paragraph): (
            each.fate.value,
            [(place.position, place.paragraph) for place in each.places],
        )
        for each in found.passed
    }


class TestAComparison:
    def test_of_equal_states_is_one_run(self) -> None:
        found = compare(state_of(talk("A: One.", "B: Two.")), state_of(talk("A: One.", "B: Two.")), None, ())
        assert [(run.first, run.last, run.by) for run in found.runs] == [(1, 2, 0)]
        assert found.passed == ()

    def test_tells_an_insertion_as_one_run_behind_it(self) -> None:
        after = talk("A: One.", "C: Between.", "B: Two.", "A: Three.")
        found = compare(state_of(talk("A: One.", "B: Two.", "A: Three.")), state_of(after), None, ())
        assert [(run.first, run.last, run.by) for run in found.runs] == [(1, 1, 0), (2, 3, 1)]
        assert found.counts()[Fate.MOVED] == 2

    def test_tells_a_changed_word_as_a_correction(self) -> None:
        found = fates(talk("A: The lamp is out tonight.", "B: Yes."), talk("A: The lamp is lit tonight.", "B: Yes."))
        assert found == {(1, 0): ("corrected", [(1, 0)]), (1, 1): ("corrected", [(1, 1)])}

    def test_tells_another_speaker_as_a_correction(self) -> None:
        found = fates(talk("A: No!", "B: Yes."), talk("C: No!", "B: Yes."))
        assert found[1, 0] == ("corrected", [(1, 0)])

    def test_takes_other_words_by_the_same_speaker_for_another_passage(self) -> None:
        before = talk("A: The lamp is out tonight.", "B: Yes.")
        found = fates(before, talk("A: Nobody pays for rope and oil.", "B: Yes."))
        assert found[1, 0] == ("removed", [])

    def test_of_passages_alike_beside_each_other_names_no_one(self) -> None:
        found = fates(talk("B: Go.", *["A: No!"] * 3, "B: Yes."), talk("B: Go.", *["A: No!"] * 2, "B: Yes."))
        assert {fate for fate, _ in found.values()} == {"several"}
        assert found[2, 0][1] == [(2, 0), (3, 0)]

    def test_of_passages_alike_apart_from_each_other_tells_which_was_removed(self) -> None:
        found = fates(talk("A: No!", "B: Yes.", "A: No!", "B: Go."), talk("A: No!", "B: Yes.", "B: Go."))
        assert found[3, 0] == ("removed", [])
        assert (1, 0) not in found

    def test_finds_the_paragraphs_of_a_turn_that_was_parted(self) -> None:
        found = fates(
            talk("A: First part.|Second part.", "B: Yes."),
            talk("A: First part.", "B: Hm.", "A: Second part.", "B: Yes."),
        )
        assert found[1, 1] == ("moved", [(1, 1)])
        assert found[1, 2] == ("moved", [(3, 1)])
        assert found[1, 0][0] in ("several", "corrected")

    def test_recognises_passages_in_a_text_that_was_edited_all_over(self) -> None:
        def text(number: int, word: str) -> str:
            return f"A: In the year {number} the {word} council met in the old hall by the river."

        before = talk(*(text(number, "city") for number in range(1800, 1900)))
        after = talk("B: A word before.", *(text(number, "town") for number in range(1800, 1900)))
        found = fates(before, after)
        assert all(found[position, 0] == ("corrected", [(position + 1, 0)]) for position in range(1, 101))

    def test_takes_time_in_proportion_to_length(self, step_counter: Callable[[Callable[[], object]], int]) -> None:
        def steps(turns: int) -> int:
            before = talk(*(f"A: Sentence number {number} of many." for number in range(turns)))
            after = talk("B: New.", *(f"A: Sentence number {number} of lots." for number in range(turns)))
            old, new = state_of(before), state_of(after)
            return step_counter(lambda: compare(old, new, wordings_of(before), wordings_of(after)))

        assert steps(400) < 6 * steps(100)


@pytest.fixture
def step_counter() -> Callable[[Callable[[], object]], int]:
    """How many function calls something makes: a measure of work that does not depend on the machine."""

    def count(work: Callable[[], object]) -> int:
        calls = 0

        def profile(frame: object, event: str, argument: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        sys.setprofile(profile)
        try:
            work()
        finally:
            sys.setprofile(None)
        return calls

    return count


def test_an_alignment_doubts_only_what_might_be_another() -> None:
    pairs = align("xaaay", "xaay")
    assert doubtful("xaaay", "xaay", pairs) == {place for place in pairs if "xaaay"[place] == "a"}


def test_differences_of_endless_wordings_are_told_without_endless_work() -> None:
    parts = differences(["no " * 30_000], ["yes no " * 30_000])
    assert "".join(part.text for part in parts if part.change == "new")
    assert [(part.text, part.change.value) for part in differences(["We did not."], ["We did so."])] == [
        ("We did", "same"),
        ("not.", "gone"),
        ("so.", "new"),
    ]


class Archive:
    """Generations as far as links need them."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.live: str | None = None
        self.number = 0
        self.documents: dict[str, dict[str, Document]] = {}

    def publish(self, *documents: Document, dies: bool = False) -> str:
        """Write a generation and the ledger, and go live; a build that ``dies`` is killed right before that."""
        self.number += 1
        generation = f"{self.number:06d}-00000000"
        folder = self.data / GENERATIONS / generation
        folder.mkdir(parents=True)
        store = StoreWriter(folder / STORE)
        ledger = LedgerWriter(self.data, generation, self.live, f"2026-01-{self.number:02d}T00:00:00+00:00")
        for document in sorted(documents, key=lambda each: each.id):
            store.add(document)
            ledger.add(document)
        store.finish()
        ledger.finish(StoredWords(folder / STORE))
        ledger.publish(place.name for place in (self.data / GENERATIONS).iterdir())
        self.documents[generation] = {document.id: document for document in documents}
        if not dies:
            self.live = generation
        return generation

    def follow(self, document: Document, position: int) -> Outcome:
        """Where the link leads that a turn of a document had."""
        assert self.live
        with open_ledger(self.data, self.live) as ledger:
            return resolve(document.id, turn_ref(document.turns[position - 1]), self.documents[self.live].get, ledger)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


BEFORE = talk("A: Good morning to all.", "B: The lamp is out tonight.", "A: No!")
CORRECTED = talk("A: Good morning to all.", "B: The lamp is lit tonight.", "A: No!")
LONGER = talk("C: A word before.", "A: Good morning to all.", "B: The lamp is lit tonight.", "A: No!")


def at(document: Document, position: int) -> Passage:
    return Passage(document.id, turn_ref(document.turns[position - 1]))


class TestALedger:
    def test_follows_a_link_through_several_changes(self, archive: Archive) -> None:
        for document in (BEFORE, CORRECTED, LONGER):
            archive.publish(document)
        assert archive.follow(BEFORE, 1) == Moved(at(LONGER, 2))
        outcome = archive.follow(BEFORE, 2)
        assert isinstance(outcome, Corrected)
        assert outcome.now == at(LONGER, 3)
        assert outcome.then[0].wording == ("The lamp is out tonight.",)
        assert outcome.then[0].names == ("Ben Roe",)

    def test_is_not_moved_by_a_build_that_died_before_it_was_live(self, archive: Archive) -> None:
        archive.publish(BEFORE)
        archive.publish(LONGER, dies=True)
        assert archive.follow(BEFORE, 2) == Unchanged()
        archive.publish(CORRECTED)
        outcome = archive.follow(BEFORE, 2)
        assert isinstance(outcome, Corrected)
        assert outcome.now == at(CORRECTED, 2)

    def test_goes_back_with_the_generation_and_forward_again(self, archive: Archive) -> None:
        first = archive.publish(BEFORE)
        second = archive.publish(CORRECTED)
        archive.live = first
        assert archive.follow(BEFORE, 2) == Unchanged()
        archive.live = second
        assert isinstance(archive.follow(BEFORE, 2), Corrected)
        archive.live = first
        archive.publish(
            talk("C: A word before.", *("A: Good morning to all.", "B: The lamp is out tonight.", "A: No!"))
        )
        assert isinstance(archive.follow(BEFORE, 2), Moved)

    def test_does_not_take_a_passage_of_an_undone_generation_for_a_lookalike(self, archive: Archive) -> None:
        first = archive.publish(talk("A: No!", "B: Yes."))
        undone = talk("C: Hm.", "A: No!", "B: Yes.", "A: No!")
        archive.publish(undone)
        archive.live = first
        assert archive.follow(undone, 4) == Several((at(talk("A: No!", "B: Yes."), 1),))

    def test_compares_with_what_was_live_even_when_its_generation_is_lost(self, archive: Archive) -> None:
        archive.publish(BEFORE)
        shutil.rmtree(archive.data / GENERATIONS)
        archive.publish(LONGER)
        assert archive.follow(BEFORE, 1) == Moved(at(LONGER, 2))
        lost = archive.follow(BEFORE, 2)
        assert isinstance(lost, Corrected | Removed)

    def test_knows_a_restored_passage_from_a_lookalike(self, archive: Archive) -> None:
        alone = talk("A: No!", "B: Yes, I think so.", "B: Go.")
        twice = talk("A: No!", "B: Yes, I think so.", "A: No!", "B: Go.")
        for document in (twice, alone, twice):
            archive.publish(document)
        assert archive.follow(twice, 3) == Unchanged()
        archive.publish(alone)
        archive.publish(talk("C: One.", "C: Two.", "A: No!", "B: Yes, I think so.", "B: Go."))
        assert isinstance(archive.follow(twice, 3), Doubtful), "another one stands at its place now"

    def test_of_the_same_words_by_two_speakers_that_change_places_shows_none_silently(self, archive: Archive) -> None:
        before = talk("A: No!", "C: So be it.", "B: No!")
        after = talk("B: No!", "C: So be it.", "A: No!")
        archive.publish(before)
        archive.publish(after)
        for position, other in ((1, 3), (3, 1)):
            outcome = archive.follow(before, position)
            assert isinstance(outcome, Doubtful)
            assert outcome.others == (at(after, other),)

    def test_a_document_under_another_id_is_known_by_its_turns(self, archive: Archive) -> None:
        archive.publish(BEFORE)
        renamed = talk("A: Good morning to all.", "B: The lamp is out tonight.", "A: No!", id_="speech")
        archive.publish(renamed, talk("C: Something else.", id_="other"))
        assert archive.follow(BEFORE, 2) == Moved(at(renamed, 2))

    def test_of_two_documents_that_might_be_the_renamed_one_neither_is_chosen(self, archive: Archive) -> None:
        archive.publish(BEFORE)
        said = ("A: Good morning to all.", "B: The lamp is out tonight.", "A: No!")
        archive.publish(talk(*said, id_="one"), talk(*said, id_="two"))
        assert isinstance(archive.follow(BEFORE, 2), Removed)

    def test_a_document_that_comes_back_changed_is_followed(self, archive: Archive) -> None:
        other = talk("C: Something else.", id_="other")
        archive.publish(BEFORE, other)
        archive.publish(other)
        assert isinstance(archive.follow(BEFORE, 2), Removed)
        archive.publish(LONGER, other)
        assert archive.follow(BEFORE, 1) == Moved(at(LONGER, 2))
        assert isinstance(archive.follow(BEFORE, 2), Corrected)

    def test_keeps_no_words_of_what_is_live(self, archive: Archive) -> None:
        archive.publish(BEFORE)
        assert b"Good morning" not in (archive.data / LEDGER).read_bytes()

    def test_that_is_damaged_is_told(self, archive: Archive) -> None:
        archive.publish(BEFORE)
        place = archive.data / LEDGER
        place.write_bytes(b"no database" * 1000)
        with pytest.raises(DamagedLedger, match="links import"):
            archive.publish(CORRECTED)
        assert place.read_bytes().startswith(b"no database"), "it is left for whoever can mend it"

    def test_remembers_places_and_not_only_hashes(self, archive: Archive) -> None:
        archive.publish(BEFORE)
        archive.publish(LONGER)
        assert archive.live
        with open_ledger(archive.data, archive.live) as ledger:
            assert ledger.source(Where("talk", Place(3)), 1) == Where("talk", Place(2))
