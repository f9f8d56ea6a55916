"""When was it said? Printed dates, read as far as they go: never a made-up day.

:func:`dates_in` finds dates in running text, :func:`parse_date` reads a field that should hold one date or range, and
:func:`day_range` gives the first and last day of ``1963``, ``1963-07`` or ``1963-07-20``.

A text is scanned for *points* (a day, a month, or a piece such as the "14" of "14 to 16 July 1963"); points that stand
next to each other with "to" or a dash between are a range, with "and" a list, and a piece takes the month and year
it lacks from its neighbour. What the calendar does not have (31 February) is no date. Numbers whose order is unclear
(``3/4/1963``) give the year alone. Two-digit years are no dates. Notation: EDTF, ISO 8601-2 (2019), level 1.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from index.model import DocumentDate, Precision
from index.reading.months import month_numbers, plain


@dataclass(frozen=True, slots=True)
class _Point:
    """A date, or a piece of one, at ``text[start:end]``; ``shown`` reaches to the neighbour that completed it."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    decade: bool = False
    shown: tuple[int, int] | None = None

    @property
    def precision(self) -> Precision:
        return Precision.DAY if self.day else Precision.MONTH if self.month else Precision.YEAR


_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|°|-?го|\.)?"
_YEAR = r"(?P<year>1\d{3}|20\d\d)(?![\d%])"
_OF = r"(?:\s+(?:of|de|del|d['’]))?"
_BEGIN = r"(?:(?<![\w.,/:-])|(?<=[12]\d{3}[-/]))"  # not inside a number or a word, but after another date's year
_BEGIN_DAY = r"(?<![\w.:])(?<!\d,)"  # the same, but "1-3 May" may begin its second number after a dash

# Each form of a point with what it prints; MONTH stands for the names of months. Digits may be followed by no digit.
_FORMS = (
    rf"{_BEGIN_DAY}{_DAY}{_OF}\s*\b(?P<name>MONTH)\b\.?,?{_OF}\s+{_YEAR}",  # 9 October 1964
    rf"\b(?P<name>MONTH)\b\.?\s+{_DAY},?\s+{_YEAR}",  # October 9, 1964
    rf"\b{_YEAR},?\s+(?P<name>MONTH)\b\.?\s+{_DAY}(?!\d)",  # 1964, October 9
    rf"{_BEGIN}(?P<first>\d{{1,2}})(?P<mark>[./-])\s?(?P<second>\d{{1,2}}|[ivx]+)(?P=mark)\s?{_YEAR}",  # 22.7.1963
    rf"(?<![\w.,:-]){_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",  # 1963-07-20, also after a slash
    rf"\b(?P<name>MONTH)\b\.?,?{_OF}\s+{_YEAR}",  # July 1963
)
_PIECES = (  # lack something; count only beside a neighbour that has it
    rf"{_BEGIN_DAY}{_DAY}{_OF}\s*\b(?P<name>MONTH)\b(?!\s+\d)",  # 28 May
    rf"\b(?P<name>MONTH)\b\.?\s+{_DAY}(?!\d)",  # May 28
    r"\b(?P<name>MONTH)\b",  # July
    rf"{_BEGIN_DAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",  # the "3, 1960" of "May 1–3, 1960"
    rf"{_BEGIN_DAY}{_DAY}(?![\d:])",  # the "14" of "14 to 16 July 1963"
)
# A year alone is a date in running text after "circa", unless it counts something ("ca. 1500 men").
_COUNTED = r"(?!\s+(?!and|or|to|at|in|by|when|but)[^\W\d_]{3})"
_CIRCA_YEARS = (rf"(?:(?<=\bcirca )|(?<=\bca\. )|(?<=\bca )|(?<=\bc\. )|(?<=\bc\.)){_YEAR}{_COUNTED}",)
_NAMED_YEARS = (rf"(?:(?<=\b(?:in|en|im) )|(?<=\bduring )|(?<=\bthe year )){_YEAR}{_COUNTED}",)
_FIELD_FORMS = (  # what only a field of dates means by these digits
    rf"{_BEGIN}{_YEAR}-(?P<month>\d\d)(?![\d-])",  # 1963-07
    rf"{_BEGIN}{_YEAR}",  # 1963
    r"(?<![\w.,:-])(?P<decade>1\d\d|20\d)(?:0s\b|x(?!\w))",  # 1960s, 196X
)

_TO = re.compile(
    r"\s*[-–—‒−/]\s*|\s+(?:to|through|thru|till|until|up to|bis|zum|au|a|al|до|по|pana la|deri(?: me)?)\s+(?:the\s+)?"
)
_AND = re.compile(r"\s*[,&]\s*|\s*,?\s+(?:and|und|et|y|e|и|si|dhe)\s+(?:the\s+)?")
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$")
_CLOSE = re.compile(r"[-–/]")  # a dash without spaces
# What may stand before the first bare day of "14 to 16 July 1963"; elsewhere ("No. 5 – 14 July 1963") it is a number.
_BEFORE_DAY = re.compile(r"(?:^|[(\[,;:]|\b(?:on|from|between|of|the|dates?|vom|du|le|del|dal|din|nga|с))\s*$")
_CIRCA = re.compile(
    r"\[?(?:\bcirca|\bca\.?|\bc\.|\babout|\bapproximately|\baround|\bearly|\blate|\bmid-?|\bprobably"
    r"|\bvers|\bum|\betwa|\bоколо|\bverso|\bhacia|\brreth|~)\s*$"
)
_DOUBT = re.compile(r"\s?\?|~|%")
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}
_ALSO_WORDS = frozenset({"may", "march", "mar"})  # months only when they begin with a capital


def dates_in(text: str, role: str, language: str | None = "en", *, years: bool = False) -> tuple[DocumentDate, ...]:
    """The dates printed in running ``text``, in order, each day or range once; ``role`` is given to all of them.

    Names of months are read in English and in ``language`` (a BCP 47 tag; None: every language of the table). A year
    alone counts only after "circa", and with ``years`` after a preposition too ("in 1963").
    """
    forms = (*_FORMS, *_PIECES, *_CIRCA_YEARS, *(_NAMED_YEARS if years else ()))
    return _dates(text, role, forms, month_numbers(language))


def parse_date(text: str, role: str) -> DocumentDate | None:
    """The one date or range that a field holds, None when it holds none or several (or says that it is undated).

    Besides what :func:`dates_in` reads: ``1963``, ``1963-07``, ``1963–64``, ``[1963?]``, ``196X``, "1960s".
    """
    found = _dates(_whole_years(text), role, (*_FORMS, *_PIECES, *_FIELD_FORMS), month_numbers(None))
    return replace(found[0], printed=text.strip()) if len(found) == 1 else None


def day_range(text: str) -> tuple[str, str] | None:
    """First and last ISO day of ``1963``, ``1963-07`` or ``1963-07-20``; None when malformed or not in the calendar."""
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", text)
    if match is None:
        return None
    year, month, day = (int(number) if number else None for number in match.groups())
    return _days(_Point(0, 0, year, month, day))


def _whole_years(text: str) -> str:
    """``1963–64`` and ``1963/64`` with the second year in full."""
    return re.sub(
        r"(?<!\d)(1\d|20)(\d\d)([-–/])(\d\d)(?![\d-])",
        lambda found: f"{found[1]}{found[2]}{found[3]}{found[1]}{found[4]}" if _is_span(found) else found[0],
        text,
    )


def _is_span(found: re.Match[str]) -> bool:
    """A month is read as one (``1963-07``); only what cannot be a month, or has no hyphen, is a second year."""
    return int(found[4]) > int(found[2]) and (found[3] != "-" or int(found[4]) > 12)


def _dates(text: str, role: str, forms: tuple[str, ...], months: Mapping[str, int]) -> tuple[DocumentDate, ...]:
    lowered = plain(text)
    dates = (
        _dated(text, lowered, first, last, role)
        for first, last in _spans(lowered, _points(text, lowered, forms, months))
    )
    return tuple({(date.start, date.end): date for date in reversed([date for date in dates if date])}.values())[::-1]


def _points(text: str, lowered: str, forms: tuple[str, ...], months: Mapping[str, int]) -> list[_Point]:
    """The points of the text, without overlap: the one that begins first, then the longest."""
    names = "|".join(sorted(months, key=len, reverse=True))
    found = [
        point
        for form in forms
        for match in re.finditer(form.replace("MONTH", names), lowered)
        if (point := _point(match, months)) and not _is_word(text, match)
    ]
    taken: list[_Point] = []
    for point in sorted(found, key=lambda point: (point.start, -point.end)):
        if not taken or point.start >= taken[-1].end:
            taken.append(point)
    return taken


def _is_word(text: str, match: re.Match[str]) -> bool:
    """The verb "may" and its like: a name that is also a word, printed small."""
    name = match.groupdict().get("name")
    return name in _ALSO_WORDS and text[match.start("name")].islower()


def _point(match: re.Match[str], months: Mapping[str, int]) -> _Point | None:
    parts = match.groupdict()
    start, end = match.span()
    if decade := parts.get("decade"):
        return _Point(start, end, int(decade) * 10, decade=True)
    year = int(parts["year"]) if parts.get("year") else None
    if "mark" in parts:
        return _numbered(start, end, parts["first"], parts["second"], parts["mark"], year)
    month = months[parts["name"]] if "name" in parts else int(parts["month"]) if "month" in parts else None
    day = int(parts["day"]) if parts.get("day") else None
    return _Point(start, end, year, month, day) if day != 0 and month != 0 else None


def _numbered(start: int, end: int, first: str, second: str, mark: str, year: int | None) -> _Point | None:
    """Day and month in figures. With dots the day stands first; else the order is known only where one is no month."""
    if not second.isdigit():
        return _Point(start, end, year, _ROMAN[second], int(first)) if second in _ROMAN else None
    day, month = int(first), int(second)
    if month > 12:
        day, month = month, day
    elif mark != "." and day <= 12 and day != month:
        return _Point(start, end, year)
    return _Point(start, end, year, month, day)


def _spans(lowered: str, points: list[_Point]) -> Iterator[tuple[_Point, _Point]]:
    """First and last point of every date, pieces filled from their neighbours; a single day is its own last."""
    filled = _filled(lowered, points)
    at = 0
    while at < len(filled):
        first, last = filled[at], filled[min(at + 1, len(filled) - 1)]
        if last is not first and _is_range(lowered, first, last):
            yield first, last
            at += 2
        else:
            yield first, first
            at += 1


def _is_range(lowered: str, first: _Point, last: _Point) -> bool:
    """Joined by "to" or a dash, or by "between … and", in the calendar's order."""
    between = _AND.fullmatch(lowered, first.end, last.start) and _BETWEEN.search(lowered, 0, first.start)
    return bool(between or _TO.fullmatch(lowered, first.end, last.start)) and _in_order(first, last)


def _in_order(first: _Point, last: _Point) -> bool:
    days, others = _days(first), _days(last)
    return days is not None and others is not None and first.precision == last.precision and days[0] < others[0]


def _filled(lowered: str, points: list[_Point]) -> list[_Point]:
    """The points with a month and year lent by a neighbour that "to" or "and" joins them to."""
    filled = list(points)
    for at in range(1, len(filled)):  # the month of "May 1" for the "3, 1960" that follows
        before, point = filled[at - 1], filled[at]
        if point.day and not point.month and before.day and before.month and _joined(lowered, before, point):
            filled[at] = replace(point, month=before.month, shown=(_shown(before)[0], point.end))
    for at in range(len(filled) - 2, -1, -1):  # month and year from the right
        point, after = filled[at], filled[at + 1]
        if point.year is None and _lends(lowered, point, after):
            shown = (point.start, _shown(after)[1])
            filled[at] = replace(point, year=after.year, month=point.month or after.month, shown=shown)
    return [point for point in filled if point.year and (point.month or not point.day)]


def _lends(lowered: str, point: _Point, after: _Point) -> bool:
    """Whether ``after`` completes ``point``: both days, or both months, joined, and a bare day at a place for one."""
    if not _joined(lowered, point, after) or bool(point.day) != bool(after.day) or not after.month:
        return False
    if point.month:
        return True
    close = _CLOSE.fullmatch(lowered, point.end, after.start) is not None
    ascending = point.day is not None and after.day is not None and point.day < after.day
    return ascending and (close or _BEFORE_DAY.search(lowered, 0, point.start) is not None)


def _shown(point: _Point) -> tuple[int, int]:
    return point.shown or (point.start, point.end)


def _joined(lowered: str, first: _Point, last: _Point) -> bool:
    return any(joint.fullmatch(lowered, first.end, last.start) for joint in (_TO, _AND))


def _dated(text: str, lowered: str, first: _Point, last: _Point, role: str) -> DocumentDate | None:
    days, others = _days(first), _days(last)
    if days is None or others is None:
        return None
    circa = _CIRCA.search(lowered, max(0, first.start - 20), first.start)
    doubt = _DOUBT.match(lowered, last.end)
    mark = doubt[0].strip() if doubt else "~" if circa else ""
    start, end = _shown(first)[0], _shown(last)[1]
    edtf = _edtf(first) + mark if first is last else f"{_edtf(first)}{mark}/{_edtf(last)}{mark}"
    return DocumentDate(
        start=days[0],
        end=others[1],
        precision=last.precision,
        role=role,
        printed=text[circa.start() if circa else start : doubt.end() if doubt else end].strip("[ "),
        edtf=edtf,
        approximate=bool(mark) or first.decade,
    )


def _days(point: _Point) -> tuple[str, str] | None:
    """First and last ISO day of a point, None where the calendar has no such day."""
    year = point.year or 0
    try:
        if point.decade:
            return dt.date(year, 1, 1).isoformat(), dt.date(year + 9, 12, 31).isoformat()
        first = dt.date(year, point.month or 1, point.day or 1)
        last_day = point.day or calendar.monthrange(year, point.month or 12)[1]
        return first.isoformat(), first.replace(month=point.month or 12, day=last_day).isoformat()
    except ValueError:
        return None


def _edtf(point: _Point) -> str:
    if point.decade:
        return f"{(point.year or 0) // 10}X"
    parts = (f"{point.year:04d}", point.month and f"{point.month:02d}", point.day and f"{point.day:02d}")
    return "-".join(part for part in parts if part)
