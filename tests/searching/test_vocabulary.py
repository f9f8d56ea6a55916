"""Are the words of a text those of its parts between spaces? The engine cuts each distinct part once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engines.whoosh.vocabulary import Vocabulary
from index.queries.analysis import stem, surface_words

# Letters, digits, marks, brackets, points, invisible characters and spaces of every kind.
CHARACTERS = (
    "abAé1²'’.,-[]⟦_` \t\n\r\v\f\x1c\x85\xa0\u1680\u2003\u2028\u202f\u3000\u0301\u0e31\u3099\u200b\u00ad\ufeff\u180e"
    "中国ｶé\u1100\u1161\u11a8กא"
)
texts = st.text(alphabet=CHARACTERS, max_size=12) | st.text(max_size=12)


@given(texts)
def test_no_word_reaches_over_white_space(text: str) -> None:
    assert surface_words(text) == [word for chunk in text.split() for word in surface_words(chunk)]


@given(st.lists(st.tuples(texts, st.sampled_from(("en", "de", None))), max_size=6))
def test_numbers_stand_for_the_words_of_texts_and_their_stems(told: list[tuple[str, str | None]]) -> None:
    vocabulary = Vocabulary()
    chunks = [vocabulary.chunks(language)(chunk) for text, language in told for chunk in text.split()]
    words = [(stem(word, language), word) for text, language in told for word in surface_words(text)]
    counts, numbers = vocabulary.words(np.array(chunks, np.uint32))
    assert counts.tolist() == [len(surface_words(chunk)) for text, _ in told for chunk in text.split()]
    pairs = {number: (key, surface) for key, surface, number in vocabulary.ordered(np.unique(numbers))}
    encoded = [tuple(each.encode("utf-8", "surrogatepass") for each in word) for word in words]
    assert [pairs[number] for number in numbers.tolist()] == encoded
    assert list(pairs.values()) == sorted(set(encoded))


@pytest.mark.parametrize("language", ["en", None])
def test_a_chunk_is_cut_once(language: str | None) -> None:
    vocabulary = Vocabulary()
    number = vocabulary.chunks(language)
    assert number("peace,") == number("peace,") != number("peace")
    assert len(vocabulary) == 2


def test_what_will_hardly_come_again_is_not_remembered() -> None:
    vocabulary = Vocabulary()
    number = vocabulary.chunks("zh")
    assert number("中" * 64) != number("中" * 64)
    assert len(vocabulary) == 128
