"""Which part of a printed name is the family name? Told apart only where there is little doubt, else left whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.queries.analysis import fold

# Words that bodies are named by, not people.
_BODY_WORDS = (
    "agency archive archives association bureau center centre college commission committee council department division "
    "embassy foundation group house institute international library ministry museum national office press program "
    "programme project section secretariat service services society staff state team university"
)
# Family names that are written first: Chinese (pinyin and older spellings), Korean, Vietnamese.
_FAMILY_NAMES = (
    "an bai bao bui cai cao chang chao chen cheng chiang chiu cho choe choi chou chow chu chung cui dang dao deng dinh "
    "do doan dong du duan duong fan fang feng fu gao geng gong gu guan guo han hao he ho hoang hou hsieh hsu hu hua "
    "huang huynh hwang jeong ji jia jian jiang jin jo jung kang kao keng kim ku kuo kwon lai lam lan le lee lei li "
    "liang liao lien lim lin liu lo long lu luo luong ly ma mao meng mo nam ngo nguyen nie niu oh pak pan pang park "
    "pei peng pham phan pu qi qian qiao qin qiu qu quan ren rhee ri ruan ryu seo shao shen shi shih shin sin soh song "
    "su sun sung tan tang tao teng thi tian to tong tran trinh truong tsai tsao tseng tu vo vu wan wang wei wen wu "
    "xi xia xiang xiao xie xin xiong xu xue yan yang yao ye yeh yi yim yin yoo you yu yuan yue yun zeng zhan zhang "
    "zhao zheng zhong zhou zhu zhuang zou zuo"
)
_BODIES, _FAMILY_FIRST = frozenset(_BODY_WORDS.split()), frozenset(_FAMILY_NAMES.split())
_SEVERAL = re.compile(r"\s*;\s*|,?\s+and\s+|\s+&\s+")  # "A and B", "A; B", "A, B, and C" (its comma comes after)
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+")  # "J.", "J.R."
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")  # letters, with apostrophes and hyphens inside


@dataclass(frozen=True, slots=True)
class Name:
    """A name of somebody or of a body. ``given`` None: the whole name, as printed, is in ``family``."""

    family: str
    given: str | None = None

    @property
    def inverted(self) -> str:
        """ "Mëhilli, Elidor"."""
        return f"{self.family}, {self.given}" if self.given else self.family

    @property
    def plain(self) -> str:
        """ "Elidor Mëhilli"."""
        return f"{self.given} {self.family}" if self.given else self.family


def names_in(printed: str | None) -> tuple[Name, ...]:
    """The people that a credit names, in order. What cannot be taken apart safely stays one name."""
    text = " ".join((printed or "").split())
    if not text:
        return ()
    people = tuple(person for part in _SEVERAL.split(text) for person in _by_commas(part))
    return people if all(person.given for person in people) else (Name(text),)


def _by_commas(part: str) -> tuple[Name, ...]:
    """The people of "A, B" beside the rest of a list; one name where a comma means something else."""
    people = tuple(_person(piece.strip()) for piece in part.split(","))
    return people if all(person.given for person in people) else (_inverted(part) or Name(part),)


def _inverted(text: str) -> Name | None:
    """The name that is printed as "Mëhilli, Elidor"."""
    family, comma, given = text.partition(", ")
    turned = _person(f"{given} {family}") if comma and " " not in family else None
    return Name(family, given) if turned and turned.given else None


def _person(text: str) -> Name:
    """A given name or initials, initials, a family name; everything else is left whole."""
    *given, family = text.split() or [""]
    if not given or not _is_name(family) or not _may_lead(given[0]):
        return Name(text)
    if any(not _INITIALS.fullmatch(word) for word in given[1:]) or fold(family) in _BODIES:
        return Name(text)
    return Name(family, " ".join(given))


def _may_lead(word: str) -> bool:
    """Whether a word can be the given name: it names no body and is no family name of those that come first."""
    if _INITIALS.fullmatch(word):
        return word[0].isupper()
    return _is_name(word) and fold(word) not in _BODIES | _FAMILY_FIRST


def _is_name(word: str) -> bool:
    return bool(_WORD.fullmatch(word)) and word[0].isupper() and any(letter.islower() for letter in word)
