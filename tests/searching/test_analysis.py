"""Words are cut, folded and stemmed the same way in texts and in queries."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.queries.analysis import (
    STEMMERS,
    asked,
    fold,
    is_single_cjk,
    stem,
    stems,
    tokens,
)
from index.queries.characters import LONGEST_WORD
from index.queries.cutting import Token


def words(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The shells, and a gun.", ["The", "shells", "and", "a", "gun"]),
        ("1,540,000 men; 3.14; 22.7.1963.", ["1,540,000", "men", "3.14", "22.7.1963"]),
        ("Yan'an at 5 o’clock", ["Yan'an", "at", "5", "o'clock"]),
        ("Yan’an Yanʼan Yanʻan Yan´an Yan`an", ["Yan'an"] * 5),
        ("‘quoted’ 'words' workers'", ["quoted", "words", "workers"]),
        ("Marxist-Leninist and Sino–Soviet—war", ["Marxist", "Leninist", "and", "Sino", "Soviet", "war"]),
        ("co\u00adoper\u200bate", ["cooperate"]),
        ("snake_case U.S.A.", ["snake", "case", "U", "S", "A"]),
        ("shells² ¹and", ["shells", "and"]),
        ("Go\u0301mu\u0142ka's cafe\u0301", ["Gómułka's", "café"]),
        ("हिन्दी भाषा العَرَبِيَّة", ["हिन्दी", "भाषा", "العَرَبِيَّة"]),
        ("новый ёж", ["новый", "ёж"]),
        (" \u0301 … \ud800 \x00", []),
        ("", []),
    ],
)
def test_words_of_a_text(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[W]e met", ["We", "met"]),
        ("C[entral] C[ommittee]", ["Central", "Committee"]),
        ("[Palmiro] Togliatti", ["Palmiro", "Togliatti"]),
        ("Rangoon[Yangon]", ["Rangoon", "Yangon"]),
        ("19[63] and 196[3?]", ["1963", "and", "1963"]),
        ("shells[1] came", ["shells", "1", "came"]),
        ("[Mao]'s and Mao['s]", ["Mao's", "and", "Mao's"]),
        ("C[C]P and U[S]A", ["CCP", "and", "USA"]),
        ("five [hundred thousand] men [...] went", ["five", "hundred", "thousand", "men", "went"]),
    ],
)
def test_editors_brackets_are_no_words_and_no_break(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_word_stands_where_it_is_printed_with_both_halves_of_its_brackets() -> None:
    text = "And [W]e, C[entral] [Palmiro]"
    assert [text[token.start : token.end] for token in tokens(text)] == ["And", "[W]e", "C[entral]", "Palmiro"]


def test_every_combining_mark_stands_inside_a_word() -> None:
    marks = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)).startswith("M")]
    assert len(marks) > 2000
    assert [mark for mark in marks if len(words(f"a{mark}b")) != 1] == []


def test_positions_count_words() -> None:
    assert [token.position for token in tokens("a well-known [and] old man")] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中国人", ["中国", "国人", "人"]),
        ("毛。", ["毛"]),
        ("在北京Mao说", ["在北", "北京", "京", "Mao", "说"]),
        ("3.5万人", ["3.5", "万人", "人"]),
        ("が\u304b\u3099カ", ["がが", "がカ", "カ"]),
        ("\U00020000\U00020001", ["\U00020000\U00020001", "\U00020001"]),
        ("한국", ["한국", "국"]),
        ("葛\U000e0100城", ["葛城", "城"]),
    ],
)
def test_chinese_japanese_and_korean_are_pairs_and_the_last_character(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("中国人", ["中国", "国人"]), ("中", ["中"]), ("在北京 Mao", ["在北", "北京", "京", "Mao"]), ("a b", ["a", "b"])],
)
def test_a_query_does_not_ask_for_the_end_of_a_run(text: str, expected: list[str]) -> None:
    assert [token.text for token in asked(text)] == expected


@pytest.mark.parametrize("text", ["a", "7", "Shehu", "1964a", "x" * LONGEST_WORD, "x" * (LONGEST_WORD + 1)])
def test_a_plain_word_is_asked_for_as_it_is_cut(text: str) -> None:
    assert asked(text) == tuple(tokens(text))


def test_a_single_character_is_known() -> None:
    assert is_single_cjk("中")
    assert is_single_cjk("か\u3099")
    assert not is_single_cjk("中国")
    assert not is_single_cjk("a")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GOMUŁKA", "gomulka"),
        ("Đilas", "dilas"),
        ("Østerreich", "osterreich"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("œuvre", "OEUVRE"),
        ("Nguyễn", "nguyen"),
        ("ёлка", "ЕЛКА"),
        ("الْعَرَبِيَّة", "العربية"),
        ("Άθήνα", "αθηνα"),
        ("ﬁve", "five"),
        ("Yan’an", "YAN'AN"),
    ],
)
def test_folding_takes_case_and_accents_away(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("новый", "новыи"), ("が", "か"), ("हिन्दी", "हन्द"), ("ปู", "ปุ")])
def test_folding_keeps_what_makes_another_letter(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Gomułka's", "gomulka", "en"),
        ("Gomułka’s", "GOMULKA", None),
        ("shells", "shell", "en-GB"),
        ("Communists", "communist", "EN"),
        ("l'artillerie", "artillerie", "fr"),
        ("jusqu'ici", "ici", "fr"),
        ("dell'esercito", "esercito", "it"),
        ("l'exèrcit", "exercit", "ca"),
        ("nécessités", "necessite", "fr"),
        ("Häuser", "haus", "de"),
        ("нового", "новый", "ru"),
        ("partidului", "Partidul", "ro"),
        ("ordföranden", "ordforande", "sv"),
    ],
)
def test_stems_meet(one: str, other: str, language: str | None) -> None:
    assert stem(one, language) == stem(other, language)


# Made with snowballstemmer 3.1.1, the same algorithms in Python. The manifest of a generation names the version of the
# library and trusts it to stand for the stems.
OF_SNOWBALL = {
    "ar": ("والمفاوضات", "والمفاوضا"), "ca": ("negociacions", "negoc"), "cs": ("jednáními", "jednani"),
    "da": ("forhandlingerne", "forhandling"), "de": ("Verhandlungen", "verhandl"),
    "el": ("διαπραγματεύσεις", "διαπραγματευσ"),
    "en": ("negotiations", "negoti"), "es": ("negociaciones", "negoci"), "et": ("läbirääkimistel", "labiraakimise"),
    "eu": ("negoziazioak", "negozia"), "fa": ("مذاکره‌ها", "مذاکره"), "fi": ("neuvottelujen", "neuvottelu"),
    "fr": ("négociations", "negoci"), "ga": ("daoinibh", "daoin"), "hi": ("वार्ताओं", "वार्त"),
    "hu": ("tárgyalások", "targyalas"), "hy": ("բանակցություններ", "բանակց"), "id": ("perundingannya", "unding"),
    "it": ("negoziazioni", "negoz"), "lt": ("derybose", "deryb"), "nb": ("forhandlingene", "forhandling"),
    "ne": ("वार्ताहरू", "वार्ता"), "nl": ("onderhandelingen", "onderhandel"), "nn": ("forhandlingane", "forhandling"),
    "no": ("forhandlingene", "forhandling"), "pl": ("negocjacjami", "negocjacj"), "pt": ("negociações", "negociaco"),
    "ro": ("negocierilor", "negocier"), "ru": ("переговорами", "переговор"), "sr": ("преговорима", "pregovor"),
    "sv": ("förhandlingarna", "forhandling"), "ta": ("பேச்சுவார்த்தைகள்", "பேச்சுவார்த்தை"), "tr": ("görüşmelerde", "gorusme"),
    "yi": ("פֿאַרהאַנדלונגען", "פארהאנדל"),
}  # fmt: skip


def test_stems_are_those_of_snowball_in_every_language() -> None:
    assert {language: stem(word, language) for language, (word, _) in OF_SNOWBALL.items()} == {
        language: stemmed for language, (_, stemmed) in OF_SNOWBALL.items()
    }
    assert OF_SNOWBALL.keys() == STEMMERS.keys()


def test_what_is_no_text_can_be_asked_for() -> None:
    assert stem("\ud800Talks", "en") == "\ud800talks"


def test_without_a_language_words_are_only_folded() -> None:
    assert stem("Shells", None) == "shells"
    assert stem("Shells", "tlh") == "shells"


def test_a_query_word_has_a_stem_for_each_language() -> None:
    assert stems("nationale", ("en", "fr", None)) == {stem("nationale", "en"), stem("nationale", "fr"), "nationale"}


def test_a_very_long_run_is_cut() -> None:
    assert [len(word) for word in words("a" * (2 * LONGEST_WORD + 1))] == [LONGEST_WORD, LONGEST_WORD, 1]


TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aZé1,.'’[]-\u00ad\u0301\u0323\u200b 中かが\u3099한\u1112\u1161\u11abİßﬁ½ʼn\u0640"),
    ),
    max_size=60,
)


@given(TEXTS)
@example("[a\u0301]b")
@example("e\u200d\u0301")
def test_words_are_the_same_composed_and_decomposed(text: str) -> None:
    def cut(form: str) -> list[tuple[str, int]]:
        return [(token.text, token.position) for token in tokens(unicodedata.normalize(form, text))]

    assert cut("NFC") == cut("NFD") == [(token.text, token.position) for token in tokens(text)]


@given(TEXTS)
def test_a_slice_of_the_text_holds_the_word_it_is_said_to_hold(text: str) -> None:
    for token in tokens(text):
        assert token in (*_again(text, token),)


def _again(text: str, token: Token) -> list[Token]:
    found = asked(text[token.start : token.end])
    return [Token(other.text, token.position, token.start, token.end) for other in found]


@given(TEXTS)
def test_words_are_composed_ordered_and_never_empty(text: str) -> None:
    found = list(tokens(text))
    assert [token.position for token in found] == list(range(len(found)))
    assert [token.start for token in found] == sorted(token.start for token in found)
    for token in found:
        assert unicodedata.is_normalized("NFC", token.text)
        assert fold(token.text)
        assert 0 <= token.start < token.end <= len(text)


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS, st.sampled_from(["en", "fr", "de", "ru", "tr", "el", "ar", "hi", "sr", None]))
def test_every_word_has_a_stem_that_ignores_case(text: str, language: str | None) -> None:
    for token in tokens(text):
        assert stem(token.text, language)
        assert stem(token.text, language) == stem(fold(token.text), language)
