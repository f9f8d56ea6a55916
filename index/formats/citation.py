"""What does an archive's citation say? Takes apart the citations of the Wilson Center Digital Archive.

``"Title", October 9, 1964, Wilson Center Digital Archive, REPOSITORY, Fondi 14/AP, COLLECTION, V. 1964, Dos. 38, Fl.
1-7. Contributed and translated by NAME. https://…/document/300025``: any part may be absent; each is kept as printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from index.model import ArchiveReference

_ADDRESS = re.compile(r"<?(?P<url>https?://[^\s<>]+[^\s<>.,;)\]])>?")
_PUBLISHER = re.compile(
    r"(?:Wilson Center Digital Archive|"
    r"(?:History and Public Policy Program|CWIHP|Cold War International History Project) (?:Digital )?Archive|"
    r"Woodrow Wilson (?:International )?Center[^,]*)[,.]?\s*"
)
# "Contributed and translated by X.", "Obtained by X and translated for NKIDP by Y."
_GAVE = r"(?:[Cc]ontributed|[Oo]btained|[Pp]rovided|[Ss]ubmitted)"
_WORKED = r"(?:[Tt]ranslated|[Tt]ranscribed and translated)"
_WHO = r"(?:for [^.,]{1,60} )?by (?P<who>[^\n]+?)"
_STOP = r"(?<!\b[A-Z])\.(?=\s|$)|$"  # a full stop, but not that of an initial
_BOTH = re.compile(rf"(?:{_GAVE} and {_WORKED}|{_WORKED} and {_GAVE}) {_WHO}(?:{_STOP})")
_CONTRIBUTOR = re.compile(rf"{_GAVE} {_WHO}(?:,? and {_WORKED}|{_STOP})")
_TRANSLATOR = re.compile(rf"{_WORKED} {_WHO}(?:,? and {_GAVE}|{_STOP})")
_CREDIT = re.compile(rf"(?:{_GAVE}|{_WORKED})\b[^\n]{{0,60}}\bby\b")

# How the parts of an archive's reference begin.
_PARTS = (
    ("fond", re.compile(r"(?:Fondi?|Fonds|F\.|f\.|фонд|ф\.|RG|Record Group|Bestand)\s?[\w/.-]*", re.IGNORECASE)),
    ("year", re.compile(r"(?:V\.|Viti|Year)\s?\d{4}(?:[-/]\d{2,4})?", re.IGNORECASE)),
    (
        "dossier",
        re.compile(r"(?:Dos\.|Dosja|Dosar|Dossier|Delo|d\.|File|folder|papka|p\.(?=\s?\d))\s?[\w/.-]+", re.IGNORECASE),
    ),
    (
        "folios",
        re.compile(r"(?:Fl\.|Fleta|Folios?|ll?\.|List|pp\.)\s?[\d.,\s–-]+[a-z]?(?:,\s?\d[\d–-]*)*", re.IGNORECASE),
    ),
    ("collection", re.compile(r"(?:op\.|opis)\s?[\w/.-]+", re.IGNORECASE)),
)
_LONGEST = 2_000  # characters of a reference that are taken apart


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation taken apart. ``text`` is the whole without the address."""

    text: str
    archive: ArchiveReference | None = None
    contributor: str | None = None
    translator: str | None = None
    url: str | None = None
    number: str | None = None  # the document's number, at the end of the address


def read_citation(printed: str) -> Citation:
    """The parts of ``printed``, a citation with or without the address."""
    address = _ADDRESS.search(printed)
    text = " ".join(_ADDRESS.sub("", printed).split())
    both = _BOTH.search(text)
    contributor, translator = both or _CONTRIBUTOR.search(text), both or _TRANSLATOR.search(text)
    url = address["url"] if address else None
    return Citation(
        text,
        _archive(text),
        contributor["who"].strip() if contributor else None,
        translator["who"].strip() if translator else None,
        url,
        document_number(url),
    )


def document_number(url: str | None) -> str | None:
    """The number that ends a source address, ``300025`` in ``…/document/300025``."""
    last = urlsplit(url or "").path.rstrip("/").rpartition("/")[2]
    return last if last.isdigit() else None


def _archive(text: str) -> ArchiveReference | None:
    """The archive's reference: what stands between the publisher and the credits."""
    published = _PUBLISHER.search(text)
    if published is None:
        return None
    reference = text[published.end() :]
    credit = _CREDIT.search(reference)
    reference = (reference[: credit.start()] if credit else reference).strip().rstrip(".")
    pieces = _split(reference[:_LONGEST])
    if not pieces:
        return None
    found: dict[str, list[str]] = {}
    for number, piece in enumerate(pieces):
        found.setdefault(_part(piece, number), []).append(piece)
    return ArchiveReference(**{name: ", ".join(parts) for name, parts in found.items()})


def _split(reference: str) -> list[str]:
    """The parts between commas that stand in no brackets."""
    pieces, depth = [""], 0
    for letter in reference:
        depth = max(0, depth + (letter in "([") - (letter in ")]"))
        if letter == "," and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += letter
    return [piece.strip() for piece in pieces if piece.strip()]


def _part(piece: str, number: int) -> str:
    """Which part of a reference ``piece`` is: told by how it begins, else by its place."""
    named = next((name for name, pattern in _PARTS if pattern.fullmatch(piece)), None)
    return named or ("repository" if number == 0 else "collection")
