"""What does the archive hold, told in numbers and lists? The values that lists of documents and people are made of."""

from __future__ import annotations

from dataclasses import dataclass

from index.model import Document, LabelCount, Precision
from index.results import DocumentRef, SpeakerRef

_KNOWN = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}  # characters of an ISO day


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document as a list shows it. ``date`` is EDTF; ``turns`` counts speech only, ``words`` the whole transcript."""

    id: str
    title: str
    date: str | None
    turns: int
    words: int
    speakers: tuple[SpeakerRef, ...]
    summary: str | None
    language: str | None
    path: str
    format: str

    @property
    def ref(self) -> DocumentRef:
        return DocumentRef(self.id, self.title, self.date)


@dataclass(frozen=True, slots=True)
class SpeakerSummary:
    """A speaker as a list shows them. ``turns`` and ``words`` are of speech; years come from the documents' dates."""

    id: str
    name: str
    resolved: bool
    turns: int
    words: int
    documents: int
    first_year: str | None
    last_year: str | None

    @property
    def ref(self) -> SpeakerRef:
        return SpeakerRef(self.id, self.name, self.resolved)


@dataclass(frozen=True, slots=True)
class YearCount:
    """One calendar year. ``turns`` is speech; ``partly``: documents of it whose day or month is not known.

    A document whose dates touch several years counts under each.
    """

    year: str
    turns: int
    documents: int
    partly: int


@dataclass(frozen=True, slots=True)
class SpeakerProfile:
    """Everything told of one speaker.

    ``documents``: with how many of their turns, in order of date. ``talks_with``: how many times a turn of one directly
    follows a turn of the other, most first.
    """

    summary: SpeakerSummary
    labels: tuple[LabelCount, ...]
    documents: tuple[tuple[DocumentRef, int], ...]
    years: tuple[YearCount, ...]
    talks_with: tuple[tuple[SpeakerRef, int], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """The whole archive. ``turns`` is speech, ``words`` all transcripts, ``undated`` documents without any date."""

    documents: int
    turns: int
    speakers: int
    words: int
    undated: int


def document_ref(document: Document) -> DocumentRef:
    """A document as hits and lists name it. Its date is EDTF, or as much of the ISO day as is known."""
    return DocumentRef(document.id, document.metadata.title, edtf(document))


def edtf(document: Document) -> str | None:
    """The date a document is listed under, in Extended Date/Time Format; None when it has none."""
    date = document.date
    if date is None:
        return None
    return date.edtf or date.start[: _KNOWN[date.precision]]


@dataclass(frozen=True, slots=True)
class LinkCounts:
    """How many turns that were public a build moved, corrected or removed; and of how many nobody can say."""

    moved: int = 0
    corrected: int = 0
    removed: int = 0
    uncertain: int = 0


NO_LINKS = LinkCounts()
