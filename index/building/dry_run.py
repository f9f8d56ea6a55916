"""What would a folder become? Read and attributed as a build would, with nothing kept of it afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from index.building.authorities import Authorities
from index.building.gather import Gathered, Progress, attributed_documents, gather, quiet
from index.building.source_files import AUTHORITY_NAME, walk
from index.distinct_ids import distinct
from index.generations.parsed import Parsed
from index.model import Document, Notice
from index.speakers.authority import NO_AUTHORITY, Authority


@dataclass(frozen=True, slots=True)
class DryRun:
    """A folder that has been read. ``gathered`` tells of the files that would be left out."""

    folder: Path
    gathered: Gathered
    parsed: Parsed
    authorities: Authorities

    def of_each_authority(self) -> dict[str, Authority]:
        """The authority files that hold in the folder, by path; where none holds, the one that could be written."""
        folders = {found.place.parent for found in self.gathered.files.values()}
        nearest = [self.authorities.nearest(folder) for folder in sorted(folders)] or [NO_AUTHORITY]
        return {authority.path: authority for authority in map(self._named, nearest)}

    def documents(self, authority: Authority) -> Iterator[Document]:
        """The documents that an authority file holds for, in order of id."""
        for document in attributed_documents(
            distinct(self.parsed.claims()), self.parsed, self.authorities, self.gathered
        ):
            place = self.gathered.files[document.source.path].place
            if self._named(self.authorities.nearest(place.parent)).path == authority.path:
                yield document

    def left_out(self) -> tuple[Notice, ...]:
        """Why files would be left out."""
        about = (notice for notice in self.gathered.notices if notice.path in self.gathered.left_out)
        return tuple(dict.fromkeys(about))

    def _named(self, authority: Authority) -> Authority:
        """The authority, or where there is none, an empty one with the path it would have."""
        return replace(authority, path=str(self.folder / AUTHORITY_NAME)) if authority == NO_AUTHORITY else authority


@contextmanager
def dry_run(folder: Path, data: Path | None = None, progress: Progress = quiet) -> Iterator[DryRun]:
    """Read ``folder``; a data directory in it is left alone.

    Raises :class:`~index.errors.AuthorityError` and :class:`~index.building.source_files.NoFolder`.
    """
    authorities = Authorities()
    with tempfile.TemporaryDirectory(prefix="colloquy-") as aside:
        parsed = Parsed(Path(aside) / "parsed.sqlite")
        try:
            yield DryRun(folder, gather(walk(folder, data), parsed, authorities, progress), parsed, authorities)
        finally:
            parsed.close()
