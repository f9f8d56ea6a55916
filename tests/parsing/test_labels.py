"""What looks like a label, in every style that records of conversations use, and what only seems to."""

from __future__ import annotations

import pytest

from index.reading.label_names import Shape, is_abbreviation, read_name
from index.reading.labels import Closing, Label, Place, label_at, labels_inside
from index.reading.markup import marked_up


def label_of(line: str) -> Label | None:
    block = marked_up(line)
    return label_at(block, 0, len(block.text), Place.BLOCK)


# What is printed, the name in it, its shape and what closes it.
LABELS = [
    ("Comrade Mao Zedong: Yes.", "Comrade Mao Zedong", Shape.TITLED, Closing.COLON),
    ("Comrade Enver: Yes.", "Comrade Enver", Shape.TITLED, Closing.COLON),
    ("N. S. Khrushchev: Yes.", "N. S. Khrushchev", Shape.FULL, Closing.COLON),
    ("A. I. Mikoyan: Yes.", "A. I. Mikoyan", Shape.FULL, Closing.COLON),
    ("Zhou Enlai: Yes.", "Zhou Enlai", Shape.FULL, Closing.COLON),
    ("Ngô Đình Diệm: Yes.", "Ngô Đình Diệm", Shape.FULL, Closing.COLON),
    ("Mao: Yes.", "Mao", Shape.SINGLE, Closing.COLON),
    ("KISSINGER : Yes.", "KISSINGER", Shape.SINGLE, Closing.COLON),
    ("Premier Zhou: Yes.", "Premier Zhou", Shape.OFFICER, Closing.COLON),
    ("PM Chou: Yes.", "PM Chou", Shape.OFFICER, Closing.COLON),
    ("P.M. Chou: Yes.", "P.M. Chou", Shape.OFFICER, Closing.COLON),
    ("Gen. Chou En-lai: Yes.", "Gen. Chou En-lai", Shape.OFFICER, Closing.COLON),
    ("Dr. Kissinger: Yes.", "Dr. Kissinger", Shape.TITLED, Closing.COLON),
    ("DR.EVATT: Yes.", "DR. EVATT", Shape.TITLED, Closing.COLON),
    ("Dr. Sa’doun: Yes.", "Dr. Sa’doun", Shape.TITLED, Closing.COLON),
    ("‘Amir: Yes.", "Amir", Shape.SINGLE, Closing.COLON),
    ("Mr. Valéry Giscard d’Estaing: Yes.", "Mr. Valéry Giscard d’Estaing", Shape.TITLED, Closing.COLON),
    ("Interpreter: Yes.", "Interpreter", Shape.OFFICE, Closing.COLON),
    ("The Prime Minister: Yes.", "The Prime Minister", Shape.OFFICE, Closing.COLON),
    ("Le Président: Oui.", "Le Président", Shape.OFFICE, Closing.COLON),
    ("Le Duan: Yes.", "Le Duan", Shape.FULL, Closing.COLON),
    ("[Hysni Kapo]: Yes.", "Hysni Kapo", Shape.FULL, Closing.COLON),
    ("[General Marshall:] Yes.", "General Marshall", Shape.OFFICER, Closing.COLON),
    ("[Evgenii] Primakov: Yes.", "Evgenii Primakov", Shape.FULL, Closing.COLON),
    ("M.S. [Gorbachev]: Yes.", "M.S. Gorbachev", Shape.FULL, Closing.COLON),
    ("<u>Comrade Mao Zedong</u>: Yes.", "Comrade Mao Zedong", Shape.TITLED, Closing.COLON),
    ("<u>Comrade Mao Zedong</u>. Yes.", "Comrade Mao Zedong", Shape.TITLED, Closing.FULL_STOP),
    ("**Mary Ann Lee:** Yes.", "Mary Ann Lee", Shape.FULL, Closing.COLON),
    ("**Mary Ann Lee**: Yes.", "Mary Ann Lee", Shape.FULL, Closing.COLON),
    ("**Mary Ann Lee** Yes.", "Mary Ann Lee", Shape.FULL, Closing.SET_OFF),
    ("Audrey Tang：", "Audrey Tang", Shape.FULL, Closing.COLON),
    ("唐鳳：好。", "唐鳳", Shape.CASELESS, Closing.COLON),
    ("Gorbačov (vítá hosta ...): Ano.", "Gorbačov", Shape.SINGLE, Closing.COLON),
    ("Mao [laughs]: Yes.", "Mao", Shape.SINGLE, Closing.COLON),
    ("UM: Yes.", "UM", Shape.GENERIC, Closing.COLON),
    ("Audience Member: Yes.", "Audience Member", Shape.GENERIC, Closing.COLON),
    ("Speaker 0: Yes.", "Speaker 0", Shape.GENERIC, Closing.COLON),
    ("MF: Yes.", "MF", Shape.INITIALS, Closing.COLON),
    ("AvW: Yes.", "AvW", Shape.INITIALS, Closing.COLON),
    ("S: Yes.", "S", Shape.INITIALS, Closing.COLON),
    ("Q: Why?", "Q", Shape.GENERIC, Closing.COLON),
    ("Q. Why?", "Q", Shape.GENERIC, Closing.FULL_STOP),
    ("Q - Why?", "Q", Shape.GENERIC, Closing.DASH),
    ("問：為什麼？", "問", Shape.GENERIC, Closing.COLON),
    ("BREZHNEV. Yes.", "BREZHNEV", Shape.SINGLE, Closing.FULL_STOP),
    ("O. DORTICOS. Yes.", "O. DORTICOS", Shape.FULL, Closing.FULL_STOP),
    (" W. Ulbricht.  Yes.", "W. Ulbricht", Shape.FULL, Closing.FULL_STOP),
    ("Mr. BOND. Mr. President, I rise.", "Mr. BOND", Shape.TITLED, Closing.FULL_STOP),
    ("Mr. SMITH of Texas. Mr. President, I rise.", "Mr. SMITH of Texas", Shape.TITLED, Closing.FULL_STOP),
    ("The PRESIDING OFFICER. It is so ordered.", "The PRESIDING OFFICER", Shape.OFFICE, Closing.FULL_STOP),
    ("El señor ASCENDIO (Presidente).- Sí.", "El señor ASCENDIO", Shape.TITLED, Closing.FULL_STOP),
    ("Cde. Mikoyan—Yes.", "Cde. Mikoyan", Shape.TITLED, Closing.DASH),
    ("Cde. Molotov--Yes.", "Cde. Molotov", Shape.TITLED, Closing.DASH),
    ("Cde. Molotov- yes.", "Cde. Molotov", Shape.TITLED, Closing.DASH),
    ("Aaron van Wirdum: 00:00:21", "Aaron van Wirdum", Shape.FULL, Closing.STAMP),
    ("[00:12:01] Jim Smith: Yes.", "Jim Smith", Shape.FULL, Closing.STAMP),
    ("TODOR ZHIVKOV", "TODOR ZHIVKOV", Shape.FULL, Closing.LINE),
    ("“General Clay: Well, Doctor", "General Clay", Shape.OFFICER, Closing.COLON),
]


@pytest.mark.parametrize(("line", "name", "shape", "closing"), LABELS)
def test_a_line_begins_with_a_label(line: str, name: str, shape: Shape, closing: Closing) -> None:
    label = label_of(line)
    assert label is not None
    assert (label.name.voices[0].name, label.name.shape, label.closing) == (name, shape, closing)


@pytest.mark.parametrize(
    "line",
    [
        "Citation: a book",
        "Original Language: Albanian",
        "Present on our side: Comrade X",
        "Interpreter and recorder: Miss Lunt",
        "Time: 19:00-20.30",
        "DATE & TIME: noon",
        "Key: UM = unidentified man",
        "Fondi 14/AP: the file",
        "19:00-20.30",
        "https://example.org/a: b",
        "Lenin said: We can now carry out the revolution.",
        "I told him: no.",
        "We asked: why?",
        "The first one: a bridge.",
        "My dear General Lucas: I have your letter.",
        "Dear Mr. Secretary: I have your letter.",
        "Sirs: I have your letter.",
        "Your Excellency: I have your letter.",
        "8. Re: the bridge",
        "Translator's note: a slip.",
        "S[talin] said: no.",
        "Comrade R Alia said to comrade Luo Shigao:",
        "The Americans: they will come.",
        "Details: Put it there.",
        "Command. Every unit is under it.",
        "General Information. All weapons are listed.",
        "Mr. President, I rise.",
        "The meeting was adjourned.",
        "Amendment No. 5. The clerk",
        "By Mr. KOHL (for himself and Mr. DeWine):",
        "Yeah, Mary: no.",
        "x" * 10_000 + ": y",
        "Comrade " * 1_000 + ": y",
    ],
)
def test_a_line_begins_with_no_label(line: str) -> None:
    assert label_of(line) is None


def test_the_printed_label_keeps_its_markup_and_leaves_the_time_out() -> None:
    block = marked_up("<u>Speaker 1</u>: 00:01:02 Yes.")
    label = label_at(block, 0, len(block.text), Place.BLOCK)
    assert label is not None
    assert block.verbatim(*label.shown) == "<u>Speaker 1</u>:"
    assert (label.time, block.text[label.speech :]) == (62.0, "Yes.")


@pytest.mark.parametrize(
    ("printed", "names", "role"),
    [
        ("[Chief of Staff] Luo Ruiqing", ["Luo Ruiqing"], "Chief of Staff"),
        ("Mr. Chang Lan (Chairman of the League)", ["Mr. Chang Lan"], "Chairman of the League"),
        ("Mr. Smith, Chairman", ["Mr. Smith"], "Chairman"),
        ("The SPEAKER pro tempore (Mr. Foley)", ["Mr. Foley"], "The SPEAKER pro tempore"),
        ("General Chang and General Chou", ["General Chang", "General Chou"], None),
        ("Senator Dorma, Senator Vesk, and Senator Lund", ["Senator Dorma", "Senator Vesk", "Senator Lund"], None),
        ("General Gillem to General Chou", ["General Gillem"], None),
        ("Minister of Trade and Industry", ["Minister of Trade and Industry"], None),
    ],
)
def test_a_label_names_people_and_a_role(printed: str, names: list[str], role: str | None) -> None:
    name = read_name(printed)
    assert name is not None
    assert [voice.name for voice in name.voices] == names
    assert name.voices[0].role == role


def test_a_short_form_given_in_a_label_is_known() -> None:
    for printed, alias in (("Michael Folkson (MF)", "MF"), ("Prime Minister Pham (hereafter, Pham)", "Pham")):
        name = read_name(printed)
        assert name is not None
        assert name.alias == alias


def test_forms_of_one_name_share_a_key() -> None:
    keys = {name.key for name in map(read_name, ("Gen. Chou", "General Chou", "Prof. CHOU", "Chou")) if name}
    assert keys == {"chou"}


def inside(text: str) -> list[tuple[str, Place]]:
    block = marked_up(text)
    return [(block.text[label.start : label.end], label.place) for label in labels_inside(block)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It is done. Comrade Zhou Enlai: No.", [("Comrade Zhou Enlai:", Place.INLINE)]),
        ("(Laughter.) <u>Comrade Zhou</u>: No.", [("Comrade Zhou:", Place.INLINE)]),
        ("on 9 October 1964 Comrade Mao: Did you", [("Comrade Mao:", Place.LOOSE)]),
        ("I asked Comrade Mao: did you", []),
        ("Dear Dr. Kung: I am", []),
        ("I met Mr. Smith: he", [("Mr. Smith:", Place.MIDST)]),
        ("so it goes Mary Lee: no", [("Mary Lee:", Place.MIDST)]),
        ("I yield. Mr. SMITH of Texas. I thank", [("Mr. SMITH of Texas.", Place.INLINE)]),
        ("Is it so? Q - Why? A - Because.", [("Q -", Place.INLINE), ("A -", Place.INLINE)]),
    ],
)
def test_labels_within_a_line_are_found_with_how_likely_their_place_is(
    text: str, found: list[tuple[str, Place]]
) -> None:
    assert inside(text)[: len(found) or None] == found


@pytest.mark.parametrize("word", ["Mr.", "Cde.", "Gen.", "N.", "U.S.", "(Dr."])
def test_a_full_stop_belongs_to_an_abbreviation(word: str) -> None:
    assert is_abbreviation(word)


@pytest.mark.parametrize("word", ["Yes.", "President.", "party.", "1964.", "Committee."])
def test_a_full_stop_ends_a_sentence(word: str) -> None:
    assert not is_abbreviation(word)
