"""Where does a permalink lead now? To the passage, or to the truth about what became of it; never to a lookalike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from index.links.link_history import Gone, Memory, Retired, Standing, Where, born, called_now, endings
from index.links.passage_states import Place, said_by
from index.model import Document, Turn
from index.passages import PassageRef, passage_hash

Documents = Callable[[str], Document | None]  # a live document by its id


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that is live: its document's id, and its address there."""

    document: str
    ref: PassageRef


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The passage stands where the permalink says."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The same words by the same speaker stand elsewhere, and only there."""

    to: Passage


@dataclass(frozen=True, slots=True)
class Corrected:
    """The passage stands at ``now``, but its words or who is said to have spoken them are others since.

    ``then``: how it was; several when the speaker was corrected more than once. ``now`` may be the link's own address:
    that has no speaker in it.
    """

    now: Passage
    then: tuple[Retired, ...]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """These words stand where the permalink says; but when it was made, it may have meant another passage with the same
    words, which stands at one of ``others`` now, or was removed (``gone``)."""

    others: tuple[Passage, ...]
    then: tuple[Retired, ...]
    gone: tuple[Retired, ...]


@dataclass(frozen=True, slots=True)
class Several:
    """Several passages fit, and nobody can say which one was meant. ``likely``: where comparing the versions points."""

    places: tuple[Passage, ...]
    likely: Passage | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """The passage is in the archive no more. ``same``: where else its words stand; ``around``: what stands near its
    place."""

    then: Retired
    same: tuple[Passage, ...]
    around: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The passage is gone, and its words are not to be shown any more."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The document has no such text and never had at that place, as far as is known. ``candidates``: the turns around
    the place where it should stand."""

    candidates: tuple[Passage, ...]


Outcome = Unchanged | Moved | Corrected | Doubtful | Several | Removed | Withdrawn | Unknown


def turn_ref(turn: Turn) -> PassageRef:
    """The permalink of a whole turn."""
    return PassageRef(turn.position, None, passage_hash(paragraph.text for paragraph in turn.paragraphs))


def paragraph_ref(turn: Turn, number: int) -> PassageRef:
    """The permalink of a paragraph of a turn, by its number from 1."""
    return PassageRef(turn.position, number, passage_hash([turn.paragraphs[number - 1].text]))


def ref_at(document: Document, position: int, paragraph: int | None) -> PassageRef | None:
    """The permalink of what stands at a position now; None when there is nothing."""
    turn = _turn_at(document, position)
    if turn is None:
        return None
    if paragraph is None:
        return turn_ref(turn)
    return paragraph_ref(turn, paragraph) if 1 <= paragraph <= len(turn.paragraphs) else None


def resolve(document_id: str, ref: PassageRef, documents: Documents, memory: Memory) -> Outcome:
    """What became of the passage that an address once named.

    Who is said to speak is compared as well, although the address does not hold it. Where a document is gone,
    ``Removed`` and ``Unknown`` have nothing around.
    """
    live = documents(document_id)
    own = Passage(document_id, ref) if live and ref_at(live, ref.position, ref.paragraph) == ref else None
    if own is None and memory.forgotten(document_id, ref):
        return Withdrawn()
    standing, gone = endings(memory, document_id, ref)
    found = tuple(_Found(end, place) for end in standing if (place := _standing_at(end, ref, documents)))
    if own:
        return _at_its_place(own, found, gone, documents, memory)
    if found:
        return _elsewhere(Passage(document_id, ref), found, gone, documents, memory)
    now = documents(called_now(memory, document_id))
    same = _with_hash(now, ref) if now else ()
    if gone:
        return _removed(ref, gone, same, now, documents, memory)
    known = memory.had_hash(document_id, ref.hash) or memory.was_elsewhere(document_id, ref)
    if len(same) == 1 and not known:
        return Moved(same[0])
    return Several(same) if same else Unknown(_around(now, ref.position))


@dataclass(frozen=True, slots=True)
class _Found:
    """One end of a link's way, and the passage that stands there."""

    end: Standing
    at: Passage


def _at_its_place(
    own: Passage, found: tuple[_Found, ...], gone: set[Gone], documents: Documents, memory: Memory
) -> Outcome:
    """The words stand where the link says. Another passage may have borne the same address before."""
    back = _restored(own, own, gone, documents, memory)
    restored, lookalikes = [each.then for each in back], [each.then for each in gone - back]
    others = {each.at for each in found} - {own}
    then = _other_then(own, [*restored, *(each.end.then for each in found if each.at == own)], documents)
    if others or lookalikes or any(not each.end.sure for each in found):
        document = documents(own.document)
        others |= set(_with_hash(document, own.ref) if document else ()) - {own}
        return Doubtful(_sorted(others), then, _latest_first(lookalikes))
    return Corrected(own, then) if then else Unchanged()


def _elsewhere(
    link: Passage, found: tuple[_Found, ...], gone: set[Gone], documents: Documents, memory: Memory
) -> Outcome:
    """The words do not stand where the link says; where it leads depends on how many places fit."""
    ref, places = link.ref, {each.at for each in found}
    back = _restored(link, found[0].at, gone, documents, memory)
    if len(places) > 1 or gone - back or not all(each.end.sure for each in found):
        there = (documents(id_) for id_ in {each.document for each in places})
        return Several(_sorted(places.union(*(_with_hash(document, ref) for document in there if document))))
    (now,) = places
    then = _other_then(now, [*(each.then for each in back), *(each.end.then for each in found)], documents)
    if then:
        return Corrected(now, then)
    document = documents(now.document)
    same = _with_hash(document, ref) if document else ()
    return Moved(now) if len(same) <= 1 else Several(same, now)


def _restored(link: Passage, now: Passage, gone: set[Gone], documents: Documents, memory: Memory) -> set[Gone]:
    """Which of the passages that were removed from the place that the link names has come back as the one that stands
    at ``now``."""
    return {each for each in gone if each.last.at == _where(link)} & _came_back(now, gone, documents, memory)


def _came_back(now: Passage, gone: set[Gone], documents: Documents, memory: Memory) -> set[Gone]:
    """Which of the passages that were removed may stand at ``now`` again: by the same speaker, and put in afterwards.
    What was there before is a lookalike."""
    if not gone:
        return set()
    since, names = born(memory, _where(now)), _names(now, documents)
    return {each for each in gone if each.step <= since and each.last.names in (None, names)}


def _removed(
    ref: PassageRef,
    gone: set[Gone],
    same: tuple[Passage, ...],
    now: Document | None,
    documents: Documents,
    memory: Memory,
) -> Outcome:
    """The passage was removed. The same words that came later, to one place only, are the passage restored."""
    last = max(gone, key=lambda each: each.step)
    back = _with_hash(now, replace(ref, hash=last.last.hash)) if now else ()
    alone = len(back) == len({each.last.at for each in gone}) == 1 and _same_level(back[0].ref, ref)
    if alone and _came_back(back[0], gone, documents, memory) == gone:
        then = _other_then(back[0], [each.then for each in gone], documents)
        return Corrected(back[0], then) if then else Moved(back[0])
    return Removed(last.then, same, _around(now, ref.position))


def _standing_at(end: Standing, ref: PassageRef, documents: Documents) -> Passage | None:
    """The passage at the end of a link's way; None when the link never named it."""
    document = documents(end.at.document)
    place = end.at.place
    there = ref_at(document, place.position, place.paragraph or None) if document else None
    if there is None or (end.then is None and there.hash != ref.hash):
        return None
    return Passage(end.at.document, there)


def _other_then(now: Passage, rows: Iterable[Retired | None], documents: Documents) -> tuple[Retired, ...]:
    """What of the past differs from the present, in words or in names; each such past once, the latest first."""
    names = _names(now, documents)
    differing = [
        row for row in rows if row and (row.hash != now.ref.hash or (row.names is not None and row.names != names))
    ]
    return tuple({(row.hash, row.names): row for row in reversed(_latest_first(differing))}.values())[::-1]


def _names(passage: Passage, documents: Documents) -> tuple[str, ...]:
    document = documents(passage.document)
    return said_by(document, document.turns[passage.ref.position - 1]) if document else ()


def _same_level(one: PassageRef, other: PassageRef) -> bool:
    """Whether both are turns, or both paragraphs."""
    return (one.paragraph is None) == (other.paragraph is None)


def _latest_first(rows: Iterable[Retired]) -> tuple[Retired, ...]:
    return tuple(sorted(rows, key=lambda row: (row.when, row.at), reverse=True))


def _turn_at(document: Document, position: int) -> Turn | None:
    return document.turns[position - 1] if 1 <= position <= len(document.turns) else None


def _with_hash(document: Document, ref: PassageRef) -> tuple[Passage, ...]:
    """Where the words stand: a turn's among turns first, then among paragraphs (two turns may have become one)."""
    turns = (turn_ref(turn) for turn in document.turns)
    found = tuple(each for each in turns if each.hash == ref.hash) if ref.paragraph is None else ()
    found = found or tuple(each for each in _paragraph_refs(document) if each.hash == ref.hash)
    return tuple(Passage(document.id, each) for each in found)


def _paragraph_refs(document: Document) -> Iterator[PassageRef]:
    return (paragraph_ref(turn, number) for turn in document.turns for number in range(1, len(turn.paragraphs) + 1))


def _around(document: Document | None, position: int) -> tuple[Passage, ...]:
    if document is None:
        return ()
    near = (_turn_at(document, place) for place in (position - 1, position, position + 1))
    return tuple(Passage(document.id, turn_ref(turn)) for turn in near if turn is not None)


def _where(passage: Passage) -> Where:
    return Where(passage.document, Place(passage.ref.position, passage.ref.paragraph or 0))


def _sorted(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    return tuple(sorted(passages, key=_order))


def _order(passage: Passage) -> tuple[str, int, int]:
    return passage.document, passage.ref.position, passage.ref.paragraph or 0
