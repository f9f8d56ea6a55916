"""How are hits ranked? BM25F with these weights; change ranking here."""

from __future__ import annotations

from bisect import bisect_left
from math import log

K1 = 1.2  # how fast repetition of a word stops counting (Robertson and Zaragoza, 2009)
B = 0.75  # how much long texts are held back, unless a field says otherwise

BOOSTS = {"title": 3.0, "role": 1.5, "summary": 1.2}  # every other field: 1.0
FIELD_B = {"title": 0.3, "role": 0.3}


def boost(field: str) -> float:
    return BOOSTS.get(field, 1.0)


def length_weight(field: str) -> float:
    """BM25F's ``B`` of a field."""
    return FIELD_B.get(field, B)


LENGTHS = tuple(round(27 * (1.033**byte - 1)) for byte in range(256))  # 0, 1, 2 … 10, 12, 13 … 106,374


def kept_length(words: int) -> int:
    """The length of a field as an index keeps it, in one byte: the next of 256 lengths, each about 3 % above the last.

    The lengths are Whoosh's own. Texts above the longest count as 106,374 words.
    """
    return LENGTHS[min(bisect_left(LENGTHS, words), 255)]


def rarity(texts: int, with_word: int) -> float:
    """How much a word tells that ``with_word`` of ``texts`` texts have (inverse document frequency); above 0."""
    return log(texts / (with_word + 1)) + 1


def bm25(field: str, frequency: float, rarity: float, length: int, average: float) -> float:
    """What ``frequency`` occurrences of a word count in one text of a field, before its boost.

    ``length`` is the text's kept length, ``average`` the mean of the field's kept lengths.
    """
    return saturated(rarity, frequency, held_back(field, length, average))


def held_back(field: str, length: int, average: float) -> float:
    """How far a text of this length holds its words back."""
    b = length_weight(field)
    return K1 * (1 - b + b * length / average)


def saturated(rarity: float, frequency: float, held_back: float) -> float:
    """What a word counts that occurs so often in a text that holds it back so far."""
    return rarity * frequency * (K1 + 1) / (frequency + held_back)
