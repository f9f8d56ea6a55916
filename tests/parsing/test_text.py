"""Plain text and Markdown: who speaks, what nobody says, and that no word is lost."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import UnreadableSource
from index.formats import read as read_file
from index.formats.base import Claim, SourceFile
from index.formats.text import FORMAT
from index.model import Document, Kind, Rule


def read(text: str, path: str = "talk.txt") -> Document:
    return read_file(SourceFile(path, text.encode()))[0]


def spoken(document: Document) -> list[tuple[str, str]]:
    """Each turn of speech: the name, and the words."""
    return [
        (" + ".join(voice.name for voice in turn.voices), " ".join(paragraph.text for paragraph in turn.paragraphs))
        for turn in document.turns
        if turn.kind is Kind.SPEECH
    ]


def kinds(document: Document) -> list[tuple[Kind, str]]:
    return [(turn.kind, " ".join(paragraph.text for paragraph in turn.paragraphs)) for turn in document.turns]


TALK = "Mary Lee: One.\n\nTom Roe: Two.\n\nMary Lee: Three.\n\nTom Roe: Four.\n\n"


def test_two_names_that_recur_speak() -> None:
    assert spoken(read(TALK)) == [
        ("Mary Lee", "One."),
        ("Tom Roe", "Two."),
        ("Mary Lee", "Three."),
        ("Tom Roe", "Four."),
    ]


def test_a_paragraph_without_a_label_goes_on_with_the_turn() -> None:
    assert spoken(read(TALK + "And five."))[-1] == ("Tom Roe", "Four. And five.")


@pytest.mark.parametrize(
    "line",
    [
        "Conclusion: we agree.",
        "Phase One: we agree.",
        "New Zealand: we agree.",
        "The first thing: we agree.",
        "Exhibit A: we agree.",
        "https://example.org: we agree.",
    ],
)
def test_what_only_looks_like_a_label_stays_in_the_turn(line: str) -> None:
    spoken_last = spoken(read(f"{TALK}One phase after the other.\n\n{line}"))[-1]
    assert spoken_last[0] == "Tom Roe"
    assert line in spoken_last[1]


def test_one_label_among_many_of_its_style_is_believed() -> None:
    assert spoken(read(TALK + "Ann Poe: Five."))[-1] == ("Ann Poe", "Five.")


def test_a_single_name_followed_by_a_colon_is_not_believed_alone() -> None:
    assert spoken(read("Some words about bridges.\n\nBridges: they are long.\n\nRivers: they are longer.")) == []


def test_a_listed_participant_is_believed_at_once() -> None:
    document = read("Present: General Chen, Mr. Wu\n\nWu: I am here.\n\nChen: So am I.")
    assert spoken(document) == [("Wu", "I am here."), ("Chen", "So am I.")]
    assert [person.name for person in document.metadata.participants] == ["General Chen", "Mr. Wu"]


def test_participants_keep_their_roles() -> None:
    document = read("Participants: Dean Roe, Secretary of State\n\nMary Lee (Poet)\n\nInterpreter: Miss Lunt\n\nText.")
    people = [(person.name, person.role) for person in document.metadata.participants]
    assert people == [("Dean Roe", "Secretary of State"), ("Mary Lee", "Poet"), ("Miss Lunt", "Interpreter")]


def test_a_stage_direction_interrupts_a_turn_which_is_resumed() -> None:
    document = read("Comrade Vesk: One.\n\n(He pauses.)\n\nTwo.")
    first, direction, second = document.turns
    assert (first.kind, direction.kind, second.kind) == (Kind.SPEECH, Kind.STAGE_DIRECTION, Kind.SPEECH)
    assert (second.attribution.rule, second.continues, second.voices) == (Rule.RESUMED, 1, first.voices)


def test_a_paragraph_torn_by_a_page_is_one() -> None:
    document = read(
        "Comrade Vesk: It is light in the [Page 7]\n\nsouth.\n\nComrade Lund: And in\n\n[Page 8]\n\nthe north."
    )
    assert spoken(document) == [("Comrade Vesk", "It is light in the south."), ("Comrade Lund", "And in the north.")]
    assert [turn.page for turn in document.turns] == [None, "7"]
    assert "[Page 7], [Page 8]" in document.notices[0].message


def test_notes_are_nobodys_and_linked_from_where_they_are_marked() -> None:
    document = read("Comrade Vesk: One.[1] Two.\n\n[1] A note.\n\nof two paragraphs")
    speech, note = document.turns[:2]
    (reference,) = speech.paragraphs[0].references
    assert (speech.paragraphs[0].text, reference.offset, reference.note) == ("One. Two.", 4, 2)
    assert (note.kind, note.paragraphs[0].text, note.paragraphs[0].marker) == (Kind.NOTE, "A note.", "[1]")


def test_a_marker_without_a_note_stays_in_the_text() -> None:
    assert spoken(read("Comrade Vesk: One.[1] Two<sup>3</sup>."))[0][1] == "One.[1] Two3."


def test_the_subject_of_a_lead_in_speaks() -> None:
    document = read("At noon, comrade Vesk said to comrade Lund:\n\nIt is noon.\n\nSo it is.")
    assert [(turn.kind, turn.attribution.rule) for turn in document.turns] == [
        (Kind.NARRATION, Rule.NONE),
        (Kind.SPEECH, Rule.LEAD_IN),
    ]
    assert spoken(document) == [("comrade Vesk", "It is noon. So it is.")]


def test_nobody_is_quoted_in_a_narrative() -> None:
    text = (
        "Com. Vesk pointed out that it was late.\n\nThe Ambassador said he knew.\n\nCom. Vesk replied:\n\nit was not."
    )
    assert [kind for kind, _ in kinds(read(text))] == [Kind.NARRATION]


def test_a_salutation_and_reported_words_are_no_labels() -> None:
    text = "My Dear General Lund: I told him: do not come. He said: no.\n\nYour Excellency: please accept it."
    assert [kind for kind, _ in kinds(read(text))] == [Kind.NARRATION]


def test_the_end_of_the_record_is_the_narrators() -> None:
    last = read(TALK + "Meeting adjourned at 1430.\n\nNot printed.").turns[-2:]
    assert [turn.kind for turn in last] == [Kind.NARRATION, Kind.NOTE]


def test_a_list_in_a_speech_keeps_its_markers() -> None:
    (turn,) = read("Comrade Vesk: Two things:\n\n1) stone,\n- a) white\n\n2) sand.").turns
    assert [(paragraph.marker, paragraph.text) for paragraph in turn.paragraphs] == [
        (None, "Two things:"),
        ("1)", "stone,"),
        ("- a)", "white"),
        ("2)", "sand."),
    ]


def test_words_broken_at_the_end_of_a_line_are_whole_and_compounds_keep_their_hyphen() -> None:
    text = "Comrade Vesk: The propos-\nals are low-\nincome ones. Low-income proposals.\n"
    assert spoken(read(text))[0][1] == "The proposals are low-income ones. Low-income proposals."


def test_lines_are_those_of_the_file() -> None:
    document = read(
        "---\ntitle: A talk\n---\n\nMary Lee: One,\ntwo.\n\nTom Roe: Three.\nMary Lee: Four.\nTom Roe: Five."
    )
    assert [turn.paragraphs[0].lines for turn in document.turns] == [(5, 6), (8, 8), (9, 9), (10, 10)]


def test_front_matter_is_metadata_and_what_is_not_understood_is_told() -> None:
    document = read("---\ntitle: A talk\ndate: 2031-02-03\nspeakers: [Mary Lee]\ncolour: red\n---\nMary Lee: One.")
    metadata = document.metadata
    assert (metadata.title, metadata.participants[0].name) == ("A talk", "Mary Lee")
    assert [(date.start, date.role) for date in metadata.dates] == [("2031-02-03", "document")]
    assert "colour: red" in document.notices[0].message


@pytest.mark.parametrize(
    "yaml",
    ["title: &a [x, x]\ndate: *a", "title: [", "[" * 20_000, "title: !!python/object/apply:os.system [ls]"],
)
def test_hostile_front_matter_stands_as_text_or_as_words(yaml: str) -> None:
    document = read(f"---\n{yaml}\n---\nMary Lee: One.")
    assert document.turns or document.metadata.title


def test_the_language_is_told_by_the_file_name_or_the_text() -> None:
    assert read("Hola.", "talk.es.md").metadata.language == "es"
    assert read("This is the one that they have with them and that is it.").metadata.language == "en"


@pytest.mark.parametrize("name", ["page.html", "data.json", "a.pdf", "a.docx"])
def test_other_files_are_not_claimed(name: str) -> None:
    assert FORMAT.claims(SourceFile(name, b"words")) is Claim.NONE


@pytest.mark.parametrize(
    "text",
    [
        "word " * 40_000,
        "x" * 200_000,
        ": " * 50_000,
        "Comrade Mao: yes. " * 10_000,
        "<u>Comrade Mao</u>: yes. " * 8_000,
        "(" * 100_000,
        "[1] " * 40_000,
        "Mao and Zhou and " * 10_000 + ":",
        "abc def\n\n" * 10_000,
        "  a\nb\n" * 20_000,
    ],
)
def test_long_and_strange_lines_are_read(text: str) -> None:
    """Quadratic work on these would take minutes."""
    assert read(text).turns


PIECES = st.sampled_from(
    [
        "Comrade Mao Zedong:", "<u>Comrade Mao</u>:", "**Mary Ann:**", "Mr. BOND.", "Cde. X—", "Q.", "A.", "S:",
        "[Hysni Kapo]:", "[role of it] Lu Rui:", "(Laughter.)", "[...]", "***", "[1]", "<sup>[1]</sup>", "1)", "- a)",
        "Translator's note:", "[Page 7]", "- 2 -", "Meeting adjourned.", "Present: General Chen, Mr. Wu",
        "comrade Mao said:", "\n", "\n\n", " ", "word", "light in the", "south", "He said that", "# Head", "> quote",
        "唐鳳：", "Name Two: 00:01:02", "[Enclosure 1]", "Not printed.", "---", "title: x", "Dear Sir:", "[^1]:", "2.",
        "I. On it", "Break: [00:01]", "`", "\\*", "<br>", "propos-\nals", "Citation:", "_it_",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=25).map(" ".join) | st.lists(PIECES, max_size=25).map(
    "\n\n".join
)


def everything(value: object) -> list[str]:
    """All texts and numbers in a document."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in everything(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in everything(item)]
    return [str(value)]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.sampled_from(["talk.txt", "talk.md"]))
def test_every_word_is_in_a_turn_the_metadata_or_a_notice(text: str, name: str) -> None:
    try:
        document = read(text, name)
    except UnreadableSource:
        return
    kept = "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", " ".join(everything(asdict(document))))))
    source = html.unescape(unicodedata.normalize("NFC", text))
    printed = re.sub(r"</?(?:u|sup|br)>|^title:|\d\d:\d\d(?::\d\d)?", " ", source, flags=re.MULTILINE)
    assert [word for word in re.findall(r"[^\W_]+", printed) if word not in kept] == []


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_turns_are_numbered_and_references_point_at_notes(text: str) -> None:
    try:
        document = read(text)
    except UnreadableSource:
        return
    assert [turn.position for turn in document.turns] == list(range(1, len(document.turns) + 1))
    for turn in document.turns:
        assert turn.continues is None or turn.continues < turn.position
        assert (turn.kind is Kind.SPEECH) == bool(turn.voices)
        for paragraph in turn.paragraphs:
            for reference in paragraph.references:
                assert document.turns[reference.note - 1].kind is Kind.NOTE
                assert 0 <= reference.offset <= len(paragraph.text)


@pytest.mark.parametrize("name", ["talk.an.xml", "talk.html", "talk.2019"])
def test_what_a_file_is_shows_in_its_content_and_not_in_its_suffix(name: str) -> None:
    text = "# Visit\n\n### Mara Vesk：\n\nHello.\n\n### Jo Dorma：\n\nYes.\n\n### Mara Vesk：\n\nGood.\n"
    (document,) = read_file(SourceFile(name, text.encode()))
    assert document.source.format == "text"
    assert [turn.label for turn in document.turns if turn.label] == ["Mara Vesk：", "Jo Dorma：", "Mara Vesk："]


@pytest.mark.parametrize(
    ("name", "content"), [("style.css", "a { color: red }\nb { top: 0 }\n"), ("x.png", "\x89PNG\r\n\x00\x01")]
)
def test_what_is_no_transcript_is_no_text(name: str, content: str) -> None:
    with pytest.raises(UnreadableSource, match="no kind of file"):
        read_file(SourceFile(name, content.encode("latin-1")))


@pytest.mark.parametrize("text", ["", "\n\n  \n"])
def test_a_file_without_a_word_is_told(text: str) -> None:
    with pytest.raises(UnreadableSource, match="no document"):
        read_file(SourceFile("empty.txt", text.encode()))
