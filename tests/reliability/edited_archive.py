"""An archive that is edited step by step, and an oracle that knows what became of every passage because it made the
edits: it tracks the passages themselves and never compares texts to find one again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count

from index.links.link_history import Retired
from index.links.permalinks import (
    Corrected,
    Doubtful,
    Moved,
    Outcome,
    Passage,
    Removed,
    Several,
    Unchanged,
)
from index.model import Document, Kind, Metadata, Paragraph, Source, Speaker, Turn
from index.passages import PassageRef, passage_hash

Follow = Callable[[str, PassageRef], Outcome]


@dataclass(frozen=True)
class Said:
    """One turn. ``uid`` stays the same whatever is done to it."""

    uid: int
    speaker: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Bearer:
    """A passage that once bore an address: a turn (``number`` 0) or one of its paragraphs, and how it was then."""

    uid: int
    number: int
    words: tuple[str, ...]
    speaker: str


@dataclass
class World:
    """Documents by id, and every address that was ever public."""

    documents: dict[str, list[Said]] = field(default_factory=dict)
    born: dict[int, int] = field(default_factory=dict)  # uid → step
    died: dict[int, int] = field(default_factory=dict)
    shown: dict[tuple[str, PassageRef], set[Bearer]] = field(default_factory=lambda: defaultdict(set))
    deleted: list[tuple[str, Said]] = field(default_factory=list)
    taken_out: dict[str, list[Said]] = field(default_factory=dict)
    step: int = 0
    uids: count[int] = field(default_factory=count)

    def new(self, speaker: str, *paragraphs: str) -> Said:
        said = Said(next(self.uids), speaker, paragraphs)
        self.born[said.uid] = self.step
        return said

    def publish(self) -> None:
        """Remember every address that is public now."""
        for id_, turns in self.documents.items():
            for position, said in enumerate(turns, 1):
                for number in range(len(said.paragraphs) + 1):
                    bearer = bearer_of(said, number)
                    ref = PassageRef(position, number or None, passage_hash(bearer.words))
                    self.shown[id_, ref].add(bearer)
        self.step += 1

    # Edits

    def insert(self, id_: str, place: int, speaker: str, *paragraphs: str) -> None:
        turns = self.documents[id_]
        turns.insert(place % (len(turns) + 1), self.new(speaker, *paragraphs))

    def delete(self, id_: str, place: int) -> None:
        turns = self.documents[id_]
        if len(turns) > 1:
            gone = turns.pop(place % len(turns))
            self.died[gone.uid] = self.step
            self.deleted.append((id_, gone))

    def restore(self, id_: str, place: int) -> None:
        """Put the turn that was deleted last back into its document, at any place."""
        if self.deleted and self.deleted[-1][0] == id_:
            _, back = self.deleted.pop()
            self.born[back.uid] = self.step
            self.documents[id_].insert(place % (len(self.documents[id_]) + 1), back)

    def take_out(self, id_: str) -> None:
        """Take a document out, unless it is the only one."""
        if len(self.documents) > 1:
            self.taken_out[id_] = self.documents.pop(id_)
            self.died.update((said.uid, self.step) for said in self.taken_out[id_])

    def put_back(self, id_: str) -> None:
        """Put the documents that were taken out back as they were."""
        for id_, turns in self.taken_out.items():
            if id_ not in self.documents:
                self.documents[id_] = turns
                self.born.update((said.uid, self.step) for said in turns)
        self.taken_out = {}

    def fix(self, id_: str, place: int, word: str) -> None:
        """Another word in the middle of a paragraph that is long enough to be recognised."""
        turns = self.documents[id_]
        at = place % len(turns)
        last = turns[at].paragraphs[-1].split()
        if len(last) > 4:
            last[len(last) // 2] = word
            turns[at] = replace(turns[at], paragraphs=(*turns[at].paragraphs[:-1], " ".join(last)))

    def swap(self, id_: str, one: int, other: int) -> None:
        turns = self.documents[id_]
        here, there = one % len(turns), other % len(turns)
        if _looks(turns[here]) != _looks(turns[there]):  # otherwise nothing has happened
            turns[here], turns[there] = turns[there], turns[here]

    def duplicate(self, id_: str, place: int, to: int) -> None:
        said = self.documents[id_][place % len(self.documents[id_])]
        self.insert(id_, to, said.speaker, *said.paragraphs)

    def attribute(self, id_: str, place: int, speaker: str) -> None:
        turns = self.documents[id_]
        turns[place % len(turns)] = replace(turns[place % len(turns)], speaker=speaker)

    def rename(self, id_: str, to: str) -> None:
        if to not in self.documents:
            self.documents[to] = self.documents.pop(id_)

    # The oracle

    def where(self, bearer: Bearer) -> tuple[Passage, Bearer] | None:
        """Where a passage is now, and how it is; None when it is gone."""
        for id_, turns in self.documents.items():
            for position, said in enumerate(turns, 1):
                if said.uid == bearer.uid:
                    now = bearer_of(said, bearer.number)
                    ref = PassageRef(position, bearer.number or None, passage_hash(now.words))
                    return Passage(id_, ref), now
        return None

    def standing(self, bearers: set[Bearer]) -> dict[Passage, Bearer]:
        return dict(found for bearer in bearers if (found := self.where(bearer)))

    def check(self, follow: Follow) -> None:
        """Every link ever shown gets a true answer."""
        for (id_, ref), bearers in self.shown.items():
            outcome = follow(id_, ref)
            problem = self.lie(Passage(id_, ref), bearers, outcome) or self.needless(bearers, outcome)
            assert not problem, f"{id_} {ref}: {problem}; {outcome}; {sorted(bearers, key=str)}; {self.documents}"

    def lie(self, link: Passage, bearers: set[Bearer], outcome: Outcome) -> str:
        """What an answer says that is not so; empty when it is true."""
        standing = self.standing(bearers)
        match outcome:
            case Unchanged():
                return self._wrongly_shown(link, link, bearers, standing, ())
            case Moved(to):
                return self._wrongly_shown(link, to, bearers, standing, ()) or (
                    "moved to where it is" if to == link else ""
                )
            case Corrected(now, then):
                return self._wrongly_shown(link, now, bearers, standing, then) or _wrong_past(then, bearers)
            case Removed(then):
                words = {bearer.words for bearer in bearers}
                alive = {
                    place
                    for place, now in standing.items()
                    if place not in outcome.same and (now.uid not in self.died or now.words in words)
                }
                return f"said to be removed, but at {alive}" if alive else _wrong_past((then,), bearers)
            case Several(places):
                missing = set(standing) - set(places)
                return f"does not offer {missing}" if missing else ""
            case Doubtful(others):
                missing = set(standing) - {link, *others}
                return f"does not offer {missing}" if missing else ""
            case _:
                return "was public and is not known"

    def needless(self, bearers: set[Bearer], outcome: Outcome) -> str:
        """Where the words were only ever those of one passage, the answer must be to the point; but of one that was
        taken out, put back at another place and corrected there, it is enough that the answer is true."""
        everything = {each for group in self.shown.values() for each in group}
        same_passage = {(bearer.uid, bearer.number) for bearer in bearers}
        words = {each.words for each in everything if (each.uid, each.number) in same_passage}
        levels = {bearer.number > 0 for bearer in bearers}
        alike = {(each.uid, each.number) for each in everything if each.words in words and (each.number > 0) in levels}
        if len(same_passage) > 1 or alike != same_passage:
            return ""
        standing = self.standing(bearers)
        if not standing:
            return "" if isinstance(outcome, Removed) else "should be told as removed"
        ((place, now),) = standing.items()
        if now.uid in self.died and not isinstance(outcome, Unchanged | Moved | Corrected):
            return ""
        same = all((bearer.words, bearer.speaker) == (now.words, now.speaker) for bearer in bearers)
        if same:
            return "" if outcome in (Unchanged(), Moved(place)) else f"should lead to {place}"
        return "" if isinstance(outcome, Corrected) and outcome.now == place else f"should tell what changed at {place}"

    def _wrongly_shown(
        self,
        link: Passage,
        shown: Passage,
        bearers: set[Bearer],
        standing: dict[Passage, Bearer],
        then: tuple[Retired, ...],
    ) -> str:
        """Why it is wrong to show one passage as the one that a link means; ``then``: what is told of its past."""
        now = self._at(shown)
        if now is None:
            return f"nothing stands at {shown}"
        others = {place for place, other in standing.items() if place != shown and not self._put_back(other, now)}
        if others:
            return f"leads to {shown}, but may mean {others}"
        for bearer in bearers:
            if self.where(bearer) is None and self.born[now.uid] < self.died[bearer.uid]:
                return f"leads to a lookalike at {shown}"
            told = any(row.hash == passage_hash(bearer.words) and row.names == (bearer.speaker,) for row in then)
            if (bearer.words, bearer.speaker) != (now.words, now.speaker) and not told:
                return f"does not tell that it was {bearer}"
        return ""

    def _put_back(self, one: Bearer, other: Bearer) -> bool:
        """Whether two passages look the same and one was put back: nobody can say which one that was."""
        return one.uid in self.died and (one.words, one.speaker) == (other.words, other.speaker)

    def _at(self, passage: Passage) -> Bearer | None:
        turns = self.documents.get(passage.document, [])
        ref = passage.ref
        if not 1 <= ref.position <= len(turns):
            return None
        bearer = bearer_of(turns[ref.position - 1], ref.paragraph or 0)
        return bearer if passage_hash(bearer.words) == ref.hash else None


def bearer_of(said: Said, number: int) -> Bearer:
    words = said.paragraphs if number == 0 else said.paragraphs[number - 1 : number]
    return Bearer(said.uid, number, words, said.speaker)


def document_of(id_: str, turns: list[Said]) -> Document:
    """What a format and the attribution would make of it."""
    made = tuple(
        Turn(
            position,
            Kind.SPEECH,
            tuple(Paragraph(text) for text in said.paragraphs),
            label=f"{said.speaker}:",
            speakers=(said.speaker.lower().replace(" ", "-"),),
        )
        for position, said in enumerate(turns, 1)
    )
    names = dict.fromkeys(said.speaker for said in turns)
    speakers = tuple(Speaker(name.lower().replace(" ", "-"), name) for name in names)
    return Document(Metadata(id_, f"Talk {id_}"), Source(f"{id_}.jsonl", "table", ""), made, speakers)


def _looks(said: Said) -> tuple[str, tuple[str, ...]]:
    return said.speaker, said.paragraphs


def _wrong_past(then: tuple[Retired, ...], bearers: set[Bearer]) -> str:
    """Why what is told of the past is not so."""
    for row in then:
        if not any((row.wording, row.names) == (bearer.words, (bearer.speaker,)) for bearer in bearers):
            return f"it never was {row.wording}, said by {row.names}"
    return ""
