"""What is left of a text when all but its words is made a space? Most texts are cut into words so, ten times as quick.

The words of a :class:`Spaced` text are those of :func:`index.queries.cutting.cut`, which is the definition. It is
made by replacing characters, each by one, with the quickest means there are: on the texts measured it costs 5 ns a
character, a regular expression that finds words 27. What would take more has no such form (:func:`spaced` gives None):
letters composed of several characters, invisible characters, brackets inside a word, words of more than
:data:`~index.queries.characters.LONGEST_WORD` characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from index.queries.characters import (
    APOSTROPHE,
    APOSTROPHES,
    CJK,
    INVISIBLE,
    JAMO,
    LONGEST_WORD,
    MARKS,
    SAME_WIDTH,
    WORD_WITH_MARKS,
)
from index.queries.cutting import Token

_UTF8 = ("utf-8", "surrogatepass")
_ASCII = bytes(range(128))
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'") | frozenset(range(128, 256))
_WORDS_ONLY = bytes(byte if byte in _LETTERS else ord("'" if byte == ord("`") else " ") for byte in range(256))
# What a stop or comma between digits looks like, where what is not ASCII may be a digit and where it is none; the bytes
# behind the first of a character are left out. One byte is found ten times as quick as three.
_SHAPES_OF_MANY = bytes(
    ord(".") if byte in b".," else ord("0") if chr(byte).isdigit() or byte > 127 else 1 for byte in range(256)
)
_SHAPES = bytes(byte if place < 128 else 1 for place, byte in enumerate(_SHAPES_OF_MANY))
_INNER_BYTES = bytes(range(128, 192))
_DIGIT, _NUMBER = b"0", b"0.0"
_SIDES = bytes(ord("z") if byte > 127 else ord(" ") if byte == ord(" ") else ord("a") for byte in range(256))

_LONE_APOSTROPHE = re.compile(rf"'(?:(?!\w)|(?<![\w{MARKS}]'))")  # begins with one character, which is quick to find
_BRACKET_INSIDE = re.compile(rf"[\[\]](?<=[\w{APOSTROPHES}'].)[\[\]]*[\w{APOSTROPHES}']")
_LONE_MARK = re.compile(rf"[ '.,][{MARKS}]")
_MARK = re.compile(f"[{MARKS}]")
_NOT_SIMPLE = re.compile(f"[{JAMO}{INVISIBLE}⟦⟧⟨⟩]")
_CJK = re.compile(f"[{CJK}]")
_CJK_OR_NOT = re.compile(f"([{CJK}]+)|[^{CJK}]+")
_PART = re.compile(WORD_WITH_MARKS)
_RUN = re.compile("[^ ]+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Letter:
    """What becomes of a character that is not ASCII: ``kept`` is itself, an apostrophe or a space."""

    simple: bool
    kept: str = " "
    is_cjk: bool = False
    is_mark: bool = False


@dataclass(frozen=True, slots=True)
class Alphabet:
    """What becomes of all the characters of a text that are not ASCII. ``replaced``: those that do not stay. ``kept``:
    those that do. ``odd``: those of them that a way to write words cannot do with."""

    simple: bool = True
    replaced: tuple[tuple[str, str], ...] = ()
    kept: frozenset[str] = frozenset()
    odd: tuple[str, ...] = ()
    has_cjk: bool = False
    has_marks: bool = False
    has_digits: bool = False


_ASCII_ONLY = Alphabet()


@dataclass(frozen=True, slots=True)
class Writing:
    """A way to write words, character by character. ``letters``: what becomes of each byte of UTF-8 (of those beside
    ASCII, itself); ``alphabet``: what becomes of characters beside ASCII."""

    letters: bytes
    alphabet: Callable[[frozenset[str]], Alphabet]


class Spaced(NamedTuple):
    """A text with one space before, one behind, and one for each character that belongs to no word, so that the
    character at ``place`` of the text stands at ``place + 1`` here. A *run* is what stands between spaces: a word, or
    several where there are Chinese, Japanese or Korean characters in it. ``alphabet``: of its characters beside
    ASCII."""

    text: str
    alphabet: Alphabet

    @property
    def has_cjk(self) -> bool:
        return self.alphabet.has_cjk

    def words(self) -> list[str]:
        """Every word, in order."""
        return self._words_of(self.text.split())

    def tokens(self) -> Iterator[Token]:
        """The same, and where they stand in the text as it was given."""
        runs = ((run[0], run.start() - 1) for run in _RUN.finditer(self.text))
        if not self.has_cjk:
            return (Token(run, place, start, start + len(run)) for place, (run, start) in enumerate(runs))
        spans = (
            (run[start:end], before + start, before + end) for run, before in runs for start, end in words_of_run(run)
        )
        return (Token(word, place, start, end) for place, (word, start, end) in enumerate(spans))

    def words_between(self, start: int, end: int) -> list[str]:
        """Every word from one place to another: places where words begin, or the ends."""
        return self._words_of(self.text[start:end].split())

    def _words_of(self, runs: list[str]) -> list[str]:
        if not self.has_cjk:
            return runs
        return [run[start:end] for run in runs for start, end in words_of_run(run)]


def may_have_mixed_runs(plain: Spaced) -> bool:
    """Whether Chinese, Japanese or Korean characters may stand in one run with others."""
    if not all(is_cjk(char) for char in plain.alphabet.kept):
        return True
    sides = plain.text.encode(*_UTF8).translate(_SIDES)
    return b"az" in sides or b"za" in sides


def words_of_run(run: str) -> Iterator[Span]:
    """From where to where in a run its words stand."""
    if run.isascii() or not _CJK.search(run):
        yield 0, len(run)
        return
    for part in _CJK_OR_NOT.finditer(run):
        start, end = part.span()
        if part[1]:
            yield from ((place, place + 2) for place in range(start, end - 1))
            yield end - 1, end
        else:
            yield from (word.span() for word in _PART.finditer(run, start, end))


@lru_cache(maxsize=2**6)
def alphabet_as_printed(chars: frozenset[str]) -> Alphabet:
    """The texts of an archive share few alphabets, but for those in Chinese and Japanese."""
    letters = {char: _letter(char) for char in chars}
    has_cjk = any(letter.is_cjk for letter in letters.values())
    has_marks = any(letter.is_mark for letter in letters.values())
    return Alphabet(
        simple=all(letter.simple for letter in letters.values()) and not (has_cjk and has_marks),
        replaced=tuple((char, letter.kept) for char, letter in letters.items() if letter.kept != char),
        kept=frozenset(char for char, letter in letters.items() if letter.kept == char),
        has_cjk=has_cjk,
        has_marks=has_marks,
        has_digits=any(char.isdigit() for char in chars),
    )


AS_PRINTED = Writing(_WORDS_ONLY, alphabet_as_printed)


def spaced(text: str, writing: Writing = AS_PRINTED) -> Spaced | None:
    """The text with nothing but its words; None when its words are more than runs of its own characters."""
    if ("[" in text or "]" in text) and _BRACKET_INSIDE.search(text):
        return None
    if not text.isascii():
        text = text.replace("’", APOSTROPHE)  # the rest of most texts is ASCII, which takes half the time
    raw = text.encode(*_UTF8)
    alphabet = _ASCII_ONLY if text.isascii() else writing.alphabet(_others(raw))
    if not alphabet.simple or (alphabet.has_marks and not unicodedata.is_normalized("NFC", text)):
        return None
    plain = f" {raw.translate(writing.letters).decode(*_UTF8)} "
    shapes = raw.translate(_SHAPES_OF_MANY if alphabet.has_digits else _SHAPES, _INNER_BYTES)
    if _DIGIT in shapes and _NUMBER in shapes:
        plain = _with_inner_stops(plain, text, shapes)
    for char, kept in alphabet.replaced:
        plain = plain.replace(char, kept)
    if APOSTROPHE in plain:
        plain = _LONE_APOSTROPHE.sub(" ", plain)
    if (len(plain) > LONGEST_WORD and _has_long_word(plain)) or (alphabet.has_marks and _LONE_MARK.search(plain)):
        return None
    return Spaced(plain, alphabet)


def _others(raw: bytes) -> frozenset[str]:
    """The characters of a text that are not ASCII."""
    return frozenset(raw.translate(None, _ASCII).decode(*_UTF8))


def apart(text: str) -> Iterator[Span]:
    """The stretches between spaces without which a text that has no such form mostly has one. No word reaches over a
    space, so they can be cut into words apart from the rest."""
    hard = _BRACKET_INSIDE if text.isascii() else _hard(_others(text.encode(*_UTF8)))
    done = 0
    while found := hard.search(text, done):
        start = max(text.rfind(" ", done, found.start()), done)
        done = text.find(" ", found.end())
        done = len(text) if done < 0 else done
        yield start, done


@lru_cache(maxsize=2**5)
def _hard(chars: frozenset[str]) -> re.Pattern[str]:
    """What finds those of the characters that make a text no simple one, and brackets inside words. A pattern of a few
    characters is many times as quick as one of all marks that there are."""
    some = "".join(sorted(char for char in chars if not _letter(char).simple or _letter(char).is_mark))
    return re.compile(f"[{re.escape(some)}]|{_BRACKET_INSIDE.pattern}") if some else _BRACKET_INSIDE


def _with_inner_stops(plain: str, text: str, shapes: bytes) -> str:
    """The spaced text with the stops and commas that stand between digits, which ``shapes`` tells where to look for."""
    pieces, done = [], 0
    place = shapes.find(_NUMBER)
    while place >= 0:
        if text[place].isdecimal() and text[place + 2].isdecimal():
            pieces += [plain[done : place + 2], text[place + 1]]
            done = place + 3
        place = shapes.find(_NUMBER, place + 2)
    return "".join((*pieces, plain[done:]))


def _has_long_word(plain: str) -> bool:
    """Whether a word has too many characters. Looks at one space in so many, and at runs that are longer."""
    place, last = 0, len(plain) - LONGEST_WORD - 1
    while place < last:
        space = plain.rfind(" ", place + 1, place + LONGEST_WORD + 2)
        if space < 0:
            space = plain.find(" ", place + 1)
            if any(
                len(part[0]) > LONGEST_WORD for part in _CJK_OR_NOT.finditer(plain, place + 1, space) if not part[1]
            ):
                return True
        place = space
    return False


def is_cjk(char: str) -> bool:
    """Whether a character that is not ASCII is Chinese, Japanese or Korean."""
    return _letter(char).is_cjk


@lru_cache(maxsize=2**14)
def _letter(char: str) -> _Letter:
    if _NOT_SIMPLE.match(char) or not unicodedata.is_normalized("NFC", char):
        return _Letter(simple=False)
    if _MARK.match(char):
        return _Letter(simple=True, kept=char, is_mark=True)
    same = char.translate(SAME_WIDTH)
    return _Letter(True, same if same.isalnum() or same == APOSTROPHE else " ", is_cjk=_CJK.match(char) is not None)
