"""What stands in the text that a reader typed? Words, phrases, fields, brackets and operators, each with its place.

Any text can be cut so, in linear time. What only looks like syntax is left as words, with a notice; the grammar over
the items is :mod:`index.queries.query`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

from index.fields import FIELD_NAMES
from index.model import Notice, Severity
from index.tree import Form

NEAR_DISTANCE = 5  # of NEAR and "a b"~ without a number
VALUE_FIELDS = ("speaker", "document", "kind", "date")  # fields of names and dates; the others hold words
_FIELDS = frozenset((*VALUE_FIELDS, *FIELD_NAMES))


class Sort(Enum):
    """What an item is."""

    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    NEAR = auto()
    WORDS = auto()  # a run without white space
    PHRASE = auto()  # what stands in quotation marks
    FIELD = auto()  # the name of a field of words; the next item is its value
    VALUE = auto()  # a field of names or dates, with its value


OPERATORS = {"AND": Sort.AND, "OR": Sort.OR, "NOT": Sort.NOT, "NEAR": Sort.NEAR}
OPERANDS = frozenset((Sort.OPEN, Sort.WORDS, Sort.PHRASE, Sort.FIELD, Sort.VALUE))


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of the typed text. ``text`` is its content without signs and quotation marks, ``start`` the content's
    offset; ``distance`` that of NEAR and ``"a b"~5``; ``name`` a field's."""

    sort: Sort
    text: str
    start: int
    form: Form = Form.STEM
    distance: int | None = None
    name: str = ""


_QUOTES = '"“”„‟＂«»'
_CLOSERS = {**dict.fromkeys('"“”„‟＂', re.compile('["“”„‟＂]')), **dict.fromkeys("«»", re.compile("[«»]"))}
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # control characters and lone surrogates
_END = rf"(?=[\s(){_QUOTES}]|$)"  # where a run of characters ends

_SPACE = re.compile(r"\s+")
_RUN = re.compile(rf"[^\s(){_QUOTES}]+")
_OPERATOR = re.compile(rf"(AND|OR|NOT|NEAR)(?:(?<=NEAR)/([0-9]{{1,9}}))?{_END}")
_EXCLUSION = re.compile(rf"[-−](?=[\w(={_QUOTES}\[])")
_NAME = re.compile(r"([^\W\d_]+):")
_PROXIMITY = re.compile(rf"~([0-9]{{1,9}})?[.,;:!?…]*{_END}")
_FUZZY = re.compile(r"(.*)~([0-9]*)", re.DOTALL)
_CLOSING_MARKS = ".,;:!?…"  # at the end of a run they are no part of its signs
_BRACKETED = re.compile(r"\[[^\[\]]*\]")  # date:[1963 TO 1964]
_ALTERNATIVES = re.compile(r"\s+OR\s+")


def items(text: str) -> tuple[tuple[Item, ...], tuple[Notice, ...]]:
    """The items of a typed text, in order, and what could not be read as it was typed."""
    cutter = _Cutter(_UNSEEN.sub(" ", text))
    found = tuple(cutter.items())
    return found, tuple(cutter.notices)


def is_field_alone(item: Item) -> bool:
    """Whether the item is the name of a field with nothing behind its colon, which is searched as a word."""
    name = _NAME.fullmatch(item.text)
    return item.sort is Sort.WORDS and name is not None and name[1].casefold() in _FIELDS


class _Cutter:
    """A place in a text, and what was noticed on the way to it."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.notices: list[Notice] = []

    def items(self) -> Iterator[Item]:
        while self.at < len(self.text):
            if self._match(_SPACE) is None:
                yield from self._next()

    def _next(self) -> Iterator[Item]:
        start, char = self.at, self.text[self.at]
        if char in "()":
            self.at += 1
            yield Item(Sort.OPEN if char == "(" else Sort.CLOSE, char, start)
        elif operator := self._match(_OPERATOR):
            distance = int(operator[2]) if operator[2] else None
            yield Item(OPERATORS[operator[1]], operator[0], start, distance=distance)
        elif self._begins_here() and self._match(_EXCLUSION):
            yield Item(Sort.NOT, "-", start)
        elif named := self._name():
            name, known = named
            yield from self._in_field(name) if known else self._in_no_field(name)
        else:
            yield from self._words_or_phrase()

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The pattern at this place, which is passed when it matches."""
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def _notice(self, code: str, message: str, severity: Severity = Severity.WARNING) -> None:
        self.notices.append(Notice(severity, code, message))

    def _begins_here(self) -> bool:
        before = self.text[self.at - 1 : self.at]
        return before in ("", "(") or before.isspace()

    def _name(self) -> tuple[re.Match[str], bool] | None:
        """A name and a colon with something directly behind them, only looked at; and whether it is a field's."""
        name = _NAME.match(self.text, self.at)
        if name is None:
            return None
        follows = self.text[name.end() : name.end() + 1]
        known = name[1].casefold() in _FIELDS
        if known and (not follows or follows.isspace() or follows == ")"):
            message = f"Nothing stands directly behind “{name[0]}”, so it was searched as a word."
            self._notice("empty_field", message)
            return None
        return (name, known) if known or follows.isalnum() or follows in _CLOSERS else None

    def _in_no_field(self, name: re.Match[str]) -> Iterator[Item]:
        message = f"“{name[1]}” is no field that can be searched, so it and what follows were searched as words."
        self._notice("unknown_field", message)
        self.at = name.end()
        yield Item(Sort.WORDS, name[1], name.start())

    def _in_field(self, name: re.Match[str]) -> Iterator[Item]:
        self.at = name.end()
        field = name[1].casefold()
        if field in VALUE_FIELDS:
            yield from self._values(field)
            return
        yield Item(Sort.FIELD, name[1], name.start(), name=field)
        if self.text[self.at] != "(":
            yield from self._words_or_phrase()

    def _values(self, name: str) -> Iterator[Item]:
        """One value, or several in parentheses with OR between them."""
        start = self.at
        if self.text[start] in _CLOSERS and (quoted := self._quoted()):
            yield Item(Sort.VALUE, quoted.text, quoted.start, name=name)
        elif self.text[start] == "(":
            yield from self._listed(name)
        elif name == "date" and (bracketed := self._match(_BRACKETED)):
            yield Item(Sort.VALUE, bracketed[0], start, name=name)
        elif run := self._match(_RUN):
            yield Item(Sort.VALUE, run[0].rstrip(",;"), start, name=name)

    def _listed(self, name: str) -> Iterator[Item]:
        start = self.at
        end = self.text.find(")", start)
        if end < 0:
            message = f"The parenthesis behind “{name}:” is not closed; everything to the end was read as its value."
            self._notice("unbalanced_parentheses", message)
            end = len(self.text)
        self.at = min(end + 1, len(self.text))
        yield Item(Sort.OPEN, "(", start)
        for number, value in enumerate(_ALTERNATIVES.split(self.text[start + 1 : end])):
            if number:
                yield Item(Sort.OR, "OR", start)
            yield Item(Sort.VALUE, value.strip().strip(_QUOTES + "("), start, name=name)
        yield Item(Sort.CLOSE, ")", end)

    def _words_or_phrase(self) -> Iterator[Item]:
        exact = self.text[self.at] == "="
        if self.text[self.at + exact : self.at + exact + 1] in _CLOSERS:
            self.at += exact
            if quoted := self._quoted():
                yield replace(quoted, form=Form.EXACT if exact else Form.STEM, distance=self._proximity())
        elif run := self._match(_RUN):
            yield self._words(run[0], run.start())

    def _quoted(self) -> Item | None:
        """What stands between the quotation mark here and the next of its kind; without one, the mark is passed."""
        mark, start = self.text[self.at], self.at + 1
        closer = _CLOSERS[mark].search(self.text, start)
        if closer is None:
            message = f"The quotation mark {mark} has no partner, so the words behind it were searched one by one."
            self._notice("unbalanced_quotes", message)
            self.at = start
            return None
        self.at = closer.end()
        phrase = self.text[start : closer.start()]
        if "*" in phrase:
            self._notice("wildcard", f"The star in “{phrase.strip()}” was left out: a phrase has whole words only.")
        return Item(Sort.PHRASE, phrase, start)

    def _proximity(self) -> int | None:
        """The number of ``~5`` behind a phrase, None when there is no ``~``."""
        found = self._match(_PROXIMITY)
        if found is None:
            return None
        return int(found[1]) if found[1] else NEAR_DISTANCE

    def _words(self, run: str, start: int) -> Item:
        """A run of characters with the signs for its form taken off: ``=word``, ``word*``, ``word~``."""
        if run.startswith("="):
            return self._exact(run[1:], start + 1)
        word = run.rstrip(_CLOSING_MARKS)
        if word.endswith("*"):
            return Item(Sort.WORDS, self._starless(word.rstrip("*"), run), start, Form.PREFIX)
        if fuzzy := _FUZZY.fullmatch(word):
            if fuzzy[2] not in ("", "1"):
                message = f"“{fuzzy[1]}” was searched with at most one letter changed; more is not offered."
                self._notice("one_edit", message)
            return Item(Sort.WORDS, self._starless(fuzzy[1], run), start, Form.FUZZY)
        return Item(Sort.WORDS, self._starless(run, run), start)

    def _exact(self, run: str, start: int) -> Item:
        if run.rstrip(_CLOSING_MARKS).endswith(("*", "~")):
            message = f"“{run}” was searched exactly as written: = goes with neither * nor ~."
            self._notice("exact_with_sign", message)
        return Item(Sort.WORDS, run, start, Form.EXACT)

    def _starless(self, word: str, run: str) -> str:
        """The word, and a notice when it holds a star or is nothing but one."""
        if "*" in word or ("*" in run and not word):
            self._notice("wildcard", f"The star in “{run}” was left out: it stands only at the end of a word.")
        return word
