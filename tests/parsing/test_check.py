"""A check tells the operator what was not understood, and proposes without deciding."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conversations import conversation

from index.model import Document, Notice, Severity
from index.speakers.authority import NO_AUTHORITY, Authority, read_authority
from index.speakers.check import Survey, doubtful, survey
from index.speakers.check_report import report
from index.speakers.proposals import accepted, proposals
from index.speakers.resolution import resolve

TALKS = (
    conversation(*["Mao Zedong", "Edgar Snow"] * 3, "Mao Zedung", document="one", path="one.txt"),
    conversation("Chairman Mao", "Snow", "Interpreter", "Chairman Mao", document="two", path="sub/two.txt"),
)
FILE = '[[speaker]]\nname = "Edgar Snow" # the guest\n'


def surveyed(*documents: Document, authority: Authority = NO_AUTHORITY) -> Survey:
    return survey(resolve(document, authority) for document in documents)


def proposed(*documents: Document, text: str = "") -> dict[str, list[str]]:
    """Preferred name → proposed variants."""
    authority = read_authority(text, "speakers.toml")
    found = proposals(surveyed(*documents, authority=authority), authority)
    return {proposal.name: [variant.text for variant in proposal.variants] for proposal in found}


def test_unknown_labels_are_listed_with_counts_documents_and_places() -> None:
    unknown = surveyed(*TALKS).unknown
    assert [(spoken.name, spoken.turns) for spoken in unknown] == [("Chairman Mao", 2), ("Snow", 1), ("Interpreter", 1)]
    assert [str(place) for place in unknown[0].places] == ["sub/two.txt:1", "sub/two.txt:4"]
    assert unknown[0].documents == (("two", 2),)


def test_each_file_is_summed_up_with_all_its_documents() -> None:
    warning = Notice(Severity.WARNING, "odd", "this is odd; look at it", 7)
    second = replace(conversation("Mao", document="three", path="one.txt", date=None), notices=(warning,))
    (file,) = surveyed(TALKS[0], second).files
    assert (file.documents, file.dates, file.turns) == (("one", "three"), ("1946-05-01",), 8)
    assert (file.unresolved, file.notices) == (1, (warning,))


def test_likeness_across_documents_proposes_names_for_paste() -> None:
    assert proposed(*TALKS) == {"Mao Zedong": ["Mao Zedung", "Chairman Mao"], "Edgar Snow": ["Snow"]}


def test_a_bare_surname_is_proposed_for_its_documents_only() -> None:
    found = proposals(surveyed(*TALKS), NO_AUTHORITY)
    variants = {variant.text: variant.documents for proposal in found for variant in proposal.variants}
    assert variants == {"Mao Zedung": (), "Chairman Mao": ("two",), "Snow": ("two",)}


def test_people_of_the_authority_file_get_variants_and_no_second_entry() -> None:
    authority = read_authority(FILE, "speakers.toml")
    (_, snow) = sorted(proposals(surveyed(*TALKS, authority=authority), authority), key=lambda one: one.known)
    assert snow.known
    assert "[[speaker]]" not in snow.toml
    assert '{text = "Snow", documents = ["two"]}, # a shorter form, 1 turn' in snow.toml


@pytest.mark.parametrize(
    ("name", "other"),
    [("Kim Il Sung", "Kim Il"), ("Mao Zedong", "Interpreter"), ("Edgar Snow", "Mao Zedong"), ("John Smith", "Q")],
)
def test_what_is_not_alike_is_not_proposed(name: str, other: str) -> None:
    assert proposed(conversation(name, document="a"), conversation(other, document="b")) == {}


def test_a_name_that_fits_two_people_is_proposed_for_neither() -> None:
    davies = conversation("John Davies", "Joseph Davies", document="a")
    assert proposed(davies, conversation("Davies", document="b")) == {}


def test_of_two_printed_names_the_rarer_is_the_variant() -> None:
    both = conversation(*["Begir Balluku", "Mao Zedong"] * 2, *["Beqir Balluku", "Mao Zedong"] * 3)
    assert proposed(both) == {"Beqir Balluku": ["Begir Balluku"]}


def test_what_was_accepted_resolves_and_is_not_proposed_again() -> None:
    authority = read_authority(FILE, "speakers.toml")
    text = accepted(FILE, proposals(surveyed(*TALKS, authority=authority), authority))
    after = read_authority(text, "speakers.toml")
    assert text.startswith('[[speaker]]\nname = "Edgar Snow" # the guest\n')
    assert [spoken.name for spoken in surveyed(*TALKS, authority=after).unknown] == ["Interpreter"]
    assert proposals(surveyed(*TALKS, authority=after), after) == ()


def test_new_entries_can_be_pasted_as_they_are() -> None:
    text = "\n".join(proposal.toml for proposal in proposals(surveyed(*TALKS), NO_AUTHORITY))
    assert text == "\n".join(
        proposal.toml for proposal in proposals(surveyed(*TALKS), NO_AUTHORITY) if not proposal.known
    )
    after = read_authority(text, "speakers.toml")
    assert [spoken.name for spoken in surveyed(*TALKS, authority=after).unknown] == ["Interpreter"]


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("Place", "heads a field"),
        ("Albania", "country"),
        ("First", "ordinary word"),
        ("Lenin said", "tells of somebody's words"),
        ("The thing that we all of us have to do", "longer than names"),
        ("Our demands for this year", "lower case"),
    ],
)
def test_labels_that_probably_are_no_speakers_are_told_with_the_reason(label: str, reason: str) -> None:
    (doubt,) = doubtful(surveyed(conversation("Mao Zedong", label)))
    assert doubt.spoken.name == label
    assert reason in doubt.reason


@pytest.mark.parametrize(
    "label", ["Interpreter", "General Marshall", "Q", "van Dijk", "Speaker 0", "Mr. SMITH of Texas"]
)
def test_ordinary_labels_are_not_doubted(label: str) -> None:
    assert doubtful(surveyed(conversation(label))) == ()


def test_the_report_says_everything_in_lines_and_its_list_can_be_pasted() -> None:
    odd = conversation("Mao", "Place", document="odd", path="odd.txt")
    odd = replace(odd, notices=(Notice(Severity.ERROR, "cut", "the file ends early; get it whole", 3),))
    lines = list(report(surveyed(*TALKS, odd), NO_AUTHORITY))
    assert "one.txt: text; one; 1946-05-01; 7 turns; 3 speakers" in lines
    assert "  odd.txt:3: the file ends early; get it whole" in lines
    assert "       2  Chairman Mao  (sub/two.txt:1, sub/two.txt:4)" in lines
    assert "  odd.txt:2: Place: it heads a field or a section" in lines
    assert '# variants = [{text = "Interpreter", documents = ["two"]}]' in lines
    (pasted,) = (line.strip() for line in lines if line.strip().startswith("not_speakers"))
    assert read_authority(pasted, "speakers.toml").is_no_speaker("PLACE")


def test_nothing_to_tell_is_a_report_of_the_files_alone() -> None:
    assert len(list(report(surveyed(conversation("Mao Zedong", "Edgar Snow")), NO_AUTHORITY))) == 1
