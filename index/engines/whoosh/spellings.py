"""What may a word that is not in the index be a slip for?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from index.engines.whoosh.evaluation import Evaluation
from index.engines.whoosh.lexicon import near
from index.engines.whoosh.opened import Segment
from index.engines.whoosh.terms_file import Terms
from index.engines.whoosh.word_list import decoded, encoded
from index.queries.analysis import fold, has_cjk, stem
from index.tree import Form

_Place = tuple[Segment, Terms, int]  # where a folded word is: a number in the lexicon of a field

LONG_WORD = 6  # letters from which on two edits are one slip


def spellings(word: str, limit: int, search: Evaluation) -> tuple[str, ...]:
    """Words as printed, likeliest first, by the rule of :mod:`index.engines.base`."""
    folded = fold(word)
    if len(folded) < 2 or has_cjk(folded) or _has_digit(folded) or _is_known(word, search):
        return ()
    others: defaultdict[int, defaultdict[str, list[_Place]]] = defaultdict(lambda: defaultdict(list))
    for segment, terms in _lexicons(search):
        for number, distance in near(terms.lexicon, folded, 2 if len(folded) >= LONG_WORD else 1, search.deadline):
            other = decoded(terms.lexicon.bytes_of(number))
            if not _has_digit(other):
                others[distance][other].append((segment, terms, number))
    found: list[str] = []
    for distance in sorted(others):
        if len(found) < limit:  # else nobody needs to know how often the more distant ones are printed
            found += _most_frequent_first(others[distance])
    return tuple(found[:limit])


def _most_frequent_first(others: Mapping[str, Sequence[_Place]]) -> list[str]:
    """The folded words that live entries have, as printed most often."""
    printed = {
        other: sum((_occurrences(*place) for place in places), Counter[str]()) for other, places in others.items()
    }
    known = [other for other in others if printed[other]]
    return [
        _most_frequent(printed[other]) for other in sorted(known, key=lambda other: (-printed[other].total(), other))
    ]


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _lexicons(search: Evaluation) -> Iterator[tuple[Segment, Terms]]:
    return ((segment, terms) for segment in search.index.segments for terms in segment.fields.values())


def _is_known(word: str, search: Evaluation) -> bool:
    folded = encoded(fold(word))
    for segment, terms in _lexicons(search):
        number = terms.lexicon.find(folded)
        if number is not None and _occurrences(segment, terms, number):
            return True
    stems = {stem(word, language or None) for language in search.index.languages}
    return any(
        len(segment.living(search.postings(segment, name, each, Form.STEM).documents))
        for segment in search.index.segments
        for name in segment.fields
        for each in stems
    )


def _occurrences(segment: Segment, terms: Terms, number: int) -> Counter[str]:
    """How often each surface form of a folded word is printed in live entries."""
    printed: Counter[str] = Counter()
    for form in terms.forms([number]).tolist():
        printed[decoded(terms.surface(form))] += len(segment.living(terms.occurrences(form)))
    return +printed


def _most_frequent(printed: Counter[str]) -> str:
    return min(printed, key=lambda surface: (-printed[surface], surface))
