"""What is a printed name made of? The words before a label's closing mark, told apart into ranks, offices and names.

``[Chief of Joint Staff] Luo Ruiqing`` is a role and a name, ``General Chang and General Chou`` two people, ``Lenin
said`` no name at all. One ordinary word in lower case is enough to say: no name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from index.model import Voice
from index.reading import label_words as words
from index.reading.label_words import folded


class Shape(StrEnum):
    """What a name is made of; the more it says, the less else is needed to believe that it speaks."""

    TITLED = "titled"  # Comrade Mao, Dr. Kissinger: nobody but a person is called so
    OFFICER = "officer"  # Premier Zhou, General Chou: an office or rank of service, and a name
    FULL = "full"  # Zhou Enlai, N. S. Khrushchev
    SINGLE = "single"  # Mao
    OFFICE = "office"  # The Prime Minister, Interpreter
    INITIALS = "initials"  # MF, S
    GENERIC = "generic"  # Q, Speaker 2, Audience Member
    CASELESS = "caseless"  # a name in letters that have no capitals: 唐鳳


@dataclass(frozen=True, slots=True)
class LabelName:
    """The name in a label. ``key`` is what two printed forms of one name share: folded, without ranks and titles."""

    shape: Shape
    voices: tuple[Voice, ...]
    key: str
    caps: bool = False  # in capitals
    bracketed: bool = False  # wholly in brackets
    ordinary: bool = False  # has a word that also heads sections, or is a country
    alias: str | None = None  # a short form given in the label: "Michael Folkson (MF)"


class WordClass(StrEnum):
    """What one word of a name is."""

    RANK = "rank"
    COURTESY = "courtesy"
    OFFICE = "office"
    TAIL = "tail"
    NAME = "name"
    CAPS = "caps"
    INITIAL = "initial"
    NUMBER = "number"
    CASELESS = "caseless"
    PLAIN = "plain"


_TITLES = frozenset({WordClass.RANK, WordClass.COURTESY, WordClass.OFFICE})
_NAMING = frozenset({WordClass.NAME, WordClass.CAPS, WordClass.INITIAL, WordClass.CASELESS})
_INITIAL = re.compile(r"[^\W\d_](?:\.?-?[^\W\d_]?\.){0,4}|(?:[^\W\d_]\.){1,5}[^\W\d_]?|[A-Z][a-z]\.")
_CLUSTER = re.compile(r"(?:[^\W\d_a-z]\.){2,4}")  # M.S.
_MIXED_INITIALS = re.compile(r"[A-Z]{2,4}\d{0,3}|[A-Z]\d{1,3}|[A-Z][a-z]?[A-Z]{1,2}")
_NAME = re.compile(r"(?:[dDlLO]['’]|[‘’'])?[^\W_](?:[\w·]|[.'’‘`-](?=\w))*[’']?|(?:[JS]r|St|Ste|Esq)\.")
_JOINED_TITLE = re.compile(r"\b(Mrs?|Ms|Dr|Prof|Gen|Cde|Col|Com)\.(?=[^\W\d_]{2})", re.IGNORECASE)
_PARENTHESIS = re.compile(r"(?P<name>[^()]*[^()\s])\s*[(（](?P<inside>[^()（）]{1,100})[)）]\s*")
_HEREAFTER = re.compile(r"\[here(?:in)?after,? (?P<alias>[^\[\]]{1,40})\]")
_ASIDE = re.compile(r"\s*\[[a-z][^\[\]]{0,60}\]\s*$")  # "Mao [laughs]"
_BRACKETED_ROLE = re.compile(r"\[(?P<role>[^\[\]]{1,110})\]\s*(?P<name>[^\[\]]{2,})")
_PRONOUNS = frozenset({"i", "we", "he", "she", "they", "you", "it", "who", "this", "that"})
_MOST_WORDS = 12
_MOST_NAMES = 6
_MOST_CASELESS = 12  # letters of a name in letters without capitals; a sentence in them has no spaces either


@lru_cache(maxsize=8192)
def read_name(printed: str) -> LabelName | None:
    """What ``printed``, the words before a closing mark, names; None when they are no name."""
    text = " ".join(_JOINED_TITLE.sub(r"\1. ", printed).split()).strip('“”"«»„*_ ')
    if not text or len(text) > 110 or folded(text) in words.HEADER_FIELDS:
        return None
    bracketed = text.startswith("[") and text.rstrip(":").endswith("]") and text.count("[") == 1
    text, role, alias = _taken_apart(text.strip("[]") if bracketed else text)
    parts = _joint(text) if text else ()
    read = [_shape(part) for part in parts]
    if not read or any(shape is None for shape in read):
        return None
    shapes = [shape for shape in read if shape]
    voices = tuple(Voice(_clean(part), role if len(parts) == 1 else None) for part in _speaking(parts))
    if shapes[0] is Shape.OFFICE and role and _shape(role) in _PEOPLE:
        voices = (Voice(role, voices[0].name),)  # "The SPEAKER pro tempore (Mr. Foley)"
    return LabelName(
        shape=shapes[0],
        voices=voices,
        key=" + ".join(_key(part) for part in _speaking(parts)),
        caps=all(_caps(part) for part in parts),
        bracketed=bracketed,
        ordinary=any(_ordinary(part) for part in parts),
        alias=alias,
    )


def is_abbreviation(word: str) -> bool:
    """Whether the full stop at the end of ``word`` belongs to it: ``Mr.``, ``Cde.``, ``N.``, ``U.S.``"""
    stem = word.lstrip("([“\"'‘").removesuffix(".")
    if len(stem) == 1 or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", stem):
        return stem[:1].isupper()
    return stem[:1].isupper() and folded(stem) in words.ABBREVIATED


def _taken_apart(text: str) -> tuple[str, str | None, str | None]:
    """The name alone, the role printed with it, and a short form given for it."""
    role = alias = None
    if found := _PARENTHESIS.fullmatch(text):
        text, inside = found["name"], found["inside"].strip()
        if _MIXED_INITIALS.fullmatch(inside) or folded(inside).startswith(("hereafter", "hereinafter")):
            alias = inside.split()[-1]
        elif inside[0].isupper() or not inside[0].isalpha() or inside[0].lower() == inside[0].upper():
            role = inside
    if found := _HEREAFTER.search(text):
        alias = found["alias"]
    text = _ASIDE.sub("", text)
    if found := _BRACKETED_ROLE.fullmatch(text):
        inside, rest = found["role"].strip(), found["name"].strip()
        telling = inside[0].isupper() or any(folded(word) in words.OFFICES for word in inside.split())
        if not telling:
            return "", None, None  # "[laughs] Audrey"
        if _shape(rest) and len(inside.split()) > 1:
            text, role = rest, inside
    if "," in text:
        name, _, after = text.partition(",")
        if _shape(name) and _shape(after.strip()) is Shape.OFFICE:
            text, role = name, after.strip()
        elif not any(f" {joiner} " in text for joiner in words.AND):
            return "", None, None  # "Yeah, Mary"
    return text.replace("[", "").replace("]", ""), role, alias


def _joint(text: str) -> tuple[str, ...]:
    """The people of a joint label, each as printed; the whole where it names one."""
    if "," not in text and " " not in text:
        return (text,)
    for joiner in (*sorted(words.AND), *sorted(words.TO)):
        left, found, right = text.partition(f" {joiner} ")
        if not found:
            continue
        people = [piece.strip() for piece in left.strip(" ,").split(",")] + [right.strip()]
        shapes = [_shape(person) for person in people]
        if all(shape in _PEOPLE for shape in shapes):
            return tuple(people) if joiner in words.AND else (f"{left} {joiner} {right}",)
    return (text,)


_PEOPLE = frozenset({Shape.TITLED, Shape.OFFICER, Shape.FULL, Shape.SINGLE})


def _speaking(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Who speaks, of the parts of a label: not the one who is spoken to."""
    if len(parts) > 1:
        return parts
    for joiner in sorted(words.TO):
        left, found, right = parts[0].partition(f" {joiner} ")
        if found and _shape(left) in _PEOPLE and _shape(right) in _PEOPLE:
            return (left,)
    return parts


def _classes(text: str) -> list[tuple[str, WordClass]]:
    classes = [(word, word_class(word)) for word in text.replace(",", " ").split()]
    titles = (WordClass.OFFICE, WordClass.COURTESY)
    if len(classes) > 1 and folded(classes[0][0]) in words.ARTICLES and classes[1][1] in titles:
        classes[0] = (classes[0][0], WordClass.TAIL)  # "Le Président", but "Le Duan"
    return classes


@lru_cache(maxsize=32768)
def word_class(word: str) -> WordClass:
    """What ``word`` is as a word of a name."""
    plain = folded(word)
    if word.isdigit():
        return WordClass.NUMBER
    if plain in words.RANKS:
        return WordClass.RANK
    if word.casefold() in _PRONOUNS or (word.endswith(".") and not is_abbreviation(word)):
        return WordClass.PLAIN
    if _CLUSTER.fullmatch(word):
        return WordClass.OFFICE if plain in words.OFFICES else WordClass.INITIAL
    if word in _SMALL_COURTESY:
        return WordClass.COURTESY
    capital = _has_capital(word)
    if capital is None:
        return WordClass.CASELESS if _NAME.fullmatch(word) else WordClass.PLAIN
    if not capital:
        return WordClass.TAIL if plain in _SMALL else WordClass.PLAIN
    if plain in words.COURTESY:
        return WordClass.COURTESY
    if plain in words.OFFICES:
        return WordClass.OFFICE
    if plain in words.OFFICE_ADJECTIVES:
        return WordClass.TAIL
    if _INITIAL.fullmatch(word):
        return WordClass.INITIAL
    if not _NAME.fullmatch(word):
        return WordClass.PLAIN
    letters = [letter for letter in word if letter.isalpha()]
    return WordClass.CAPS if len(letters) > 1 and all(map(str.isupper, letters)) else WordClass.NAME


_SMALL = words.PARTICLES | words.OFFICE_ADJECTIVES | words.OFFICE_LINKS | words.AND | words.TO
_SMALL_COURTESY = frozenset({"señor", "señora", "señorita", "senhor", "senhora", "signor", "signora", "pan", "pani"})


def _has_capital(word: str) -> bool | None:
    """Whether a word begins with a capital (after ``al-`` or ``d'`` too); None in letters that have none."""
    letters = [letter for letter in word if letter.isalpha()]
    if not letters:
        return False
    if letters[0].isupper() or letters[0].istitle():
        return True
    if letters[0].lower() == letters[0].upper() and unicodedata.category(letters[0]) == "Lo":
        return None
    prefix = re.match(r"(?:al|el|ad|an|as|ash|ar|at|d|l|bin|ibn)['’-](?=(.))", word)
    return bool(prefix and prefix[1].isupper())


def _shape(text: str) -> Shape | None:
    """The shape of one person's name, None when ``text`` is none."""
    classes = _classes(text)
    kinds = [kind for _, kind in classes]
    plain = [folded(word) for word, _ in classes]
    if not kinds or len(kinds) > _MOST_WORDS or any(word in words.SALUTATIONS for word in plain):
        return None
    if (
        kinds[0] is WordClass.NUMBER
        or plain[0] in words.NEVER_FIRST
        or (len(plain) > 1 and plain[-1] in words.NEVER_LAST)
    ):
        return None
    if _generic(plain, kinds):
        return Shape.GENERIC
    if WordClass.PLAIN in kinds or WordClass.NUMBER in kinds:
        return None
    naming = [kind for kind in kinds if kind in _NAMING]
    if len(naming) > _MOST_NAMES:
        return None
    if WordClass.OFFICE in kinds and (not naming or _office_of(kinds, plain)):
        return Shape.OFFICE
    if not naming or not _begins_and_ends_as_name(kinds, plain):
        return None
    return _person(classes, kinds, naming)


def _person(classes: list[tuple[str, WordClass]], kinds: list[WordClass], naming: list[WordClass]) -> Shape | None:
    told = [folded(word) for word, kind in classes if kind in _NAMING]
    if all(word in words.ORDINARY for word in told):
        return None
    if WordClass.RANK in kinds or WordClass.COURTESY in kinds:
        return Shape.TITLED
    if WordClass.OFFICE in kinds:
        return Shape.OFFICER
    if WordClass.CASELESS in naming:
        letters = sum(len(word) for word, kind in classes if kind is WordClass.CASELESS)
        section = any(word in name for name in told for word in words.CJK_SECTIONS)
        return Shape.CASELESS if len(naming) <= 3 and letters <= _MOST_CASELESS and not section else None
    if len(naming) == 1:
        word = next(word for word, kind in classes if kind in _NAMING)
        if naming[0] is WordClass.INITIAL or _MIXED_INITIALS.fullmatch(word):
            return Shape.INITIALS if len(kinds) == 1 else None
        return Shape.SINGLE
    if all(kind is WordClass.INITIAL for kind in naming):
        return Shape.INITIALS if len(kinds) == len(naming) <= 3 else None
    return Shape.FULL


def _generic(plain: list[str], kinds: list[WordClass]) -> bool:
    """``Q``, ``Speaker 2``, ``Unidentified male``, ``Question from the floor``."""
    if plain[0] not in words.GENERIC:
        return False
    rest = list(zip(plain[1:], kinds[1:], strict=True))
    return all(kind is WordClass.NUMBER or word in words.GENERIC | words.GENERIC_TAILS for word, kind in rest)


def _office_of(kinds: list[WordClass], plain: list[str]) -> bool:
    """Whether a word like "of" follows the office, so that what comes after belongs to it: ``Minister of Trade``."""
    after = plain[kinds.index(WordClass.OFFICE) + 1 :]
    return bool(after) and after[0] in ("of", "for", "der", "des", "de", "du", "del")


def _begins_and_ends_as_name(kinds: list[WordClass], plain: list[str]) -> bool:
    """No article before a bare name ("The Americans"), no small word at the end; "Mr. SMITH of Texas" is fine."""
    titles = [place for place, kind in enumerate(kinds) if kind in _TITLES]
    if kinds[-1] in (WordClass.TAIL, WordClass.RANK, WordClass.COURTESY):
        return False
    if titles and sum(kind in _NAMING for kind in kinds[: titles[0]]) > 1:  # "Minutes of Meeting Between General …"
        return False
    titled = bool(titles)
    small = [word for word, kind in zip(plain, kinds, strict=True) if kind is WordClass.TAIL]
    return titled or (all(word in words.PARTICLES for word in small) and plain[0] not in ("the", "of"))


def _key(text: str) -> str:
    """The folded name words; of an office or a function all words but the article."""
    classes = _classes(text.strip("‘’'"))
    names = [folded(word) for word, kind in classes if kind in _NAMING]
    if names and _shape(text) not in (Shape.OFFICE, Shape.GENERIC):
        return " ".join(names)
    return " ".join(folded(word) for word, _ in classes if folded(word) not in words.ARTICLES)


def _caps(text: str) -> bool:
    """Whether the name, or an office without a name, is in capitals ("Mr. BOND", "The PRESIDING OFFICER")."""
    classes = _classes(text.partition(" of ")[0] or text)  # "Mr. SMITH of Texas"
    telling = [word for word, kind in classes if kind in _NAMING] or [
        word for word, kind in classes if kind is WordClass.OFFICE
    ]
    letters = [[letter for letter in word if letter.isalpha()] for word in telling]
    return any(len(word) > 2 for word in letters) and all(
        len(word) < 2 or sum(map(str.isupper, word)) >= len(word) - 1 - (word[:2] == ["M", "c"]) for word in letters
    )


def _ordinary(text: str) -> bool:
    named = [(folded(word), kind) for word, kind in _classes(text) if kind in _NAMING]
    names = [word for word, _ in named]
    lettered = len(names) > 1 and re.fullmatch(r".*\s[A-Z]", text) is not None  # "Exhibit A"
    telling = [word for word, kind in named if kind is not WordClass.INITIAL]  # the I. of "A. I. Mikoyan" is no pronoun
    return lettered or " ".join(names) in words.PLACES or any(word in words.ORDINARY for word in telling)


def _clean(text: str) -> str:
    return text.strip(" ‘’'\"“”,;")
