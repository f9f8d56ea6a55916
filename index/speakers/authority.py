"""Who is who, in the operator's word? The authority file ``speakers.toml``, and what a printed name means by it.

::

    not_speakers = ["Translator's note"]       # labels that are no speakers, whatever they look like

    [[speaker]]
    id = "george-c-marshall"                   # optional; made from the name
    name = "George C. Marshall"                # the preferred name; always one of the variants too
    variants = [
        "George Marshall",                     # a way of printing the name that is his in every document
        {text = "General Marshall", documents = ["frus-*"], from = "1946", to = "1947-01"},   # …or only there and then
    ]
    role = "US envoy"                          # optional, for readers
    note = "…"                                 # optional, for the people who keep the file
    documents = ["frus-1946-*"]                # optional scope of the whole entry; from and to likewise

**Matching.** Names are compared without case, accents, full stops and brackets; rank words have short forms (Gen.,
Cde.). A variant printed with a rank matches a label without one, and the reverse; two different ranks do not match,
except "Comrade", which says nothing. The closest match wins: with the same ranks before without.

**Scope.** ``documents`` holds ids of documents or paths of source files, ``*`` standing for anything; ``from`` and
``to`` are years, months or days, ends included, and the whole date of the conversation must lie within. A scope of an
entry and one of its variant hold both. A bare surname ("Marshall", "General Marshall") or an office ("The President")
is many people, so as a variant it counts only within a scope; who means it everywhere writes ``documents = ["*"]``. A
preferred name counts without one, as the operator's word for that person.

**Conflict.** Where two people claim one label in one document, nobody gets it (:attr:`Match.people` holds both).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from index.model import Document
from index.speakers.authority_file import Person, Variant, read_people
from index.speakers.printed_names import PrintedName, read_name


@dataclass(frozen=True, slots=True)
class Match:
    """What the authority file says of a name in a document: nobody, one person, or several who contradict each other.
    ``unscoped``: those whose bare variant would match but has no scope."""

    people: tuple[Person, ...] = ()
    unscoped: tuple[Person, ...] = ()

    @property
    def person(self) -> Person | None:
        """The one person meant."""
        return self.people[0] if len(self.people) == 1 else None


NO_MATCH = Match()


@dataclass(frozen=True, slots=True)
class _Claim:
    """One person's claim to one printed name."""

    person: Person
    variant: Variant
    name: PrintedName
    preferred: bool

    def covers(self, document: Document) -> bool:
        return self.person.scope.covers(document) and self.variant.scope.covers(document)

    @property
    def lacks_scope(self) -> bool:
        """A bare surname or an office that would count everywhere."""
        return self.name.weak and not self.preferred and not self.scoped

    @property
    def scoped(self) -> bool:
        return bool(self.person.scope or self.variant.scope)


@dataclass(frozen=True)
class Authority:
    """The people of one authority file, and the labels that are no speakers. ``path`` is the file's, for messages."""

    path: str = "speakers.toml"
    people: tuple[Person, ...] = ()
    not_speakers: tuple[str, ...] = ()

    def find(self, name: str, document: Document) -> Match:
        """Whom a printed name means in a document."""
        printed = read_name(name)
        return self._match(printed, document) if printed.key else NO_MATCH

    def is_no_speaker(self, name: str) -> bool:
        """Whether the operator has said that such a label is no speaker."""
        return bool(self._no_speaker_keys) and read_name(name).key in self._no_speaker_keys

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(person.id for person in self.people)

    def _match(self, name: PrintedName, document: Document) -> Match:
        claims = [claim for claim in self._claims.get(name.words, ()) if claim.covers(document)]
        for close in (_same_ranks, _one_without_ranks):
            near = [claim for claim in claims if close(name, claim)]
            people = _distinct(claim.person for claim in near if not claim.lacks_scope)
            if people or near:
                return Match(people, () if people else _distinct(claim.person for claim in near))
        return NO_MATCH

    @cached_property
    def _claims(self) -> Mapping[tuple[str, ...], tuple[_Claim, ...]]:
        """Every claim by the folded words of its name."""
        found: dict[tuple[str, ...], tuple[_Claim, ...]] = {}
        for person in self.people:
            for variant in (Variant(person.name), *person.variants):
                name = read_name(variant.text)
                claim = _Claim(person, variant, name, preferred=name.telling == read_name(person.name).telling)
                found[name.words] = (*found.get(name.words, ()), claim)
        return found

    @cached_property
    def _no_speaker_keys(self) -> frozenset[tuple[str, ...]]:
        return frozenset(read_name(text).key for text in self.not_speakers)


NO_AUTHORITY = Authority()


def read_authority(text: str, path: str) -> Authority:
    """The authority file with this text. ``path`` is for messages; raises :class:`~index.errors.AuthorityError`."""
    people, not_speakers = read_people(text, path)
    return Authority(path, people, not_speakers)


def _same_ranks(name: PrintedName, claim: _Claim) -> bool:
    return name.telling_ranks == claim.name.telling_ranks


def _one_without_ranks(name: PrintedName, claim: _Claim) -> bool:
    """One of the two is printed without ranks. "President Suharto" needs more than a preferred name "Suharto"."""
    too_little = claim.preferred and claim.name.weak and not claim.scoped
    return bool(name.words) and not too_little and not (name.telling_ranks and claim.name.telling_ranks)


def _distinct(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple({person.id: person for person in people}.values())
