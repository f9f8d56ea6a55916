"""What does the archive itself want cited? Its own citation, word for word, then the place and the address."""

from __future__ import annotations

from datetime import date

from index.model import ArchiveReference, Metadata
from index.passages import PassageRef
from webapp.citations.item import issued
from webapp.presenters.dates import in_words


def document_citation(of: Metadata) -> str:
    """The citation that the document brings along, verbatim; else one made of what is known, with nothing added."""
    if of.citation:
        return of.citation
    stated = issued(of)
    printed = stated.printed if stated else None
    translator = f"Translated by {of.translator}" if of.translator else None
    parts = (f"“{of.title}”", printed or in_words(None), of.place, *_archive_parts(of.archive), translator)
    return f"{', '.join(part for part in parts if part)}."


def passage_citation(of: Metadata, ref: PassageRef, speakers: tuple[str, ...]) -> str:
    """The document's citation, then the place in the transcript and who speaks there."""
    place = f"Turn {ref.position}" if ref.paragraph is None else f"Turn {ref.position}, paragraph {ref.paragraph}"
    said_by = f" ({', '.join(speakers)})" if speakers else ""
    citation = document_citation(of)
    stop = "" if citation.endswith((".", "!", "?")) else "."
    return f"{citation}{stop} {place}{said_by}."


def with_address(citation: str, address: str, accessed: date) -> str:
    """A citation with the address it was read at and the day."""
    return f"{citation} {address} (accessed {in_words(accessed.isoformat())})."


def _archive_parts(archive: ArchiveReference | None) -> tuple[str | None, ...]:
    if archive is None:
        return ()
    return (archive.repository, archive.fond, archive.collection, archive.year, archive.dossier, archive.folios)
