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
from functools import cached_property, lru_cache
from itertools import accumulate, chain, pairwise

import snowballstemmer

PIECE_GAP = 200  # positions between two pieces (paragraphs) of one field, so that no phrase and no NEAR crosses
LONGEST_WORD = 200  # characters; a longer run is cut into several words, in texts and queries alike

APOSTROPHE = "'"
_APOSTROPHES = "’‘‛ʼʻʽʾʿʹ´`′＇"
_SUPERSCRIPT_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SAME_WIDTH = str.maketrans(
    {**dict.fromkeys(_APOSTROPHES, APOSTROPHE), **dict.fromkeys(_SUPERSCRIPT_DIGITS, " "), "_": " "}
)

# Soft hyphen, joiners, direction marks, byte order mark, Arabic tatweel, variation selectors.
_INVISIBLE = (
    "\u00ad\u034f\u0640\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
    "\U000e0100-\U000e01ef"
)
_BRACKETS = r"\[\]⟦⟧⟨⟩"
_CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c"
    "\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00016fe0-\U00016fe3\U0001b000-\U0001b167\U00020000-\U0003ffff"
)


def _marks() -> str:
    """The combining marks of Unicode, as the inside of a character class (``\\w`` does not hold them)."""
    ranges: list[list[int]] = []
    for code in (code for code in range(0x300, 0x20000) if unicodedata.category(chr(code)).startswith("M")):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


_MARKS = _marks()
_JAMO = "\u1160-\u11ff"  # Hangul vowels and finals: the only characters beside marks that compose with what precedes

# Where marks may be: all but Latin, Greek, Cyrillic, punctuation and the scripts of East Asia. Quicker than all marks.
_MAY_BE_MARK = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u1dff\u20d0-\u20ff\u2cef-\u2cf1\u2d7f-\u2dff\u302a-\u302f\u3099\u309a"
    "\ua66f-\uabff\ufb1e\ufe00-\ufe2f\U00010000-\U0010ffff]"
)
_ANY_CJK = re.compile(f"[{_CJK}]")
_NOT_SIMPLE = re.compile(f"[{_MAY_BE_MARK.pattern[1:-1]}{_CJK}{_INVISIBLE}]")  # one class is quickest
_UNIT = re.compile(f"[{_CJK}][{_MARKS}]*")
_CJK_OR_NOT = re.compile(f"((?:[{_CJK}][{_MARKS}]*)+)|[^{_CJK}]+")
_CLUSTER = re.compile(f"[^{_MARKS}{_JAMO}{_INVISIBLE}]?[{_MARKS}{_JAMO}{_INVISIBLE}]*", re.DOTALL)  # composes alone
_INVISIBLES = re.compile(f"[{_INVISIBLE}]")
_BRACKET_RUN = re.compile(f"[{_BRACKETS}]+")
_BRACKET_INSIDE = re.compile(rf"[\w{_APOSTROPHES}'][{_BRACKETS}]+[\w{_APOSTROPHES}']")
_UNUSUAL = re.compile(f"[{''.join(map(chr, _SAME_WIDTH))}]")

# A word: letters and digits, then more of them behind an inner apostrophe, or behind a stop or comma between digits.
_WORD = re.compile(r"\w+(?:(?:'|(?<=\d)[.,](?=\d))\w+)*")
_WORD_WITH_MARKS = re.compile(rf"\w[\w{_MARKS}]*(?:(?:'|(?<=\d)[.,](?=\d))\w[\w{_MARKS}]*)*")


@dataclass(frozen=True, slots=True)
class Token:
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


class Words:
    """The words of a text alone, several times as quick on most texts as :func:`tokens`, and where they stand."""

    def __init__(self, text: str) -> None:
        self._plain = _same_width(text) if _is_simple(text) else None
        self._tokens: tuple[Token, ...] = ()
        self.words: list[str] = [] if self._plain is None else _WORD.findall(self._plain)
        if self._plain is None or max(map(len, self.words), default=0) > LONGEST_WORD:
            self._plain, self._tokens = None, tuple(tokens(text))
            self.words = [token.text for token in self._tokens]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """From where to where each word stands in the text."""
        if self._plain is None:
            return [(token.start, token.end) for token in self._tokens]
        around = chain.from_iterable(zip(_WORD.split(self._plain), self.words, strict=False))
        ends = list(accumulate(map(len, around)))  # of what stands before a word, and of the word
        return list(zip(ends[::2], ends[1::2], strict=True))


def surface_words(text: str) -> list[str]:
    """The words of a text: ``[token.text for token in tokens(text)]``."""
    return Words(text).words


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
    return unicodedata.normalize("NFC", "".join(kept).translate(_LETTERS).translate(_SAME_WIDTH))


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
    base = _POSSESSIVE.sub("", folded) or folded
    subtag = re.split(r"[-_]", language.lower(), maxsplit=1)[0] if language else ""
    algorithm = STEMMERS.get(subtag)
    if algorithm not in _AVAILABLE or has_cjk(base):
        return base
    if subtag in _ELIDED:
        base = _ELIDED[subtag].sub("", base, count=1) or base
    stemmed = snowballstemmer.stemmer(algorithm).stemWord(base)  # one per word: a stemmer is not safe among threads
    return fold(stemmed) or base


def stems(word: str, languages: Iterable[str | None]) -> frozenset[str]:
    """The stems of a query word in every language of an archive."""
    return frozenset(stem(word, language) for language in languages)


def _is_simple(text: str) -> bool:
    """Whether the words of a text are what :data:`_WORD` finds in it: composed, and no bracket joins two parts."""
    if not text.isascii() and (_NOT_SIMPLE.search(text) or not unicodedata.is_normalized("NFC", text)):
        return False
    return _BRACKET_INSIDE.search(text) is None


def _same_width(text: str) -> str:
    """The text with every unusual character in :data:`_SAME_WIDTH` replaced; quicker than to translate all of it."""
    for char in set(_UNUSUAL.findall(text)):
        text = text.replace(char, _SAME_WIDTH[ord(char)])
    return text


def _plain(text: str) -> _Plain:
    if not unicodedata.is_normalized("NFC", text) or _INVISIBLES.search(text):
        return _without_brackets(_composed(text))
    plain = text.translate(_SAME_WIDTH)
    if not _BRACKET_RUN.search(plain):
        return _Plain(plain)
    return _without_brackets(_Plain(plain, range(len(plain)), range(1, len(plain) + 1)))


def _composed(text: str) -> _Plain:
    """The text in NFC without its invisible characters."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        visible = _INVISIBLES.sub("", cluster.group())
        composed = unicodedata.normalize("NFC", visible).translate(_SAME_WIDTH)
        exact = len(composed) == cluster.end() - cluster.start()
        for index, char in enumerate(composed):
            chars.append(char)
            starts.append(cluster.start() + index if exact else cluster.start())
            ends.append(cluster.start() + index + 1 if exact else cluster.end())
    return _Plain("".join(chars), tuple(starts), tuple(ends))


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
