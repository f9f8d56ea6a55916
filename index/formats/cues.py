"""Which cues does a subtitle file hold? WebVTT and SubRip (SRT) text taken apart, before anybody asks who speaks.

Sources: WebVTT (W3C), section 4 for the syntax and section 6 for what a reader forgives; SubRip has no standard, what
players accept is accepted. A cue whose times cannot be read keeps its words and gets a notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from index.model import Notice, Severity


class CueType(StrEnum):
    """What a stretch of lines between blank ones is."""

    HEADER = "header"
    CUE = "cue"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cue: its number in the file, from 1, and its text with the markup still in it."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch shown at one time, or a note or the header of the file. ``start`` and ``end`` are seconds, None where
    the times cannot be read."""

    type: CueType
    lines: tuple[Line, ...]
    id: str | None = None
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class CueSheet:
    """The cues, notes and header of a file in order, and what was doubtful."""

    cues: tuple[Cue, ...]
    notices: tuple[Notice, ...] = ()


# 01:02:03.400, 02:03.400, 00:02:03,400 (SRT), 1:02:03: hours may be absent or long, the fraction may be absent.
_TIME = r"(?:(\d{1,6}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,9}))?"
_TIMING = re.compile(rf"\s*{_TIME}\s*--?>\s*{_TIME}(?:\s.*)?")
_ARROW = "-->"
_TIMED = re.compile(r"\s*[0-9][0-9:.,]*\s*--?>")  # meant as the times of a cue, well-formed or not
_HEADER = re.compile(r"WEBVTT(?:[ \t\n]|$)")
_SRT_OPENING = re.compile(rf"\s*\d+[ \t]*\n{_TIMING.pattern}(?:\n|$)")
_NOTE = re.compile(r"NOTE(?:[ \t]|$)")
_STYLE = re.compile(r"(?:STYLE|REGION)\s*")
_ROLLING = 0.4  # captions that scroll repeat a line in about half of their cues; conversations hardly ever do
_ROLLING_CUES = 8


def is_webvtt(text: str) -> bool:
    """Does ``text`` say that it is WebVTT?"""
    return _HEADER.match(text) is not None


def is_srt(text: str) -> bool:
    """Does ``text`` begin with a numbered SubRip cue?"""
    return _SRT_OPENING.match(text) is not None


def has_times(text: str) -> bool:
    """Is there a cue's timing anywhere in ``text``?"""
    return any(_TIMING.fullmatch(line) for line in text.split("\n"))


def cues_of(text: str) -> CueSheet:
    """The cues of ``text``. Every line that is no timing, id or blank is in a cue's lines or in a notice."""
    cues: list[Cue] = []
    notices: list[Notice] = []
    for stretch in _stretches(text):
        first = stretch[0]
        if first.number == 1 and is_webvtt(first.text):
            cues.append(Cue(CueType.HEADER, stretch))
        elif _NOTE.match(first.text):
            cues.append(Cue(CueType.NOTE, (Line(first.number, first.text[4:].strip()), *stretch[1:])))
        elif _STYLE.fullmatch(first.text):
            notices.append(_info("style", "a STYLE or REGION block, which says how cues look, was left out", first))
        elif arrows := _arrows(stretch):
            for cue, problem in _timed(stretch, arrows):
                cues.append(cue)
                notices += [problem] if problem else []
        else:
            cues.append(Cue(CueType.CUE, stretch))
            notices.append(_cut(first))
    return _without_repeats(CueSheet(tuple(cues), tuple(notices)))


def _stretches(text: str) -> Iterator[tuple[Line, ...]]:
    """The lines between blank ones. A line of spaces right below the times is shown as a line and parts nothing."""
    stretch: list[Line] = []
    for number, line in enumerate(text.split("\n"), start=1):
        below_times = bool(stretch) and _ARROW in stretch[-1].text
        header = len(stretch) == 1 and number == 2 and is_webvtt(stretch[0].text)
        if stretch and (not (line.strip() or (line and below_times)) or (header and _ARROW in line)):
            yield tuple(stretch)
            stretch = []
        if line.strip() or (line and below_times):
            stretch.append(Line(number, line))
    if stretch:
        yield tuple(stretch)


def _arrows(stretch: tuple[Line, ...]) -> list[int]:
    """The places of the lines that give times: an arrow in the first two lines, or one after digits further down."""
    return [
        place for place, line in enumerate(stretch) if _TIMED.match(line.text) or (place < 2 and _ARROW in line.text)
    ]


def _timed(stretch: tuple[Line, ...], arrows: list[int]) -> Iterator[tuple[Cue, Notice | None]]:
    """The cues of a stretch: one, or several where the blank lines between them are missing."""
    starts = [_start(stretch, arrow, after) for after, arrow in pairwise([-1, *arrows])]
    if starts[0] > 0:
        yield Cue(CueType.CUE, stretch[: starts[0]]), _cut(stretch[0])
    for start, arrow, end in zip(starts, arrows, [*starts[1:], len(stretch)], strict=True):
        name = " ".join(line.text.strip() for line in stretch[start:arrow]) or None
        yield _cue(stretch[arrow], name, stretch[arrow + 1 : end])


def _start(stretch: tuple[Line, ...], arrow: int, after: int) -> int:
    """Where the cue with its timing at ``arrow`` begins: one line above, if that can be its id."""
    above = arrow - 1
    is_id = above == 0 or (above > after and stretch[above].text.strip().isdigit())
    return above if is_id else arrow


def _cue(timing: Line, name: str | None, lines: tuple[Line, ...]) -> tuple[Cue, Notice | None]:
    found = _TIMING.fullmatch(timing.text)
    if found is None:
        message = (
            f"these are no times of a cue: {timing.text.strip()[:80]!r}; write them as 00:01:02.345 --> 00:01:04.000"
        )
        return Cue(CueType.CUE, lines, name), _warning("cue_times", message, timing)
    start, end = _seconds(*found.groups()[:4]), _seconds(*found.groups()[4:])
    cue = Cue(CueType.CUE, lines, name, start, end)
    return cue, _warning(
        "cue_times", "this cue ends before it begins; check its times", timing
    ) if end < start else None


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> float:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return round(whole + float(f"0.{fraction or 0}"), 3)


def _without_repeats(sheet: CueSheet) -> CueSheet:
    """The sheet without the lines that scrolling captions show a second time, where the file is of that kind."""
    cues = [cue for cue in sheet.cues if cue.type is CueType.CUE]
    repeats = {id(cue) for before, cue in pairwise(cues) if _repeats(before, cue)}
    grown = sum(len(cue.lines) > 1 for cue in cues if id(cue) in repeats)
    if len(cues) < _ROLLING_CUES or len(repeats) < _ROLLING * len(cues) or not grown:
        return sheet
    kept = tuple(replace(cue, lines=cue.lines[1:]) if id(cue) in repeats else cue for cue in sheet.cues)
    message = f"the captions scroll: {len(repeats):,} lines are shown twice and were read once"
    return CueSheet(kept, (*sheet.notices, Notice(Severity.INFO, "cue_repeats", message)))


def _repeats(before: Cue, cue: Cue) -> bool:
    if not before.lines or not cue.lines:
        return False
    return _WORDS_ONLY.sub("", before.lines[-1].text).strip() == _WORDS_ONLY.sub("", cue.lines[0].text).strip()


_WORDS_ONLY = re.compile(r"<[^<>]*>")  # scrolling captions time each word by a tag on first showing


def _cut(line: Line) -> Notice:
    message = "these words have no times above them and were read with the cue before; check the blank line"
    return _warning("cue_cut", message, line)


def _info(code: str, message: str, line: Line) -> Notice:
    return Notice(Severity.INFO, code, message, line.number)


def _warning(code: str, message: str, line: Line) -> Notice:
    return Notice(Severity.WARNING, code, message, line.number)
