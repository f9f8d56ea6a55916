"""What does the head of a page tell machines? Metadata for reference managers, search engines and shared links.

``DC.`` and ``z:`` are what Zotero's "Embedded Metadata" translator reads: ``z:itemType`` makes it a manuscript. There
is no ``DC.contributor``, which it would take for the author.
"""

from __future__ import annotations

from dataclasses import dataclass

from webapp.citations.item import Item
from webapp.citations.names import Name
from webapp.presenters.passage import excerpt
from webapp.presenters.quotations import NO_QUOTATION, QuotationView

SITE = "Colloquy"


@dataclass(frozen=True, slots=True)
class Meta:
    """One ``meta`` element; ``attribute`` is ``name``, or ``property`` for Open Graph."""

    attribute: str
    name: str
    content: str


@dataclass(frozen=True, slots=True)
class Head:
    """``graph``: the object for ``application/ld+json``."""

    metas: tuple[Meta, ...]
    graph: dict[str, object]


def head(item: Item, when: str, quotation: QuotationView = NO_QUOTATION) -> Head:
    """The head of a document's or a passage's page. ``when``: the date in words; ``quotation``: its quoted words."""
    named = {**_dublin_core(item), **_zotero(item)}
    metas = [Meta("name", name, content) for name, content in named.items() if content]
    metas += [
        Meta("property", name, content) for name, content in _open_graph(item, when, quotation).items() if content
    ]
    metas += [Meta("name", "z:translators", name.plain) for name in item.translators]
    return Head(tuple(metas), _graph(item))


def _dublin_core(item: Item) -> dict[str, str | None]:
    return {
        "DC.title": item.title,
        "DC.date": item.issued.known if item.issued else None,
        "DC.language": item.language,
        "DC.description": item.summary,
        "DC.rights": item.rights,
    }


def _zotero(item: Item) -> dict[str, str | None]:
    return {
        "z:itemType": "manuscript",
        "z:archive": item.archive,
        "z:archiveLocation": item.shelf_mark,
        "z:url": _whole(item.url),
        "z:extra": item.note,
    }


def _open_graph(item: Item, when: str, quotation: QuotationView) -> dict[str, str | None]:
    """What a shared link shows: of a passage its speaker, its date and its words, or those that are quoted."""
    speakers = " and ".join(item.passage.speakers) if item.passage else ""
    shown = ", ".join(part for part in (speakers, when) if part)
    words = excerpt(quotation.printed) or (item.passage.words if item.passage else "")
    url = quotation.address.partition("#")[0] if quotation.printed and quotation.address else item.url
    return {
        "og:type": "article",
        "og:site_name": SITE,
        "og:title": f"{shown}: {item.title}" if item.passage else item.title,
        "og:description": f"“{words}”" if item.passage else item.summary or when,
        "og:url": _whole(url),
    }


def _graph(item: Item) -> dict[str, object]:
    """schema.org: a document is a component of an archive that is a conversation, a passage a quotation from it."""
    whole = _known(
        {
            "@type": ["ArchiveComponent", "Conversation"],
            "name": item.title,
            "dateCreated": item.issued.edtf if item.issued and item.issued.last is None else None,
            "temporalCoverage": item.issued.edtf if item.issued and item.issued.last else None,
            "inLanguage": item.language,
            "abstract": item.summary,
            "translator": [_person(name) for name in item.translators],
            "holdingArchive": {"@type": "ArchiveOrganization", "name": item.archive} if item.archive else None,
            "isPartOf": {"@type": "Collection", "name": item.collection} if item.collection else None,
            "itemLocation": item.location,
            "creditText": item.citation,
        }
    )
    context = {"@context": "https://schema.org"}
    if item.passage is None:
        return {**context, **whole, **_known({"url": _whole(item.url)})}
    quotation = {
        "@type": "Quotation",
        "text": item.passage.words,
        "spokenByCharacter": [{"@type": "Person", "name": speaker} for speaker in item.passage.speakers],
        "position": item.passage.ref.position,
        "inLanguage": item.language,
        "url": _whole(item.url),
        "isPartOf": whole,
    }
    return {**context, **_known(quotation)}


def _person(name: Name) -> dict[str, object]:
    """Somebody, or (where the name could not be taken apart) somebody or a body."""
    if name.given is None:
        return {"name": name.family}
    return {"@type": "Person", "name": name.plain, "familyName": name.family, "givenName": name.given}


def _known(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value}


def _whole(address: str | None) -> str | None:
    """An address that means something elsewhere."""
    return address if address and address.startswith(("https://", "http://")) else None
