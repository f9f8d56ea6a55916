"""What is a word, and when are two words the same? The one analysis that indexing, queries, marks and checks share.

**Words** are cut as :mod:`index.queries.cutting` says. A query of one Chinese, Japanese or Korean character is a prefix
(``Word("国", Form.PREFIX)``), for texts are cut into pairs of them; :func:`asked` gives the words in the form that a
query asks for.

**Sameness.** :func:`fold` takes away case and accents; :func:`stem` folds first and stems then, in every language. A
stemmer made for accented words is less exact on plain ones, but what is typed without accents meets what was printed
with them, always. A query word belongs to no language: it is stemmed by each language of the archive
(:func:`stems`), and an entry matches when any of these stems is among its own, made by its own language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import Stemmer

from index.queries.characters import CJK, LONGEST_WORD, MARKS, SAME_WIDTH
from index.queries.cutting import Token, cut
from index.queries.spaced import spaced

PIECE_GAP = 200  # positions between two pieces (paragraphs) of one field, so that no phrase and no NEAR crosses

_BESIDE_WORDS = '.,;:!?()-"“”'  # no word begins or ends with any of these
_ANY_CJK = re.compile(f"[{CJK}]")
_UNIT = re.compile(f"[{CJK}][{MARKS}]*")


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, in order, at positions 0, 1, 2 … Linear in the length of the text."""
    plain = spaced(text)
    return cut(text) if plain is None else plain.tokens()


def surface_words(text: str) -> list[str]:
    """The words of a text: ``[token.text for token in tokens(text)]``, several times as quick on most texts."""
    bare = text.strip(_BESIDE_WORDS)
    if bare.isalnum() and bare.isascii() and len(bare) <= LONGEST_WORD:  # as three of four chunks that a build meets
        return [bare]
    plain = spaced(text)
    return [token.text for token in tokens(text)] if plain is None else plain.words()


def asked(text: str) -> tuple[Token, ...]:
    """The words of a text as a query asks for them: without the last character of a Chinese, Japanese or Korean run
    at the very end, which its last pair holds already. Positions are those of :func:`tokens`."""
    if text.isalnum() and text.isascii() and len(text) <= LONGEST_WORD:  # as most words of queries are
        return (Token(text, 0, 0, len(text)),)
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
_AVAILABLE = frozenset(Stemmer.algorithms())
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # in no word of a text, but it can be asked for; no stemmer takes it

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


@lru_cache(maxsize=2**14)
def _stemmed(base: str, subtag: str) -> str:
    """Kept apart from :func:`stem`, because a word is met in several cases and with and without a possessive."""
    algorithm = STEMMERS.get(subtag)
    if algorithm not in _AVAILABLE or has_cjk(base) or _LONE_SURROGATE.search(base):
        return base
    if subtag in _ELIDED:
        base = _ELIDED[subtag].sub("", base, count=1) or base
    stemmed = Stemmer.Stemmer(algorithm, 0).stemWord(base)  # one per word: a stemmer is not safe among threads
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
    changed = max([count for end, count in _NEW_ENDINGS[subtag].items() if stemmed.endswith(end)], default=0)
    return stemmed[: max(1, len(stemmed) - changed)]


def stems(word: str, languages: Iterable[str | None]) -> frozenset[str]:
    """The stems of a query word in every language of an archive."""
    return frozenset(stem(word, language) for language in languages)
