"""How is a date told in words? ``1963-07`` (EDTF, ISO 8601-2) as "July 1963"."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime

_POINT = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?(?P<doubt>[~?%])?")
_DECADE = re.compile(r"(?P<decade>\d{3})X")
_DOUBTS = {"~": "about {}", "?": "{} (uncertain)", "%": "about {} (uncertain)"}
UNDATED = "undated"


def in_words(edtf: str | None) -> str:
    """A date or interval in words; what is in no known form is given as it stands, None as "undated"."""
    if not edtf:
        return UNDATED
    start, slash, end = edtf.partition("/")
    if slash:
        return f"{_point(start) or 'unknown'} – {_point(end) or 'unknown'}"
    return _point(edtf)


def machine_readable(edtf: str | None) -> str | None:
    """The date for a ``datetime`` attribute; None when HTML has no way to write it (an interval, a decade)."""
    point = _POINT.fullmatch(edtf or "")
    return "-".join(part for part in point.group("year", "month", "day") if part) if point else None


def moment(created: str) -> str:
    """A moment (ISO 8601) in words, to the minute: "9 October 2026, 14:05 UTC"."""
    at = datetime.fromisoformat(created).astimezone(UTC)
    return f"{at.day} {calendar.month_name[at.month]} {at.year}, {at:%H:%M} UTC"


def _point(text: str) -> str:
    if decade := _DECADE.fullmatch(text):
        return f"{decade['decade']}0s"
    point = _POINT.fullmatch(text)
    if point is None:
        return text
    year, month, day = point.group("year", "month", "day")
    parts = [str(int(day)) if day else "", calendar.month_name[int(month)] if month else "", year]
    words = " ".join(part for part in parts if part)
    return _DOUBTS.get(point["doubt"] or "", "{}").format(words)
