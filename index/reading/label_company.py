"""Is a name believed by the company it keeps? Forms that recur, styles that are established, shorter forms, pairs.

Every rule adds to ``believed``: the closings with which a name is believed, by its key.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.reading.label_evidence import BEGINS, MARKED, Candidate, Evidence
from index.reading.label_names import Shape
from index.reading.label_words import folded
from index.reading.labels import Closing, Label, Place

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


def is_dense(candidates: Sequence[Candidate], evidence: Evidence, flat: bool) -> bool:
    """Whether labels open one paragraph after another and a name among them recurs, as in nothing but a transcript;
    what follows them is more than the value of a field."""
    places = BEGINS | {Place.INLINE} if flat else BEGINS
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
    return label.closing in MARKED and label.place in places and plain


def add_dense(
    groups: dict[str, list[Candidate]],
    believed: dict[str, frozenset[Closing]],
    evidence: Evidence,
    places: frozenset[Place],
) -> None:
    """Believe the names that recur where labels open one paragraph after another."""
    for key, group in groups.items():
        if sum(_opens(candidate, evidence, places) for candidate in group) > 1:
            believed[key] = believed.get(key, frozenset()) | MARKED


def add_titled_inside(
    groups: dict[str, list[Candidate]], believed: dict[str, frozenset[Closing]], evidence: Evidence
) -> None:
    """Believe ``Comrade Zhou Enlai: They lack unity.`` after a sentence of somebody who is labelled."""
    if not any(closings & MARKED for closings in believed.values()):
        return
    for key, group in groups.items():
        for candidate in group:
            label = candidate.label
            titled = label.name.shape is Shape.TITLED and label.closing in MARKED and not evidence.doubts(label)
            if titled and label.place is Place.INLINE and not candidate.follows[:1].islower():
                believed[key] = believed.get(key, frozenset()) | MARKED


def pair_questions(groups: dict[str, list[Candidate]], believed: dict[str, frozenset[Closing]]) -> None:
    """Believe ``Q.`` and ``A.``, ``Q -`` and ``A -`` where both recur with the same closing."""
    for question, answer in (("q", "a"), ("question", "answer")):
        both = [Counter(c.label.closing for c in groups.get(key, ())) for key in (question, answer)]
        for closing in Closing:
            if min(count[closing] for count in both) > 1:
                for key in (question, answer):
                    believed[key] = believed.get(key, frozenset()) | {closing}
    if "a" in believed and "q" not in groups:
        del believed["a"]


def add_recurring(groups: dict[str, list[Candidate]], believed: dict[str, frozenset[Closing]]) -> None:
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


def add_once_in_style(
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
        if candidate.label.closing in closings & MARKED and candidate.label.place in begins
    )
    marked = [key for key, closings in believed.items() if closings & MARKED]
    established = dense or (len(marked) >= _STYLE_NAMES and labels.total() >= _STYLE_LABELS)
    set_off = [candidate.label.set_off for key in marked for candidate in groups[key]]
    if not established and not any(set_off):
        return
    wanted = sum(set_off) * 2 > len(set_off)  # where labels are set off, what is not is none
    first = min(candidate.block for key in believed for candidate in groups[key])
    shapes = {groups[key][0].label.name.shape for key, closings in believed.items() if closings & MARKED}
    for key, group in groups.items():
        fitting = [candidate for candidate in group if _fits_style(candidate, evidence, first, shapes)]
        if wanted:
            persons = (Shape.TITLED, Shape.OFFICER)
            fitting = [c for c in fitting if c.label.set_off or c.label.name.shape in persons]
        if key not in believed and any(established or candidate.label.set_off for candidate in fitting):
            believed[key] = MARKED


def _fits_style(candidate: Candidate, evidence: Evidence, first: int, shapes: set[Shape]) -> bool:
    label = candidate.label
    known = frozenset(Shape) if label.set_off else _ONCE_IN_STYLE.get(label.name.shape, frozenset())
    if candidate.follows.startswith("http") or not known & shapes or label.closing not in MARKED:
        return False
    later = candidate.block > first or len(candidate.follows) >= _SENTENCE
    telling = label.name.shape in (Shape.TITLED, Shape.OFFICER) or _INITIALLED.match(label.name.voices[0].name)
    titled = telling and not candidate.follows[:1].islower()
    begins = (label.place is Place.BLOCK and later) or (label.place is Place.INLINE and titled)
    plain = label.set_off or not evidence.doubts(label) or label.name.shape is Shape.OFFICE
    voice = label.name.shape is Shape.GENERIC and Shape.GENERIC in shapes
    return bool(begins) and (voice or (plain and not label.name.ordinary))


def add_once_stopped(groups: dict[str, list[Candidate]], believed: dict[str, frozenset[Closing]], flat: bool) -> None:
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


def add_short_forms(groups: dict[str, list[Candidate]], believed: dict[str, frozenset[Closing]]) -> None:
    """Believe the short form that a label gives (``Michael Folkson (MF):`` and then ``MF:``), shorter and longer forms
    of believed names (``Chou:`` beside ``General Chou En-lai:``), and joint labels of believed people."""
    for key, group in groups.items():
        for candidate in group:
            alias = folded(candidate.label.name.alias or "")
            if alias in groups and (key in believed or alias in believed):
                believed[alias] = believed.get(alias, frozenset()) | MARKED
                believed[key] = believed.get(key, frozenset()) | MARKED
    words = [frozenset(key.split()) for key, closings in believed.items() if closings & MARKED and len(key) > 2]
    for key in groups.keys() - believed.keys():
        if _begins_marked(groups[key]) and _is_form_of(key, words):
            believed[key] = MARKED


def _begins_marked(group: Sequence[Candidate]) -> bool:
    """Whether a name is labelled at the beginning of a paragraph."""
    labels = [candidate.label for candidate in group if not candidate.label.name.ordinary]
    return any(label.closing in MARKED and label.place is Place.BLOCK for label in labels)


def _is_form_of(key: str, believed: Sequence[frozenset[str]]) -> bool:
    """Whether ``key`` is a shorter or longer form of a believed name, or joins several."""
    parts = [frozenset(part.split()) for part in key.split(" + ")]
    return all(
        any(part < name or part > name or (part == name and len(parts) > 1) for name in believed) for part in parts
    )
