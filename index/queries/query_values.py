"""What does the value of ``date:``, ``kind:``, ``speaker:`` or ``document:`` mean? Days, kinds, names to look up."""

from __future__ import annotations

import re

from index.facets import KIND_TITLES
from index.model import Notice, Severity
from index.reading.dates import day_range
from index.tree import DateRange, Filter, Named, Node

_BRACKETED = re.compile(r"\[\s*(\S+)\s+TO\s+(\S+)\s*\]", re.IGNORECASE)
_YEARS = re.compile(r"([0-9]{4})\s*[-–—/]\s*([0-9]{4})")  # 1963-1964, as years are printed
_KINDS = {**{kind: kind for kind in KIND_TITLES}, **{title.lower(): kind for kind, title in KIND_TITLES.items()}}


def value_node(field: str, text: str) -> tuple[Node | None, tuple[Notice, ...]]:
    """What ``field:text`` asks for, and what was noticed. None: it means nothing and is left out."""
    if not text.strip():
        return None, (_left_out("empty_field", f"“{field}:” has no value and was left out."),)
    if field == "date":
        return _dates(text.strip())
    if field == "kind":
        return _kind(text.strip())
    return Named(field, text.strip()), ()


def _left_out(code: str, message: str) -> Notice:
    return Notice(Severity.WARNING, code, message)


def _kind(text: str) -> tuple[Node | None, tuple[Notice, ...]]:
    wanted = re.sub(r"[\s_-]+", " ", text.lower())
    kind = _KINDS.get(wanted) or _KINDS.get(wanted.replace(" ", "_"))
    if kind is None:
        message = f"“{text}” is no kind and was left out; the kinds are {', '.join(KIND_TITLES)}."
        return None, (_left_out("unknown_kind", message),)
    return Filter("kind", (kind,)), ()


def _dates(text: str) -> tuple[Node | None, tuple[Notice, ...]]:
    days = _days(text)
    if days is None:
        message = f"“date:{text}” is no date and was left out; write 1963, 1963-07, 1963-07-20 or 1963..1964."
        return None, (_left_out("malformed_date", message),)
    start, end = days.start, days.end
    if start and end and start > end:
        first, last = _ends(text)
        swapped = _range(last, first)
        message = f"“date:{text}” ends before it begins, so it was read as {last}..{first}."
        return swapped, (Notice(Severity.INFO, "dates_reversed", message),)
    return days, ()


def _days(text: str) -> DateRange | None:
    return _range(*_ends(text))


def _ends(text: str) -> tuple[str, str]:
    """The two ends of a range as typed, empty where it is open; a single date is both."""
    if found := _BRACKETED.fullmatch(text) or _YEARS.fullmatch(text):
        first, last = found.groups()
    elif ".." in text or "…" in text:
        first, _, last = text.replace("…", "..").partition("..")
    else:
        return text, text
    return ("" if first == "*" else first.strip()), ("" if last == "*" else last.strip(". "))


def _range(first: str, last: str) -> DateRange | None:
    """The days from the first of ``first`` to the last of ``last``; None when one is malformed or both are open."""
    start, end = day_range(first), day_range(last)
    if (first and start is None) or (last and end is None) or not (first or last):
        return None
    return DateRange(start[0] if start else None, end[1] if end else None)
