"""Where in a text do its words stand? The definition of a word.

A word is a run of letters, digits and combining marks of any script; a single letter is a word, and no word is too
common to count. An apostrophe between letters belongs to the word (``Yan'an``), so does a full stop or comma between
digits (``1,540,000``). Hyphens, dashes and everything else separate words. Editors' brackets are no words and no break
(``C[entral]`` is one word) unless a new word begins at them (``Rangoon[Yangon]`` is two). Characters of no width
vanish. Superscript digits, which mark footnotes, end a word and are none.

A run of Chinese, Japanese or Korean characters becomes its overlapping pairs, at consecutive positions, and then its
last character alone: 中国人 is 中国, 国人, 人. So every character begins exactly one word, and a longer query is a
phrase of pairs.

:mod:`index.queries.spaced` finds the same words in most texts, and much quicker.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from index.queries.characters import (
    APOSTROPHE,
    BRACKETS,
    CJK,
    INVISIBLE,
    JAMO,
    LONGEST_WORD,
    MARKS,
    SAME_WIDTH,
    WORD,
    WORD_WITH_MARKS,
)

# Where marks may be: all but Latin, Greek, Cyrillic, punctuation and the scripts of East Asia. Quicker than all marks.
_MAY_BE_MARK = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u1dff\u20d0-\u20ff\u2cef-\u2cf1\u2d7f-\u2dff\u302a-\u302f\u3099\u309a"
    "\ua66f-\uabff\ufb1e\ufe00-\ufe2f\U00010000-\U0010ffff]"
)
_ANY_CJK = re.compile(f"[{CJK}]")
_UNIT = re.compile(f"[{CJK}][{MARKS}]*")
_CJK_OR_NOT = re.compile(f"((?:[{CJK}][{MARKS}]*)+)|[^{CJK}]+")
_CLUSTER = re.compile(f"[^{MARKS}{JAMO}{INVISIBLE}]?[{MARKS}{JAMO}{INVISIBLE}]+")  # composes with nothing else
_INVISIBLES = re.compile(f"[{INVISIBLE}]")
_BRACKET_RUN = re.compile(f"[{BRACKETS}]+")
_WORD = re.compile(WORD)
_WORD_WITH_MARKS = re.compile(WORD_WITH_MARKS)


class Token(NamedTuple):
    """A word as it stands in a text.

    ``text`` is the surface word: composed (NFC), with straight apostrophes, without editors' brackets and invisible
    characters. ``position`` counts from 0. ``start`` and ``end`` are offsets into the text as it was given; a bracket
    that opens or closes inside the word is taken in with its other half.
    """

    text: str
    position: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text ready to be cut: composed, without what vanishes. ``starts[i]`` and ``ends[i]`` say from where to where
    character ``i`` stands in the text as given; None when they are ``i`` and ``i + 1``."""

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None


def cut(text: str) -> Iterator[Token]:
    """The words of a text, in order, at positions 0, 1, 2 … Linear in the length of the text."""
    plain = _plain(text)
    spans = _spans(plain.text)
    if plain.starts is None or plain.ends is None:
        for position, (start, end) in enumerate(spans):
            yield Token(plain.text[start:end], position, start, end)
        return
    for position, (start, end) in enumerate(spans):
        surface = unicodedata.normalize("NFC", plain.text[start:end])
        yield Token(surface, position, *_with_brackets(text, plain.starts[start], plain.ends[end - 1]))


def _plain(text: str) -> _Plain:
    if not text.isascii() and (not unicodedata.is_normalized("NFC", text) or _INVISIBLES.search(text)):
        return _without_brackets(_composed(text))
    plain = text.translate(SAME_WIDTH)
    if not _BRACKET_RUN.search(plain):
        return _Plain(plain)
    return _without_brackets(_Plain(plain, range(len(plain)), range(1, len(plain) + 1)))


def _composed(text: str) -> _Plain:
    """The text in NFC without its invisible characters."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, composed in _clusters(text):
        exact = len(composed) == end - start
        pieces.append(composed)
        starts.extend(range(start, end) if exact else [start] * len(composed))
        ends.extend(range(start + 1, end + 1) if exact else [end] * len(composed))
    return _Plain("".join(pieces).translate(SAME_WIDTH), starts, ends)


def _clusters(text: str) -> Iterator[tuple[int, int, str]]:
    """Stretches of the text that compose apart from each other: from where to where, and what they become."""
    done = 0
    for cluster in _CLUSTER.finditer(text):
        yield from _single_characters(text, done, cluster.start())
        done = cluster.end()
        yield cluster.start(), done, unicodedata.normalize("NFC", _INVISIBLES.sub("", cluster[0]))
    yield from _single_characters(text, done, len(text))


def _single_characters(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The same for a stretch of which no character composes with another."""
    stretch = text[start:end]
    if unicodedata.is_normalized("NFC", stretch):
        yield start, end, stretch
    else:
        yield from ((place, place + 1, unicodedata.normalize("NFC", text[place])) for place in range(start, end))


def _without_brackets(plain: _Plain) -> _Plain:
    """The text with each editors' bracket inside a word dropped and every other one made a space."""
    if plain.starts is None or plain.ends is None:
        return plain
    kept: list[int] = []  # the characters that stay
    done = 0
    for run in _BRACKET_RUN.finditer(plain.text):
        kept.extend(range(done, run.start()))
        if not _joins(plain.text, run.start(), run.end()):
            kept.append(run.start())
        done = run.end()
    kept.extend(range(done, len(plain.text)))
    text = _BRACKET_RUN.sub(" ", "".join(plain.text[index] for index in kept))
    return _Plain(text, [plain.starts[index] for index in kept], [plain.ends[index] for index in kept])


def _joins(text: str, start: int, end: int) -> bool:
    """Whether the brackets from ``start`` to ``end`` stand inside a word: between two letters or two digits, and no
    capitalised word begins behind them."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if APOSTROPHE in (before, after):
        return before.isalnum() or after.isalnum()
    if not (before.isalnum() and after.isalnum()) or before.isdigit() != after.isdigit():
        return False
    return not after.isupper() or not (before.islower() or text[end + 1 : end + 2].islower())


def _with_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """The same stretch of the text together with the other halves of the brackets in it."""
    word = text[start:end]
    if "[" not in word and "]" not in word:
        return start, end
    if word.count("[") > word.count("]") and text[end : end + 1] == "]":
        end += 1
    if word.count("]") > word.count("[") and text[start - 1 : start] == "[":
        start -= 1
    return start, end


def _spans(plain: str) -> Iterator[tuple[int, int]]:
    """Where the words of a plain text stand."""
    word = _WORD_WITH_MARKS if not plain.isascii() and _MAY_BE_MARK.search(plain) else _WORD
    foreign = not plain.isascii() and _ANY_CJK.search(plain) is not None
    for found in word.finditer(plain):
        start, end = found.span()
        if foreign and not plain[start:end].isascii() and _ANY_CJK.search(plain, start, end):
            yield from _mixed_spans(plain, start, end)
        else:
            yield from _cut(start, end)


def _mixed_spans(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The words in a run that holds Chinese, Japanese or Korean characters, maybe beside others."""
    for part in _CJK_OR_NOT.finditer(plain, start, end):
        if part.group(1):
            yield from _pairs([unit.span() for unit in _UNIT.finditer(plain, *part.span())])
        else:
            for word in _WORD_WITH_MARKS.finditer(plain, *part.span()):
                yield from _cut(*word.span())


def _pairs(units: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for (start, _), (_, end) in pairwise(units):
        yield start, end
    yield units[-1]


def _cut(start: int, end: int) -> Iterator[tuple[int, int]]:
    for piece in range(start, end, LONGEST_WORD):
        yield piece, min(piece + LONGEST_WORD, end)
