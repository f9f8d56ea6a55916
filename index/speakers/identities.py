"""Who stands behind the names of one document? Each name gets one identity, or keeps its label as the only one.

In this order:

1. the authority file (certain). Names that two of its people claim stay unresolved, with a notice;
2. the source's own identifiers and lists of persons (certain): one identifier is one person, two are two people;
3. the document itself. A full personal name stands for itself (certain). A shorter form, an initialled one, one without
   rank, or a slip of a single letter belongs to the one person of this document whom it fits (probable), where people
   listed as present count too, and names that title or summary spell out. What fits two people, or two names that
   answer each other, is never joined.

Everything else (an office, a surname alone, "Q", "Speaker 0") keeps its label as a legal, searchable, unresolved state.

**Across documents** nothing is joined by likeness. A full name printed the same way (but for case, accents and ranks)
has the same id everywhere, being that name; an unresolved label has the same id wherever it is printed, being that
label and nobody in particular. The authority file alone can tell namesakes apart: where an entry of it is limited to
other documents, the same name here stays a label, so that it never passes for that person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from index.ids import digest
from index.model import Certainty, Document, Notice, Severity, Via
from index.speakers.authority import Authority, Match
from index.speakers.authority_file import Person
from index.speakers.forms import Form, Forms, forms_of, ordered
from index.speakers.printed_names import (
    PrintedName,
    initials,
    is_shorter_form,
    ranks_agree,
    read_name,
    speaker_id,
    spelled_out,
)

Key = tuple[str, ...]

_GLOBAL = re.compile(r"[/:]")  # an identifier that means the same in every file: an address, a path
_CROWD = 200  # people looked at for one name; whoever shares it with so many is not told apart anyway
_ANSWERS = 2  # turns next to each other that make a short and a long form two people


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a name stands for: the speaker's id and preferred name, and what that rests on."""

    id: str
    name: str
    resolved: bool
    via: Via
    certainty: Certainty = Certainty.CERTAIN


@dataclass(frozen=True)
class Identities:
    """The identity of every form of a document, and what was contradictory."""

    of: Mapping[Form, Identity]
    notices: tuple[Notice, ...] = ()


@dataclass(eq=False)
class _Someone:
    """A person while the document's names are being sorted: who it is, and the names known to be his."""

    identity: Identity
    names: list[PrintedName]
    forms: list[Form] = field(default_factory=list)


def identify(document: Document, authority: Authority) -> Identities:
    """The identities of everybody who speaks in a document. Pure; the order of the rules is told above."""
    forms = forms_of(document)
    matches = {form: _claimed(form, forms.names[form], document, authority) for form in forms.names}
    gathering = _Gathering(forms, authority)
    for form, match in matches.items():
        if match.person:
            gathering.known(form, match.person)
        elif match.people:
            gathering.label(form)
    gathering.identified(document)
    gathering.present(document)
    gathering.rest()
    return Identities(gathering.identities, tuple(_told(forms, matches, authority)))


def _claimed(form: Form, name: PrintedName, document: Document, authority: Authority) -> Match:
    """What the operator says of a form: by the source's identifier if that is a variant, else by its name."""
    by_id = authority.find(form.source_id, document) if form.source_id else Match()
    return by_id if by_id.people else authority.find(name.label, document)


class _Gathering:
    """The people of one document, gathered rule by rule; what an earlier rule has settled a later one leaves alone."""

    def __init__(self, forms: Forms, authority: Authority) -> None:
        self.identities: dict[Form, Identity] = {}
        self._forms, self._authority = forms, authority
        self._by_id: dict[str, _Someone] = {}
        self._by_key: dict[Key, dict[_Someone, None]] = {}  # people by the words of their names, and by parts of them
        self._of: dict[Form, _Someone] = {}

    def known(self, form: Form, person: Person) -> None:
        """A form that the authority file resolves."""
        self._settle(form, self._known(person))

    def label(self, form: Form) -> None:
        """A form that stays its label."""
        name = self._forms.names[form]
        self._settle(form, self._someone(Identity(name.label_id, name.label, False, Via.UNRESOLVED), name))

    def identified(self, document: Document) -> None:
        """Forms with an identifier of the source: one person for each identifier."""
        by_source_id: dict[str, list[Form]] = {}
        for form in self._forms.names:
            if form.source_id:
                by_source_id.setdefault(form.source_id, []).append(form)
        names = {source_id: self._fullest(same) for source_id, same in by_source_id.items()}
        namesakes = Counter(name.person_id for name in names.values())
        for source_id, same in by_source_id.items():
            someone = next((self._of[form] for form in same if form in self._of), None)
            if someone is None:
                someone = self._someone(
                    self._by_source(source_id, names[source_id], namesakes, document), names[source_id]
                )
            for form in same:
                if form not in self._of:
                    self._settle(form, someone, Via.SOURCE)

    def present(self, document: Document) -> None:
        """People listed as present, or named in title and summary in full where a label has initials: nobody speaks by
        that alone, but shorter forms may belong to them."""
        named = (
            spelled_out(name, self._forms.about) for form, name in self._forms.names.items() if form not in self._of
        )
        listed = (participant.name for participant in document.metadata.participants)
        for printed in dict.fromkeys(filter(None, (*listed, *named))):
            name = read_name(printed)
            person = self._authority.find(printed, document).person
            known = [self._known(person)] if person else self._fitting(name) or self._shortened(name)
            if len(known) == 1:
                self._learn(known[0], name)
            elif not known and name.full and name.person_id not in self._authority.ids:
                self._someone(Identity(name.person_id, name.bare, True, Via.DOCUMENT), name)

    def rest(self) -> None:
        """Every other form, those that say most first, slips last."""
        slips = {slip: usual for slip, usual in self._forms.slips().items() if slip not in self._of}
        for form in ordered(self._forms):
            if form not in self._of and form not in slips:
                self._place(form)
        for slip, usual in slips.items():
            if usual in self._of:
                self._settle(slip, self._of[usual], Via.DOCUMENT)
            else:
                self._place(slip)

    def _place(self, form: Form) -> None:
        name = self._forms.names[form]
        fitting = [someone for someone in self._fitting(name) if not self._answers(form, someone)]
        if len(fitting) == 1:
            same = name.full and fitting[0].identity.id == name.person_id
            self._settle(form, fitting[0], Via.PRINTED if same else Via.DOCUMENT)
        elif not fitting and name.full and name.person_id not in self._authority.ids:
            self._settle(form, self._someone(Identity(name.person_id, name.bare, True, Via.PRINTED), name))
        else:
            self.label(form)

    def _fitting(self, name: PrintedName) -> list[_Someone]:
        """Those whom a name may mean: of the very same words if there are any, else whom it shortens."""
        same = self._agreeing(name, self._near([_exact(name)]))
        if same:
            return same
        near = self._near(_short_keys(name))
        return [one for one in self._agreeing(name, near) if any(is_shorter_form(name, other) for other in one.names)]

    def _shortened(self, name: PrintedName) -> list[_Someone]:
        """Those of whom a name is the longer form."""
        near = self._near(_long_keys(name))
        return [one for one in self._agreeing(name, near) if any(is_shorter_form(other, name) for other in one.names)]

    def _near(self, keys: Iterable[Key]) -> list[_Someone]:
        return list(dict.fromkeys(one for key in keys for one in islice(self._by_key.get(key, ()), _CROWD)))

    def _agreeing(self, name: PrintedName, people: Iterable[_Someone]) -> list[_Someone]:
        return [someone for someone in people if all(ranks_agree(name, other) for other in someone.names)]

    def _answers(self, form: Form, someone: _Someone) -> bool:
        words = self._forms.names[form].words
        return any(
            self._forms.are_distinct(form, other, _ANSWERS)
            for other in someone.forms
            if self._forms.names[other].words != words
        )

    def _known(self, person: Person) -> _Someone:
        identity = Identity(person.id, person.name, True, Via.AUTHORITY)
        return self._by_id.get(person.id) or self._someone(identity, read_name(person.name))

    def _by_source(self, source_id: str, name: PrintedName, namesakes: Counter[str], document: Document) -> Identity:
        """The person behind an identifier. Namesakes, and names too short to stand for themselves, carry a digest of
        it, and of the document where the identifier is good for one file only (``#smith``)."""
        plain = name.person_id if name.full else speaker_id(name.label)
        alone = name.full and namesakes[plain] == 1 and plain not in self._by_id and plain not in self._authority.ids
        place = "" if _GLOBAL.search(source_id) else document.id
        own = plain if alone else f"{plain}-{digest(place + source_id)}"
        return Identity(own, name.label, True, Via.SOURCE)

    def _fullest(self, same: Iterable[Form]) -> PrintedName:
        return max((self._forms.names[form] for form in same), key=lambda name: (name.full, len(name.words)))

    def _someone(self, identity: Identity, name: PrintedName) -> _Someone:
        someone = _Someone(identity, [])
        self._by_id.setdefault(identity.id, someone)
        self._learn(someone, name)
        return someone

    def _learn(self, someone: _Someone, name: PrintedName) -> None:
        """One more name of somebody, by which shorter forms find him."""
        someone.names.append(name)
        for key in (_exact(name), *_long_keys(name), *_short_keys(name)) if name.words else ():
            self._by_key.setdefault(key, {})[someone] = None

    def _settle(self, form: Form, someone: _Someone, via: Via | None = None) -> None:
        """``form`` is ``someone``, and its name helps others to find him."""
        identity = someone.identity
        via = via or identity.via
        certainty = Certainty.PROBABLE if via is Via.DOCUMENT else Certainty.CERTAIN
        self.identities[form] = Identity(identity.id, identity.name, identity.resolved, via, certainty)
        self._of[form] = someone
        someone.forms.append(form)
        if self._forms.names[form] not in someone.names:
            self._learn(someone, self._forms.names[form])


def _exact(name: PrintedName) -> Key:
    """Under what a name finds its very like."""
    return ("=", *name.words)


def _long_keys(name: PrintedName) -> Iterable[Key]:
    """Under what a name is found by its shorter forms: each word, its initials, its ends."""
    return (*((word,) for word in (*name.words, initials(name))), *_ends(name))


def _short_keys(name: PrintedName) -> Iterable[Key]:
    """Under what a name finds its longer forms."""
    return (("".join(name.words),), *_ends(name))


def _ends(name: PrintedName) -> Iterable[Key]:
    """First and last word, one of them as an initial."""
    if len(name.words) < 2:
        return ()
    first, last = name.words[0], name.words[-1]
    return (first[0], "", last), (first, "", last[0])


def _told(forms: Forms, matches: Mapping[Form, Match], authority: Authority) -> Iterable[Notice]:
    """What the operator should know of names that contradict or lack a scope."""
    for form, match in matches.items():
        printed, line = forms.names[form].label, forms.lines[form]
        if len(match.people) > 1:
            both = " and ".join(f'"{person.name}" ({person.id})' for person in match.people)
            message = f'"{printed}" is claimed by {both} in {authority.path}, so it stays unresolved'
            remedy = "limit the variants by documents, from or to"
            yield Notice(Severity.WARNING, "speaker-conflict", f"{message}; {remedy}", line)
        for person in match.unscoped:
            message = (
                f'"{printed}" is a variant of "{person.name}" in {authority.path}, but many people are called that'
            )
            remedy = 'say where it counts, as documents = ["…"] or ["*"]'
            yield Notice(Severity.WARNING, "speaker-scope", f"{message}; {remedy}", line)
