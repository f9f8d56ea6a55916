"""Is a name believed on its own strength? By how often it is labelled, in which shape, and who is said to be there."""

from __future__ import annotations

from collections.abc import Sequence

from index.reading.label_evidence import BEGINS, MARKED, Candidate, Evidence, never_in_text
from index.reading.label_names import Shape
from index.reading.labels import Closing, Place

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
# Shapes that may be believed where they stand within a line, after a sentence.
_INLINE = frozenset({Shape.TITLED, Shape.OFFICER, Shape.FULL, Shape.CASELESS})


def believed_alone(group: Sequence[Candidate], evidence: Evidence, begins: frozenset[Place]) -> frozenset[Closing]:
    """The closings with which a name is believed on its own strength."""
    believed: set[Closing] = set()
    if _marked_enough(group, evidence, begins):
        believed |= MARKED
    if _stopped_enough(group, evidence, begins):
        believed.add(Closing.FULL_STOP)
    if any(candidate.label.closing is Closing.DASH and never_in_text(candidate.label) for candidate in group):
        believed.add(Closing.DASH)
    return frozenset(believed)


def _marked_enough(group: Sequence[Candidate], evidence: Evidence, places: frozenset[Place]) -> bool:
    labels = [candidate.label for candidate in group if candidate.label.closing in MARKED]
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
    begins = [label for label in stopped if label.place in BEGINS]
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
