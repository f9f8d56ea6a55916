"""How are quoted words shown? Marked where they stand; where they do not stand any more, that is said."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from index.links import ref_at
from index.model import Document
from index.passages import PassageRef
from index.quotation import Quoted, quoted, quoted_texts
from webapp.addresses import Addresses
from webapp.presenters.hits import NO_HITS, HitMarks, hit_marks
from webapp.presenters.passage import PassageLink, label, passage_links


@dataclass(frozen=True, slots=True)
class QuotationView:
    """``words``: as the address has them; ``message`` says what became of them, empty where that needs no words.

    ``address``: the link to exactly these words, None where they are not found; ``elsewhere``: where else they stand.
    """

    words: str
    message: str
    marks: HitMarks
    address: str | None
    elsewhere: tuple[PassageLink, ...]


NO_QUOTATION = QuotationView("", "", NO_HITS, None, ())


def quotation_view(
    document: Document, ref: PassageRef, words: str, to: Addresses, public: Addresses, *, changed: bool
) -> QuotationView:
    """Quoted words in a passage that the document has. ``changed``: the passage is not what the link was made for."""
    if not words:
        return NO_QUOTATION
    found = quoted(document, words, ref)
    if found:
        address = public.quotation(document.id, ref, words, quoted_texts(document, found[0]))
        return QuotationView(words, _found_message(len(found), changed), quotation_marks(found), address, ())
    links = quotation_links(document, words, to)
    where = "They stand elsewhere in the document." if links else "Nor do they stand anywhere else in the document."
    return QuotationView(words, f"The quoted words do not stand in this passage. {where}", NO_HITS, None, links)


def quotation_links(document: Document, words: str, to: Addresses) -> tuple[PassageLink, ...]:
    """Where quoted words stand in a document: links that mark them."""
    links = []
    for place in quoted(document, words):
        alone = len(place) == 1
        ref = ref_at(document, place[0].position, place[0].paragraph if alone else None)
        if ref is not None:
            (link,) = passage_links(document, (ref,), to)
            url = to.quotation(document.id, ref, words, quoted_texts(document, place))
            links.append(PassageLink(label(ref), link.who, link.text, url))
    return tuple(links)


def quotation_marks(found: tuple[Quoted, ...]) -> HitMarks:
    """The places of a quotation as marks to step through."""
    marks: dict[int, tuple[tuple[int, int, int], ...]] = defaultdict(tuple)
    for stretch in (stretch for place in found for stretch in place):
        marks[stretch.position] += ((stretch.paragraph, stretch.start, stretch.end),)
    return hit_marks(tuple(sorted(marks)), marks)


def _found_message(times: int, changed: bool) -> str:
    if changed:
        return "The quoted words still stand in it, and are marked."
    return f"The quoted words stand here {times} times." if times > 1 else ""
