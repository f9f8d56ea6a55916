"""Who says what in subtitle files: names before a colon, voices, cues that go on, and cues that are broken."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.errors import UnreadableSource
from index.formats.base import Claim, SourceFile
from index.formats.subtitles import FORMAT
from index.model import Certainty, Document, Kind, Rule, Turn


def read(text: str, path: str = "talk.vtt") -> Document:
    (document,) = FORMAT.read(SourceFile(path, text.encode()))
    return document


def vtt(*cues: str, seconds: int = 2) -> str:
    """A WebVTT file with one cue for each text, each shown for so many seconds without a pause."""
    timed = (
        f"00:{place * seconds // 60:02}:{place * seconds % 60:02}.000 --> "
        f"00:{(place + 1) * seconds // 60:02}:{(place + 1) * seconds % 60:02}.000\n{cue}"
        for place, cue in enumerate(cues)
    )
    return "WEBVTT\n\n" + "\n\n".join(timed) + "\n"


def said(document: Document) -> list[tuple[str, str]]:
    """Names and words of each turn."""
    return [
        (" + ".join(voice.name for voice in turn.voices), " / ".join(p.text for p in turn.paragraphs))
        for turn in document.turns
    ]


def words_of(turns: tuple[Turn, ...]) -> str:
    return " ".join(" ".join([turn.label or "", *(p.text for p in turn.paragraphs)]) for turn in turns)


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text))


def test_cues_of_one_speaker_are_one_turn_with_the_time_of_the_first() -> None:
    document = read(vtt("Ann: One.", "Ann: Two.", "Ben: Three.", "Four.", "Ann: Five."))
    assert said(document) == [("Ann", "One. Two."), ("Ben", "Three. Four."), ("Ann", "Five.")]
    assert [turn.time for turn in document.turns] == [0.0, 4.0, 8.0]


def test_a_colon_within_what_is_said_names_nobody() -> None:
    document = read(vtt("Ann: The rule is: wait.", "Ben: It says: no.", "Ann: At 12: 30, then."))
    assert said(document) == [("Ann", "The rule is: wait."), ("Ben", "It says: no."), ("Ann", "At 12: 30, then.")]


def test_where_few_cues_are_named_an_opening_must_recur_or_be_a_full_name() -> None:
    cues = ["MAYOR: One.", "The trouble is: two.", "three", "four", "MAYOR: Five.", "six", "Rosa Lind: Seven.", "eight"]
    document = read(vtt(*cues))
    assert said(document) == [
        ("MAYOR", "One. The trouble is: two. three four Five. six"),
        ("Rosa Lind", "Seven. eight"),
    ]
    assert [turn.attribution.certainty for turn in document.turns] == [Certainty.CERTAIN, Certainty.PROBABLE]
    assert "The trouble is" in document.notices[0].message


def test_words_without_any_name_are_said_by_nobody_known() -> None:
    document = read(vtt("So it goes.", "And on it goes."))
    assert said(document) == [("", "So it goes. And on it goes.")]
    assert document.turns[0].attribution.rule is Rule.NONE


def test_a_direction_interrupts_and_the_speaker_resumes() -> None:
    document = read(vtt("Ann: One.", "[Music]", "Two.", "Ben: Three.", "Ann: Four."))
    assert [turn.kind for turn in document.turns][:2] == [Kind.SPEECH, Kind.STAGE_DIRECTION]
    assert document.turns[2].continues == 1
    assert document.turns[2].attribution.rule is Rule.RESUMED


def test_a_label_alone_names_who_says_the_next_words() -> None:
    assert said(read(vtt("Ann:", "One.", "Ben: Two.", "Ann: Three."))) == [
        ("Ann", "One."),
        ("Ben", "Two."),
        ("Ann", "Three."),
    ]


def test_joint_labels_name_several_who_speak_alone_elsewhere() -> None:
    document = read(vtt("Ann: One.", "Ben: Two.", "Ann and Ben: Three.", "Salt and Sons: Four."))
    assert [name for name, _ in said(document)] == ["Ann", "Ben", "Ann + Ben", "Salt and Sons"]


@pytest.mark.parametrize(
    ("label", "name", "role"),
    [
        ("Akos | Gauge Works:", "Akos", "Gauge Works"),
        ("Justin Flor (Weir):", "Justin Flor", "Weir"),
        ("Jordi - Zink:", "Jordi", "Zink"),
        ("Anne-Marie Sol:", "Anne-Marie Sol", None),
        ("王小明：", "王小明", None),
        ("dionys.eth:", "dionys.eth", None),
    ],
)
def test_roles_are_told_from_names(label: str, name: str, role: str | None) -> None:
    (turn,) = read(vtt(f"{label} Yes.", f"{label} No.")).turns
    assert (turn.voices[0].name, turn.voices[0].role, turn.label) == (name, role, label)


def test_one_name_with_two_roles_is_two_people() -> None:
    document = read(vtt("Ola (North): Yes.", "Ola (South): No."))
    assert [name for name, _ in said(document)] == ["Ola (North)", "Ola (South)"]


def test_a_paragraph_ends_with_a_sentence_before_a_pause() -> None:
    text = (
        "WEBVTT\n\n00:00.000 --> 00:02.000\nAnn: One\n\n00:09.000 --> 00:10.000\nAnn: and two.\n\n"
        "00:19.000 --> 00:20.000\nAnn: Three.\n"
    )
    assert said(read(text)) == [("Ann", "One and two. / Three.")]


def test_a_long_speech_is_cut_into_paragraphs() -> None:
    (turn,) = read(vtt(*[f"Ann: {place} " + "so it goes " * 6 + "on." for place in range(40)])).turns
    assert len(turn.paragraphs) > 5
    assert all(len(paragraph.text.split()) < 260 for paragraph in turn.paragraphs)


def test_lines_are_those_of_the_file() -> None:
    (turn,) = read(vtt("Ann: One", "Ann: two.")).turns
    assert turn.paragraphs[0].lines == (4, 7)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("WEBVTT\n", Claim.CERTAIN),
        ("\ufeffWEBVTT - title\n", Claim.CERTAIN),
        ("1\r\n00:00:01,000 --> 00:00:02,000\r\nYes.\r\n", Claim.CERTAIN),
        ("WEBVTTISH\n", Claim.NONE),
        ("Ann: Yes.\nBen: No.\n", Claim.NONE),
    ],
)
def test_files_are_claimed_by_their_content(text: str, claim: Claim) -> None:
    assert FORMAT.claims(SourceFile("talk.txt", text.encode())) is claim


def test_a_broken_cue_keeps_its_words_and_tells_its_line() -> None:
    document = read("WEBVTT\n\n00:01 -> oops --> 00:02\nAnn: One.\n\n00:02.000 --> 00:03.000\nAnn: Two.\n")
    assert said(document) == [("Ann", "One. Two.")]
    assert [(notice.code, notice.line) for notice in document.notices] == [("cue_times", 3)]


def test_words_below_a_blank_line_belong_to_the_cue_above() -> None:
    document = read(vtt("Ann: One.\n\nTwo.", "Ben: Three."))
    assert said(document) == [("Ann", "One. Two."), ("Ben", "Three.")]
    assert document.notices[0].code == "cue_cut"


def test_many_broken_places_are_told_in_few_notices() -> None:
    document = read("WEBVTT\n\n" + "stray words\n\n" * 5000 + "00:01.000 --> 00:02.000\nAnn: One.\n")
    assert len(document.notices) < 30
    assert "4,980 such places" in document.notices[20].message


def test_a_file_without_cues_is_unreadable() -> None:
    with pytest.raises(UnreadableSource, match="no cues"):
        read("WEBVTT\n")


_NAMES = st.sampled_from(["Ann Lee", "Ben", "Ola | North", "pax-9"])
_SENTENCES = st.text("abc é&-–[](){}♪:.!?", min_size=1, max_size=40)


@given(st.lists(st.tuples(st.none() | _NAMES, _SENTENCES), min_size=1, max_size=12))
def test_every_word_of_a_cue_is_in_a_label_or_a_turn(cues: list[tuple[str | None, str]]) -> None:
    texts = [f"{name}: {text}" if name else text for name, text in cues]
    try:
        document = read(vtt(*texts))
    except UnreadableSource:
        assume(False)
    told = " ".join(notice.message for notice in document.notices)
    assert words(html.unescape(" ".join(texts))) <= words(f"{words_of(document.turns)} {told}")
