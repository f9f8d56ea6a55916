"""Which days does a machine-readable date mean? ISO 8601 attributes of XML sources, as dates with a precision."""

from __future__ import annotations

import re

from index.model import DocumentDate, Precision
from index.reading.dates import day_range

# A year, month or day at the beginning, then perhaps a time or an offset: 1998-11-25+02:00, 2011-01-30T10:03:00.
_ISO = re.compile(r"\s*(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T+Z]|-\d{2}:\d{2}|\s|$)")
_CLOCK = re.compile(r"(?:.*T|\s*)0?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?\s*")
_PRECISIONS = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


def iso_date(first: str | None, last: str | None, role: str, printed: str | None = None) -> DocumentDate | None:
    """The date or range that ISO attributes give, None where they give none that is in the calendar.

    ``first`` alone is one date; ``printed`` is what the source prints for people, else the attributes stand for it.
    """
    start, end = _iso(first or last), _iso(last or first)
    if start is None or end is None:
        return None
    begin, finish = day_range(start), day_range(end)
    if begin is None or finish is None or begin[0] > finish[1]:
        return None
    edtf = start if start == end else f"{start}/{end}"
    precision = _PRECISIONS[min(len(start), len(end))]
    return DocumentDate(begin[0], finish[1], precision, role, printed or edtf, edtf)


def clock_seconds(text: str | None) -> float | None:
    """Seconds from midnight of ``11:30:00``, ``015:47:00`` or ``2009-10-28T11:30:00``, None for anything else."""
    found = _CLOCK.fullmatch(text or "")
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return float(hours * 3600 + minutes * 60 + seconds) if minutes < 60 and seconds < 60 else None


def _iso(text: str | None) -> str | None:
    found = _ISO.match(text or "")
    return found[1] if found else None
