"""How is an item written as RIS? Lines of a tag and a value, which nearly every reference manager reads.

The tags are those that Zotero, EndNote and Mendeley read for a manuscript: ``DB`` is the archive, ``AN`` the place in
it, ``A4`` a translator, ``N1`` a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from webapp.citations.item import CitedDate, Item

_END = "\r\n"


def ris(items: Iterable[Item]) -> str:
    """A file of records, each from ``TY`` to ``ER``, with an empty line between two."""
    return _END.join(_record(item) for item in items)


def _record(item: Item) -> str:
    return "".join(f"{tag}  - {value}{_END}" for tag, value in (*_lines(item), ("ER", "")))


def _lines(item: Item) -> Iterator[tuple[str, str]]:
    yield "TY", "MANSCPT"
    yield "ID", item.key
    yield "TI", item.title
    yield from (("A4", name.inverted) for name in item.translators)
    if item.issued and item.issued.common:
        yield "PY", f"{item.issued.common[0]:04d}"
        yield "DA", _date(item.issued)
    given = {
        "CY": item.place,
        "DB": item.archive,
        "AN": item.shelf_mark,
        "LA": item.language,
        "AB": item.summary,
        "UR": item.url,
        "Y2": item.accessed.strftime("%Y/%m/%d/"),
    }
    yield from ((tag, value) for tag, value in given.items() if value)
    yield from (("N1", note) for note in (*item.notes, item.citation) if note)


def _date(date: CitedDate) -> str:
    """``1963/07/20/``; a range by what both ends share, then as printed: ``1963/07//6–8 July 1963``."""
    known = [f"{part:02d}" for part in date.common]
    year, month, day = [*known, "", "", ""][:3]
    other = date.printed.replace("/", "-") if date.last or date.circa else ""
    return f"{year.zfill(4)}/{month}/{day}/{other}"
