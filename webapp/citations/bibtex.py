"""How is an item written for BibTeX? An entry that the old styles print and biblatex understands better.

``@misc`` is the type that every style prints with all it is given (``@unpublished`` wants an author). Characters that
mean something to TeX are written by their names: a brace, even behind a backslash, would count when BibTeX looks for
the end of a field.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from webapp.citations.item import CitedDate, Item
from webapp.citations.names import Name

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
}
_AS_PRINTED = str.maketrans(_NAMED)
_IN_ADDRESSES = "/:?&=#%+,;@!$'()*~[]"  # what an address may hold; spaces, braces and backslashes become %20 and so on


def bibtex(items: Iterable[Item]) -> str:
    """A file of entries, with an empty line between two."""
    return "\n".join(_entry(item) for item in items)


def escaped(text: str) -> str:
    """A text that TeX prints as it stands."""
    return text.translate(_AS_PRINTED)


def _entry(item: Item) -> str:
    fields = {
        "title": f"{{{escaped(item.title)}}}",  # a second pair of braces keeps the capitals
        "translator": " and ".join(_name(name) for name in item.translators),
        **(_date(item.issued) if item.issued else {}),
        "howpublished": escaped(", ".join(part for part in (item.archive, item.shelf_mark) if part)),
        "note": escaped(item.note),
        "language": escaped(item.language or ""),
        "abstract": escaped(item.summary or ""),
        "annote": escaped(item.citation or ""),
        "url": quote(item.url or "", safe=_IN_ADDRESSES),
        "urldate": item.accessed.isoformat(),
    }
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items() if value]
    return f"@misc{{{item.key},\n{''.join(lines)}}}\n"


def _name(name: Name) -> str:
    """Family name first; a second pair of braces keeps a whole name together."""
    return escaped(name.inverted) if name.given else f"{{{escaped(name.family)}}}"


def _date(date: CitedDate) -> dict[str, str]:
    """``year`` and ``month`` for the old styles, ``date`` (EDTF) for biblatex."""
    year, month = [*date.common, 0, 0][:2]
    return {
        "year": f"{year:04d}" if year else "",
        "month": _MONTHS[month - 1] if month else "",
        "date": f"{date.edtf}~" if date.circa and date.last is None else date.edtf,
    }
