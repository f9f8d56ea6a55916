"""Names become speakers: by the operator's word, by the source's, by the document's; else the label is all there is."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from conversations import Spoken, conversation
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model import (
    Attribution,
    Certainty,
    Document,
    Kind,
    LabelCount,
    NoteReference,
    Paragraph,
    Rule,
    Turn,
    Via,
    Voice,
)
from index.speakers.authority import NO_AUTHORITY, Authority, read_authority
from index.speakers.resolution import resolve

SEEDS = Path(__file__).parents[2] / "seeds"


def speakers(*labels: Spoken, authority: Authority = NO_AUTHORITY, present: tuple[str, ...] = ()) -> list[str]:
    """The ids of the turns that these labels begin, joint ones with a plus."""
    resolved = resolve(conversation(*labels, present=present), authority)
    return ["+".join(turn.speakers) for turn in resolved.turns]


def attributions(document: Document) -> list[tuple[Via | None, Certainty]]:
    return [(turn.attribution.via, turn.attribution.certainty) for turn in document.turns]


# What names mean within a document


def test_a_full_name_stands_for_itself_with_and_without_rank() -> None:
    resolved = resolve(conversation("Comrade Mao Zedong", "MAO ZEDONG", "Mao Zedong"))
    (speaker,) = resolved.speakers
    assert (speaker.id, speaker.name, speaker.resolved) == ("mao-zedong", "Mao Zedong", True)
    assert attributions(resolved) == [(Via.PRINTED, Certainty.CERTAIN)] * 3


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Mao", "Mao Zedong"),
        ("Comrade Enver", "Enver Hoxha"),
        ("B. Balluku", "Beqir Balluku"),
        ("N. Khrushchev", "Nikita Sergeevich Khrushchev"),
        ("George Marshall", "George C. Marshall"),
        ("Gen. Chou", "General Chou En-lai"),
        ("P.M. Pham", "Prime Minister Pham Van Dong"),
        ("AvW", "Aaron van Wirdum"),
        ("Kossuth", "Kossuth, Lajos"),
    ],
)
def test_a_shorter_form_belongs_to_the_one_person_it_fits_and_is_only_probable(short: str, long: str) -> None:
    resolved = resolve(conversation(short, long))
    assert len(resolved.speakers) == 1
    assert resolved.speakers[0].resolved
    assert attributions(resolved)[0] == (Via.DOCUMENT, Certainty.PROBABLE)


@pytest.mark.parametrize(
    "labels",
    [
        ("Kim Il", "Kim Il Sung"),
        ("Mr. Johnson", "Mrs. Johnson"),
        ("General Johnson", "Dr. Johnson"),
        ("Mr. Smith", "Mr. Smith of Texas"),
        ("Jan Novak", "Jana Novak"),
        ("General Chang", "General Chong"),
        ("Speaker 0", "Speaker 1"),
        ("Q", "A"),
    ],
)
def test_names_that_may_be_two_people_stay_apart(labels: tuple[str, ...]) -> None:
    assert len(set(speakers(*labels))) == 2


def test_a_surname_that_fits_two_people_is_nobody_in_particular() -> None:
    assert speakers("Chang Chun", "Chang Kia-ngau", "Chang")[2] == "label-chang"


def test_a_short_form_that_answers_the_long_one_is_somebody_else() -> None:
    assert speakers("Adam", "Adam Back", "Adam", "Adam Back") == ["label-adam", "adam-back"] * 2


def test_people_listed_as_present_complete_a_surname_but_do_not_speak_by_that() -> None:
    resolved = resolve(conversation("General Marshall", present=("General George C. Marshall", "Chou En-lai")))
    assert [speaker.id for speaker in resolved.speakers] == ["george-c-marshall"]
    assert attributions(resolved) == [(Via.DOCUMENT, Certainty.PROBABLE)]


@pytest.mark.parametrize(
    ("slip", "name"),
    [("Gehard Lazu", "Gerhard Lazu"), ("Generl Chang", "General Chang"), ("General Marshal", "General Marshall")],
)
def test_a_rare_slip_of_one_letter_belongs_to_the_usual_name(slip: str, name: str) -> None:
    found = speakers(name, "Zhou Enlai", name, "Zhou Enlai", name, "Zhou Enlai", slip)
    assert found[6] == found[0]


def test_two_frequent_names_one_letter_apart_are_not_merged() -> None:
    assert len(set(speakers(*["Begir Balluku", "Mao Zedong", "Beqir Balluku", "Mao Zedong"] * 5))) == 3


def test_a_name_that_answers_its_lookalike_is_no_slip_of_it() -> None:
    assert (
        len(set(speakers("Gerhard Lazu", "Mao Zedong", "Gerhard Lazu", "Mao Zedong", "Gerhard Lazu", "Gehard Lazu")))
        == 3
    )


@pytest.mark.parametrize(
    "label",
    [
        "Interpreter",
        "The PRESIDING OFFICER",
        "Generalissimo",
        "Miss Shen",
        "Q",
        "MF",
        "Speaker 0",
        "Audience Member",
        "N. S. Khrushchev",
        "Mr. SMITH of Texas",
        "主持人",
        "Generl Chang",
        "De Gaulle",
        "United States",
        "…",
    ],
)
def test_a_label_that_names_nobody_stays_a_label(label: str) -> None:
    (speaker,) = resolve(conversation(label)).speakers
    assert speaker.id.startswith("label-")
    assert not speaker.resolved
    assert speaker.labels == (LabelCount(f"{label}:", 1),)


@pytest.mark.parametrize(
    "name",
    ["Zhou Enlai", "Ludwig van Beethoven", "Ben Adams", "Le Duan", "唐鳳", "Никита Хрущёв", "[Evgenii] Primakov"],
)
def test_a_personal_name_is_resolved_in_any_script(name: str) -> None:
    (speaker,) = resolve(conversation(name)).speakers
    assert speaker.resolved


def test_names_in_other_scripts_that_transliterate_alike_have_two_ids() -> None:
    assert len(set(speakers("王明", "王鸣"))) == 2


def test_a_joint_label_has_several_speakers() -> None:
    found = speakers("General Chang", ("General Chang", "General Chou"), "General Chou")
    assert found == ["label-general-chang", "label-general-chang+label-general-chou", "label-general-chou"]


def test_an_addressee_in_the_label_does_not_speak() -> None:
    assert speakers("General Gillem to General Chou", "General Gillem") == ["label-general-gillem"] * 2


def test_the_same_name_has_the_same_id_in_every_document() -> None:
    one, other = (resolve(conversation(label, document=label[:2])) for label in ("Comrade Zhou Enlai", "ZHOU ENLAI"))
    assert one.speakers[0].id == other.speakers[0].id == "zhou-enlai"


def test_a_longer_form_in_another_document_changes_nothing_here() -> None:
    assert speakers("Chou") == ["label-chou"]


# What the source says


def test_an_identifier_of_the_source_is_one_person_under_any_name() -> None:
    named = (Voice("Darko Krajnc", source_id="#krajnc"), Voice("Predsednik", source_id="#krajnc"))
    resolved = resolve(conversation(*named))
    assert [speaker.id for speaker in resolved.speakers] == ["darko-krajnc"]
    assert attributions(resolved) == [(Via.SOURCE, Certainty.CERTAIN)] * 2


def test_namesakes_with_two_identifiers_are_two_people() -> None:
    found = speakers(Voice("Jan Novak", source_id="#a"), Voice("Jan Novak", source_id="#b"), "Jan Novak")
    assert len(set(found)) == 3
    assert found[2] == "label-jan-novak"


def test_an_identifier_good_for_one_file_is_somebody_else_in_another() -> None:
    hamlet = Voice("Hamlet", source_id="#p1")
    first, second = (resolve(conversation(hamlet, document=play)).speakers[0].id for play in ("one", "two"))
    assert first != second


# What the operator says

FILE = """
not_speakers = ["The first one"]

[[speaker]]
name = "George C. Marshall"
variants = [{text = "General Marshall", from = 1946, to = "1947"}, {text = "The Envoy", documents = ["3*"]}]

[[speaker]]
name = "Mao Zedong"
documents = ["elsewhere"]

[[speaker]]
name = "John Davies"
variants = ["J. Davies"]

[[speaker]]
name = "Joseph Davies"
variants = ["J. Davies", "Davies"]
"""
AUTHORITY = read_authority(FILE, "speakers.toml")


def test_the_operators_word_goes_first_and_is_certain() -> None:
    resolved = resolve(conversation("Gen. Marshall", "The Envoy"), AUTHORITY)
    assert [speaker.id for speaker in resolved.speakers] == ["george-c-marshall"]
    assert attributions(resolved) == [(Via.AUTHORITY, Certainty.CERTAIN)] * 2


def test_a_shorter_form_of_somebody_the_operator_knows_is_probable() -> None:
    resolved = resolve(conversation("George C. Marshall", "Mr. Marshall"), AUTHORITY)
    assert [turn.speakers for turn in resolved.turns] == [("george-c-marshall",)] * 2
    assert attributions(resolved)[1] == (Via.DOCUMENT, Certainty.PROBABLE)


def test_a_name_claimed_by_two_is_nobodys_and_both_are_named() -> None:
    resolved = resolve(conversation("Chou En-lai", "J. Davies"), AUTHORITY)
    assert resolved.turns[1].speakers == ("label-j-davies",)
    (notice,) = resolved.notices
    assert (notice.code, notice.line) == ("speaker-conflict", 2)
    assert "John Davies" in notice.message
    assert "Joseph Davies" in notice.message


def test_a_bare_surname_without_scope_counts_nowhere_and_is_told() -> None:
    resolved = resolve(conversation("Davies"), AUTHORITY)
    assert resolved.turns[0].speakers == ("label-davies",)
    assert [notice.code for notice in resolved.notices] == ["speaker-scope"]


def test_a_name_that_the_operator_keeps_to_other_documents_does_not_pass_for_that_person() -> None:
    (speaker,) = resolve(conversation("Mao Zedong"), AUTHORITY).speakers
    assert (speaker.id, speaker.resolved) == ("label-mao-zedong", False)


def test_a_label_that_is_no_speaker_becomes_narration_and_keeps_its_words() -> None:
    document = conversation("Chou En-lai", "The first one")
    marked = replace(document.turns[1], paragraphs=(Paragraph("Yes.", references=(NoteReference(1, 4, "[1]"),)),))
    resolved = resolve(replace(document, turns=(document.turns[0], marked)), AUTHORITY)
    turn = resolved.turns[1]
    assert (turn.kind, turn.speakers, turn.label) == (Kind.NARRATION, (), None)
    (paragraph,) = turn.paragraphs
    assert paragraph.text == "The first one: Yes."
    assert paragraph.text[: paragraph.references[0].offset] == "The first one: Yes."


def test_a_narrators_sentence_is_certain_only_by_the_operators_word() -> None:
    lead_in = Attribution(Rule.LEAD_IN)
    document = conversation("Chou En-lai", "George C. Marshall")
    document = replace(document, turns=tuple(replace(turn, label=None, attribution=lead_in) for turn in document.turns))
    assert attributions(resolve(document, AUTHORITY)) == [
        (Via.PRINTED, Certainty.PROBABLE),
        (Via.AUTHORITY, Certainty.CERTAIN),
    ]


def test_a_doubt_of_the_reader_remains_whatever_the_name() -> None:
    document = conversation("George C. Marshall")
    doubtful = replace(document.turns[0], attribution=Attribution(Rule.LABEL, None, Certainty.UNCERTAIN))
    assert attributions(resolve(replace(document, turns=(doubtful,)), AUTHORITY)) == [
        (Via.AUTHORITY, Certainty.UNCERTAIN)
    ]


def test_a_turn_that_goes_on_belongs_to_whoever_began_it() -> None:
    document = conversation("Chou")
    aside = Turn(2, Kind.STAGE_DIRECTION, (Paragraph("(Laughter.)"),))
    resumed = Turn(3, Kind.SPEECH, (Paragraph("And so on."),), attribution=Attribution(Rule.RESUMED), continues=1)
    resolved = resolve(replace(document, turns=(*document.turns, aside, resumed)))
    assert [turn.speakers for turn in resolved.turns] == [("label-chou",), (), ("label-chou",)]
    assert resolved.turns[2].attribution == Attribution(Rule.RESUMED, Via.UNRESOLVED)
    assert resolved.speakers[0].labels == (LabelCount("Chou:", 1),)


# The seeds

SEED_LABELS = {
    "Comrade Mao Zedong": "Mao Zedong",
    "Mao Zedong": "Mao Zedong",
    "Comrade Beqir Balluku": "Beqir Balluku",
    "Comrade Begir Balluku": "Beqir Balluku",
    "B. Balluku": "Beqir Balluku",
    "Liu Shaogqi": "Liu Shaoqi",
    "Comrade Zhou Enlai": "Zhou Enlai",
    "Luo Ruiqing": "Luo Ruiqing",
    "Comrade Peng Zhen": "Peng Zhen",
    "Comrade Deng Xiaoping": "Deng Xiaoping",
    "Hysni Kapo": "Hysni Kapo",
    "comrade Luo Shigao": "Luo Shigao",
    "Comrade R Alia": "Ramiz Alia",
}


@pytest.mark.parametrize(("label", "name"), SEED_LABELS.items())
def test_every_label_of_the_seeds_resolves_by_their_authority_file(label: str, name: str) -> None:
    authority = read_authority((SEEDS / "speakers.toml").read_text("utf-8"), "seeds/speakers.toml")
    resolved = resolve(conversation(label), authority)
    assert [speaker.name for speaker in resolved.speakers] == [name]
    assert attributions(resolved) == [(Via.AUTHORITY, Certainty.CERTAIN)]


# What holds for any names

NAMES = st.sampled_from(
    [
        "Mao",
        "Mao Zedong",
        "Comrade Mao",
        "Chou",
        "Gen. Chou",
        "General Chou En-lai",
        "Mr. Marshall",
        "Q",
        "J. Davies",
        "Marshall",
        "The Envoy",
        "The first one",
        "王明",
        "Speaker 0",
        "Davies",
        "Jan Novak",
        "Jan Nowak",
        "…",
        "-",
    ]
) | st.text(min_size=1, max_size=12)
VOICES = st.builds(Voice, NAMES, source_id=st.sampled_from([None, None, None, "#a", "urn:b"]))
TURNS = st.lists(
    st.tuples(st.lists(VOICES, max_size=2), st.sampled_from(Kind), st.none() | st.integers(1, 8)), max_size=12
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    drawn = draw(TURNS)
    turns = tuple(
        Turn(
            position,
            kind,
            (Paragraph("We agree.", lines=(position, position)),),
            label="".join(f"{voice.name}:" for voice in voices) or None,
            voices=tuple(voices),
            continues=continues if continues and continues < position else None,
        )
        for position, (voices, kind, continues) in enumerate(drawn, 1)
    )
    return replace(conversation(present=tuple(draw(st.lists(NAMES, max_size=3)))), turns=turns)


@settings(deadline=None)
@given(documents(), st.sampled_from([NO_AUTHORITY, AUTHORITY]))
def test_nobody_is_ever_invented(document: Document, authority: Authority) -> None:
    resolved = resolve(document, authority)
    by_position = {turn.position: turn for turn in resolved.turns}
    for before, turn in zip(document.turns, resolved.turns, strict=True):
        earlier = by_position[turn.continues].speakers if turn.continues else ()
        if turn.speakers:
            assert turn.kind is Kind.SPEECH
            assert before.voices or turn.speakers == earlier
        assert " ".join(p.text for p in before.paragraphs) in " ".join(p.text for p in turn.paragraphs)
    spoken = [speaker for turn in resolved.turns for speaker in turn.speakers]
    assert list(dict.fromkeys(spoken)) == [speaker.id for speaker in resolved.speakers]
    for speaker in resolved.speakers:
        assert re.fullmatch(r"[a-z0-9-]+", speaker.id)
        assert speaker.resolved != speaker.id.startswith("label-")
        assert speaker.name.strip()


@settings(deadline=None)
@given(documents(), st.sampled_from([NO_AUTHORITY, AUTHORITY]))
def test_resolving_twice_changes_nothing(document: Document, authority: Authority) -> None:
    once = resolve(document, authority)
    assert resolve(once, authority) == once
