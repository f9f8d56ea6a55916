"""Which of the things that look like labels are labels? Decided for a whole document at once.

A name is believed when it speaks often enough for its shape, or when something else says that the person is there (a
list of participants, front matter), or when it comes once among many others of its style. Forms that also occur in
ordinary text (a full stop, a dash, nothing at all) are believed only where they are printed in a way no sentence is, or
for names that are believed already. A false speaker is worse than an unattributed paragraph.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.label_names import Shape
from index.label_words import folded
from index.labels import Closing, Label, Place

# How often a name must be labelled with a colon or time stamp before it is believed on that alone.
_ENOUGH = {
    Shape.TITLED: 1,
    Shape.OFFICER: 2,
    Shape.FULL: 2,
    Shape.CASELESS: 2,
    Shape.GENERIC: 2,
    Shape.SINGLE: 3,
    Shape.INITIALS: 3,
    Shape.OFFICE: 3,
}
# The same for names in capitals that a full stop closes ("Mr. BOND.", "BREZHNEV."); others need a colon elsewhere.
_ENOUGH_STOPPED = {Shape.TITLED: 1, Shape.OFFICER: 1, Shape.OFFICE: 2, Shape.FULL: 2, Shape.SINGLE: 2}
# A style is established by so many believed names with so many labels; then one label of a new name is enough.
_STYLE_NAMES, _STYLE_LABELS = 2, 4
_RECURRING = 3  # labels of a form that ordinary text has as well, with at least two names
_ONCE_IN_STYLE = frozenset(
    {Shape.FULL, Shape.SINGLE, Shape.OFFICER, Shape.CASELESS, Shape.OFFICE, Shape.INITIALS, Shape.GENERIC}
)
# Shapes that may be believed where they stand within a line, after a sentence.
_INLINE = frozenset({Shape.TITLED, Shape.OFFICER, Shape.FULL, Shape.CASELESS})
_MARKED = frozenset({Closing.COLON, Closing.STAMP})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible label, the number of its block, and the words that follow it on its line (few are enough)."""

    block: int
    label: Label
    follows: str = ""


@dataclass(frozen=True)
class Evidence:
    """What else the document says: ``present``, the folded words of the names of people said to be there, their
    ``initials``, and the words that the text has in lower case."""

    present: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()
    lower: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str], lower: frozenset[str]) -> Evidence:
        words = [[folded(word) for word in name.replace(",", " ").split()] for name in names]
        return cls(
            frozenset(word for name in words for word in name if len(word) > 1),
            frozenset("".join(word[:1] for word in name) for name in words if len(name) > 1),
            lower,
        )

    def tells_of(self, label: Label) -> bool:
        """Whether the person is said to be there."""
        words = [word for word in label.name.key.split() if len(word) > 1 and word != "+"]
        if label.name.shape is Shape.INITIALS:
            return label.name.key in self.initials
        return bool(words) and all(word in self.present for word in words)

    def doubts(self, label: Label) -> bool:
        """Whether the name has a word that the text, or any text, uses for other things."""
        return label.name.ordinary or any(word in self.lower for word in label.name.key.split() if len(word) > 1)


@dataclass(frozen=True)
class Choice:
    """The believed names by the closings they are believed with, and whether labels have lines to themselves."""

    believed: dict[str, frozenset[Closing]]
    alone: bool = False
    first: int = 0  # the block of the first believed label

    def accepts(self, candidate: Candidate) -> bool:
        label = candidate.label
        closings = self.believed.get(label.name.key, frozenset())
        if label.place is Place.LOOSE:
            strong = label.name.caps or label.name.shape in (Shape.TITLED, Shape.OFFICER)
            return strong and label.closing in closings
        if label.closing is Closing.LINE and label.closing not in closings:
            return self.alone and bool(closings) and candidate.block > self.first
        if label.closing in closings:
            return True
        return bool(closings & _MARKED) and _never_in_text(label)


def choose(candidates: Sequence[Candidate], evidence: Evidence) -> Choice:
    """The names that speak, from all candidates of a document."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[candidate.label.name.key].append(candidate)
    believed = {key: closings for key, group in groups.items() if (closings := _alone_believed(group, evidence))}
    _pair_questions(groups, believed)
    _add_recurring(groups, believed)
    _add_once_in_style(groups, believed, evidence)
    _add_short_forms(groups, believed)
    labels = [
        candidate
        for key, closings in believed.items()
        for candidate in groups[key]
        if candidate.label.closing in closings and candidate.label.place is not Place.LOOSE
    ]
    empty = sum(not candidate.follows for candidate in labels)
    first = min((candidate.block for candidate in labels), default=0)
    return Choice(believed, alone=empty * 2 > len(labels), first=first)


def _alone_believed(group: Sequence[Candidate], evidence: Evidence) -> frozenset[Closing]:
    """The closings with which a name is believed on its own strength."""
    believed: set[Closing] = set()
    if _marked_enough(group, evidence):
        believed |= _MARKED
    if _stopped_enough(group, evidence):
        believed.add(Closing.FULL_STOP)
    if any(candidate.label.closing is Closing.DASH and _never_in_text(candidate.label) for candidate in group):
        believed.add(Closing.DASH)
    return frozenset(believed)


def _marked_enough(group: Sequence[Candidate], evidence: Evidence) -> bool:
    labels = [candidate.label for candidate in group if candidate.label.closing in _MARKED]
    begins = [label for label in labels if label.place in (Place.BLOCK, Place.LINE)]
    inside = [label for label in labels if label.place is Place.INLINE and label.name.shape in _INLINE]
    counted = begins + inside
    if not counted:
        return len([label for label in labels if label.place is Place.INLINE]) > _RECURRING and not any(
            map(evidence.doubts, labels)
        )
    strongest = min(counted, key=lambda label: _ENOUGH[label.name.shape])
    if (evidence.tells_of(strongest) and not strongest.name.ordinary) or any(
        label.set_off and label.name.bracketed for label in begins
    ):
        return True
    if strongest.name.shape is Shape.TITLED:
        return bool(begins) or len(inside) > 1 or not evidence.doubts(strongest)
    enough = _ENOUGH[strongest.name.shape] + (1 if evidence.doubts(strongest) else 0)
    stamped = any(label.closing is Closing.STAMP for label in counted)
    return len(counted) >= enough or (stamped and not strongest.name.ordinary)


def _stopped_enough(group: Sequence[Candidate], evidence: Evidence) -> bool:
    labels = [
        candidate.label
        for candidate in group
        if candidate.label.closing is Closing.FULL_STOP and (candidate.label.name.caps or candidate.label.set_off)
    ]
    if not labels:
        return False
    enough = _ENOUGH_STOPPED.get(labels[0].name.shape, 1000)
    return len(labels) >= enough + evidence.doubts(labels[0]) or evidence.tells_of(labels[0])


def _never_in_text(label: Label) -> bool:
    """Whether no sentence begins like this label, which has no colon: ``Cde. Mikoyan—``, ``<u>Comrade Mao</u>.``"""
    if label.closing is Closing.DASH:
        return label.name.shape is Shape.TITLED
    if label.closing is Closing.FULL_STOP:
        return label.set_off or label.name.caps or label.place is not Place.LINE
    return label.closing is Closing.SET_OFF


def _pair_questions(groups: dict[str, list[Candidate]], believed: dict[str, frozenset[Closing]]) -> None:
    """Believe ``Q.`` and ``A.``, ``Q -`` and ``A -`` where both recur with the same closing."""
    for question, answer in (("q", "a"), ("question", "answer")):
        both = [Counter(c.label.closing for c in groups.get(key, ())) for key in (question, answer)]
        for closing in Closing:
            if min(count[closing] for count in both) > 1:
                for key in (question, answer):
                    believed[key] = believed.get(key, frozenset()) | {closing}
    if "a" in believed and "q" not in groups:
        del believed["a"]


def _add_recurring(groups: dict[str, list[Candidate]], believed: dict[str, frozenset[Closing]]) -> None:
    """Believe forms that ordinary text has as well, where two names or more recur in them."""
    for closing in (Closing.FULL_STOP, Closing.DASH, Closing.SET_OFF, Closing.LINE):
        recurring = []
        for key, group in groups.items():
            labels = [candidate.label for candidate in group if candidate.label.closing is closing]
            if len(labels) >= _RECURRING and _recurs_as_name(labels):
                recurring.append(key)
        if len(recurring) > 1:
            for key in recurring:
                believed[key] = believed.get(key, frozenset()) | {closing}


def _recurs_as_name(labels: Sequence[Label]) -> bool:
    shapes = {Shape.TITLED, Shape.OFFICER, Shape.FULL, Shape.CASELESS}
    name = labels[0].name
    if labels[0].closing is Closing.SET_OFF:
        return not name.ordinary
    return name.shape in shapes and not name.ordinary and len(name.key.split()) > 1


def _add_once_in_style(
    groups: dict[str, list[Candidate]], believed: dict[str, frozenset[Closing]], evidence: Evidence
) -> None:
    """Believe a name that is labelled once, in a style that is established in the document."""
    labels = Counter(
        candidate.label.closing
        for key, closings in believed.items()
        for candidate in groups[key]
        if candidate.label.closing in closings & _MARKED and candidate.label.place in (Place.BLOCK, Place.LINE)
    )
    names = sum(bool(closings & _MARKED) for closings in believed.values())
    if names < _STYLE_NAMES or labels.total() < _STYLE_LABELS:
        return
    first = min(candidate.block for key in believed for candidate in groups[key])
    for key, group in groups.items():
        if key not in believed and any(_fits_style(candidate, evidence, first) for candidate in group):
            believed[key] = _MARKED


def _fits_style(candidate: Candidate, evidence: Evidence, first: int) -> bool:
    label = candidate.label
    begins = label.closing in _MARKED and label.place is Place.BLOCK and candidate.block > first
    plain = label.set_off or not evidence.doubts(label) or label.name.shape is Shape.OFFICE
    return begins and plain and label.name.shape in _ONCE_IN_STYLE and not label.name.ordinary


def _add_short_forms(groups: dict[str, list[Candidate]], believed: dict[str, frozenset[Closing]]) -> None:
    """Believe the short form that a believed label gives: ``Michael Folkson (MF):`` and then ``MF:``."""
    for key in list(believed):
        for candidate in groups[key]:
            alias = folded(candidate.label.name.alias or "")
            if alias in groups:
                believed[alias] = believed.get(alias, frozenset()) | _MARKED
