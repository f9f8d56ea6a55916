"""Small documents for the tests of attribution: what a format hands over, before speakers are resolved."""

from __future__ import annotations

from index.model import (
    Attribution,
    Document,
    DocumentDate,
    Kind,
    Metadata,
    Paragraph,
    Participant,
    Precision,
    Rule,
    Source,
    Turn,
    Voice,
)

Spoken = str | tuple[str, ...] | Voice


def conversation(
    *labels: Spoken,
    document: str = "300001",
    path: str = "talks/one.txt",
    date: str | None = "1946-05-01",
    last: str | None = None,
    present: tuple[str, ...] = (),
) -> Document:
    """A document in which each label begins a turn of one line; several names in a tuple share a label."""
    dates = (DocumentDate(date, last or date, Precision.DAY, "document", date, date),) if date else ()
    people = tuple(Participant(name) for name in present)
    turns = tuple(turn(position, label) for position, label in enumerate(labels, 1))
    return Document(Metadata(document, "A talk", dates, participants=people), Source(path, "text", "0" * 64), turns)


def turn(position: int, label: Spoken) -> Turn:
    """A turn that a printed label begins, on the line of its position."""
    names = label if isinstance(label, tuple) else (label,)
    voices = tuple(name if isinstance(name, Voice) else Voice(name) for name in names)
    printed = " and ".join(voice.name for voice in voices) + ":"
    paragraphs = (Paragraph("We agree.", lines=(position, position)),)
    return Turn(position, Kind.SPEECH, paragraphs, printed, voices, attribution=Attribution(Rule.LABEL))
