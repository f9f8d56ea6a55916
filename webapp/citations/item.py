"""What is there to cite? A document or a passage of it in the fields of a citation, whatever its format or style."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from index.model import DocumentDate, Metadata, Precision
from index.passages import PassageRef
from webapp.citations.names import Name, names_in
from webapp.presenters.dates import in_words

KEY_PREFIX = "colloquy"  # keys and file names begin so: a bare number is no good key
_PARTS = {Precision.DAY: 3, Precision.MONTH: 2, Precision.YEAR: 1}


@dataclass(frozen=True, slots=True)
class CitedDate:
    """A date as far as it is known: ``first`` and ``last`` are (year,), (year, month) or (year, month, day)."""

    first: tuple[int, ...]
    last: tuple[int, ...] | None  # the end of a range, None for a single date
    circa: bool
    printed: str

    @property
    def common(self) -> tuple[int, ...]:
        """What both ends of a range share; the date itself when there is one end."""
        if self.last is None:
            return self.first
        pairs = zip(self.first, self.last, strict=True)
        shared = [first == last for first, last in pairs]
        return self.first[: (*shared, False).index(False)]

    @property
    def known(self) -> str:
        """ "1963-07-20", "1963-07"; of a range what both ends share, which may be nothing."""
        return _iso(self.common)

    @property
    def edtf(self) -> str:
        """ "1963-07-20", or "1963-07-06/1963-07-08" for a range."""
        return "/".join(_iso(end) for end in (self.first, self.last) if end)


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """``words``: the passage, or the beginning of a long one."""

    ref: PassageRef
    speakers: tuple[str, ...]
    words: str

    @property
    def place(self) -> str:
        """ "turn 12", "turn 12, paragraph 3"."""
        turn = f"turn {self.ref.position}"
        return turn if self.ref.paragraph is None else f"{turn}, paragraph {self.ref.paragraph}"

    @property
    def told(self) -> str:
        """ "Turn 12, Mao Zedong: “The words.”"."""
        who = f", {' and '.join(self.speakers)}" if self.speakers else ""
        return f"T{self.place[1:]}{who}: “{self.words}”"


@dataclass(frozen=True, slots=True)
class Item:
    """Every text stands on one line, without control characters; what is not known is None or empty."""

    key: str
    title: str
    issued: CitedDate | None
    held: str | None  # when the conversation was held, in words, where that is another day
    archive: str | None
    collection: str | None
    location: str | None
    place: str | None
    translators: tuple[Name, ...]
    contributor: str | None  # who gave the archive its copy
    language: str | None
    original_language: str | None
    summary: str | None
    rights: str | None
    citation: str | None  # the archive's own, verbatim
    url: str | None
    accessed: date
    passage: CitedPassage | None = None

    @property
    def shelf_mark(self) -> str | None:
        """Collection and place in it: what a reader orders."""
        return _joined(self.collection, self.location)

    @property
    def note(self) -> str:
        """The notes as sentences."""
        return " ".join(note if note.endswith((".", "”")) else f"{note}." for note in self.notes)

    @property
    def notes(self) -> tuple[str, ...]:
        """What has no field of its own."""
        return tuple(
            note
            for note in (
                self.passage.told if self.passage else None,
                f"Original language: {self.original_language}" if self.original_language else None,
                f"Conversation held {self.held}" if self.held else None,
                f"Contributed by {self.contributor}" if self.contributor else None,
            )
            if note
        )


def item_of(of: Metadata, url: str | None, accessed: date, passage: CitedPassage | None = None) -> Item:
    """The item of a document, or of ``passage`` in it. ``url``: where it is read, None when nobody can say."""
    archive, stated = of.archive, issued(of)
    return Item(
        key=key(of.id, passage.ref if passage else None),
        title=one_line(of.title) or of.id,
        issued=_cited(stated) if stated else None,
        held=_held(of, stated),
        archive=_optional(archive.repository) if archive else None,
        collection=_joined(archive.fond, archive.collection) if archive else None,
        location=_joined(archive.year, archive.dossier, archive.folios) if archive else None,
        place=_optional(of.place),
        translators=names_in(one_line(of.translator or "")),
        contributor=_optional(of.contributor),
        language=_optional(of.language),
        original_language=_optional(of.original_language),
        summary=_optional(of.summary),
        rights=_optional(of.rights),
        citation=_optional(of.citation),
        url=url,
        accessed=accessed,
        passage=_one_lined(passage) if passage else None,
    )


def key(document_id: str, ref: PassageRef | None = None) -> str:
    """What a reference manager calls the item: the same for ever, in ASCII letters, digits, points and hyphens."""
    return f"{KEY_PREFIX}-{document_id}" if ref is None else f"{KEY_PREFIX}-{document_id}-{ref}"


def issued(of: Metadata) -> DocumentDate | None:
    """The date a citation gives: the document's own, as archives cite it, else the earliest that is stated."""
    own = [date for date in of.dates if date.role == "document"]
    return min(own or of.dates, key=lambda date: (date.start, date.end), default=None)


def one_line(text: str) -> str:
    """A text on one line, composed (NFC), without control characters: no format's record can be broken by it."""
    spaced = "".join(" " if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter for letter in text)
    return " ".join(unicodedata.normalize("NFC", spaced).split())


def _iso(parts: tuple[int, ...]) -> str:
    return "-".join(f"{part:04d}" if place == 0 else f"{part:02d}" for place, part in enumerate(parts))


def _cited(stated: DocumentDate) -> CitedDate:
    first, last = (_parts(day, stated.precision) for day in (stated.start, stated.end))
    return CitedDate(first, last if last != first else None, stated.approximate, one_line(stated.printed))


def _parts(day: str, precision: Precision) -> tuple[int, ...]:
    return tuple(int(part) for part in day.split("-"))[: _PARTS[precision]]


def _held(of: Metadata, cited: DocumentDate | None) -> str | None:
    events = [date for date in of.dates if date.role == "event"]
    held = min(events, key=lambda date: (date.start, date.end), default=None)
    if held is None or cited is None or (held.start, held.end) == (cited.start, cited.end):
        return None
    return in_words(held.edtf) if held.edtf else one_line(held.printed)


def _one_lined(passage: CitedPassage) -> CitedPassage:
    speakers = tuple(one_line(speaker) for speaker in passage.speakers)
    return CitedPassage(passage.ref, speakers, one_line(passage.words))


def _optional(text: str | None) -> str | None:
    return one_line(text or "") or None


def _joined(*parts: str | None) -> str | None:
    return ", ".join(one_line(part) for part in parts if part) or None
