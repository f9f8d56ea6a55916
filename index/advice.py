"""What would help a reader who found nothing? Other spellings, and the filters that stand in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.engines.base import Plan
from index.errors import OverBudget
from index.generations.archive import Archive
from index.limits import LIMITS, Limits
from index.plan import Understood, facet_label, understand
from index.queries.analysis import fold
from index.queries.query import replace_word
from index.results import Relaxation
from index.tree import And, DateRange, Filter, Form, InField, Node, Or, Phrase, Word

RELAXED_FILTERS = 10  # so many filters are tried one by one


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


def suggestion(archive: Archive, asked: Understood, limits: Limits = LIMITS) -> str | None:
    """The query with its unknown words spelled as the archive spells them, if that finds something. Words that stand
    in the name of a speaker are no slips, although labels are not searched."""
    text = asked.request.q
    for word in dict.fromkeys(_free_words(asked.tree)):
        if archive.names.ids("speaker", word):
            continue
        spellings = archive.engine.spellings(word, 1)
        text = replace_word(text, word, spellings[0]) if spellings else text
    if text == asked.request.q:
        return None
    try:
        found = _count(archive, understand(archive, replace(asked.request, q=text), limits), limits)
    except OverBudget:
        return None
    return text if found else None


def relaxations(archive: Archive, asked: Understood, limits: Limits = LIMITS) -> tuple[Relaxation, ...]:
    """What would be found without one of the filters, most first."""
    tried = [*_without_one_value(archive, asked), *_without_dates(asked)][:RELAXED_FILTERS]
    counted = (replace(relaxed, count=_count(archive, without, limits)) for relaxed, without in tried)
    return tuple(sorted((each for each in counted if each.count), key=lambda each: -each.count))


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


def _count(archive: Archive, asked: Understood, limits: Limits) -> int:
    plan = Plan(asked.tree, asked.filters, asked.dates, limit=0, limits=limits)
    return archive.engine.search(plan).total


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
