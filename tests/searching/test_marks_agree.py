"""Is a text marked exactly where the engine finds something? Marks and engines read the same query on their own."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from random_searches import Searches, searches
from reference_engine import Query

from index.limits import LIMITS
from index.matching import marks
from index.tree import And, InField, Node, Not, Or, Phrase, Word


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(searches())
def test_a_text_has_marks_for_a_word_or_phrase_exactly_when_it_matches(case: Searches) -> None:
    languages = {entry.language for entry in case.entries}
    query = Query(case.entries, languages, LIMITS)
    for leaf in {leaf for plan in case.plans for leaf in leaves(plan.query)}:
        for entry in case.entries:
            for field, pieces in entry.fields.items():
                found = query.matches(leaf, entry, (field,))
                assert bool(marks(leaf, pieces, entry.language, field, languages)) is found, (leaf, pieces)


def leaves(node: Node) -> Iterator[Word | Phrase]:
    """Every word and phrase of a tree."""
    match node:
        case Word() | Phrase():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part) | InField(_, part):
            yield from leaves(part)
