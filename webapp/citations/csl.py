"""How is an item written as CSL-JSON? The data that citation processors and reference managers read.

The variables are those of CSL 1.0.2 (citation-style-language/schema, ``csl-data.json``). Everything here is a
``manuscript``: an archive's transcript is unpublished, and reference managers give that type fields for the archive. A
passage is the item of its document with a ``locator``, its permalink as the URL, and its words in the note. Who gave
the archive its copy stands in the note as well: of a CSL ``contributor`` the styles say "with", as of a second author.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from webapp.citations.item import CitedDate, Item
from webapp.citations.names import Name


def csl(item: Item) -> dict[str, object]:
    """The object of one item; what is not known is left out."""
    variables = {
        "id": item.key,
        "type": "manuscript",
        "title": item.title,
        "issued": csl_date(item.issued) if item.issued else None,
        "translator": [csl_name(name) for name in item.translators],
        "archive": item.archive,
        "archive_collection": item.collection,
        "archive_location": item.location,
        "language": item.language,
        "abstract": item.summary,
        "note": item.note,
        "locator": item.passage.place if item.passage else None,
        "URL": item.url,
        "accessed": {"date-parts": [[item.accessed.year, item.accessed.month, item.accessed.day]]},
    }
    return {name: value for name, value in variables.items() if value}


def csl_json(items: Iterable[Item]) -> str:
    """A file of items: a JSON array."""
    return json.dumps([csl(item) for item in items], ensure_ascii=False, indent=2) + "\n"


def csl_date(date: CitedDate) -> dict[str, object]:
    """A date by its parts, as many as are known."""
    ends = [date.first] if date.last is None else [date.first, date.last]
    parts: dict[str, object] = {"date-parts": [list(end) for end in ends]}
    return {**parts, "circa": True} if date.circa else parts


def csl_name(name: Name) -> dict[str, str]:
    return {"family": name.family, "given": name.given} if name.given else {"literal": name.family}
