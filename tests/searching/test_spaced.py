"""The quick way to the words of a text finds those of the definition, or leaves the text to it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.queries.analysis import surface_words, tokens
from index.queries.characters import LONGEST_WORD
from index.queries.cutting import cut
from index.queries.spaced import spaced

TEXTS = st.one_of(
    st.text(alphabet="aZé'’-. ,[]]1_ab\u0301\u00ad中国²`", max_size=30),
    st.text(alphabet="ab'.,1 2٣", max_size=30),
    st.text(alphabet="aZ09.,;:!?()-“”'\"_\u0301", max_size=8),
    st.text(alphabet="हि\u0301न्द ी'.1,[", max_size=20),
    st.text(alphabet="中国ab1.,' 가ㄱㅏᆨが\u3099〇", max_size=30),
    st.text(max_size=30),
)


@given(TEXTS)
@example("a" * (2 * LONGEST_WORD + 50))
@example("a " * 20 + "b" * (LONGEST_WORD + 1) + " c")
@example("a " * 20 + "b" * LONGEST_WORD)
@example("國" * (LONGEST_WORD + 1))
@example("國" * 20 + "x" * (LONGEST_WORD + 1) + "國")
@example("國" * 20 + "x" * LONGEST_WORD + "國")
@example("हिन्दी'war")
def test_words_are_those_of_the_definition(text: str) -> None:
    assert list(tokens(text)) == list(cut(text))
    assert surface_words(text) == [token.text for token in cut(text)]


@given(TEXTS)
def test_a_spaced_text_has_each_character_in_its_place(text: str) -> None:
    plain = spaced(text)
    if plain is None:
        return
    assert len(plain.text) == len(text) + 2
    for token in cut(text):
        assert plain.text[token.start + 1 : token.end + 1] == token.text
    for word in cut(text):
        before = [token.text for token in cut(text) if token.start < word.start]
        assert plain.words_between(0, word.start + 1) == before or plain.has_cjk
        assert len(plain.words_between(0, word.start + 1)) == len(before)


@pytest.mark.parametrize(
    "text",
    [
        "The workers' “own” Yan’an — 1,540,000 men, 3.14.",
        "Die Häuser, l’été, Gomułka and Đilas in 1963.",
        "Новый ёж и Άθήνα",
        "हिन्दी भाषा, ภาษาไทย",
        "在北京Mao说：3.5万人。",
        "\ud800 \x00 * ¡",
        "See [Palmiro] Togliatti [sic].",
    ],
)
def test_most_texts_are_simple(text: str) -> None:
    assert spaced(text) is not None


@pytest.mark.parametrize("text", ["C[entral]", "co\u00adop", "e\u0301", "a" * 201, "\u1112\u1161\u11ab", "か\u3099"])
def test_some_texts_are_left_to_the_definition(text: str) -> None:
    assert spaced(text) is None
