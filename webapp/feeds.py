"""How is a search written as an Atom feed (RFC 4287)? What is new or changed, each passage under a name that stays.

``id`` is a UUID made from the address that the passage had in the archive when it got its present words: it holds
wherever the site lives and wherever the passage moves. ``updated`` is the build that brought the passage, or last
changed its words or speaker; building unchanged sources again changes nothing.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from index.facets import KIND_TITLES
from index.newest import Newest, NewHit
from index.passages import PassageRef
from index.results import Hit
from webapp.addresses import Addresses
from webapp.presenters.dates import in_words
from webapp.presenters.head import SITE
from webapp.xml_text import xml_text

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
ENTRIES = 50  # of one feed
_NAMES = uuid.UUID("6f1c7f0e-5b0a-5c1e-9a53-2f6d1c0b7a11")  # for ever: feed readers know entries by it


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    title: str
    updated: str
    url: str
    authors: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Feed:
    """``self_url`` is its own address, ``url`` that of the page of results."""

    id: str
    title: str
    subtitle: str
    updated: str
    self_url: str
    url: str
    author: str
    generation: str
    entries: tuple[Entry, ...]


def feed(found: Newest, generation: str, built: str, addresses: Addresses) -> Feed:
    """The feed of what was found; of nothing, it is as old as the generation, ``built``."""
    request = found.request
    entries = tuple(_entry(new, addresses) for new in found.hits)
    return Feed(
        id=_name(Addresses().search_feed(request)),
        title=xml_text(f"{SITE}: {found.words}"),
        subtitle=_subtitle(found),
        updated=max((entry.updated for entry in entries), default=built),
        self_url=addresses.search_feed(request),
        url=addresses.search(request),
        author=SITE,
        generation=generation,
        entries=entries,
    )


def _subtitle(found: Newest) -> str:
    told = "" if found.whole else " A build changed so many of them that their ages are not told apart."
    return f"New and changed passages that answer this search, the newest first, at most {ENTRIES}.{told}"


def _entry(new: NewHit, addresses: Addresses) -> Entry:
    hit = new.hit
    speakers = tuple(xml_text(speaker.name) for speaker in hit.speakers)
    who = " and ".join(speakers) or KIND_TITLES.get(hit.kind, hit.kind)
    return Entry(
        id=_name(_first_address(new)),
        title=xml_text(f"{who}, {in_words(hit.document.date)}: {hit.document.title}"),
        updated=new.since,
        url=addresses.hit(hit),
        authors=speakers,
        text=xml_text(_text(hit)),
    )


def _first_address(new: NewHit) -> str:
    origin, hit = new.origin, new.hit
    if not hit.hash:
        return Addresses().document(origin.document)
    return Addresses().passage(origin.document, PassageRef(origin.place.position, None, hit.hash))


def _text(hit: Hit) -> str:
    """The snippets, as one text."""
    pieces = [
        f"{'… ' if snippet.cut_before else ''}{''.join(part.text for part in snippet.parts)}"
        f"{' …' if snippet.cut_after else ''}"
        for snippet in hit.snippets
    ]
    return "\n".join(pieces)


def _name(address: str) -> str:
    return uuid.uuid5(_NAMES, address).urn
