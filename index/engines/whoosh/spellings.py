"""What may a word that is not in the index be a slip for?"""

from __future__ import annotations

from collections import Counter

from index.analysis import fold, has_cjk, stem
from index.engines.whoosh.evaluation import Evaluation
from index.engines.whoosh.schema import stems_of, words_of
from index.fields import FIELD_NAMES

LONG_WORD = 5  # letters from which on two edits are one slip


def spellings(word: str, limit: int, search: Evaluation) -> tuple[str, ...]:
    """Words as printed, likeliest first, by the rule of :mod:`index.engines.base`."""
    folded = fold(word)
    if len(folded) < 2 or has_cjk(folded) or _has_digit(folded) or _is_known(word, search):
        return ()
    most = 2 if len(folded) >= LONG_WORD else 1
    near = {
        other: edits
        for lexicon in search.lexicons(FIELD_NAMES).values()
        for other, edits in lexicon.near(folded, most)
        if not _has_digit(other)
    }
    printed = {other: _occurrences(other, search) for other in near}
    likeliest = sorted(near, key=lambda other: (near[other], -printed[other].total(), other))
    return tuple(_most_frequent(printed[other]) for other in likeliest[:limit])


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _is_known(word: str, search: Evaluation) -> bool:
    if any(fold(word) in lexicon for lexicon in search.lexicons(FIELD_NAMES).values()):
        return True
    stems = {stem(word, language) for language in search.statistics.languages}
    return any(search.postings.occurrences(stems_of(field), each) for field in FIELD_NAMES for each in stems)


def _occurrences(folded: str, search: Evaluation) -> Counter[str]:
    """How often each surface form of a folded word is printed, over all fields."""
    printed: Counter[str] = Counter()
    for field, lexicon in search.lexicons(FIELD_NAMES).items():
        for surface in lexicon.forms(folded):
            printed[surface] += search.postings.occurrences(words_of(field), surface)
    return printed


def _most_frequent(printed: Counter[str]) -> str:
    return min(printed, key=lambda surface: (-printed[surface], surface))
