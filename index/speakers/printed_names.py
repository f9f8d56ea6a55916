"""What does a printed name consist of? Rank words, initials, given name and surname, and whether it stands for itself.

:func:`read_name` takes a name apart; the rest compares two names: one a shorter form of the other
(:func:`is_shorter_form`), or a slip of the other (:func:`is_slip`). Nothing here knows documents or people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index.ids import digest, slug
from index.queries.analysis import fold, has_cjk
from index.reading.label_words import PLACES
from index.speakers.ranks import CJK_ROLES, GIVEN_NAMES_TOO, HAN_SURNAMES, NEUTRAL, PARTICLES, RANKS, ROLES

UNRESOLVED_PREFIX = "label-"

# A word of a name: anything but spaces and marks, with apostrophes and hyphens inside. "N.S." is two initials.
_INSIDE = "'’‘ʼ`‐‑-"
_WORD = re.compile(rf"[^\s!-/:-@\[-`{{-~«»“”„…–—：{_INSIDE}]+(?:[{_INSIDE}]+[^\s!-/:-@\[-`{{-~«»“”„…–—：{_INSIDE}]+)*")
_JOINTS = re.compile(f"[{_INSIDE}]+")
_PARENTHESIS = re.compile(r"\s*\(([^()]*)\)\s*")
_PRIME = re.compile(r"\bP\.M\.")  # the one short form that looks like initials
_TAIL = re.compile(r"\s*(?:\||,|\s[-–—]\s).*")  # "Tim | Foundation", "Jordi - Team", "Mr. Vance, Secretary"
_ADDRESSEE = re.compile(r"\s+to\s+(?=[^\W\d_]).*")  # "General Gillem to General Chou"
_INVERTED = re.compile(r"([^\s,]+),\s+([^,]+)")  # "Krajnc, Darko"
_LONGEST_NAME = 5  # words
_HAN_NAME = range(2, 5)  # characters of a Chinese, Japanese or Korean full name
# Letters that the reading of scans, and copying by hand, mistakes for each other.
_ALIKE = frozenset(
    frozenset(pair)
    for pair in ("gq", "ce", "il", "lt", "i1", "l1", "uv", "un", "hb", "o0", "s5", "rn", "nm", "ft", "ij", "oc")
)
_LONG_RANKS = sorted(rank for rank in RANKS if len(rank) > 6)
_LONG_ENOUGH = {"replaced": 5, "missing": 7}  # letters of a word in which a slip is told from another name


@dataclass(frozen=True)
class PrintedName:
    """A name as printed, taken apart.

    ``ranks``: the words of :mod:`index.speakers.ranks` before it, each in its long form. ``words``: the folded words
    of the personal name, a single letter being an initial; empty for an office alone. ``bare``: the name as printed
    without ranks. ``full``: a personal name that stands for itself: at least two words, none of them a role or a
    number. ``label``: the name as printed without an addressee.
    """

    label: str
    ranks: tuple[str, ...]
    words: tuple[str, ...]
    bare: str
    full: bool

    @cached_property
    def key(self) -> tuple[str, ...]:
        """All words with ranks in their long form: what is the same name, printed the same way."""
        return (*self.ranks, *self.words)

    @cached_property
    def telling_ranks(self) -> tuple[str, ...]:
        """The rank words that say something of who it is."""
        return tuple(rank for rank in self.ranks if rank not in NEUTRAL)

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """All words that say something of who it is."""
        return (*self.telling_ranks, *self.words)

    @property
    def weak(self) -> bool:
        """A bare surname or given name, or an office: many people have been called that. "B. Balluku" is more."""
        initials = any(len(word) == 1 for word in self.words) and any(len(word) > 1 for word in self.words)
        return not self.full and (not initials or any(word in ROLES for word in self.words))

    @property
    def person_id(self) -> str:
        """The id of a person of this name, ranks apart."""
        return speaker_id(self.bare)

    @property
    def label_id(self) -> str:
        """The id of this label while nobody is known to stand behind it."""
        return label_id(self.label)


@lru_cache(maxsize=2**14)
def read_name(printed: str) -> PrintedName:
    """The parts of a name.

    Brackets are taken off, parentheses left out unless only they hold a name; an addressee ("X to Y") and what follows
    a bar or a comma (an organisation, an office) are no part of it.
    """
    text = " ".join(unicodedata.normalize("NFC", re.sub(r"[\[\]]", "", printed)).split())
    outside, inside = _PARENTHESIS.sub(" ", text).strip(), _PARENTHESIS.search(text)
    if inside and _names_nobody(outside) and not _names_nobody(inside[1]):
        outside = inside[1]
    speaker = _ADDRESSEE.sub("", outside)
    addressed = speaker != outside and not _names_nobody(speaker)
    ranks, words, bare = _parts(_upright(speaker if addressed else outside))
    folded = tuple(_folded(word) for word in words)
    return PrintedName(speaker if addressed else text, ranks, folded, bare, _is_full(words))


def is_particle(word: str) -> bool:
    """Whether a word may stand within a name in lower case: ``van``, ``de``."""
    return fold(word) in PARTICLES


def speaker_id(name: str) -> str:
    """The id of a person by name. Two names in other scripts may be transliterated alike, so they carry a digest."""
    plain = slug(name)
    telling = fold(name).isascii() and not plain.startswith(UNRESOLVED_PREFIX)
    return plain if telling else f"{plain}-{digest(fold(name))}"


def label_id(label: str) -> str:
    """The id of a label that is no known person: the same for the same words, whatever their case and full stops."""
    words = " ".join(_folded(word) for word in _WORD.findall(label)) or label
    return f"{UNRESOLVED_PREFIX}{slug(label) if words.isascii() else f'{slug(label, 80)}-{digest(words)}'}"


def is_shorter_form(short: PrintedName, long: PrintedName) -> bool:
    """Whether ``short`` may be another way of printing ``long``.

    One word must be any of the long name's ("Chou", "Comrade Enver"), or its initials in capitals ("AvW"). Several must
    agree in the first and the last word, initials counting for words and one word being whole ("N. Khrushchev", but not
    "Kim Il" for "Kim Il Sung"). No rank may speak against it; "Mr. Smith of Texas" has no shorter form.
    """
    if not 0 < len(short.words) <= len(long.words) or not ranks_agree(short, long):
        return False
    if short.words == long.words:
        return True
    if long.weak:
        return False
    if len(short.words) == 1 or is_initials(short, long):
        return _names_alone(short.words[0], long) or is_initials(short, long)
    ends = _same(short.words[0], long.words[0]) and _same(short.words[-1], long.words[-1])
    return ends and _fits(short.words, long.words) and any(len(word) > 1 and word in long.words for word in short.words)


def is_named(name: PrintedName, text: str) -> bool:
    """Whether ``text`` prints all words of a name in a row."""
    return f" {' '.join(name.words)} " in f" {' '.join(map(_folded, _WORD.findall(text)))} "


def spelled_out(short: PrintedName, text: str) -> str | None:
    """The full name that ``text`` prints for an initialled one: "Ramiz Alia" for "R. Alia"; None for several."""
    if not any(len(word) == 1 for word in short.words) or short.weak:
        return None
    words = _WORD.findall(text)
    windows = (words[at : at + len(short.words)] for at in range(len(words) - len(short.words) + 1))
    found = {tuple(map(_folded, window)): " ".join(window) for window in windows if _is_full(window)}
    fitting = [printed for folded, printed in found.items() if all(map(_same, short.words, folded))]
    return fitting[0] if len(fitting) == 1 else None


def is_initials(short: PrintedName, long: PrintedName) -> bool:
    """Whether a name is the initials of another: ``MF``, ``AvW``."""
    return initials(long) == "".join(short.words) and short.bare[:1].isupper() and short.bare.rstrip(".")[-1:].isupper()


def initials(name: PrintedName) -> str:
    """The first letters of a name's words, folded; empty for a name of one word."""
    return "".join(word[0] for word in name.words) if len(name.words) > 1 else ""


def ranks_agree(one: PrintedName, other: PrintedName) -> bool:
    """Two ranks that are printed and differ ("Mr." and "Mrs.", "General" and "Dr.") may be two people."""
    ranks, others = one.telling_ranks, other.telling_ranks
    return not ranks or not others or ranks == others


def is_slip(rare: PrintedName, usual: PrintedName) -> bool:
    """Whether two names of the same number of words differ by one letter in one long word, as scans and copies do."""
    if len(rare.telling) != len(usual.telling) or not usual.words:
        return False
    different = [(one, other) for one, other in zip(rare.telling, usual.telling, strict=True) if one != other]
    return len(different) == 1 and _is_slip(*different[0])


def edit_apart(one: str, other: str) -> str | None:
    """How two words differ by one edit: a letter "replaced", or "missing" (left out, doubled, or two swapped)."""
    if len(one) > len(other):
        one, other = other, one
    at = next((index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) == len(other):
        if one[at + 1 :] == other[at + 1 :]:
            return "replaced" if one != other else None
        swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
        return "missing" if swapped else None
    return "missing" if one[at:] == other[at + 1 :] else None


def _is_slip(one: str, other: str) -> bool:
    edit = edit_apart(one, other)
    if edit is None or max(len(one), len(other)) < _LONG_ENOUGH[edit]:
        return False
    return edit == "missing" or any({a, b} in _ALIKE for a, b in zip(one, other, strict=True) if a != b)


def _names_alone(word: str, long: PrintedName) -> bool:
    return len(word) > 1 and word in long.words and word not in PARTICLES and not word.isdigit()


def _fits(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether the short words stand in the long ones in order, initials for words."""
    rest = iter(long)
    return all(any(_same(word, candidate) for candidate in rest) for word in short)


def _same(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


def _upright(text: str) -> str:
    """``Krajnc, Darko`` as ``Darko Krajnc``; of ``Mr. Vance, Secretary of State`` the name alone."""
    inverted = _INVERTED.fullmatch(text)
    if inverted and _folded(inverted[1]) not in RANKS and not _parts(inverted[2])[0]:
        return f"{inverted[2]} {inverted[1]}"
    return _TAIL.sub("", text) or text


def _names_nobody(text: str) -> bool:
    """Whether a text has no word beyond ranks and roles."""
    return all(_folded(word) in ROLES or _folded(word) in RANKS for word in _parts(text)[1])


def _parts(text: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Ranks in their long form, words as printed, and the text without the ranks."""
    text = _PRIME.sub("PM", text)
    found = [(match[0], match.start()) for match in _WORD.finditer(text)]
    if len(found) > 1 and found[0][0].casefold() == "the":
        found = found[1:]
    ranks: list[str] = []
    while found and (rank := RANKS.get(_folded(found[0][0]))):
        ranks += ["prime", "minister"] if rank == "pm" else [rank]
        found = found[1:]
    bare = text[found[0][1] :] if found else text
    return tuple(ranks), tuple(word for word, _ in found), bare.strip()


def _folded(word: str) -> str:
    return _JOINTS.sub("", fold(word))


def _is_full(words: Sequence[str]) -> bool:
    if len(words) == 1 and has_cjk(words[0]):
        return _is_han_name(words[0])
    folded = [_folded(word) for word in words]
    if not 2 <= len(words) <= _LONGEST_NAME or any(word in ROLES or any(map(str.isdigit, word)) for word in folded):
        return False
    if " ".join(folded) in PLACES:
        return False  # "United States"
    if any(_lost_a_letter(folded[0], rank) for rank in _LONG_RANKS):
        return False  # "Generl Chang"
    names = [word for word in words if not is_particle(word) or (word[0].isupper() and fold(word) in GIVEN_NAMES_TOO)]
    return sum(len(word) > 1 for word in names) >= 2 and all(word[0].upper() == word[0] for word in names)


def _lost_a_letter(word: str, rank: str) -> bool:
    return len(word) <= len(rank) and edit_apart(word, rank) is not None


def _is_han_name(word: str) -> bool:
    return len(word) in _HAN_NAME and word[0] in HAN_SURNAMES and word not in CJK_ROLES
