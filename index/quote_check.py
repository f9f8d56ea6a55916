"""Was this said, by whom and when? A quotation is looked for in the archive, and told apart from what is printed.

The engine is asked for the very phrase, then for any three words of it in a row, then for any of its longer words;
all three together have the time of one search. The best hits are compared word by word
(:mod:`index.queries.likeness`), a handful of them and not more than :data:`COMPARED` characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from index.asking import Asking
from index.engines.base import Plan
from index.errors import OutOfTime, OverBudget
from index.generations.archive import Archive
from index.generations.store import Place
from index.limits import LIMITS, Limits
from index.model import Kind, Notice, Severity
from index.queries.analysis import asked
from index.queries.likeness import Likeness, Quotation, most_like
from index.tree import And, Filter, Node, Or, Phrase, Word

FEWEST_WORDS = 3
CANDIDATES = 12  # turns that one question gives
COMPARED = 400_000  # characters of turns that are compared in all
ALTERED = 0.6  # the least likeness of a passage that the quotation was made from
CLOSEST = 0.4  # the least likeness that is worth showing
SHOWN = 6  # passages
_RUN = 3  # words in a row
_RUNS = 20
_LONG_WORDS = 16


class Verdict(StrEnum):
    """What is to be said of a quotation."""

    VERBATIM = "verbatim"  # the words are there, all of them and in this order
    ABRIDGED = "abridged"  # the same but for what its own dots leave out
    ALTERED = "altered"  # a passage is much like it, with differences
    ABSENT = "absent"  # nothing is; at best something is a little like it


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that is like the quotation, and in which words."""

    place: Place
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Checked:
    """``matches``: the most like first; where the verdict is VERBATIM or ABRIDGED, only such."""

    text: str
    verdict: Verdict
    matches: tuple[Match, ...]
    notices: tuple[Notice, ...] = ()


def check_quotation(archive: Archive, text: str, limits: Limits = LIMITS) -> Checked:
    """Where the quotation stands, or what is most like it.

    Raises :class:`OverBudget` when it is too long, or too short to tell one passage from another.
    """
    quotation = _quotation(text, limits)
    found: dict[int, Match] = {}
    notices: list[Notice] = []
    spare = COMPARED
    engine = Asking(archive.engine, limits)
    for question in _questions(quotation, limits):
        try:
            places = _places(archive, question, engine)
        except OutOfTime:
            notices.append(_NO_TIME)
            break
        for place in places:
            texts = place.fields.get("text", ())
            size = sum(len(each) for each in texts)
            if place.row in found or size > spare:
                continue
            spare -= size
            if likeness := most_like(quotation, texts):
                found[place.row] = Match(place, likeness)
        if any(match.likeness.is_abridged for match in found.values()):
            break
    return _judged(text, list(found.values()), tuple(dict.fromkeys(notices)))


def _quotation(text: str, limits: Limits) -> Quotation:
    if len(text) > limits.characters:
        raise OverBudget(
            f"A quotation may have {limits.characters:,} characters; this one has {len(text):,}. Check it in parts.",
            "characters",
        )
    quotation = Quotation.of(text)
    if len(quotation.words) < FEWEST_WORDS:
        raise OverBudget(f"A quotation needs {FEWEST_WORDS} words at least to be told from others.", "words")
    return quotation


def _questions(quotation: Quotation, limits: Limits) -> Iterator[Node]:
    """From the narrowest to the widest."""
    words = tuple(token.text for token in asked(quotation.text))
    yield _phrases(words, sorted(quotation.gaps), limits)
    runs = [words[place : place + _RUN] for place in range(len(words) - _RUN + 1)]
    yield Or(tuple(Phrase(run) for run in dict.fromkeys(_spread(runs, min(_RUNS, limits.clauses)))))
    long = sorted(dict.fromkeys(words), key=len, reverse=True)[:_LONG_WORDS]
    yield Or(tuple(Word(word) for word in long))


def _phrases(words: tuple[str, ...], gaps: list[int], limits: Limits) -> Node:
    """The whole quotation as one phrase, or as several where dots, or the budget of a phrase, part it."""
    phrases = [
        Phrase(words[place : min(place + limits.phrase_words, end)])
        for start, end in zip([0, *gaps], [*gaps, len(words)], strict=True)
        for place in range(start, end, limits.phrase_words)
    ]
    return phrases[0] if len(phrases) == 1 else And(tuple(phrases))


def _spread(runs: list[tuple[str, ...]], most: int) -> list[tuple[str, ...]]:
    """At most so many of them, evenly from the whole."""
    return runs if len(runs) <= most else [runs[place * len(runs) // most] for place in range(most)]


def _places(archive: Archive, question: Node, engine: Asking) -> tuple[Place, ...]:
    of_turns = Filter("kind", tuple(kind.value for kind in Kind))
    result = engine.search(Plan(question, (of_turns,), limit=CANDIDATES))
    return archive.store.places(hit.row for hit in result.hits)


def _judged(text: str, matches: list[Match], notices: tuple[Notice, ...]) -> Checked:
    matches.sort(key=lambda match: -match.likeness.share)  # of equals, those stay first that the engine gave first
    for verdict, fits in _VERDICTS:
        if fitting := tuple(match for match in matches if fits(match.likeness))[:SHOWN]:
            return Checked(text, verdict, fitting, notices)
    closest = tuple(match for match in matches if match.likeness.share >= CLOSEST)[:1]
    return Checked(text, Verdict.ABSENT, closest, notices)


_VERDICTS: tuple[tuple[Verdict, Callable[[Likeness], bool]], ...] = (
    (Verdict.VERBATIM, lambda likeness: likeness.is_verbatim),
    (Verdict.ABRIDGED, lambda likeness: likeness.is_abridged),
    (Verdict.ALTERED, lambda likeness: likeness.share >= ALTERED),
)
_NO_TIME = Notice(
    Severity.WARNING,
    "out_of_time",
    "The archive could not be looked through in the time there is: there may be a passage that is more like this one.",
)
