"""Who says what in a subtitle file? WebVTT and SubRip transcripts of recordings: cues in, turns with times out.

A cue names its speaker by ``Name: text`` or ``<v Name>``; a cue without a name goes on with the last speaker. Cues
of one speaker that follow each other are one turn, whose time and source id are those of its first cue.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.errors import UnreadableSource
from index.formats.base import Claim, Format, SourceFile
from index.formats.cue_labels import CueLabels, Opening, labels_of, name_of, opening_of
from index.formats.cues import Cue, CueSheet, CueType, Line, cues_of, has_times, is_srt, is_webvtt
from index.model import (
    UNATTRIBUTED,
    Attribution,
    Document,
    DocumentDate,
    Kind,
    Metadata,
    Notice,
    Paragraph,
    Rule,
    Severity,
    Source,
    Turn,
    Voice,
)
from index.notices import few
from index.reading.dates import dates_in
from index.reading.encodings import decode, peek

# Tags that WebVTT and players know; anything else in angle brackets is text ("<3"). Times within a cue go too.
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-z]++|(?=[\d:]))(?P<classes>[.\w-]*+)(?P<more>[^<>]*+)>|\{\\[^{}]*\}", re.I
)
_KNOWN_TAGS = frozenset({"", "v", "c", "i", "b", "u", "s", "ruby", "rt", "lang", "font", "span", "em", "strong"})
_ASIDE = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|[♪♫][^♪♫]*[♪♫]?")  # a whole cue: [Music], (applause), ♪ … ♪
# NOTE blocks that speech recognisers write for programs: Confidence: 0.87, duration:"00:31:04", language:en-us
_MACHINE_NOTE = re.compile(r"(?P<key>\w+)\s*:\s*(?P<value>\"[^\"]*\"|[\d.]+|[a-zA-Z]{2,3}(?:-\w+)*)")
_TITLE = re.compile(r"WEBVTT[ \t]*[-–—:]?[ \t]*(?P<title>.*)")

# A paragraph ends where a sentence does and the speaker pauses or has said enough, or wherever it has grown too long.
_SENTENCE_END = re.compile(r"[.?!…。？！][\"”’»)\]]*$")
_PAUSE = 4.0  # seconds
_ENOUGH = 60  # words
_TOO_LONG = 200  # words


def _claims(source: SourceFile) -> Claim:
    head = peek(source.data).replace("\r\n", "\n").replace("\r", "\n")
    if is_webvtt(head):
        return Claim.CERTAIN
    if is_srt(head):
        return Claim.CERTAIN
    return Claim.LIKELY if source.suffix in (".vtt", ".srt") and has_times(head) else Claim.NONE


def _read(source: SourceFile) -> tuple[Document, ...]:
    text, notices = decode(source.data)
    sheet = cues_of(text)
    if not any(cue.type is CueType.CUE for cue in sheet.cues):
        raise UnreadableSource("there are no cues in this file; check that it is WebVTT or SRT", code="empty")
    header = _header(sheet)
    spoken = list(_spoken(sheet))
    labels = _labels(spoken)
    turns = tuple(_turns(_said(spoken, labels)))
    metadata = Metadata("", header.title or source.stem, _dates(source.stem), language=header.language)
    told = few(
        (*notices, *sheet.notices, *header.notices, *_passed_over(spoken, labels), *_silent(spoken, labels, turns))
    )
    return (Document(metadata, Source(source.path, FORMAT.name, source.sha256), turns, notices=told),)


FORMAT = Format("subtitles", "Subtitles (WebVTT, SRT)", _claims, _read, plain=True)


def _dates(stem: str) -> tuple[DocumentDate, ...]:
    """The date in a recording's file name, where it is one whole day: ``acde_2026-02-12_230``."""
    days = re.findall(r"(?<!\d)[12]\d{3}-\d\d-\d\d(?!\d)", stem)
    return dates_in(days[0], "document") if len(days) == 1 else ()


# --- Header and notes


@dataclass(frozen=True, slots=True)
class _Header:
    title: str | None = None
    language: str | None = None
    notices: tuple[Notice, ...] = ()


def _header(sheet: CueSheet) -> _Header:
    """Title and language of the file, from the lines below ``WEBVTT`` and the notes that recognisers write."""
    lines = [line for cue in sheet.cues if cue.type is CueType.HEADER for line in cue.lines]
    title = _TITLE.match(lines[0].text) if lines else None
    fields = {key.strip().lower(): value.strip() for key, _, value in (line.text.partition(":") for line in lines[1:])}
    machine = [found for cue in sheet.cues if cue.type is CueType.NOTE and (found := _machine(cue))]
    language = fields.pop("language", None) or next((n["value"] for n in machine if n["key"] == "language"), None)
    notices = [Notice(Severity.INFO, "header", f"left out of the header: {key}: {fields[key]}") for key in fields]
    if machine:
        message = (
            f"{len(machine):,} notes that a speech recogniser wrote for programs were left out ({machine[0][0]!r})"
        )
        notices.append(Notice(Severity.INFO, "machine_notes", message))
    return _Header(_clean(title["title"]) if title else None, language, tuple(notices))


def _machine(cue: Cue) -> re.Match[str] | None:
    text = " ".join(line.text.strip() for line in cue.lines).strip()
    return _MACHINE_NOTE.fullmatch(text)


# --- What is said in each cue


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of a cue, or a stretch of it in one voice. ``voice`` is a ``<v>`` as printed."""

    cue: Cue
    line: int
    opening: Opening
    voice: str | None = None
    first: bool = False  # the first words of their cue

    @property
    def text(self) -> str:
        """All words, those of a would-be label too."""
        return " ".join(filter(None, (self.opening.label, self.opening.rest)))


def _spoken(sheet: CueSheet) -> Iterator[_Piece]:
    for cue in sheet.cues:
        if cue.type is CueType.NOTE and not _machine(cue):
            yield _Piece(cue, cue.lines[0].number, Opening(None, _clean(" ".join(line.text for line in cue.lines))))
        elif cue.type is CueType.CUE:
            yield from _pieces(cue)


def _pieces(cue: Cue) -> Iterator[_Piece]:
    stretches = [stretch for stretch in _stretches(cue.lines) if stretch[2]]
    dashes = sum(text[0] in "-–—" for _, _, text in stretches) > 1
    for place, (number, voice, text) in enumerate(stretches):
        opening = Opening(None, text) if voice else opening_of(text, dashes=dashes)
        yield _Piece(cue, number, opening, voice, first=place == 0)


def _stretches(lines: Sequence[Line]) -> Iterator[tuple[int, str | None, str]]:
    """Line number, ``<v>`` as printed, and text of each stretch of a cue that is in one voice."""
    voice: str | None = None
    for line in lines:
        kept, here = "", 0
        for tag in _TAG.finditer(line.text):
            if (tag["name"] or "").lower() not in _KNOWN_TAGS:
                continue
            kept, here = kept + line.text[here : tag.start()], tag.end()
            if (tag["name"] or "").lower() == "v":
                yield line.number, voice, _clean(kept)
                voice = tag[0] if not tag["close"] and tag["more"].strip() else None
                kept = ""
        yield line.number, voice, _clean(kept + line.text[here:])


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(html.unescape(text).split()))


def _voice_name(tag: str) -> str:
    found = _TAG.match(tag)
    return _clean(found["more"]) if found else ""


# --- Labels


def _labels(spoken: Sequence[_Piece]) -> CueLabels:
    cues = sum(piece.first and piece.cue.start is not None for piece in spoken)
    marked = {_voice_name(piece.voice) for piece in spoken if piece.voice}
    openings = [piece.opening for piece in spoken if piece.first or piece.opening.changes]
    return labels_of(openings, cues, marked)


def _voices_of(label: str, labels: CueLabels) -> tuple[Voice, ...]:
    return labels.of(_voice_name(label) if label.startswith("<") else label)


def _passed_over(spoken: Sequence[_Piece], labels: CueLabels) -> Iterator[Notice]:
    """One notice for the openings that look like a label but were read as text."""
    seen: dict[str, int] = {}
    for piece in spoken:
        label = piece.opening.label
        if label and piece.first and labels.certainty(label) is None:
            seen.setdefault(name_of(label), piece.line)
    if seen:
        shown = ", ".join(f"“{name}:” (line {line})" for name, line in list(seen.items())[:10])
        more = f" and {len(seen) - 10:,} more" if len(seen) > 10 else ""
        message = f"read as text, not as speakers: {shown}{more}; write <v Name> where one is a speaker"
        yield Notice(Severity.INFO, "not_labels", message, next(iter(seen.values())))


def _silent(spoken: Sequence[_Piece], labels: CueLabels, turns: Sequence[Turn]) -> Iterator[Notice]:
    """A notice for each name that no words follow anywhere."""
    heard = {turn.label for turn in turns} | {voice for turn in turns for voice in turn.voices}
    for piece in spoken:
        label = piece.voice or (piece.opening.label if labels.certainty(piece.opening.label or "") else None)
        if label and label not in heard and not heard.issuperset(_voices_of(label, labels)):
            message = f"no words follow the name {label[:80]!r}; check the cue"
            yield Notice(Severity.WARNING, "no_words", message, piece.line)


# --- Turns


@dataclass(frozen=True, slots=True)
class _Said:
    """A stretch of a cue with what is known of who says it. ``voices`` is None where the cue does not say."""

    piece: _Piece
    kind: Kind
    text: str
    label: str | None = None
    voices: tuple[Voice, ...] | None = None
    attribution: Attribution = UNATTRIBUTED


def _said(pieces: Iterable[_Piece], labels: CueLabels) -> Iterator[_Said]:
    """The pieces with label and words apart, and every unnamed one given to whoever speaks last."""
    last: _Said | None = None
    for piece in pieces:
        one = _read_piece(piece, labels)
        if one.kind is Kind.SPEECH:
            if one.voices is None and last is not None and not last.text:  # the label stands alone above its words
                one = replace(last, piece=piece, text=one.text)
            elif one.voices is None and last is not None:
                one = replace(one, voices=last.voices, attribution=replace(last.attribution, rule=Rule.RESUMED))
            last = one
        if one.text:
            yield one


def _read_piece(piece: _Piece, labels: CueLabels) -> _Said:
    if piece.cue.type is CueType.NOTE:
        return _Said(piece, Kind.NOTE, piece.text)
    if piece.voice:
        return _Said(piece, Kind.SPEECH, piece.text, piece.voice, _voices_of(piece.voice, labels), _MARKUP)
    label = piece.opening.label
    certainty = labels.certainty(label) if label else None
    if label and certainty:
        attribution = Attribution(Rule.LABEL, certainty=certainty)
        return _Said(piece, Kind.SPEECH, piece.opening.rest, label, labels.of(label), attribution)
    if piece.first and _ASIDE.fullmatch(piece.text):
        return _Said(piece, Kind.STAGE_DIRECTION, piece.text)
    return _Said(piece, Kind.SPEECH, piece.text, voices=() if piece.opening.changes else None)


_MARKUP = Attribution(Rule.MARKUP)


def _turns(said: Iterable[_Said]) -> Iterator[Turn]:
    """Stretches of one speaker that follow each other, as one turn each."""
    groups: list[list[_Said]] = []
    for one in said:
        if groups and _goes_on(groups[-1][-1], one):
            groups[-1].append(one)
        else:
            groups.append([one])
    speech: int | None = None
    for position, group in enumerate(groups, start=1):
        yield _turn(position, group, speech)
        speech = position if group[0].kind is Kind.SPEECH else speech


def _goes_on(before: _Said, one: _Said) -> bool:
    if one.kind is not Kind.SPEECH or before.kind is not Kind.SPEECH or one.piece.opening.changes:
        return False
    if one.label and not one.voices:  # a label too long for a name
        return False
    return (one.voices or ()) == (before.voices or ())


def _turn(position: int, group: Sequence[_Said], speech: int | None) -> Turn:
    first = group[0]
    resumed = first.attribution.rule is Rule.RESUMED
    return Turn(
        position,
        first.kind,
        tuple(_paragraph(stretch) for stretch in _paragraphs(group)),
        label=first.label,
        voices=first.voices or (),
        attribution=first.attribution if first.voices else UNATTRIBUTED,
        continues=speech if resumed and first.voices else None,
        time=first.piece.cue.start,
        source_id=first.piece.cue.id,
    )


def _paragraphs(group: Sequence[_Said]) -> Iterator[Sequence[_Said]]:
    start, words = 0, 0
    for place, one in enumerate(group):
        if place > start and _ends(group[place - 1], one, words):
            yield group[start:place]
            start, words = place, 0
        words += one.text.count(" ") + 1
    yield group[start:]


def _ends(before: _Said, one: _Said, words: int) -> bool:
    """Does a paragraph of so many ``words`` end between these two?"""
    if words >= _TOO_LONG:
        return True
    end, start = before.piece.cue.end, one.piece.cue.start
    pause = start - end if end is not None and start is not None else 0.0
    return _SENTENCE_END.search(before.text) is not None and (pause >= _PAUSE or words >= _ENOUGH)


def _paragraph(stretch: Sequence[_Said]) -> Paragraph:
    text = " ".join(one.text for one in stretch)
    return Paragraph(text, lines=(stretch[0].piece.line, stretch[-1].piece.line))
