"""How are quoted words shown? Marked where they stand; where they do not stand any more, that is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from index.links.permalinks import ref_at
from index.links.quotation import Quoted, Stretch, quoted, quoted_texts
from index.model import Document
from index.passages import PassageRef
from webapp.addresses import Addresses
from webapp.presenters.hits import NO_HITS, HitMarks, hit_marks
from webapp.presenters.passage import PassageLink, label, passage_links


@dataclass(frozen=True, slots=True)
class QuotationView:
    """``words``: as the address has them; ``message`` says what became of them, empty where that needs no words.

    ``address``: the link to exactly these words, None where they are not found; ``elsewhere``: where else they stand.
    ``printed``: the words as this passage has them.
    """

    words: str
    message: str
    marks: HitMarks
    address: str | None
    elsewhere: tuple[PassageLink, ...]
    in_context: str | None = None  # the transcript with the words marked
    printed: str = ""


_BEYOND = "The quoted words begin or go on outside this passage; the transcript shows them whole."


NO_QUOTATION = QuotationView("", "", NO_HITS, None, ())


def quotation_view(
    document: Document, ref: PassageRef, words: str, to: Addresses, public: Addresses, *, changed: bool
) -> QuotationView:
    """Quoted words in a passage that the document has. ``changed``: the passage is not what the link was made for."""
    if not words:
        return NO_QUOTATION
    found = quoted(document, words, ref)
    if found:
        texts = quoted_texts(document, found[0])
        address = public.quotation(document.id, ref, words, texts)
        in_context = to.quotation_in_context(document.id, words, ref.anchor, texts)
        message = _found_message(len(found), changed)
        return QuotationView(words, message, _marks(found), address, (), in_context, " ".join(texts))
    beyond = tuple(place for place in quoted(document, words) if any(_inside(stretch, ref) for stretch in place))
    if beyond:
        texts = quoted_texts(document, beyond[0])
        address = public.quotation(document.id, ref, words, texts)
        in_context = to.quotation_in_context(document.id, words, f"turn-{beyond[0][0].position}", texts)
        return QuotationView(words, _BEYOND, _marks(beyond), address, (), in_context)
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


def marks_with(
    positions: tuple[int, ...], marks: Mapping[int, tuple[tuple[int, int, int], ...]], found: tuple[Quoted, ...]
) -> HitMarks:
    """The marks of a search and the places of a quotation together, to step through."""
    both = defaultdict(tuple, marks)
    for stretch in (stretch for place in found for stretch in place):
        both[stretch.position] += ((stretch.paragraph, stretch.start, stretch.end),)
    return hit_marks(tuple(sorted({*positions, *(at for at in both if both[at])})), both)


def _marks(found: tuple[Quoted, ...]) -> HitMarks:
    return marks_with((), {}, found)


def _inside(stretch: Stretch, ref: PassageRef) -> bool:
    return stretch.position == ref.position and ref.paragraph in (None, stretch.paragraph)


def _found_message(times: int, changed: bool) -> str:
    if changed:
        return "The quoted words still stand in it, and are marked."
    return f"The quoted words stand here {times} times." if times > 1 else ""
