"""What does a query ask for? The neutral query tree: the parser writes it, engines and marks read it.

Words are single surface words, cut by :func:`index.queries.analysis.tokens` (so ``Marxist-Leninist`` has become a
phrase), as typed, in NFC: folding and stemming are the reader's work, because they depend on the language of the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a word is compared with the words of a text."""

    STEM = "stem"  # folded (case, accents) and stemmed by the language of the text
    EXACT = "exact"  # as written: case and accents count
    PREFIX = "prefix"  # folded whole words that begin so
    FUZZY = "fuzzy"  # folded whole words at most one edit away (insert, delete, replace, swap)


@dataclass(frozen=True, slots=True)
class Word:
    """Entries with this word."""

    text: str
    form: Form = Form.STEM


@dataclass(frozen=True, slots=True)
class Phrase:
    """Entries with these words within one paragraph.

    ``within`` None: one after another, in this order. A number: in any order, inside a window where the last word's
    position is at most ``within + len(words) - 2`` after the first's (two words: at most ``within`` positions apart).
    Only STEM and EXACT.
    """

    words: tuple[str, ...]
    form: Form = Form.STEM
    within: int | None = None


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """Every entry: what an empty query asks for."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No entry: what is left of an unknown name."""


@dataclass(frozen=True, slots=True)
class InField:
    """The words of ``part`` in one searchable field only (``title:``). ``field`` is a name in :mod:`index.fields`."""

    field: str
    part: Node


@dataclass(frozen=True, slots=True)
class Named:
    """``speaker:`` or ``document:`` as typed: names, not ids. :mod:`index.search` turns it into :class:`Filter`."""

    facet: str
    text: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Entries that have one of these values of a facet. An entry with several values matches by any of them."""

    facet: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateRange:
    """Entries of documents with a date that overlaps the days from ``start`` to ``end`` (ISO, included; None: open)."""

    start: str | None
    end: str | None


Node = Word | Phrase | And | Or | Not | Everything | Nothing | InField | Named | Filter | DateRange
