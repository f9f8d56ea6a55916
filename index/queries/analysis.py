"""What is a word, and when are two words the same? The one analysis that indexing, queries, marks and checks share.

**Words** (:func:`tokens`). A word is a run of letters, digits and combining marks of any script; a single letter is a
word, and no word is too common to count. An apostrophe between letters belongs to the word (``Yan'an``), so does a
full stop or comma between digits (``1,540,000``). Hyphens, dashes and everything else separate words. Editors'
brackets are no words and no break (``C[entral]`` is one word) unless a new word begins at them (``Rangoon[Yangon]`` is
two). Characters of no width vanish. Superscript digits, which mark footnotes, end a word and are none.

**Chinese, Japanese, Korean.** A run of these characters becomes its overlapping pairs, at consecutive positions, and
then its last character alone: 中国人 is 中国, 国人, 人. So every character begins exactly one token, a longer query is
a phrase of pairs, and a query of one character is a prefix (``Word("国", Form.PREFIX)``). :func:`asked` gives the
tokens in the form that a query asks for.

**Sameness.** :func:`fold` takes away case and accents; :func:`stem` folds first and stems then, in every language. A
stemmer made for accented words is less exact on plain ones, but what is typed without accents meets what was printed
with them, always. A query word belongs to no language: it is stemmed by each language of the archive
(:func:`stems`), and an entry matches when any of these stems is among its own, made by its own language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import snowballstemmer

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
from index.queries.spaced import spaced

PIECE_GAP = 200  # positions between two pieces (paragraphs) of one field, so that no phrase and no NEAR crosses

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


def tokens(text: str) -> Iterator[Token]:
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


def surface_words(text: str) -> list[str]:
    """The words of a text: ``[token.text for token in tokens(text)]``, several times as quick on most texts."""
    plain = spaced(text)
    return [token.text for token in tokens(text)] if plain is None else plain.words()


def asked(text: str) -> tuple[Token, ...]:
    """The words of a text as a query asks for them: without the last character of a Chinese, Japanese or Korean run
    at the very end, which its last pair holds already. Positions are those of :func:`tokens`."""
    found = tuple(tokens(text))
    if len(found) > 1 and found[-1].start < found[-2].end:
        return found[:-1]
    return found


def cjk_characters(word: str) -> tuple[str, ...]:
    """The one or two characters of a Chinese, Japanese or Korean token, each with its marks; none of another word."""
    return tuple(_UNIT.findall(word)) if has_cjk(word) else ()


def is_single_cjk(word: str) -> bool:
    """Whether a word is one Chinese, Japanese or Korean character, which a query asks for as a prefix of pairs."""
    return len(cjk_characters(word)) == 1


def has_cjk(word: str) -> bool:
    """Whether a word holds Chinese, Japanese or Korean characters."""
    return not word.isascii() and _ANY_CJK.search(word) is not None


# Letters that Unicode does not take apart into a plain letter and an accent.
_LETTERS = str.maketrans(
    {
        "đ": "d", "ð": "d", "ɖ": "d", "ɗ": "d", "ł": "l", "ƚ": "l", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th",
        "ħ": "h", "ŧ": "t", "ı": "i", "ɨ": "i", "ŋ": "n", "ƀ": "b", "ɓ": "b", "ƙ": "k", "ƒ": "f", "ƶ": "z", "ɍ": "r",
    }
)  # fmt: skip

# What an accent is: the overlay, the Hebrew and Arabic points, and the marks above, below and beside a letter. Marks of
# other classes are letters' own parts (Indic vowels and viramas, kana voicing, Thai vowels and tones).
_ACCENT_CLASSES = frozenset((1, *range(10, 37), *range(200, 241)))
_BREVE = "\u0306"
_BREVE_LETTERS = "иИуУ"  # й and ў are letters of their own, which stemmers rely on


@lru_cache(maxsize=2**16)
def fold(word: str) -> str:
    """The word without case and accents: ``Gomułka`` is ``gomulka``. Folding twice changes nothing."""
    if word.isascii():
        return word.lower()
    small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    kept = [char for index, char in enumerate(small) if not _is_accent(small, index)]
    return unicodedata.normalize("NFC", "".join(kept).translate(_LETTERS).translate(SAME_WIDTH))


def _is_accent(decomposed: str, index: int) -> bool:
    char = decomposed[index]
    if unicodedata.combining(char) not in _ACCENT_CLASSES:
        return False
    return not (char == _BREVE and index > 0 and decomposed[index - 1] in _BREVE_LETTERS)


# Snowball's stemmers by the primary subtag of BCP 47. A language that is not here is folded and not stemmed.
STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_AVAILABLE = frozenset(snowballstemmer.algorithms())

# Stemmers that only take endings off, and put others on. How many of the last letters of a stem may be others than the
# word had in their place, by how the stem ends: dying is "die", hoping "hope", city "citi", skies "sky".
_NEW_ENDINGS: dict[str, dict[str, int]] = {
    "en": {"ie": 2, "e": 1, "i": 1, "y": 1, "bl": 1}, "cs": {"": 1}, "es": {"": 1}, "ro": {"": 1},
    "da": {}, "nb": {}, "nn": {}, "no": {}, "pl": {}, "ru": {}, "sv": {},
}  # fmt: skip

# Short words that elision ties to the next one and that Snowball leaves there.
_ELIDED = {
    "ca": re.compile(r"[dlmnst]'"),
    "fr": re.compile(r"(?:jusqu|lorsqu|puisqu|quoiqu)'"),
}
_POSSESSIVE = re.compile(r"'s?$")


@lru_cache(maxsize=2**16)
def stem(word: str, language: str | None) -> str:
    """The folded word, without a possessive ``'s``, stemmed by the language (``en``, ``en-GB``; None: not stemmed)."""
    folded = fold(word)
    return _stemmed(_POSSESSIVE.sub("", folded) or folded, _primary(language) if language else "")


@lru_cache(maxsize=2**16)
def _stemmed(base: str, subtag: str) -> str:
    """Kept apart from :func:`stem`, because a word is met in several cases and with and without a possessive."""
    algorithm = STEMMERS.get(subtag)
    if algorithm not in _AVAILABLE or has_cjk(base):
        return base
    if subtag in _ELIDED:
        base = _ELIDED[subtag].sub("", base, count=1) or base
    stemmed = snowballstemmer.stemmer(algorithm).stemWord(base)  # one per word: a stemmer is not safe among threads
    return fold(stemmed) or base


@lru_cache(maxsize=2**10)
def _primary(language: str) -> str:
    return re.split(r"[-_]", language.lower(), maxsplit=1)[0]


def beginning_of(stemmed: str, language: str | None) -> str | None:
    """How every word begins, folded, that has this stem in a language; None: it is not known."""
    subtag = _primary(language) if language else ""
    if STEMMERS.get(subtag) not in _AVAILABLE or has_cjk(stemmed):
        return stemmed
    if subtag not in _NEW_ENDINGS:
        return None
    changed = max((count for end, count in _NEW_ENDINGS[subtag].items() if stemmed.endswith(end)), default=0)
    return stemmed[: max(1, len(stemmed) - changed)]


def stems(word: str, languages: Iterable[str | None]) -> frozenset[str]:
    """The stems of a query word in every language of an archive."""
    return frozenset(stem(word, language) for language in languages)


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
    foreign = has_cjk(plain)
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
