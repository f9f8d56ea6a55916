"""Is a file mostly room that nothing needs any more? Then it is written anew, without it.

SQLite keeps the pages of what was deleted for what may come. A store that begins as a copy of the one before would have
them for ever, once a large document has gone.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_SMALLER = ".smaller"


def give_back(place: Path) -> None:
    """Write a database anew when more than half of its pages are empty. Nobody else may use it meanwhile."""
    beside = place.with_name(f"{place.name}{_SMALLER}")  # VACUUM alone would need as much room in a temporary folder
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        (empty,), (pages,) = (connection.execute(f"PRAGMA {of}").fetchone() for of in ("freelist_count", "page_count"))
        if empty * 2 <= pages:
            return
        connection.execute("VACUUM INTO ?", (str(beside),))
    beside.replace(place)
