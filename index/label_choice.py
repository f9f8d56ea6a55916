"""Which of the things that look like labels are labels? Decided for a whole document at once.

A name is believed when it speaks often enough for its shape, or when something else says that the person is there (a
list of participants, front matter), or when it comes once among many others of its style. Forms that also occur in
ordinary text (a full stop, a dash, nothing at all) are believed only where they are printed in a way no sentence is, or
for names that are believed already. A false speaker is worse than an unattributed paragraph.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.label_names import Shape
from index.label_words import RANKS, folded
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
_DENSE, _DENSE_LABELS = 0.6, 3  # the part of the paragraphs that begin with labels in a dense text, and how many do
_INITIALLED = re.compile(r"[^\W\d_]\.")  # A. I. Mikoyan
_SPOKEN = 25  # characters after a label that are more than a word or two
_SENTENCE = 50  # characters after a label that are more than the value of a header field
_RECURRING = 3  # labels of a form that ordinary text has as well, with at least two names
_NAMED = frozenset({Shape.TITLED, Shape.OFFICER, Shape.FULL})
_ONCE_IN_STYLE = {  # shapes that are then believed, and the shapes of believed names that make them credible
    Shape.FULL: _NAMED,
    Shape.OFFICER: _NAMED,
    Shape.SINGLE: _NAMED - {Shape.FULL} | {Shape.SINGLE},
    Shape.CASELESS: frozenset({Shape.CASELESS}),
    Shape.INITIALS: frozenset({Shape.INITIALS}),
    Shape.OFFICE: _NAMED | {Shape.SINGLE, Shape.OFFICE},
    Shape.GENERIC: frozenset(Shape),
}
# Shapes that may be believed where they stand within a line, after a sentence.
_INLINE = frozenset({Shape.TITLED, Shape.OFFICER, Shape.FULL, Shape.CASELESS})
_MARKED = frozenset({Closing.COLON, Closing.STAMP})
_CLOSED = _MARKED | {Closing.FULL_STOP, Closing.DASH}
_BEGINS = frozenset({Place.BLOCK, Place.LINE})
# Shapes that may stand anywhere in text whose lines were run together.
_RUN_TOGETHER = frozenset({Shape.TITLED, Shape.OFFICER, Shape.FULL, Shape.GENERIC, Shape.CASELESS, Shape.INITIALS})


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

    def is_common(self, label: Label) -> bool:
        """Whether the name, without a title, is that of a country or a word that heads sections."""
        return label.name.ordinary and label.name.shape is not Shape.TITLED

    def doubts(self, label: Label) -> bool:
        """Whether the name has a word that the text, or any text, uses for other things."""
        if label.name.shape is Shape.TITLED or (label.name.caps and label.name.shape is Shape.OFFICE):
            return False
        return label.name.ordinary or any(word in self.lower for word in label.name.key.split() if len(word) > 1)


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
            return bool(closings & _MARKED) and candidate.block > self.first
        if label.closing is Closing.DASH and label.place is Place.INLINE:
            return self.flat and label.closing in closings
        if label.closing is Closing.FULL_STOP:
            run_in = self.flat and label.name.shape is Shape.GENERIC  # Q. and A.
            return label.name.caps or label.set_off or label.place is Place.BLOCK or run_in
        return label.closing in closings or (bool(closings & _MARKED) and _never_in_text(label))

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
    begins = _BEGINS | {Place.INLINE} if flat else _BEGINS
    found = {key: _believed_alone(group, evidence, begins) for key, group in groups.items()}
    believed = {key: closings for key, closings in found.items() if closings}
    _pair_questions(groups, believed)
    _add_recurring(groups, believed)
    _add_titled_inside(groups, believed, evidence)
    dense = _is_dense(candidates, evidence, flat)
    if dense:
        _add_dense(groups, believed, evidence, begins)
    _add_once_in_style(groups, believed, evidence, begins, dense)
    _add_once_stopped(groups, believed, flat)
    _add_short_forms(groups, believed)
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
        key: [c.follows[:1] for c in groups[key] if c.label.closing in closings & _MARKED and c.follows]
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
    places = Counter(candidate.label.place for candidate in candidates if candidate.label.closing in _CLOSED)
    begins = sum(places[place] for place in _BEGINS)
    return places[Place.INLINE] >= max(3, 3 * begins)


def _is_dense(candidates: Sequence[Candidate], evidence: Evidence, flat: bool) -> bool:
    """Whether labels open one paragraph after another and a name among them recurs, as in nothing but a transcript;
    what follows them is more than the value of a field."""
    places = _BEGINS | {Place.INLINE} if flat else _BEGINS
    labels = [candidate for candidate in candidates if _opens(candidate, evidence, places)]
    names = Counter(candidate.label.name.key for candidate in labels)
    blocks = {candidate.block for candidate in labels}
    if len(labels) < _DENSE_LABELS or len(names) < 2 or max(names.values()) < 2:
        return False
    spoken = sum(len(candidate.follows) >= _SPOKEN for candidate in labels)
    return spoken * 2 > len(labels) and (flat or len(blocks) >= _DENSE * (max(blocks) - min(blocks) + 1))


def _opens(candidate: Candidate, evidence: Evidence, places: frozenset[Place]) -> bool:
    label = candidate.label
    plain = label.name.shape is Shape.OFFICE or not evidence.doubts(label)
    return label.closing in _MARKED and label.place in places and plain


def _add_dense(
    groups: dict[str, list[Candidate]],
    believed: dict[str, frozenset[Closing]],
    evidence: Evidence,
    places: frozenset[Place],
) -> None:
    """Believe the names that recur where labels open one paragraph after another."""
    for key, group in groups.items():
        if sum(_opens(candidate, evidence, places) for candidate in group) > 1:
            believed[key] = believed.get(key, frozenset()) | _MARKED


def _believed_alone(group: Sequence[Candidate], evidence: Evidence, begins: frozenset[Place]) -> frozenset[Closing]:
    """The closings with which a name is believed on its own strength."""
    believed: set[Closing] = set()
    if _marked_enough(group, evidence, begins):
        believed |= _MARKED
    if _stopped_enough(group, evidence, begins):
        believed.add(Closing.FULL_STOP)
    if any(candidate.label.closing is Closing.DASH and _never_in_text(candidate.label) for candidate in group):
        believed.add(Closing.DASH)
    return frozenset(believed)


def _marked_enough(group: Sequence[Candidate], evidence: Evidence, places: frozenset[Place]) -> bool:
    labels = [candidate.label for candidate in group if candidate.label.closing in _MARKED]
    begins = [label for label in labels if label.place in places]
    inside = [label for label in labels if label.place is Place.INLINE and label.name.shape in _INLINE]
    counted = begins if Place.INLINE in places else begins + inside
    if not counted:
        return False
    strongest = min(counted, key=lambda label: _ENOUGH[label.name.shape])
    if (evidence.tells_of(strongest) and not evidence.is_common(strongest)) or any(
        label.name.bracketed for label in begins
    ):
        return True
    if strongest.name.shape is Shape.TITLED:
        return bool(begins) or len(inside) > 1
    enough = _ENOUGH[strongest.name.shape] + (1 if evidence.doubts(strongest) else 0)
    stamped = any(label.closing is Closing.STAMP for label in counted)
    return len(counted) >= enough or (stamped and not strongest.name.ordinary)


def _stopped_enough(group: Sequence[Candidate], evidence: Evidence, places: frozenset[Place]) -> bool:
    stopped = [candidate.label for candidate in group if candidate.label.closing is Closing.FULL_STOP]
    begins = [label for label in stopped if label.place in _BEGINS]
    if len(begins) > 1 and evidence.tells_of(begins[0]):
        return True
    inside = (Shape.TITLED, Shape.OFFICE)
    labels = [
        label
        for label in stopped
        if label.set_off or (label.name.caps and (label.place in places or label.name.shape in inside))
    ]
    if not labels:
        return False
    enough = _ENOUGH_STOPPED.get(labels[0].name.shape, 1000)
    return len(labels) >= enough + evidence.doubts(labels[0]) or evidence.tells_of(labels[0])


def _add_titled_inside(
    groups: dict[str, list[Candidate]], believed: dict[str, frozenset[Closing]], evidence: Evidence
) -> None:
    """Believe ``Comrade Zhou Enlai: They lack unity.`` after a sentence of somebody who is labelled."""
    if not any(closings & _MARKED for closings in believed.values()):
        return
    for key, group in groups.items():
        for candidate in group:
            label = candidate.label
            titled = label.name.shape is Shape.TITLED and label.closing in _MARKED and not evidence.doubts(label)
            if titled and label.place is Place.INLINE and not candidate.follows[:1].islower():
                believed[key] = believed.get(key, frozenset()) | _MARKED


def _never_in_text(label: Label) -> bool:
    """Whether no sentence begins like this label, which has no colon: ``Cde. Mikoyan—``, ``<u>Comrade Mao</u>.``"""
    if label.closing is Closing.DASH:
        return label.name.shape is Shape.TITLED
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
    groups: dict[str, list[Candidate]],
    believed: dict[str, frozenset[Closing]],
    evidence: Evidence,
    begins: frozenset[Place],
    dense: bool,
) -> None:
    """Believe a name that is labelled once, in a style that is established in the document."""
    labels = Counter(
        candidate.label.closing
        for key, closings in believed.items()
        for candidate in groups[key]
        if candidate.label.closing in closings & _MARKED and candidate.label.place in begins
    )
    marked = [key for key, closings in believed.items() if closings & _MARKED]
    established = dense or (len(marked) >= _STYLE_NAMES and labels.total() >= _STYLE_LABELS)
    set_off = [candidate.label.set_off for key in marked for candidate in groups[key]]
    if not established and not any(set_off):
        return
    wanted = sum(set_off) * 2 > len(set_off)  # where labels are set off, what is not is none
    first = min(candidate.block for key in believed for candidate in groups[key])
    shapes = {groups[key][0].label.name.shape for key, closings in believed.items() if closings & _MARKED}
    for key, group in groups.items():
        fitting = [candidate for candidate in group if _fits_style(candidate, evidence, first, shapes)]
        if wanted:
            persons = (Shape.TITLED, Shape.OFFICER)
            fitting = [c for c in fitting if c.label.set_off or c.label.name.shape in persons]
        if key not in believed and any(established or candidate.label.set_off for candidate in fitting):
            believed[key] = _MARKED


def _fits_style(candidate: Candidate, evidence: Evidence, first: int, shapes: set[Shape]) -> bool:
    label = candidate.label
    known = frozenset(Shape) if label.set_off else _ONCE_IN_STYLE.get(label.name.shape, frozenset())
    if candidate.follows.startswith("http") or not known & shapes or label.closing not in _MARKED:
        return False
    later = candidate.block > first or len(candidate.follows) >= _SENTENCE
    telling = label.name.shape in (Shape.TITLED, Shape.OFFICER) or _INITIALLED.match(label.name.voices[0].name)
    titled = telling and not candidate.follows[:1].islower()
    begins = (label.place is Place.BLOCK and later) or (label.place is Place.INLINE and titled)
    plain = label.set_off or not evidence.doubts(label) or label.name.shape is Shape.OFFICE
    voice = label.name.shape is Shape.GENERIC and Shape.GENERIC in shapes
    return bool(begins) and (voice or (plain and not label.name.ordinary))


def _add_once_stopped(groups: dict[str, list[Candidate]], believed: dict[str, frozenset[Closing]], flat: bool) -> None:
    """Believe a name in capitals that a full stop closes once, where others in capitals are closed so."""
    stopped = [key for key, closings in believed.items() if Closing.FULL_STOP in closings]
    shapes = {candidate.label.name.shape for key in stopped for candidate in groups[key] if candidate.label.name.caps}
    if not shapes:
        return
    allowed = {Shape.TITLED, Shape.OFFICER, Shape.OFFICE} | (shapes & {Shape.SINGLE, Shape.FULL})
    places = {Place.BLOCK, Place.INLINE} if flat else {Place.BLOCK}
    for key, group in groups.items():
        once = [c for c in group if c.label.closing is Closing.FULL_STOP and c.label.place in places and c.follows]
        fitting = [c for c in once if c.label.name.caps and not c.label.name.ordinary and c.label.name.shape in allowed]
        if fitting and (len(stopped) > 1 or fitting[0].label.name.shape not in (Shape.SINGLE, Shape.FULL)):
            believed[key] = believed.get(key, frozenset()) | {Closing.FULL_STOP}


def _add_short_forms(groups: dict[str, list[Candidate]], believed: dict[str, frozenset[Closing]]) -> None:
    """Believe the short form that a label gives (``Michael Folkson (MF):`` and then ``MF:``), shorter and longer forms
    of believed names (``Chou:`` beside ``General Chou En-lai:``), and joint labels of believed people."""
    for key, group in groups.items():
        for candidate in group:
            alias = folded(candidate.label.name.alias or "")
            if alias in groups and (key in believed or alias in believed):
                believed[alias] = believed.get(alias, frozenset()) | _MARKED
                believed[key] = believed.get(key, frozenset()) | _MARKED
    words = [frozenset(key.split()) for key, closings in believed.items() if closings & _MARKED and len(key) > 2]
    for key in groups.keys() - believed.keys():
        if _begins_marked(groups[key]) and _is_form_of(key, words):
            believed[key] = _MARKED


def _begins_marked(group: Sequence[Candidate]) -> bool:
    """Whether a name is labelled at the beginning of a paragraph."""
    labels = [candidate.label for candidate in group if not candidate.label.name.ordinary]
    return any(label.closing in _MARKED and label.place is Place.BLOCK for label in labels)


def _is_form_of(key: str, believed: Sequence[frozenset[str]]) -> bool:
    """Whether ``key`` is a shorter or longer form of a believed name, or joins several."""
    parts = [frozenset(part.split()) for part in key.split(" + ")]
    return all(
        any(part < name or part > name or (part == name and len(parts) > 1) for name in believed) for part in parts
    )
