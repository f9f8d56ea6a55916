"""What does Whoosh's own searcher answer on an index of ours? Plans as its queries, filters, groups and sorting.

Nothing of the engine's evaluation is used, and none of its arrays: terms, postings, positions, lengths, columns and
deletions are read as Whoosh reads them, one at a time. The queries are Whoosh's own (``Term``, ``Phrase``,
``SpanNear2``, ``And``, ``Or``, ``Not``, ``Every``), and so are filters, groups and sorting. What Whoosh lacks
stands here: the formula of the scores and its statistics (:class:`Ranking`); entries that print a surface word
(:class:`Printed`, :class:`Expanded`: terms are stems, so ``=``, prefixes and ``~`` are no terms), that have a value
(:class:`Having`), and that all score the same (:class:`Constant`).

**Left out by name**, because Whoosh is wrong there, in 2.7.4 and in 3.54 if nothing else is said:

- ``AndNot``: the first entry of one side is not compared with the other. Here: ``And`` with ``Not``.
- ``Require`` (2.7.4) and ``AndMaybe``: they lose entries and scores. No tree needs them.
- ``Not`` alone: it gives a deleted entry behind the last one excluded. Here: ``And`` with ``Every``.
- ``ColumnQuery``: it gives deleted entries, has no score, and fails in an ``And``. Here: :class:`Having`.
- ``Every(boost=0)`` scores 1. ``ConstantScoreQuery``, ``Prefix`` and ``FuzzyTerm`` keep the scores of what they hold
  when hits are ranked. Here: :class:`Constant`; ``Prefix`` and ``FuzzyTerm`` are asked for rows only.
- ``And`` and ``Or`` with a ``SpanNear2`` in them fail with a NameError (2.7.4). Here: :class:`Near`.
- Groups take no notice of a limit. Here: there is none, and the window is cut afterwards.
- Numbers of entries, with a word or at all, count deleted ones. Here: :class:`Ranking` counts the live ones.

And because it means something else: NEAR of three words and more, where Whoosh measures from one word to the next
(:func:`is_comparable`); a swap of two letters, which is two edits to ``FuzzyTerm``; spellings, where it suggests stems.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from reference_engine import edits
from whoosh.index import open_dir
from whoosh.matching.mcore import ListMatcher, Matcher
from whoosh.matching.wrappers import ConstantScoreWrapperMatcher
from whoosh.query.compound import And, Or
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Every, NullQuery, Query
from whoosh.query.spans import SpanNear2
from whoosh.query.terms import Term
from whoosh.query.wrappers import Not, WrappingQuery
from whoosh.scoring import BaseScorer, WeightingModel
from whoosh.sorting import Categorizer, Count, FacetType, ScoreFacet

from index import tree
from index.engines.base import EngineHit, EngineResult, Plan
from index.engines.whoosh.occurrences import Occurrence, Occurrences
from index.engines.whoosh.schema import DATE, DAY, LANGUAGE, ROW, SCHEMA
from index.entries import DOCUMENT_KIND
from index.fields import FIELD_NAMES
from index.queries.analysis import fold, stem
from index.ranking import K1, bm25, boost, rarity
from index.request import Sort
from index.tree import Form, Node

FORMAT = Occurrences()

Reader = Any  # of one segment or of all; whoosh has only some types
Words = Mapping[str, Mapping[int, list[Occurrence]]]  # by surface word and entry


def is_comparable(node: Node) -> bool:
    """Whether Whoosh has the meaning of every part of a query."""
    match node:
        case tree.And(parts) | tree.Or(parts):
            return all(map(is_comparable, parts))
        case tree.Not(part) | tree.InField(_, part):
            return is_comparable(part)
        case tree.Phrase(words, _, within):
            return within is None or len(words) <= 2
    return True


class WhooshSearcher:
    """An index directory, opened by Whoosh."""

    def __init__(self, directory: Path) -> None:
        self._ranking = Ranking()
        self._searcher: Any = open_dir(str(directory), schema=SCHEMA).searcher(weighting=self._ranking)
        self._languages = _languages(self._searcher.reader())

    def close(self) -> None:
        self._searcher.close()

    def search(self, plan: Plan) -> EngineResult:
        """What an engine answers (:mod:`index.engines.base`), of a query that :func:`is_comparable`. No limits."""
        found = self._found(plan, plan.filters, {"kind", "document", *plan.facets})
        facets = {facet: found.groups(facet) for facet in plan.facets}
        for facet in {by.facet for by in plan.filters}.intersection(plan.facets):
            others = tuple(by for by in plan.filters if by.facet != facet)
            facets[facet] = self._found(plan, others, {facet}).groups(facet)
        return EngineResult(
            total=len(found),
            turns=len(found) - found.groups("kind").get(DOCUMENT_KIND, 0),
            documents=len(found.groups("document")),
            hits=tuple(
                EngineHit(row, -lowered)
                for _, (*_, row, lowered) in list(found.items())[plan.offset : plan.offset + plan.limit]
            ),
            facets=facets,
        )

    def first_hits(self, node: Node, count: int) -> list[EngineHit]:
        """The best hits as Whoosh ranks them when it is asked for no more: by score, then in the order of segments."""
        rows = list(column_of(self._searcher.reader(), ROW))
        found = self._searcher.search(self.query(node), limit=count)
        return [EngineHit(rows[number], score) for number, score in found.items()]

    def rows(self, asked: Query) -> set[int]:
        """The rows that a query of Whoosh's finds."""
        rows = list(column_of(self._searcher.reader(), ROW))
        return {rows[number] for number in self._searcher.search(asked, limit=None).docs()}

    def _found(self, plan: Plan, filters: Iterable[tree.Filter], groups: Iterable[str]) -> Any:
        """Whoosh's results: all hits, whose keys end with row and score below zero, and groups with counts."""
        narrowed = [self.query(by) for by in (*filters, plan.dates) if by is not None]
        return self._searcher.search(
            self.query(plan.query),
            limit=None,
            filter=And(narrowed) if narrowed else None,
            sortedby=[*ORDERS[plan.sort], ByColumn(ROW), ScoreFacet()],
            groupedby={name: ByColumn(name, every=True) for name in groups},
            maptype=Count,
        )

    def query(self, node: Node, fields: Sequence[str] = FIELD_NAMES) -> Query:
        """A tree as a query of Whoosh's."""
        match node:
            case tree.Word(text, Form.STEM | Form.EXACT as form):
                return self.query(tree.Phrase((text,), form), fields)
            case tree.Word():
                return Constant(_any_of([Expanded(self._ranking, name, _expands(node)) for name in fields]), 1)
            case tree.Phrase():
                readings = self._readings(node)
                return _any_of([self._reading(words, node, name) for name in fields for words in readings])
            case tree.InField(name, part):
                return self.query(part, (name,))
            case tree.And(parts):
                return And([self.query(part, fields) for part in parts]) if parts else EVERYTHING
            case tree.Or(parts):
                return _any_of([self.query(part, fields) for part in parts])
            case tree.Not(part):
                return Constant(And([Every(), Not(self.query(part, fields))]), 0)
            case tree.Everything():
                return EVERYTHING
            case tree.Nothing():
                return NullQuery
            case tree.Filter(facet, values):
                return Constant(Having(facet, set(values).intersection), 0)
            case tree.DateRange():
                return Constant(Having(DATE, lambda spans: _overlap(spans, node)), 0)
        raise TypeError(f"{node} has no meaning to Whoosh.")

    def _readings(self, phrase: tree.Phrase) -> set[tuple[str, ...]]:
        if not phrase.words:
            return set()
        if phrase.form is Form.EXACT:
            return {phrase.words}
        return {tuple(stem(word, language) for word in phrase.words) for language in self._languages}

    def _reading(self, words: tuple[str, ...], phrase: tree.Phrase, name: str) -> Query:
        """These terms or surface words together in one field."""
        if phrase.form is Form.STEM and phrase.within is None and len(words) > 1:
            return Phrase(name, list(words))
        if phrase.form is Form.STEM:
            parts: list[Query] = [Term(name, word) for word in words]
        else:
            parts = [Printed(self._ranking, name, word) for word in words]
        return Near(parts, phrase.within) if len(parts) > 1 else parts[0]


def _any_of(parts: list[Query]) -> Query:
    return Or(parts) if parts else NullQuery


def _expands(word: tree.Word) -> Callable[[str], bool]:
    """Which surface words a prefix or a fuzzy word stands for."""
    asked = fold(word.text)
    if word.form is Form.PREFIX:
        return lambda surface: fold(surface).startswith(asked)
    return cache(lambda surface: edits(asked, fold(surface)) <= 1)


def _overlap(spans: Iterable[str], dates: tree.DateRange) -> bool:
    first, last = dates.start or "0000-00-00", dates.end or "9999-99-99"
    ends = [span.split("/") for span in spans]
    return first <= last and any(start <= last and first <= end for start, end in ends)


def _languages(reader: Reader) -> set[str | None]:
    """Every language that a live entry names, None among them when one names none."""
    column = column_of(reader, LANGUAGE)
    return {name or None for number in reader.all_doc_ids() for name in column[number]}


def column_of(reader: Reader, name: str) -> Any:
    """A column as Whoosh reads it; an index without entries has none."""
    return reader.column_reader(name, translate=False) if reader.doc_count() else ()


# Scores


class Ranking(WeightingModel):
    """Colloquy's ranking as Whoosh asks for it, one text at a time, with statistics counted over live entries."""

    use_final = True

    def __init__(self) -> None:
        self.words, self.texts = cache(words), cache(texts)

    def scorer(self, searcher: Any, fieldname: str, text: Any, qf: int = 1) -> Scorer:
        postings = searcher.get_parent().reader().postings(fieldname, text)
        return self.scorer_of(searcher, fieldname, len(list(postings.all_ids())))

    def scorer_of(self, searcher: Any, field: str, with_word: int) -> Scorer:
        """What scores a word that so many live entries have in a field."""
        number, average = self.texts(searcher.get_parent().reader(), field)
        return Scorer(searcher.reader(), field, rarity(number, with_word) if number else 0, average)

    def final(self, searcher: Any, docnum: int, score: float) -> float:
        return round(score, 9)


class Scorer(BaseScorer):
    def __init__(self, reader: Reader, field: str, rare: float, average: float) -> None:
        self._reader, self._field, self._rare, self._average = reader, field, rare, average

    def score(self, matcher: Any) -> float:
        length = self._reader.doc_field_length(matcher.id(), self._field)
        return boost(self._field) * bm25(self._field, matcher.weight(), self._rare, length, self._average)

    def max_quality(self) -> float:
        """What no score comes up to."""
        return boost(self._field) * self._rare * (K1 + 1)


def texts(reader: Reader, field: str) -> tuple[int, float]:
    """How many live entries have words in a field, and the mean of their kept lengths."""
    lengths = [length for number in reader.all_doc_ids() if (length := reader.doc_field_length(number, field))]
    return len(lengths), sum(lengths) / max(len(lengths), 1)


def words(reader: Reader, field: str) -> Words:
    """What live entries print in a field, from the postings of all its terms."""
    found: defaultdict[str, defaultdict[int, list[Occurrence]]] = defaultdict(lambda: defaultdict(list))
    for term in list(reader.lexicon(field)):
        postings = reader.postings(field, term)
        while postings.is_active():
            for position, surface in FORMAT.decode_occurrences(postings.value()):
                found[surface.decode()][postings.id()].append((position, surface))
            postings.next()
    return found


# Queries that Whoosh lacks


class Expanded(Query):
    """Entries that print, in one field, any of the surface words chosen."""

    def __init__(self, ranking: Ranking, field: str, chosen: Callable[[str], bool]) -> None:
        self.ranking, self.fieldname, self.chosen = ranking, field, chosen

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        held = self.ranking.words(searcher.reader(), self.fieldname)
        return ListMatcher(sorted({number for surface in held if self.chosen(surface) for number in held[surface]}))

    def estimate_size(self, ixreader: Reader) -> int:
        return int(ixreader.doc_count())


class Printed(Query):
    """Entries that print a surface word in one field, with its positions, scored as a word."""

    def __init__(self, ranking: Ranking, field: str, surface: str) -> None:
        self.ranking, self.fieldname, self.surface = ranking, field, surface

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        held = self._held(searcher.reader())
        everywhere = self._held(searcher.get_parent().reader())
        return ListMatcher(
            sorted(held),
            weights=[float(len(held[number])) for number in sorted(held)],
            values=[FORMAT.encode(sorted(held[number])) for number in sorted(held)],
            format=FORMAT,
            scorer=self.ranking.scorer_of(searcher, self.fieldname, len(everywhere)),
        )

    def estimate_size(self, ixreader: Reader) -> int:
        return len(self._held(ixreader))

    def _held(self, reader: Reader) -> Mapping[int, list[Occurrence]]:
        return self.ranking.words(reader, self.fieldname).get(self.surface, {})


class Near(SpanNear2):
    """Words one after another (``within`` None), or two of them at most so many positions apart in any order."""

    def __init__(self, parts: Sequence[Query], within: int | None) -> None:
        super().__init__(parts, slop=within or 1, ordered=within is None)  # type: ignore[no-untyped-call]  # whoosh has few types

    def estimate_size(self, ixreader: Reader) -> int:
        return min(int(part.estimate_size(ixreader)) for part in self.qs)


class Constant(WrappingQuery):
    """What another query finds, all with one score."""

    def __init__(self, child: Query, score: float) -> None:
        super().__init__(child)
        self.score = score

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        return ConstantScoreWrapperMatcher(self.child.matcher(searcher, context), self.score)


class Having(Query):
    """Live entries for whose values in a column something is so."""

    def __init__(self, name: str, so: Callable[[Iterable[str]], object]) -> None:
        self.name, self.so = name, so

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        having = {number for number, values in enumerate(column_of(searcher.reader(), self.name)) if self.so(values)}
        return ListMatcher([number for number in searcher.reader().all_doc_ids() if number in having])

    def estimate_size(self, ixreader: Reader) -> int:
        return int(ixreader.doc_count())


EVERYTHING = Constant(Every(), 0)


# Sorting and groups


class ByColumn(FacetType):
    """Sorts by what a column holds, or groups under every value it holds (``every``)."""

    def __init__(self, name: str, key: Callable[[Any], Any] = lambda value: value, *, every: bool = False) -> None:
        self.name, self.key, self.every = name, key, every

    def categorizer(self, global_searcher: Any) -> Categorizer:
        return ColumnKeys(self)


class ColumnKeys(Categorizer):
    def __init__(self, by: ByColumn) -> None:
        self.by, self.allow_overlap = by, by.every

    def set_searcher(self, segment_searcher: Any, docoffset: int) -> None:
        self.column = column_of(segment_searcher.reader(), self.by.name)

    def key_for(self, matcher: Any, segment_docnum: int) -> Any:
        return self.by.key(self.column[segment_docnum])

    def keys_for(self, matcher: Any, segment_docnum: int) -> Any:
        return self.column[segment_docnum]


ORDERS: Mapping[Sort, Sequence[FacetType]] = {
    Sort.RELEVANCE: (ScoreFacet(),),
    Sort.OLDEST: (ByColumn(DAY, lambda day: (not day, day)),),
    Sort.NEWEST: (ByColumn(DAY, lambda day: (not day, -day)),),
}
