"""What does a label look like? The printed ways to say who speaks, as a table, and what each printed name is made of.

A label is a name and a mark that closes it (``Comrade Mao Zedong:``, ``Mr. BOND.``, ``Cde. Mikoyan—``). This module
says what *could* be one; whether it is, is decided for the whole document in :mod:`index.reading.label_choice`.
Everything here looks at no more than :data:`LONGEST` characters, so that a line of a megabyte costs no more than its
length.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from index.reading.blocks import Block, BlockKind, Emphasis, Style
from index.reading.label_names import LabelName, Shape, WordClass, is_abbreviation, read_name, word_class
from index.reading.label_words import AND, NEVER_FIRST, RANKS, SALUTATIONS, SPEECH_VERBS, folded

LONGEST = 120  # characters of a label


class Closing(StrEnum):
    """What closes a label."""

    COLON = "colon"
    STAMP = "stamp"  # a time stands with the name: "Speaker 0: 00:00:21"
    FULL_STOP = "full stop"
    DASH = "dash"
    SET_OFF = "set off"  # nothing, but the name is bold, underlined or in small capitals
    LOST = "lost"  # nothing, or a slip of one, and a sentence begins: "Comrade Mao Zedong It was cold."
    LINE = "line"  # nothing, but the name has the line to itself


class Place(StrEnum):
    """Where a label stands."""

    BLOCK = "block"  # begins a paragraph
    LINE = "line"  # begins a line within one
    INLINE = "inline"  # follows the end of a sentence
    LOOSE = "loose"  # follows a date, a heading or the like without a full stop
    MIDST = "midst"  # follows any other word, as in text whose lines were run together


@dataclass(frozen=True, slots=True)
class Label:
    """Something that may be a label. ``text[start:end]`` is the whole of it with closing mark and time stamp,
    ``shown`` what of it is kept as the label, and the speech begins at ``speech``. ``time`` is in seconds."""

    start: int
    end: int
    speech: int
    shown: tuple[int, int]
    closing: Closing
    name: LabelName
    place: Place
    set_off: bool = False  # underlined, bold, in small capitals, or in brackets
    time: float | None = None


@dataclass(frozen=True, slots=True)
class _LabelStyle:
    closing: Closing
    pattern: re.Pattern[str]


_NAME = r"(?P<name>[^\n:：]{1,100}?)"
_TIME = r"[(\[<]?(?P<time>(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)[)\]>]?"
# After a colon comes a space, the end, a quotation, a bracket or a capital; "9:45" and "https://" go on otherwise.
_GOES_ON = r"(?=\s|$|[\"“”«‘'(\[<…*_–—-]|[^\W\d_a-z])"
_MARK = rf"(?::{_GOES_ON}|：)"

# The order is that of trust: the first style that reads a name wins.
_STYLES = tuple(
    _LabelStyle(closing, re.compile(pattern))
    for closing, pattern in (
        (Closing.STAMP, rf"{_TIME}\s*[-–—]?\s*{_NAME}\s?{_MARK}"),  # [00:00:21] Name: text
        # Name: 00:00:21, Name (12:04); but a time of day is no stamp: [Received 11:30 p.m.]
        (Closing.STAMP, rf"{_NAME}\s?[:：]?\s*{_TIME}(?:[:：]|\s*[-–—])?(?=\s|$)(?!\s?[ap]\.\s?m\b)"),
        (Closing.COLON, rf"{_NAME}\s?[:：]\]"),  # [General Marshall:] text
        (Closing.COLON, rf"{_NAME}\s?{_MARK}"),  # Comrade Mao Zedong: text
        (Closing.FULL_STOP, rf"{_NAME}\.\s?[-–—]{{1,2}}(?=\s|\w)"),  # El señor ASCENCIO (Presidente).- text
        *[
            (Closing.FULL_STOP, rf"(?P<name>(?:[^\n:：.]{{0,60}}\.){{{stops}}}[^\n:：.]{{1,60}})\.(?=\s|$)")
            for stops in range(4)
        ],
        (
            Closing.DASH,
            r"(?P<name>[^\n:：—–]{1,60}?)\s?(?:—|–|--|-(?=\s|$)|(?<=\w)-(?=[^\W\d_a-z]))(?!-)",
        ),  # Cde. Mikoyan— text
    )
)
_SURNAME = re.compile(r"\s(?P<name>[^\W\d_]{2,40})\.(?=\s)")
_MARKED = frozenset({Closing.COLON, Closing.STAMP})
# A slip for the colon, or none before a word that begins sentences and is in no name.
_LOST = re.compile(
    r"(?P<slip>;)\s+(?=[^\W\d_a-z])|\s(?=(?:I|It|Its|We|He|She|They|You|Yes|No|This|That|These|Those|There|Here|What|How|"
    r"Why|When|Where|Who|But|And|If|In|On|As|Our|My|Your|Their|Not|Now|Let|Is|Are|Do|Did|Have)\s[a-z])"
)
_ALONE = re.compile(r"(?P<name>[^\n:：]{1,60})")
_QUOTE = '“"«„'


def label_at(block: Block, start: int, end: int, place: Place) -> Label | None:
    """The label that ``block.text[start:end]``, one line, begins with; None when it begins with none."""
    line = block.text[start : min(end, start + 2 * LONGEST)]
    quoted = 1 if line[:1] in _QUOTE and line else 0
    for style in _STYLES:
        found = style.pattern.match(line, quoted)
        if found and style.closing not in _MARKED and _partly_set_off(block, start, start + found.end("name")):
            continue
        label = found and _label(block, start, found, style.closing, place)
        if label and not (label.closing is Closing.FULL_STOP and _is_initial(line, label, start)):
            return label
    return _unclosed(block, start, end, place)


def _is_initial(line: str, label: Label, start: int) -> bool:
    """Whether ``A.`` is the initial of ``A. MIKOYAN.`` and answers nothing."""
    surname = _SURNAME.match(line, label.end - start) if label.name.key in ("q", "a") else None
    return surname is not None and surname["name"].isupper()


def _label(block: Block, start: int, found: re.Match[str], closing: Closing, place: Place) -> Label | None:
    name = read_name(found["name"])
    if name is None or found.end() > LONGEST or not _may_close(closing, name, _after(found)):
        return None
    if block.kind is BlockKind.HEADING and closing in (Closing.FULL_STOP, Closing.DASH):
        return None  # "Mr. Thomas B. McCabe to the Secretary of State", "Interview - Part 2" are titles
    end = start + found.end()
    speech = end
    while speech < len(block.text) and block.text[speech] in " \n\t":
        speech += 1
    seconds = _seconds(found["time"]) if closing is Closing.STAMP else None
    set_off = name.bracketed or _stands_out(block, start + found.start("name"), start + found.end("name"))
    first, last = _shown(found, closing)
    return Label(start, end, speech, (start + first, start + last), closing, name, place, set_off, seconds)


def _shown(found: re.Match[str], closing: Closing) -> tuple[int, int]:
    """What is kept as the label: all of it, but a time stamp is kept as a time."""
    if closing is not Closing.STAMP:
        return 0, found.end()
    name = found.end("name")
    after = found.string[name : name + 2]
    colon = max(after.find(":"), after.find("："))
    return found.start("name"), name + colon + 1


def _after(found: re.Match[str]) -> str:
    """What closes a label and the letter that follows."""
    return found.string[found.end() - 1 : found.end() + 1]


def _may_close(closing: Closing, name: LabelName, followed: str) -> bool:
    """A full stop after an initial closes nothing, except in ``Q.`` and ``A.``; nor does a hyphen within a word, except
    after a rank that only names follow (``Cde. Molotov-It is necessary``)."""
    if closing is Closing.DASH and followed[:1] == "-" and followed[1:2].isalpha():
        return folded(name.voices[0].name.split()[0]) in RANKS
    short = name.shape in (Shape.INITIALS, Shape.GENERIC) or all(len(word) < 3 for word in name.key.split())
    return closing is not Closing.FULL_STOP or not short or name.key in ("q", "a")


def _unclosed(block: Block, start: int, end: int, place: Place) -> Label | None:
    """A label without a closing mark: the name stands out, or has its line to itself."""
    for stress in _set_off_from(block, start):
        if stress.start == start and stress.end - start <= LONGEST:
            name = read_name(block.text[start : stress.end].rstrip(" .:"))
            follows = block.text[stress.end : stress.end + 3].strip()
            if name and (not follows or not (follows[0].islower() or follows[0] in ",;")):
                speech = stress.end + len(block.text[stress.end : end]) - len(block.text[stress.end : end].lstrip())
                return Label(start, stress.end, speech, (start, stress.end), Closing.SET_OFF, name, place, set_off=True)
    lost = _without_mark(block, start, end, place)
    if lost:
        return lost
    whole = _ALONE.fullmatch(block.text, start, end)
    name = read_name(whole["name"]) if whole else None
    if name is None:
        return None
    heading = block.kind is BlockKind.HEADING
    return Label(start, end, min(end + 1, len(block.text)), (start, end), Closing.LINE, name, place, set_off=heading)


def _without_mark(block: Block, start: int, end: int, place: Place) -> Label | None:
    """A label that lost its mark at the beginning of a paragraph: a name of several words, then a sentence."""
    if place is not Place.BLOCK or block.kind is not BlockKind.PARAGRAPH:
        return None
    for found in _LOST.finditer(block.text, start, min(end, start + LONGEST)):
        name = read_name(block.text[start : found.start()])
        if name and (len(name.key.split()) > 1 or name.shape in (Shape.TITLED, Shape.OFFICER)):
            last = found.start() + len(found["slip"] or "")
            return Label(start, last, found.end(), (start, last), Closing.LOST, name, place)
    return None


def _stands_out(block: Block, start: int, end: int) -> bool:
    """Whether the name from ``start`` to ``end`` is set off from the text as a whole."""
    if block.kind is BlockKind.HEADING:
        return True
    return any(end - 2 <= stress.end <= end + 2 for stress in _set_off_from(block, start))


def _partly_set_off(block: Block, start: int, end: int) -> bool:
    """Whether only the beginning of the words from ``start`` to ``end`` is set off: the name ends there."""
    return any(stress.end < end - 2 for stress in _set_off_from(block, start))


def _set_off_from(block: Block, start: int) -> Iterator[Emphasis]:
    """The stretches set off that begin at ``start``, or a bracket before or after it. Italics set off too much."""
    first = bisect_left(block.emphases, start - 1, key=lambda stress: stress.start)
    for number in range(first, len(block.emphases)):
        stress = block.emphases[number]
        if stress.start > start + 1:
            return
        if stress.style is not Style.ITALIC:
            yield stress


def _seconds(printed: str) -> float:
    seconds = 0.0
    for part in printed.split(":"):
        seconds = seconds * 60 + float(part.replace(",", "."))
    return seconds


_COLON = re.compile(_MARK)
_STOPPED = re.compile(
    r"(?:The|THE|(?:Mr|Mrs|Ms|Miss|Messrs|Dr|MR|MRS|MS|DR)\.?) [A-Z][^.\n:()]{1,60}"
    r"(?:\((?:Mr|Mrs|Ms|Miss|Dr)\.? [^()\n]{1,40}\))?\.(?=\s|$)"
)
_QUESTION = re.compile(r"(?<=[.?!…”\"')\]] )(?P<name>[QA])(?:\s[-–—]|\.)(?=\s)")  # Q - text
_CAPITALS = re.compile(r"[^\W\d_]{3,40}\.(?=\s)")  # the last word of KOSYGIN. or O. DORTICOS.
_RANKED_DASH = re.compile(  # Cde. Mikoyan— text
    rf"(?<=[.?!…”\"')\]] )(?P<name>(?i:{'|'.join(sorted(RANKS))})\.? [^\W\d_][^\n.:—–]{{1,40}}?)\s?(?:—|–|--)(?!-)"
)
_STAMP = re.compile(rf"\s?{_TIME}(?=\s|$)")
_WORD_START = re.compile(r"\S+")
_CLEAN = frozenset(".?!…”’\"')]}>—–*。！？」）")


def labels_inside(block: Block) -> Iterator[Label]:
    """Everything within lines that may be a label, wherever it stands. Of several names that end at one colon, all."""
    text = block.text
    underlined = frozenset(stress.start for stress in block.emphases if stress.style is not Style.ITALIC)
    for colon in _COLON.finditer(text):
        yield from _before_colon(block, colon.start(), underlined)
    yield from _stopped_inside(block)
    for start in underlined:
        if start and _boundary(text, start) is Place.INLINE:
            label = label_at(block, start, len(text), Place.INLINE)
            if label and label.closing is Closing.FULL_STOP and label.set_off:
                yield label
    for found in _RANKED_DASH.finditer(text):
        name = read_name(found["name"])
        if name and name.shape is Shape.TITLED:
            yield _inline(block, found.start(), found.end(), Closing.DASH, name, Place.INLINE)
    for found in _QUESTION.finditer(text):
        name = read_name(found["name"])
        closing = Closing.FULL_STOP if found.group().endswith(".") else Closing.DASH
        if name:
            yield _inline(block, found.start(), found.end(), closing, name, Place.INLINE)


def _stopped_inside(block: Block) -> Iterator[Label]:
    """What a full stop closes: ``Mr. BOND.`` wherever it stands, ``KOSYGIN.`` after a sentence."""
    text = block.text
    for found in _STOPPED.finditer(text):
        name = read_name(found.group()[:-1])
        place = _boundary(text, found.start())
        if name and name.caps and place:
            yield _inline(block, found.start(), found.end(), Closing.FULL_STOP, name, place)
    for found in _CAPITALS.finditer(text):
        start = _capitals_from(text, found.start()) if found.group().isupper() else 0
        name = read_name(text[start : found.end() - 1]) if start else None
        place = _boundary(text, start) if name and name.caps else None
        if name and place:
            yield _inline(block, start, found.end(), Closing.FULL_STOP, name, place)


def _capitals_from(text: str, start: int) -> int:
    """Where the words in capitals begin, initials among them, that stand before ``start`` without a sentence's end."""
    for word in reversed(list(_WORD_START.finditer(text, max(0, start - 60), start))):
        if not (word.group().isupper() and (is_abbreviation(word.group()) or word.group().isalpha())):
            break
        start = word.start()
    return start


def _before_colon(block: Block, colon: int, underlined: frozenset[int]) -> Iterator[Label]:
    """The names that end at ``colon``: the longest that begins where a label may, and all that begin elsewhere."""
    starts = _name_starts(block.text, colon)
    stressed = [start for start in starts if start in underlined]
    for start in stressed or starts:
        if block.text[start] in _QUOTE:  # "Gomulka: Where is the army?" is somebody's story
            continue
        place = Place.INLINE if start in underlined else _boundary(block.text, start)
        name = read_name(block.text[start:colon]) if place else None
        if name and place:
            yield _inline(block, start, colon + 1, Closing.COLON, name, place)
            if place is Place.INLINE:
                return


def _name_starts(text: str, colon: int) -> list[int]:
    """Where the words begin that may belong to a name before ``colon``, from the left; a bracket may hold any words."""
    window = max(0, colon - LONGEST)
    words = list(_WORD_START.finditer(text, window, colon))[-10:]
    if text.rfind(")", window, colon) >= 0 or text.rfind("]", window, colon) >= 0:
        return [word.start() for word in words]
    starts: list[int] = []
    for word in reversed(words):
        if word_class(word.group().strip('*_“”"«»„,')) is WordClass.PLAIN:
            break
        starts.append(word.start())
    return starts[::-1]


def _inline(block: Block, start: int, end: int, closing: Closing, name: LabelName, place: Place) -> Label:
    shown = (start, end)
    stamp = _STAMP.match(block.text, end, end + 20) if closing is Closing.COLON else None
    speech = stamp.end() if stamp else end
    while speech < len(block.text) and block.text[speech] in " \n\t":
        speech += 1
    set_off = name.bracketed or _stands_out(block, start, end - 1)
    closing = Closing.STAMP if stamp else closing
    seconds = _seconds(stamp["time"]) if stamp else None
    return Label(start, stamp.end() if stamp else end, speech, shown, closing, name, place, set_off, seconds)


def _boundary(text: str, start: int) -> Place | None:
    """How likely a label may begin at ``start``: after a sentence, after a date or heading, in the midst of words, or
    not at all, because the word before takes the name as its object."""
    before = text[max(0, start - 30) : start].rstrip()
    if not before:
        return None
    last, word = before[-1], before.rsplit(None, 1)[-1]
    if last in _CLEAN and not (last == "." and is_abbreviation(word)):
        return Place.MIDST if _in_quotation(text, start) else Place.INLINE
    bare = word.strip("([\"“‘'")
    if folded(bare) in _GOVERNING or last in ",:;&/":
        return None
    if word_class(bare) in _TITLES:  # the title is this name's own, unless this name has another: "Minister Mr. Bond"
        following = _WORD_START.match(text, start)
        own = following is not None and word_class(following.group()) in _TITLES
        return Place.MIDST if own else None
    if last.isdigit() or word[0].isupper() or last in ".-":
        return Place.LOOSE
    return Place.MIDST


def _in_quotation(text: str, start: int) -> bool:
    """Whether a quotation was opened shortly before ``start`` and not closed."""
    marks = list(_QUOTES.finditer(text, max(0, start - _QUOTED), start))
    return bool(marks) and marks[-1]["opening"] is not None


_QUOTED = 200  # characters of a quotation in which other people's words may look labelled
_QUOTES = re.compile(r'(?P<opening>[“„«]|(?<![^\s(\[])"(?=\w))|[”»"]')
_TITLES = frozenset({WordClass.RANK, WordClass.COURTESY, WordClass.OFFICE})
_GOVERNING = (
    SALUTATIONS | SPEECH_VERBS | NEVER_FIRST | AND | {"the", "a", "an", "that", "my", "your", "our", "told", "mr"}
)
