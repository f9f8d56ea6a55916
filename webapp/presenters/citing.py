"""What is cited? A passage with its speakers and words; hits with a box beside each, and a form for the ticked ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.model import Document
from index.passages import PassageRef
from index.results import Hit, SearchPage
from webapp.addresses import Addresses
from webapp.citations.coins import coins
from webapp.citations.files import FILES
from webapp.citations.item import CitedPassage, Item, item_of, one_line
from webapp.presenters.passage import excerpt
from webapp.presenters.transcript import speakers_of
from webapp.search_urls import write


@dataclass(frozen=True, slots=True)
class CitableHit:
    """``value``: what the box sends, ``300025/12-9f2c01ab``; ``coins``: the hit for reference managers."""

    id: str
    value: str
    coins: str


@dataclass(frozen=True, slots=True)
class Way:
    """A format and where it is had."""

    title: str
    reads: str
    url: str


@dataclass(frozen=True, slots=True)
class Citing:
    """``hits``: in the order of the page; ``carried``: the parameters of the search, for when nothing is ticked."""

    hits: tuple[CitableHit, ...]
    carried: tuple[tuple[str, str], ...]
    ways: tuple[Way, ...]


def citing(page: SearchPage, to: Addresses, public: Addresses) -> Citing:
    """The boxes and the form of a page of results."""
    return Citing(
        hits=tuple(_citable(number, hit, public) for number, hit in enumerate(page.hits, 1)),
        carried=write(page.request),
        ways=tuple(Way(file.title, file.reads, to.search_citations(name)) for name, file in FILES.items()),
    )


def passage_item(document: Document, ref: PassageRef, url: str | None, accessed: date) -> Item:
    """A passage that the document has, as something to cite; of a long one the first words."""
    turn = document.turns[ref.position - 1]
    shown = turn.paragraphs if ref.paragraph is None else turn.paragraphs[ref.paragraph - 1 : ref.paragraph]
    speakers = tuple(speaker.name for speaker in speakers_of(document, turn))
    words = excerpt(" ".join(paragraph.text for paragraph in shown))
    return item_of(document.metadata, url, accessed, CitedPassage(ref, speakers, words))


def rows(text: str, width: int = 80) -> int:
    """How high a field is that shows a text whole; at least two rows, which makes it a text area."""
    return max(2, -(-len(one_line(text)) // width))


def _citable(number: int, hit: Hit, public: Addresses) -> CitableHit:
    value = hit.document.id if hit.position is None else f"{hit.document.id}/{hit.position}-{hit.hash}"
    return CitableHit(f"cite-{number}", value, coins(hit, public.hit(hit)))
