"""Who reads the index files? Whoosh's readers, each lent to one search at a time.

A reader of Whoosh is not safe under threads (a shared one gives wrong hits, silently), so there are as many as there
have ever been searches at once. They are never refreshed: an index does not change once published.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from whoosh.index import open_dir
from whoosh.reading import IndexReader

from index.engines.whoosh.schema import SCHEMA


class Readers:
    """The readers of one index directory."""

    def __init__(self, directory: Path) -> None:
        self._index = open_dir(str(directory), schema=SCHEMA, readonly=True)
        self._lock = Lock()
        self._free: list[IndexReader] = []
        self._closed = False

    @contextmanager
    def lent(self) -> Iterator[IndexReader]:
        """A reader for the caller alone. Raises ValueError when the index was closed."""
        reader = self._take()
        try:
            yield reader
        finally:
            self._give_back(reader)

    def close(self) -> None:
        """Close every reader: those in use as soon as their search ends. More than once is no mistake."""
        with self._lock:
            self._closed = True
            free, self._free = self._free, []
        for reader in free:
            reader.close()

    def _take(self) -> IndexReader:
        with self._lock:
            if self._closed:
                raise ValueError("This index was closed; open the current generation again.")
            if self._free:
                return self._free.pop()
        reader: IndexReader = self._index.reader()  # type: ignore[no-untyped-call]  # whoosh has only some types
        return reader

    def _give_back(self, reader: IndexReader) -> None:
        with self._lock:
            if not self._closed:
                self._free.append(reader)
                return
        reader.close()
