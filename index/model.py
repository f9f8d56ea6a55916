"""What is a conversation made of? The values that every part of Colloquy passes on.

All are frozen and hold tuples, so that a changed thing is a new thing. A format reads a source file into
:class:`Document` values; :mod:`index.speakers.resolution` gives the turns their speakers; everything after that only
reads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a turn is. Only speech is said by somebody."""

    SPEECH = "speech"
    NARRATION = "narration"
    STAGE_DIRECTION = "stage_direction"
    HEADING = "heading"
    NOTE = "note"


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Severity(StrEnum):
    """How much a notice matters: an error leaves something out, a warning leaves something doubtful."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Rule(StrEnum):
    """How a turn got its speaker."""

    LABEL = "label"  # a printed label begins the turn
    LEAD_IN = "lead_in"  # a narrator's sentence names who speaks next
    RESUMED = "resumed"  # the turn goes on after a stage direction or a note
    MARKUP = "markup"  # the source's own markup names the speaker (TEI @who, a cue's voice)
    NONE = "none"  # nobody is named


class Via(StrEnum):
    """What turned the printed name into a speaker."""

    AUTHORITY = "authority"  # the operator's speakers.toml
    DOCUMENT = "document"  # rules within the document (a shorter form of a name, a slip)
    SOURCE = "source"  # the source's own identifiers and list of persons
    PRINTED = "printed"  # the name as printed, full enough to stand for itself
    UNRESOLVED = "unresolved"  # the label itself is all that is known


class Certainty(StrEnum):
    CERTAIN = "certain"
    PROBABLE = "probable"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Notice:
    """A problem worth telling. ``path`` is the source file's, ``line`` counts from 1; the message says what to do."""

    severity: Severity
    code: str
    message: str
    line: int | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentDate:
    """One date of a document. ``start`` and ``end`` are ISO days, both included: July 1963 ends on 1963-07-31."""

    start: str
    end: str
    precision: Precision
    role: str  # "document", "event", or another printed one
    printed: str
    edtf: str = ""  # Extended Date/Time Format (ISO 8601-2), as 1963-07 or 1963~
    approximate: bool = False  # printed with "circa", "about", a question mark


@dataclass(frozen=True, slots=True)
class ArchiveReference:
    """Where the original lies, each part as printed; None where the source does not say."""

    repository: str | None = None
    fond: str | None = None
    collection: str | None = None
    year: str | None = None
    dossier: str | None = None
    folios: str | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody whom the source lists as present."""

    name: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a document was read from. ``path`` is relative to the folder, with slashes."""

    path: str
    format: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document beside its transcript. Absent values are None, never invented."""

    id: str
    title: str
    dates: tuple[DocumentDate, ...] = ()
    place: str | None = None
    language: str | None = None  # BCP 47, of the text as it stands
    original_language: str | None = None  # as printed
    citation: str | None = None  # verbatim
    archive: ArchiveReference | None = None
    translator: str | None = None
    contributor: str | None = None
    url: str | None = None
    summary: str | None = None
    credits: str | None = None
    rights: str | None = None
    participants: tuple[Participant, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteReference:
    """Where a paragraph refers to a footnote. ``note`` is the position of the note's turn, ``offset`` the place in the
    paragraph's text where the marker stood, in characters."""

    note: int
    offset: int
    marker: str  # as printed: "[1]", "*"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of a turn. ``text`` is free of markup, label, list marker and footnote marker, in NFC."""

    text: str
    marker: str | None = None  # the list marker as printed: "1)", "- a)"
    lines: tuple[int, int] | None = None  # first and last line in the source file, from 1
    references: tuple[NoteReference, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """Whom a label or a source's markup names, before that name is resolved to a speaker."""

    name: str  # without markup, brackets and closing mark: "Comrade Begir Balluku"
    role: str | None = None  # a role printed in the label: "Chief of Joint Staff …"
    source_id: str | None = None  # the source's identifier of the person: "#MaoZedong"


@dataclass(frozen=True, slots=True)
class Attribution:
    """How a turn got its speaker; what the site shows as evidence."""

    rule: Rule
    via: Via | None = None
    certainty: Certainty = Certainty.CERTAIN


UNATTRIBUTED = Attribution(Rule.NONE)


@dataclass(frozen=True, slots=True)
class Turn:
    """One uninterrupted stretch by one speaker, or a stretch between them that nobody speaks.

    A format fills ``voices`` (nobody: empty; a joint label: several) and the rule;
    :func:`index.speakers.resolution.resolve` fills ``speakers``, the ids in the voices' order, and completes the
    attribution.
    """

    position: int  # from 1, over all kinds
    kind: Kind
    paragraphs: tuple[Paragraph, ...]
    label: str | None = None  # verbatim, with its markup and closing mark
    voices: tuple[Voice, ...] = ()
    speakers: tuple[str, ...] = ()
    attribution: Attribution = UNATTRIBUTED
    continues: int | None = None  # the position of the first part of a turn that was interrupted
    section: str | None = None  # the heading it stands under, where the source has sections
    page: str | None = None
    time: float | None = None  # seconds from the start of the recording; from midnight where it is a time of day
    source_id: str | None = None  # xml:id, cue id

    @property
    def role(self) -> str | None:
        """The role printed in the label, the first one where several speak."""
        return next((voice.role for voice in self.voices if voice.role), None)


@dataclass(frozen=True, slots=True)
class LabelCount:
    """A label printed for a speaker, verbatim, and how many turns it begins."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person or body to whom turns are attributed. An unresolved one stands for a label and nothing more."""

    id: str
    name: str
    resolved: bool = True
    labels: tuple[LabelCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One record: metadata and transcript. Turns stand in order, positions 1, 2, 3 …"""

    metadata: Metadata
    source: Source
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...] = ()  # in order of first appearance; empty until resolved
    notices: tuple[Notice, ...] = field(default=())

    @property
    def id(self) -> str:
        return self.metadata.id

    @property
    def date(self) -> DocumentDate | None:
        """The earliest date of the conversation itself where one is stated, else the document's own earliest."""
        dates = self.metadata.dates
        events = [date for date in dates if date.role == "event"]
        return min(events or dates, key=lambda date: (date.start, date.end), default=None)
