"""Which of the things that look like labels are labels? Decided for a whole document at once.

A name is believed when it speaks often enough for its shape, or when something else says that the person is there (a
list of participants, front matter), or when it comes once among many others of its style. Forms that also occur in
ordinary text (a full stop, a dash, nothing at all) are believed only where they are printed in a way no sentence is, or
for names that are believed already. A false speaker is worse than an unattributed paragraph.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index.reading.label_company import (
    add_dense,
    add_once_in_style,
    add_once_stopped,
    add_recurring,
    add_short_forms,
    add_titled_inside,
    is_dense,
    pair_questions,
)
from index.reading.label_evidence import BEGINS, CLOSED, MARKED, Candidate, Evidence, never_in_text
from index.reading.label_names import Shape
from index.reading.label_strength import believed_alone
from index.reading.label_words import RANKS, folded
from index.reading.labels import Closing, Label, Place

# Shapes that may stand anywhere in text whose lines were run together.
_RUN_TOGETHER = frozenset({Shape.TITLED, Shape.OFFICER, Shape.FULL, Shape.GENERIC, Shape.CASELESS, Shape.INITIALS})


@dataclass(frozen=True)
class Choice:
    """The believed names by the closings they are believed with. ``alone``: labels have lines to themselves; ``flat``:
    lines were run together, so that labels stand anywhere; ``first``: the block of the first believed label."""

    believed: dict[str, frozenset[Closing]]
    alone: bool = False
    flat: bool = False
    first: int = 0

    def accepts(self, candidate: Candidate) -> bool:
        label = candidate.label
        closings = self.believed.get(label.name.key, frozenset())
        if not closings or not self._fits_place(label):
            return False
        if label.closing is Closing.LINE and label.closing not in closings:
            return self.alone and candidate.block > self.first
        if label.closing is Closing.LOST:
            return bool(closings & MARKED) and candidate.block > self.first
        if label.closing is Closing.DASH and label.place is Place.INLINE:
            return self.flat and label.closing in closings
        if label.closing is Closing.FULL_STOP:
            run_in = self.flat and label.name.shape is Shape.GENERIC  # Q. and A.
            return label.name.caps or label.set_off or label.place is Place.BLOCK or run_in
        return label.closing in closings or (bool(closings & MARKED) and never_in_text(label))

    def _fits_place(self, label: Label) -> bool:
        """A label where no sentence ends must be one that no sentence contains, or the lines were run together."""
        person = label.name.shape in (Shape.TITLED, Shape.OFFICER)
        if label.place is Place.LOOSE:
            return label.name.caps or person or (self.flat and label.name.shape in _RUN_TOGETHER)
        if label.place is Place.MIDST:
            stopped = label.closing is Closing.FULL_STOP and (person or self.flat)
            return (label.name.caps and stopped) or (self.flat and label.name.shape in _RUN_TOGETHER)
        return True


def choose(candidates: Sequence[Candidate], evidence: Evidence) -> Choice:
    """The names that speak, from all candidates of a document."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.label.name.key].append(candidate)
    flat = _is_flat(candidates)
    begins = BEGINS | {Place.INLINE} if flat else BEGINS
    found = {key: believed_alone(group, evidence, begins) for key, group in groups.items()}
    believed = {key: closings for key, closings in found.items() if closings}
    pair_questions(groups, believed)
    add_recurring(groups, believed)
    add_titled_inside(groups, believed, evidence)
    dense = is_dense(candidates, evidence, flat)
    if dense:
        add_dense(groups, believed, evidence, begins)
    add_once_in_style(groups, believed, evidence, begins, dense)
    add_once_stopped(groups, believed, flat)
    add_short_forms(groups, believed)
    _drop_subjects(groups, believed)
    labels = [
        candidate
        for key, closings in believed.items()
        for candidate in groups[key]
        if candidate.label.closing in closings and candidate.label.place in begins
    ]
    if len(labels) == 1 and _may_greet(labels[0], evidence):
        return Choice({})
    empty = sum(not candidate.follows for candidate in labels)
    first = min((candidate.block for candidate in labels), default=0)
    return Choice(believed, alone=empty * 2 > len(labels), flat=flat, first=first)


def _drop_subjects(groups: dict[str, list[Candidate]], believed: dict[str, frozenset[Closing]]) -> None:
    """Believe no name whose only label goes on in lower case (``Comrade Grippa: the leader of the party, is ill.``)
    where those of others begin sentences: it is what somebody speaks about."""
    follows = {
        key: [c.follows[:1] for c in groups[key] if c.label.closing in closings & MARKED and c.follows]
        for key, closings in believed.items()
    }
    small = sum(letter.islower() for letters in follows.values() for letter in letters)
    if small * 2 > sum(map(len, follows.values())):
        return
    for key, letters in follows.items():
        if len(letters) == 1 and letters[0].islower() and not any(c.label.set_off for c in groups[key]):
            del believed[key]


def _may_greet(candidate: Candidate, evidence: Evidence) -> bool:
    """Whether the only label of a text may be the greeting of a letter or memorandum: ``Mr. Clayton: I think …``"""
    label = candidate.label
    greets = label.name.shape in (Shape.TITLED, Shape.OFFICER) and label.closing is Closing.COLON
    comrade = folded(label.name.voices[0].name.split()[0]) in RANKS
    return greets and not comrade and not label.name.bracketed and not evidence.tells_of(label)


def _is_flat(candidates: Sequence[Candidate]) -> bool:
    """Whether labels stand within lines as a rule: lines were run together."""
    places = Counter(candidate.label.place for candidate in candidates if candidate.label.closing in CLOSED)
    begins = sum(places[place] for place in BEGINS)
    return places[Place.INLINE] >= max(3, 3 * begins)
