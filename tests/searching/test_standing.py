"""Words that are looked for are found where they stand among all words of the text, however the text is looked at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.queries.alike import MOST_KEPT, Alike, Row, almost_alike, as_written, beginning_with, with_stems
from index.queries.analysis import STEMMERS, beginning_of, cjk_characters, fold, is_single_cjk, stem
from index.queries.cutting import cut
from index.queries.spaced import spaced
from index.queries.standing import numbered, standing

LINE = (
    "war Wars warred ward dying die Gomułka gomulka's GOMULKA l’été Łódź lodz weiß İt it's 1,540,000 1963 "
    "C[entral] [W]e [sic] co\u00adop cafe\u0301 café 中国人 国 在北京Mao说 3.5万人 가ㄱㅏ हिन्दी don't no No the "
    "ﬁve æon ꭰꭱ ①.5 ① ㊀人 x² 3² snake_case "
    "`tick‘s ´tis Ёж ёж ΣΊΣΥΦΟΣ Ⓐ Straße wa[r]s [war] U.S. 3,5 ٣.٤ Å ｱｲ ３.5 in a"
)
LONG = ("x" * 199, "war" * 67)  # the second is cut into two words
TEXTS = st.one_of(
    st.lists(
        st.tuples(
            st.sampled_from((*LINE.split(), *LONG)),
            st.sampled_from((" ", ", ", "\n", "-", " — ", "", "'", ". ", "_", "…")),
        )
    ).map(lambda pieces: "".join(word + after for word, after in pieces)),
    st.text(alphabet="abÀß .,'1中国か\u3099[]\u00ad\u0301", max_size=40),
)
SOUGHT = st.sampled_from([*(token.text for word in LINE.split() for token in cut(word)), "e人民", "民e", "民"])
LANGUAGES = st.sampled_from(("en", "de", "fr", "zh", "ru", None))
WAYS: tuple[Callable[[str, str | None], tuple[Alike, Callable[[str], bool]]], ...] = (
    lambda word, language: (as_written(word), lambda other: other == word),
    lambda word, language: (beginning_with(word), lambda other: fold(other).startswith(fold(word))),
    lambda word, language: (almost_alike(word), lambda other: _edits(fold(word), fold(other)) <= 1),
    lambda word, language: (
        with_stems(frozenset((stem(word, language), stem(word, None))), language),
        lambda other: stem(other, language) in (stem(word, language), stem(word, None)),
    ),
)


def _edits(one: str, other: str) -> int:
    """Optimal string alignment, by its definition."""
    table = {(-1, -1): 0}
    for row in range(-1, len(one)):
        for column in range(-1, len(other)):
            ways = []
            if row >= 0:
                ways.append(table[row - 1, column] + 1)
            if column >= 0:
                ways.append(table[row, column - 1] + 1)
            if row >= 0 and column >= 0:
                ways.append(table[row - 1, column - 1] + (one[row] != other[column]))
            if row > 0 and column > 0 and one[row] == other[column - 1] and one[row - 1] == other[column]:
                ways.append(table[row - 2, column - 2] + 1)
            table[row, column] = min(ways, default=0)
    return table[len(one) - 1, len(other) - 1]


@given(TEXTS, SOUGHT, LANGUAGES, st.sampled_from(WAYS))
@example("It is weiß.", "weiß", "de", WAYS[3])
@example("The word d[i]e and dying", "die", "en", WAYS[3])
@example("中国人 data", "国", "zh", WAYS[1])
@example("中国人民", "e人民", None, WAYS[2])
@example("He came from there, in no form", "form", "en", WAYS[2])
@example("ab ba a b", "ab", None, WAYS[2])
@example("가ㄱㅏ ", "가ㄱ", None, WAYS[0])
@example("가ㄱㅏ ", "ㅏ", None, WAYS[0])
@example("中国人 ﬁve ", "国", "en", WAYS[1])
def test_every_word_that_is_meant_is_found(
    text: str, word: str, language: str | None, way: Callable[..., tuple[Alike, Callable[[str], bool]]]
) -> None:
    alike, means = way(word, language)
    found = [
        (token.start, token.start + 1 if alike.only_first and _is_pair(token.text) else token.end)
        for token in cut(text)
        if means(token.text)
    ]
    if alike.only_first and "\u3099" in text:
        return  # the first character then has several code points
    assert list(standing(text).spans(alike)) == found
    assert alike.only_first == (is_single_cjk(word) and way is WAYS[1])


def _is_pair(word: str) -> bool:
    return len(cjk_characters(word)) == 2


@given(TEXTS, st.lists(SOUGHT, min_size=1, max_size=3))
@example("the the the", ["the", "the"])
@example("no No  no", ["no", "no"])
def test_every_row_of_words_is_found(text: str, words: list[str]) -> None:
    row = Row(tuple(with_stems(frozenset((stem(word, None),)), None) for word in words))
    found = list(cut(text))
    wanted = [stem(word, None) for word in words]
    places = range(len(found) - len(words) + 1)
    stems = [stem(token.text, None) for token in found]
    expected = [
        (found[at].start, found[at + len(words) - 1].end) for at in places if stems[at : at + len(words)] == wanted
    ]
    assert list(standing(text).rows(row)) == expected


@given(TEXTS)
def test_words_are_numbered_as_they_stand(text: str) -> None:
    starts = [token.start for token in cut(text)]
    assert list(standing(text).numbers(starts)) == list(range(len(starts)))


def test_nothing_is_numbered_when_a_word_is_missing() -> None:
    assert numbered(standing("war and peace"), [as_written("war"), as_written("peas")]) is None


LATIN = "abcdefghijklmnopqrstuvwxyz"
CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
ENDINGS = {
    "en": "s ies ied ing ying eed eedly ational tional enci anci izer abli alli entli eli ousli ization ation ator "
    "alism aliti fulli ousness iveness iviti biliti bli logi lessli icate ative alize iciti ical ful ness ment ement "
    "able ible ance ence ate iti ous ive ize ion y e l ’s dying tying",
    "es": "amente adora adores aciones logía ución idad ivas ando iéndolas aréis ábamos yeron éis os a e gue",
    "da": "erendes hedernes løst els lig igst erne ens et gd kt",
    "sv": "heternas andet ornas lösthet fullt lig els gd kt",
    "no": "hetenes edes ert ene ig elig eleg hetslov lov dt vt ande erte",
    "nb": "hetenes erte",
    "nn": "hetenes erte",
    "ru": "ивши вшись ее ые ого ами овать уйте ейше ость нн ь ование ующий",
    "cs": "atech ětem ami ého ově ovi ůch inách í ost ější ctví ště",
    "pl": "ościach owania ujący ami ach ego emu ych anie śmy liśmy iejszy",
    "ro": "abilitate ivității icatori ațiune iune istului ându userăm ească ele ilor ului iva ație",
}


@pytest.mark.parametrize("language", sorted(ENDINGS))
@given(st.data())
def test_a_word_begins_as_its_stem_does(language: str, data: st.DataObject) -> None:
    letters = CYRILLIC if language == "ru" else LATIN
    ending = st.sampled_from(ENDINGS[language].split())
    word = data.draw(st.text(letters, min_size=1, max_size=7)) + data.draw(ending) + data.draw(ending | st.just(""))
    beginning = beginning_of(stem(word, language), language)
    assert beginning
    assert fold(word).startswith(beginning)


def test_every_language_that_promises_how_words_begin_is_held_to_it() -> None:
    stemmed = {language for language in STEMMERS if stem("nationality's", language) != "nationality"}
    assert {language for language in stemmed if beginning_of("nation", language)} <= ENDINGS.keys()
    assert beginning_of("national", "de") is None
    assert beginning_of("national", "en") == beginning_of("national", None) == "national"
    assert beginning_of("die", "en") == "d"
    assert beginning_of(stem("skies", "en"), "en") == "sk"


def test_one_part_that_is_hard_to_cut_leaves_the_rest_of_a_text_quick() -> None:
    text = "The C[entral] Committee met. " * 3
    assert spaced(text) is None
    assert [text[start:end] for start, end in standing(text).spans(as_written("Central"))] == ["C[entral]"] * 3
    assert len(standing(text).rows(Row((as_written("Central"), as_written("Committee"))))) == 3


def test_only_so_many_compared_words_are_kept() -> None:
    alike = with_stems(frozenset(("word7",)), "fr")  # it is not known how such words begin
    text = " ".join(f"word{number}" for number in range(MOST_KEPT + 100))
    assert [text[start:end] for start, end in standing(text).spans(alike)] == ["word7"]
    assert len(alike.means) <= MOST_KEPT
