"""How is a document store written? Documents in order of id go in one by one; lists and profiles are made at the end.

Memory grows with the numbers of documents and speakers, not with the length of transcripts.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import msgspec

from index.entries import years
from index.generations.store import SCHEMA, Header
from index.model import Document, Kind, LabelCount, Precision, Turn
from index.overview import Counts, DocumentSummary, SpeakerProfile, SpeakerSummary, YearCount, document_ref, edtf
from index.results import DocumentRef, SpeakerRef

_encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class _Year:
    turns: int = 0
    documents: int = 0
    partly: int = 0

    def add(self, turns: int, partly: bool) -> None:
        self.turns, self.documents, self.partly = self.turns + turns, self.documents + 1, self.partly + partly


@dataclass(slots=True)
class _Person:
    """What has been counted of one speaker so far."""

    names: Counter[str] = field(default_factory=Counter)  # by turns: documents may print one person's name differently
    resolved: bool = True
    turns: int = 0
    words: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    documents: dict[str, int] = field(default_factory=dict)
    years: dict[str, _Year] = field(default_factory=dict)
    talks_with: Counter[str] = field(default_factory=Counter)


class StoreWriter:
    """Writes one store into a new file. Use ``finish`` once, or ``close`` to give up."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA + "BEGIN;")
        self._next_row = 0
        self._people: dict[str, _Person] = {}
        self._years: dict[str, _Year] = {}
        self._refs: dict[str, DocumentRef] = {}
        self._dates: dict[str, str | None] = {}
        self._turns = self._words = 0

    @property
    def rows(self) -> int:
        """How many rows are written."""
        return self._next_row

    def add(self, document: Document) -> int:
        """Write a document and return its first row. Documents come in ascending order of id, each id once."""
        first = self._next_row
        self._next_row = first + 1 + len(document.turns)
        self._insert_turns(document.turns, first)
        summary = _summary(document)
        header = Header(document.metadata, document.source, document.speakers, document.notices)
        date = document.date.start if document.date else None
        self._connection.execute(
            "INSERT INTO documents (id, first_row, last_row, sort_date, header, summary) VALUES (?, ?, ?, ?, ?, ?)",
            (document.id, first, self._next_row - 1, date, _encode(header), _encode(summary)),
        )
        self._refs[document.id], self._dates[document.id] = document_ref(document), date
        self._turns, self._words = self._turns + summary.turns, self._words + summary.words
        dated = _dated(document)
        for year, partly in dated.items():
            self._years.setdefault(year, _Year()).add(summary.turns, partly)
        self._count_people(document, dated)
        return first

    def finish(self) -> Counts:
        """Write lists, profiles and totals, and close the file."""
        order = sorted(self._refs, key=lambda id_: (self._dates[id_] is None, self._dates[id_] or "", id_))
        places = {id_: place for place, id_ in enumerate(order)}
        self._connection.executemany(
            "UPDATE documents SET place = ? WHERE id = ?", ((place, id_) for id_, place in places.items())
        )
        self._write_people(places)
        undated = sum(date is None for date in self._dates.values())
        counts = Counts(len(self._refs), self._turns, len(self._people), self._words, undated)
        facts = {"years": _year_counts(self._years), "counts": counts}
        self._connection.executemany(
            "INSERT INTO facts VALUES (?, ?)", ((name, _encode(value)) for name, value in facts.items())
        )
        self._connection.execute("COMMIT")
        self.close()
        return counts

    def close(self) -> None:
        self._connection.close()

    def _insert_turns(self, turns: Iterable[Turn], first: int) -> None:
        rows = ((row, _encode(turn)) for row, turn in enumerate(turns, first + 1))
        self._connection.executemany("INSERT INTO turns VALUES (?, ?)", rows)

    def _count_people(self, document: Document, dated: dict[str, bool]) -> None:
        turns, words = _by_speaker(document)
        for speaker in document.speakers:
            person = self._people.setdefault(speaker.id, _Person())
            person.names[speaker.name] += turns[speaker.id]
            person.resolved = speaker.resolved
            person.turns += turns[speaker.id]
            person.words += words[speaker.id]
            person.labels.update({label.text: label.count for label in speaker.labels})
            person.documents[document.id] = turns[speaker.id]
            for year, partly in dated.items():
                person.years.setdefault(year, _Year()).add(turns[speaker.id], partly)
        for one, other in _exchanges(document):
            self._people[one].talks_with[other] += 1
            self._people[other].talks_with[one] += 1

    def _write_people(self, places: dict[str, int]) -> None:
        summaries = {id_: _speaker_summary(id_, person) for id_, person in self._people.items()}
        order = sorted(summaries.values(), key=lambda summary: (-summary.turns, summary.id))
        refs = {summary.id: summary.ref for summary in order}
        self._connection.executemany(
            "INSERT INTO speakers VALUES (?, ?, ?, ?)",
            (
                (summary.id, place, _encode(summary), _encode(self._profile(summary, refs, places)))
                for place, summary in enumerate(order)
            ),
        )

    def _profile(self, summary: SpeakerSummary, refs: dict[str, SpeakerRef], places: dict[str, int]) -> SpeakerProfile:
        person = self._people[summary.id]
        documents = sorted(person.documents.items(), key=lambda item: places[item[0]])
        return SpeakerProfile(
            summary=summary,
            labels=tuple(LabelCount(text, count) for text, count in _most_first(person.labels)),
            documents=tuple((self._refs[id_], turns) for id_, turns in documents),
            years=_year_counts(person.years),
            talks_with=tuple((refs[id_], times) for id_, times in _most_first(person.talks_with)),
        )


def _summary(document: Document) -> DocumentSummary:
    of = document.metadata
    return DocumentSummary(
        id=of.id,
        title=of.title,
        date=edtf(document),
        turns=sum(turn.kind == Kind.SPEECH for turn in document.turns),
        words=sum(_words(turn) for turn in document.turns),
        speakers=tuple(SpeakerRef(speaker.id, speaker.name, speaker.resolved) for speaker in document.speakers),
        summary=of.summary,
        language=of.language,
        path=document.source.path,
        format=document.source.format,
    )


def _speaker_summary(id_: str, person: _Person) -> SpeakerSummary:
    name = _most_first(person.names)[0][0]
    first, last = min(person.years, default=None), max(person.years, default=None)
    return SpeakerSummary(id_, name, person.resolved, person.turns, person.words, len(person.documents), first, last)


def _words(turn: Turn) -> int:
    """White-space separated words of a turn."""
    return sum(len(paragraph.text.split()) for paragraph in turn.paragraphs)


def _by_speaker(document: Document) -> tuple[Counter[str], Counter[str]]:
    """How many turns of speech and how many words each speaker has; what several say together counts for each."""
    turns: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for turn in document.turns:
        if turn.kind == Kind.SPEECH:
            turns.update(turn.speakers)
            for speaker in turn.speakers:
                words[speaker] += _words(turn)
    return turns, words


def _exchanges(document: Document) -> Iterable[tuple[str, str]]:
    """Every pair of speakers whose turns of speech follow one another directly."""
    known = {speaker.id for speaker in document.speakers}
    spoken = [turn.speakers for turn in document.turns if turn.kind == Kind.SPEECH]
    for before, after in pairwise(spoken):
        yield from ((one, other) for one in before for other in after if one != other and {one, other} <= known)


def _dated(document: Document) -> dict[str, bool]:
    """The years that a document's dates touch, and whether it is dated in that year by month or year only."""
    exact = {date.start[:4] for date in document.metadata.dates if date.precision == Precision.DAY}
    return {year: year not in exact for year in years(document)}


def _year_counts(found: dict[str, _Year]) -> tuple[YearCount, ...]:
    return tuple(YearCount(year, of.turns, of.documents, of.partly) for year, of in sorted(found.items()))


def _most_first(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))
