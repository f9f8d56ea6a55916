"""Where did a printed page begin? Takes ``[Page 79]``, ``- 2 -`` and the like out of the text, remembers the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.reading.blocks import Block

_INSIDE = re.compile(
    r"\[{1,2}\s?(?:Page|page|p\.|S\.|Seite|стр\.)\s?(?P<page>[A-Z]{0,2}\d{1,5}|[ivxlc]{1,7})\s?\]{1,2}"
)
_WHOLE = re.compile(
    r"[\[(]?\s*(?:[-–—]\s?(?P<dashed>\d{1,4})\s?[-–—]|[Pp]age (?P<numbered>\d{1,4}|[a-z]{3,9})"
    r"(?: of (?:\d{1,4}|[a-z-]{3,20}))?)\s*[\])]?"
)


def without_page_marks(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks without marks of printed pages, each with the page it begins on, and the marks as printed.

    A block that was nothing but a mark is gone.
    """
    kept: list[Block] = []
    marks: list[str] = []
    page: str | None = None
    for block in blocks:
        page = block.page or page
        whole = _WHOLE.fullmatch(block.text)
        found = list(_INSIDE.finditer(block.text)) if "[" in block.text else []
        if whole:
            page = whole["dashed"] or whole["numbered"]
            marks.append(block.text)
            continue
        begins = found[0]["page"] if found and found[0].start() == 0 else page
        rest = block.without([(mark.start(), mark.end(), None) for mark in found])
        if rest.text or rest.marks:
            kept.append(rest if rest.page == begins else replace(rest, page=begins))
        if found:
            page = found[-1]["page"]
            marks.extend(mark.group() for mark in found)
    return tuple(kept), tuple(marks)
