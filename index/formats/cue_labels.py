"""Which openings of cues name a speaker? Decided for the whole file: labels recur, sentences with a colon do not.

Programs that record meetings begin every cue with a name; people who write captions name a speaker when it changes.
In the first kind every opening is a label, whatever it looks like (``pax-9:``, ``Ola | North:``); in the second an
opening must look like a name and recur, or be the voice of a ``<v>`` elsewhere in the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.formats.base import LONGEST_NAME
from index.model import Certainty, Voice

# "Name: text", "[MAN]: text", a full-width colon without a space; nothing longer than a name with role and office.
_OPENING = re.compile(r"\s*(?P<mark>>{2,3}\s*|[-–—]\s*)?(?P<label>[\[(]?[^\W_][^:：\n]{0,79}?\s*(?::(?=\s|$)|：))")
_SENTENCE = re.compile(r"[?!;…]|[^\W\d_]{3,}\.\s")  # what names do not hold: "Mr. X" and "J. F. Kim" pass
_WORD = re.compile(r"[^\W_][\w'’.-]*")
# Small words within names, by any language met; they may stand in lower case.
_PARTICLES = frozenset(
    "van von der den de del della da di do dos du la le el al bin ibn ben of the and y zu".split()  # noqa: SIM905 - read as a line of words
)
# Words that open a sentence with a colon again and again, and no name or office.
_OPENERS = frozenset(
    [
        "note",
        "notes",
        "example",
        "remember",
        "warning",
        "tip",
        "step",
        "rule",
        "fact",
        "first",
        "second",
        "third",
        "next",
        "so",
        "okay",
        "ok",
        "and",
        "but",
        "because",
        "meaning",
        "conclusion",
        "summary",
        "update",
        "spoiler",
        "reminder",
        "problem",
        "point",
        "idea",
        "chapter",
        "part",
        "episode",
        "http",
        "https",
    ]
)
_MOST = 0.9  # from this share of cues with an opening, the recorder named everybody
_MANY = 0.3  # from this share, names are so frequent that one may occur once
_LONGEST_NAME = 8  # words


@dataclass(frozen=True, slots=True)
class Opening:
    """What looks like a label at the beginning of a line. ``label`` is verbatim with its colon, ``rest`` the words
    after it; ``changes`` tells that the line itself marks a change of speaker (``>>``, a dash)."""

    label: str | None
    rest: str
    changes: bool = False


def opening_of(line: str, *, dashes: bool = False) -> Opening:
    """The opening of ``line``. ``dashes`` tells that a leading dash marks a speaker here."""
    found = _OPENING.match(line[:120])
    if found is None:
        mark = re.match(r"\s*(>{2,3}|[-–—](?=\s?\S))", line)
        changes = mark is not None and (dashes or mark[1].startswith(">"))
        return Opening(None, line[mark.end() :].strip() if mark and changes else line.strip(), changes)
    mark_text = (found["mark"] or "").strip()
    changes = mark_text.startswith(">") or (bool(mark_text) and dashes)
    start = found.start("mark") if changes else found.start("label")
    if mark_text and not changes:  # a dash that is punctuation: "- and so: he left"
        return Opening(None, line.strip())
    return Opening(line[start : found.end()].strip(), line[found.end() :].strip(), changes)


def name_of(label: str) -> str:
    """The name in a verbatim label: without marks of change, brackets around it and the closing colon."""
    name = re.sub(r"^\s*(?:>{2,3}|[-–—])\s*", "", label).rstrip(" :：\t").strip()
    whole = re.fullmatch(r"[\[(]([^\[\]()]*)[\])]", name)
    return " ".join((whole[1] if whole else name).split())


@dataclass(frozen=True, slots=True)
class CueLabels:
    """The labels of one file with how sure each is; everything else that precedes a colon is text."""

    certainties: Mapping[str, Certainty]
    voices: Mapping[str, tuple[Voice, ...]]

    def certainty(self, label: str) -> Certainty | None:
        """How sure it is that ``label`` names a speaker; None where it is text."""
        return self.certainties.get(name_of(label))

    def of(self, label: str) -> tuple[Voice, ...]:
        """Whom an accepted label or a ``<v>`` names; nobody where it is too long for a name."""
        name = name_of(label)
        return self.voices.get(name) or ((_voice(name),) if len(name) <= LONGEST_NAME else ())


def labels_of(openings: Sequence[Opening], cues: int, marked: Iterable[str]) -> CueLabels:
    """The labels among the ``openings`` of a file's ``cues``; ``marked`` are the names in its ``<v>``."""
    labelled = [(name_of(opening.label), opening.changes) for opening in openings if opening.label]
    counts = Counter(name for name, _ in labelled)
    voices = set(marked)
    sure = voices | {name for name, changes in labelled if changes and _is_name(name)}
    share = sum(count for name, count in counts.items() if _is_short(name)) / max(cues, 1)
    certainties = {
        name: certainty
        for name, count in counts.items()
        if (certainty := Certainty.CERTAIN if name in sure else _certainty(name, count, share)) is not None
    }
    return CueLabels(certainties, _voices({name for name in (*certainties, *voices) if len(name) <= LONGEST_NAME}))


def _certainty(name: str, count: int, share: float) -> Certainty | None:
    """How sure it is that an opening met ``count`` times is a name, where this ``share`` of all cues has an opening."""
    if not _is_short(name) or name.casefold() in _OPENERS:
        return None
    if share >= _MOST or (count > 1 and (_is_name(name) or (count > 2 and " " not in name))):
        return Certainty.CERTAIN
    return Certainty.PROBABLE if _is_full_name(name) or (share >= _MANY and _is_name(name)) else None


def _is_short(name: str) -> bool:
    return 0 < len(name.split()) <= _LONGEST_NAME and not _SENTENCE.search(name)


def _is_name(name: str) -> bool:
    """Do the words of ``name`` begin like those of names: with a capital, a digit, or a letter that has no case?"""
    words = [word for word in _WORD.findall(_parts(name)[0]) if word not in _PARTICLES]
    return bool(words) and not any(word[0].islower() for word in words)


def _is_full_name(name: str) -> bool:
    """Two words or more, each with a capital: enough for a label that occurs once."""
    return (
        _is_name(name) and 2 <= len(_WORD.findall(_parts(name)[0])) <= 4 and name.split()[0].casefold() not in _OPENERS
    )


def _parts(name: str) -> tuple[str, str | None]:
    """Name and role of ``Name | Org``, ``Name (Org)``, ``Name [on the phone]`` and ``Name - Org``."""
    found = re.fullmatch(r"(?P<name>[^|(\[]*[^|(\[\s])\s*(?:\|\s*(?P<bar>.+)|[(\[](?P<brackets>[^()\[\]]+)[)\]])", name)
    if found:
        return found["name"], (found["bar"] or found["brackets"]).strip()
    before, dash, after = name.partition(" - ")
    return (before.strip(), after.strip()) if dash and before.strip() and after.strip() else (name, None)


def _voice(name: str) -> Voice:
    return Voice(*_parts(name))


def _voices(names: set[str]) -> dict[str, tuple[Voice, ...]]:
    """Whom each name stands for. Where one name goes with several roles (``Felix (Geth)``, ``Felix (Nimbus)``) the
    roles tell people apart and stay in the name; ``Ann and Ben`` is two people where both speak alone elsewhere."""
    roles: dict[str, set[str]] = {}
    for name in names:
        plain, role = _parts(name)
        if role:
            roles.setdefault(plain, set()).add(role)
    voices: dict[str, tuple[Voice, ...]] = {}
    for name in names:
        plain, role = _parts(name)
        joint = re.split(r"\s*(?:,|&|\band\b)\s*", name)
        if len(joint) > 1 and all(part in names for part in joint):
            voices[name] = tuple(_voice(part) for part in joint)
        else:
            voices[name] = (Voice(name if len(roles.get(plain, ())) > 1 else plain, role),)
    return voices
