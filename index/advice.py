"""What would help a reader who found nothing? Other spellings, and the filters that stand in the way.

All of it together has ``Limits.advice_seconds``; what is not found by then is not offered, and a notice says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from index.asking import Asking
from index.engines.base import Plan
from index.errors import OutOfTime, OverBudget
from index.generations.archive import Archive
from index.limits import LIMITS, Limits
from index.model import Notice, Severity
from index.plan import Understood, facet_label, understand
from index.queries.analysis import fold
from index.queries.query import replace_word
from index.results import Relaxation
from index.tree import And, DateRange, Filter, Form, InField, Node, Or, Phrase, Word

RELAXED_FILTERS = 10  # so many filters are tried one by one


@dataclass(frozen=True, slots=True)
class Advice:
    """``suggestion``: the query with other spellings, None when there is none that finds something."""

    suggestion: str | None = None
    relaxations: tuple[Relaxation, ...] = ()
    notices: tuple[Notice, ...] = ()


NO_ADVICE = Advice()
_CUT = Notice(Severity.INFO, "advice_seconds", "There was no time to look for everything that may help here.")


def advice(archive: Archive, asked: Understood, limits: Limits = LIMITS) -> Advice:
    """What can be offered for a search that finds nothing."""
    engine = Asking(archive.engine, replace(limits, seconds=limits.advice_seconds))
    relaxed: list[Relaxation] = []
    spelled = None
    try:
        relaxed.extend(_relaxations(archive, asked, engine))
        spelled = _suggestion(archive, asked, engine, limits)
    except OutOfTime:
        return Advice(spelled, _most_first(relaxed), (_CUT,))
    return Advice(spelled, _most_first(relaxed))


def typed_words(tree: Node) -> frozenset[str]:
    """The folded words of a query that asks for all of them, to be compared with names; none for any other query."""
    if isinstance(tree, Word):
        return frozenset({fold(tree.text)} if tree.form in (Form.STEM, Form.EXACT) else ())
    if isinstance(tree, Phrase):
        return frozenset(fold(word) for word in tree.words)
    if isinstance(tree, And):
        parts = [part for part in tree.parts if not isinstance(part, Filter | DateRange)]
        words = [typed_words(part) for part in parts]
        return frozenset().union(*words) if all(words) else frozenset()
    return frozenset()


def _suggestion(archive: Archive, asked: Understood, engine: Asking, limits: Limits) -> str | None:
    """The query with its unknown words spelled as the archive spells them, if that finds something. Words that stand
    in the name of a speaker are no slips, although labels are not searched."""
    text = asked.request.q
    for word in dict.fromkeys(_free_words(asked.tree)):
        if archive.names.ids("speaker", word):
            continue
        spellings = engine.spellings(word, 1)
        text = replace_word(text, word, spellings[0]) if spellings else text
    if text == asked.request.q:
        return None
    try:
        corrected = understand(archive, replace(asked.request, q=text), limits)
        return text if _count(corrected, engine) else None
    except OutOfTime:
        raise
    except OverBudget:  # other spellings may be longer
        return None


def _relaxations(archive: Archive, asked: Understood, engine: Asking) -> Iterator[Relaxation]:
    """What would be found without one of the filters."""
    for relaxed, without in islice(_without_one_filter(archive, asked), RELAXED_FILTERS):
        if count := _count(without, engine):
            yield replace(relaxed, count=count)


def _most_first(found: list[Relaxation]) -> tuple[Relaxation, ...]:
    return tuple(sorted(found, key=lambda each: -each.count))


def _without_one_filter(archive: Archive, asked: Understood) -> Iterator[tuple[Relaxation, Understood]]:
    yield from _without_one_value(archive, asked)
    yield from _without_dates(asked)


def _without_one_value(archive: Archive, asked: Understood) -> Iterator[tuple[Relaxation, Understood]]:
    for filter_ in asked.filters:
        for value in filter_.values:
            rest = tuple(other for other in filter_.values if other != value)
            others = tuple(other for other in asked.filters if other is not filter_)
            kept = (*others, Filter(filter_.facet, rest)) if rest else others
            label = facet_label(archive, filter_.facet, value)
            yield Relaxation(filter_.facet, value, label, 0), replace(asked, filters=kept)


def _without_dates(asked: Understood) -> Iterator[tuple[Relaxation, Understood]]:
    if asked.dates is not None:
        label = f"{asked.request.from_ or '…'} to {asked.request.to or '…'}"
        yield Relaxation("dates", None, label, 0), replace(asked, dates=None)


def _count(asked: Understood, engine: Asking) -> int:
    return engine.search(Plan(asked.tree, asked.filters, asked.dates, limit=0)).total


def _free_words(tree: Node) -> Iterator[str]:
    """The words that a slip may be in: plain ones, and those of phrases."""
    if isinstance(tree, Word) and tree.form is Form.STEM:
        yield tree.text
    elif isinstance(tree, Phrase) and tree.form is Form.STEM:
        yield from tree.words
    elif isinstance(tree, And | Or):
        for part in tree.parts:
            yield from _free_words(part)
    elif isinstance(tree, InField):
        yield from _free_words(tree.part)
