"""What was understood, and what was not? The report of ``colloquy check`` over documents whose speakers are resolved.

::

    survey(documents) -> Survey                        one pass: each file, and each name under which somebody speaks
    doubtful(survey) -> tuple[Doubt, …]                labels that probably are no speakers, each with the reason
    proposals.proposals(survey, authority)             who an unknown label may be, as text for the authority file
    check_report.report(survey, authority)             all of it as lines to print

Nothing here decides anything: a likeness is shown to the operator, whose ``speakers.toml`` decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from index.model import Certainty, Document, Kind, Notice, Severity, Speaker, Via
from index.reading.label_words import HEADER_FIELDS, OFFICE_LINKS, ORDINARY, PLACES, SPEECH_VERBS, folded
from index.speakers.forms import line_of
from index.speakers.printed_names import is_particle, read_name

PLACES_SHOWN = 5  # places told of one label
_SELDOM = 2  # turns; a label met more often is hardly a sentence
_LONG = 6  # words


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a line of a source file (None where lines are not known) in a document."""

    path: str
    line: int | None
    document: str

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What one source file became. ``turns`` are those of speech; ``unresolved`` counts labels, ``uncertain`` turns."""

    path: str
    format: str
    documents: tuple[str, ...]
    dates: tuple[str, ...]  # EDTF
    turns: int
    unattributed: int  # turns of speech that nobody is said to speak
    uncertain: int
    speakers: int
    unresolved: int
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class SpokenName:
    """A name as printed in labels, and whom it stands for; with its documents and the turns in each, and its first
    places."""

    name: str
    speaker: Speaker  # without labels
    via: Via | None
    documents: tuple[tuple[str, int], ...]
    places: tuple[Place, ...]

    @property
    def turns(self) -> int:
        return sum(count for _, count in self.documents)


@dataclass(frozen=True, slots=True)
class Survey:
    """What was understood of a set of documents. ``names``: most turns first, then in order of appearance."""

    files: tuple[FileSummary, ...]
    names: tuple[SpokenName, ...]

    @property
    def unknown(self) -> tuple[SpokenName, ...]:
        """The labels that nobody is known to stand behind."""
        return tuple(spoken for spoken in self.names if not spoken.speaker.resolved)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A label that probably is no speaker, and why."""

    spoken: SpokenName
    reason: str


@dataclass
class _Gathered:
    """A name while documents are read."""

    speaker: Speaker
    via: Via | None
    documents: Counter[str] = field(default_factory=Counter)
    places: list[Place] = field(default_factory=list)


def survey(documents: Iterable[Document]) -> Survey:
    """Look through documents once. They may come from a generator; only names and summaries are kept of them."""
    names: dict[tuple[str, str], _Gathered] = {}
    files: dict[str, FileSummary] = {}
    for document in documents:
        _gather(document, names)
        path = document.source.path
        files[path] = _together(files.get(path), _summary(document))
    spoken = [
        SpokenName(name, found.speaker, found.via, tuple(found.documents.items()), tuple(found.places))
        for (_, name), found in names.items()
    ]
    return Survey(tuple(files.values()), tuple(sorted(spoken, key=lambda one: -one.turns)))


def doubtful(survey: Survey) -> tuple[Doubt, ...]:
    """The unknown labels that look like something else."""
    doubts = (Doubt(spoken, _reason(spoken)) for spoken in survey.unknown)
    return tuple(doubt for doubt in doubts if doubt.reason)


def counted(number: int, thing: str) -> str:
    """A number of things in words: ``1 turn``, ``2,000 turns``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _gather(document: Document, names: dict[tuple[str, str], _Gathered]) -> None:
    speakers = {speaker.id: speaker for speaker in document.speakers}
    for turn in document.turns:
        if len(turn.voices) != len(turn.speakers):
            continue
        for voice, who in zip(turn.voices, turn.speakers, strict=True):
            speaker = Speaker(who, speakers[who].name, speakers[who].resolved)
            found = names.setdefault((who, voice.name), _Gathered(speaker, turn.attribution.via))
            found.documents[document.id] += 1
            if len(found.places) < PLACES_SHOWN:
                found.places.append(Place(document.source.path, line_of(turn), document.id))


def _summary(document: Document) -> FileSummary:
    speech = [turn for turn in document.turns if turn.kind is Kind.SPEECH]
    return FileSummary(
        path=document.source.path,
        format=document.source.format,
        documents=(document.id,),
        dates=tuple(dict.fromkeys(date.edtf or date.start for date in document.metadata.dates)),
        turns=len(speech),
        unattributed=sum(not turn.speakers for turn in speech),
        uncertain=sum(turn.attribution.certainty is not Certainty.CERTAIN for turn in speech),
        speakers=sum(speaker.resolved for speaker in document.speakers),
        unresolved=sum(not speaker.resolved for speaker in document.speakers),
        notices=tuple(notice for notice in document.notices if notice.severity is not Severity.INFO),
    )


def _together(one: FileSummary | None, other: FileSummary) -> FileSummary:
    """The summary of a file that holds several documents; speakers are counted in each."""
    if one is None:
        return other
    return FileSummary(
        path=one.path,
        format=one.format,
        documents=one.documents + other.documents,
        dates=tuple(dict.fromkeys(one.dates + other.dates)),
        turns=one.turns + other.turns,
        unattributed=one.unattributed + other.unattributed,
        uncertain=one.uncertain + other.uncertain,
        speakers=one.speakers + other.speakers,
        unresolved=one.unresolved + other.unresolved,
        notices=one.notices + other.notices,
    )


def _reason(spoken: SpokenName) -> str:
    """Why a label probably is no speaker; empty when it may well be one."""
    words = [folded(word) for word in spoken.name.split()]
    whole = " ".join(words)
    if whole in HEADER_FIELDS:
        return "it heads a field or a section"
    if whole in PLACES:
        return "it is a country or region"
    if len(words) == 1 and words[0] in ORDINARY:
        return "it is an ordinary word"
    if spoken.turns > _SELDOM:
        return ""
    if any(word in SPEECH_VERBS for word in words[1:]):
        return "it tells of somebody's words"
    if len(words) > _LONG:
        return "it is longer than names are"
    return "it has words in lower case" if _has_plain_words(spoken.name) else ""


def _has_plain_words(name: str) -> bool:
    """Whether a name of several words has one in lower case that is no small word of names or offices."""
    words = read_name(name).bare.split()
    small = (word for word in words if word[:1].islower() and not is_particle(word))
    return len(words) > 1 and any(folded(word) not in OFFICE_LINKS for word in small)
