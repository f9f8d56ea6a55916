"""Who may an unknown label be? Likeness across documents, which only ever proposes.

:func:`proposals` compares every name that the authority file does not know with the people it knows and with full names
printed elsewhere: shorter forms, slips, the same words in another order, and general likeness (:mod:`difflib`). A
proposal is text for ``speakers.toml``, and :func:`accepted` puts it there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

import tomlkit

from index.model import Via
from index.speakers.authority import Authority
from index.speakers.authority_edit import add_speaker, add_variant
from index.speakers.authority_file import Person
from index.speakers.check import SpokenName, Survey, counted
from index.speakers.printed_names import PrintedName, is_shorter_form, is_slip, ranks_agree, read_name, speaker_id

_ALIKE = 0.84  # of difflib's ratio, over the letters of both names in alphabetical order of their words
_COMPARED = 300  # people that share a beginning with a name; more are not looked at
_BEGINNING = 3  # letters


@dataclass(frozen=True, slots=True)
class ProposedVariant:
    """A way of printing somebody's name, with the documents it must be kept to (none: it says enough by itself)."""

    text: str
    documents: tuple[str, ...]
    why: str
    turns: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Names that are probably one person's. ``known``: the authority file has the entry ``speaker`` already, so the
    variants belong into it; else :attr:`toml` is a whole entry."""

    speaker: str
    name: str
    known: bool
    variants: tuple[ProposedVariant, ...]

    @property
    def toml(self) -> str:
        """The proposal as text to paste, with the reasons as comments."""
        items = "\n".join(
            f"    {_written(variant)}, # {variant.why}, {counted(variant.turns, 'turn')}" for variant in self.variants
        )
        if self.known:
            return f"# into the variants of {tomlkit.item(self.name).as_string()}, id {self.speaker}\n{items}\n"
        return f"[[speaker]]\nname = {tomlkit.item(self.name).as_string()}\nvariants = [\n{items}\n]\n"


def proposals(survey: Survey, authority: Authority) -> tuple[Proposal, ...]:
    """One proposal for each person who is probably meant by names not known to be his. A name that fits two people
    equally well is proposed for neither. Full names come first, so that two prints of one name are one person when
    labels are compared with them."""
    people = _People(survey, authority)
    found: dict[_Person, dict[tuple[str, ...], ProposedVariant]] = {}
    for spoken in sorted(survey.names, key=lambda spoken: not spoken.speaker.resolved):
        likeliest = people.likeliest(spoken) if people.may_be_another(spoken) else None
        if likeliest:
            person, why = likeliest
            name = read_name(spoken.name)
            documents = tuple(document for document, _ in spoken.documents) if name.weak else ()
            variant = ProposedVariant(name.label, documents, why, spoken.turns)
            found.setdefault(person, {}).setdefault(name.key, variant)
    ordered = (person for person in people.all if person in found)
    return tuple(Proposal(one.id, one.name, one.known, tuple(found[one].values())) for one in ordered)


def accepted(text: str, proposed: Iterable[Proposal], *, path: str = "speakers.toml") -> str:
    """The text of an authority file with proposals put into it; raises :class:`~index.errors.AuthorityError`."""
    for proposal in proposed:
        speaker = proposal.speaker
        if not proposal.known:
            text, speaker = add_speaker(text, proposal.name, path=path), speaker_id(proposal.name)
        for variant in proposal.variants:
            text = add_variant(text, speaker, variant.text, documents=variant.documents, path=path)
    return text


# Who is compared


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody an unknown name may belong to, under all names known to be his."""

    id: str
    name: str
    names: tuple[PrintedName, ...]
    known: bool


class _People:
    """Those of the authority file, then full names printed in the documents, most turns first."""

    def __init__(self, survey: Survey, authority: Authority) -> None:
        self._ids = authority.ids
        printed = {
            spoken.speaker.id: _Person(spoken.speaker.id, spoken.speaker.name, (name,), known=False)
            for spoken in survey.names
            if spoken.speaker.resolved and (name := read_name(spoken.speaker.name)).full
            if not {spoken.speaker.id, speaker_id(spoken.speaker.name)} & self._ids
        }
        self.all = (*(_known(person) for person in authority.people), *printed.values())
        self._rank = {person.id: rank for rank, person in enumerate(self.all)}
        self._near: dict[str, list[_Person]] = {}
        for person in self.all:
            for beginning in {beginning for name in person.names for beginning in _beginnings(name)}:
                self._near.setdefault(beginning, []).append(person)
        self._absorbed: set[str] = set()

    def may_be_another(self, spoken: SpokenName) -> bool:
        """Whether a name is a label, or a full name that nobody but the document vouches for."""
        return not spoken.speaker.resolved or (spoken.via is Via.PRINTED and spoken.speaker.id in self._rank)

    def likeliest(self, spoken: SpokenName) -> tuple[_Person, str] | None:
        """The one person a name is most like, and in what; of two printed names the rarer is the variant."""
        name = read_name(spoken.name)
        rank = self._rank.get(spoken.speaker.id, len(self.all))
        near = dict.fromkeys(
            one for beginning in _beginnings(name) for one in self._near.get(beginning, ())[:_COMPARED]
        )
        likenesses = [
            (likeness, person)
            for person in near
            if self._rank[person.id] < rank and person.id not in self._absorbed
            if (likeness := _likeness(name, person)) is not None
        ]
        if not likenesses:
            return None
        best = min(likeness for likeness, _ in likenesses)
        fitting = [person for likeness, person in likenesses if likeness == best]
        if len(fitting) != 1:
            return None
        self._absorbed.add(spoken.speaker.id)
        return fitting[0], _LIKENESSES[best]


def _known(person: Person) -> _Person:
    texts = (person.name, *(variant.text for variant in person.variants))
    return _Person(person.id, person.name, tuple(read_name(text) for text in texts), known=True)


def _beginnings(name: PrintedName) -> frozenset[str]:
    return frozenset(word[:_BEGINNING] for word in name.words if len(word) > 1)


def _likeness(name: PrintedName, person: _Person) -> int | None:
    """The closest way in which a name is like one of a person's, as a place in the table; None when it is not."""
    agreeing = [other for other in person.names if ranks_agree(name, other)]
    ways = (way for way, holds in enumerate(_TESTS) if any(holds(name, other) for other in agreeing))
    return next(ways, None)


def _same_words(one: PrintedName, other: PrintedName) -> bool:
    return bool(one.words) and sorted(one.words) == sorted(other.words)


def _alike(one: PrintedName, other: PrintedName) -> bool:
    """Whether names of several words are alike in their letters, whatever the order of the words."""
    if min(len(one.words), len(other.words)) < 2:
        return False
    letters = SequenceMatcher(None, " ".join(sorted(one.words)), " ".join(sorted(other.words)), autojunk=False)
    return letters.real_quick_ratio() >= _ALIKE and letters.quick_ratio() >= _ALIKE and letters.ratio() >= _ALIKE


# From the closest likeness to the loosest.
_TESTS = (_same_words, is_slip, is_shorter_form, lambda one, other: is_shorter_form(other, one), _alike)
_LIKENESSES = ("the same words", "one letter apart", "a shorter form", "a longer form", "alike")


def _written(variant: ProposedVariant) -> str:
    text = tomlkit.item(variant.text).as_string()
    if not variant.documents:
        return text
    return f"{{text = {text}, documents = {tomlkit.item(list(variant.documents)).as_string()}}}"
