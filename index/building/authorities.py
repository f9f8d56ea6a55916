"""Which authority file holds for a source? The nearest ``speakers.toml`` from the source's folder upwards."""

from __future__ import annotations

import hashlib
from pathlib import Path

from index.building.source_files import find_authority, printable, read_authority_text
from index.errors import AuthorityError, UnreadableSource
from index.speakers.authority import NO_AUTHORITY, Authority, read_authority


class Authorities:
    """The authority files met so far, each read once. ``digests``: path → SHA-256 of its text."""

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}
        self._by_folder: dict[Path, Authority] = {}
        self._by_place: dict[Path, Authority] = {}

    def nearest(self, folder: Path) -> Authority:
        """The authority for sources in ``folder``; raises :class:`AuthorityError` when it cannot be used."""
        if folder not in self._by_folder:
            place = find_authority(folder)
            self._by_folder[folder] = self._read(place) if place else NO_AUTHORITY
        return self._by_folder[folder]

    def origin(self, folder: Path) -> tuple[str, str]:
        """What stands for the authority of sources in ``folder``: its path and the digest of its text."""
        path = self.nearest(folder).path
        return path, self.digests.get(path, "")

    def _read(self, place: Path) -> Authority:
        if place not in self._by_place:
            path = printable(str(place))
            try:
                text = read_authority_text(place)
            except UnreadableSource as error:
                raise AuthorityError(f"{path}: {error.message}") from error
            self._by_place[place] = read_authority(text, path)
            self.digests[path] = hashlib.sha256(text.encode()).hexdigest()
        return self._by_place[place]
