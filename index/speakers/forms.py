"""Which names are printed in a document, how often, and next to whom? The evidence for telling people apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from index.model import Document, Kind, Turn, Voice
from index.speakers.printed_names import PrintedName, is_named, is_slip, read_name

_RARE = 2  # turns under a name that may be a slip
_USUAL = 3  # at least so many times more turns under the name it is a slip of
_ENOUGH = 6  # turns under both names, so that their never answering each other says something
_SHORTEST = 5  # letters of a word in which slips are looked for (index.speakers.printed_names)


@dataclass(frozen=True, slots=True)
class Form:
    """A name as the document uses it: its words with ranks in their long form, and the source's id where it has one.
    Labels that differ in case and full stops alone, or as "Gen." and "General" do, are one form."""

    key: tuple[str, ...]
    source_id: str | None = None


@dataclass(frozen=True)
class Forms:
    """The forms of a document in order of first appearance.

    ``names``: how each is printed mostly; ``lines``: where it is first met; ``counts``: turns; ``together``: how often
    two forms speak one after the other; ``joint``: pairs named in one label; ``about``: title and summary.
    """

    names: dict[Form, PrintedName]
    lines: dict[Form, int | None]
    counts: Counter[Form]
    together: Counter[frozenset[Form]]
    joint: frozenset[frozenset[Form]]
    about: str

    def are_distinct(self, one: Form, other: Form, times: int) -> bool:
        """Whether two forms answer each other at least so many times, or share a label, as two people do."""
        pair = frozenset((one, other))
        return pair in self.joint or self.together[pair] >= times

    def slips(self) -> dict[Form, Form]:
        """Forms one letter away from a single usual one which they never answer, where either they are rare, or the
        title or summary prints the usual one only."""
        usual: dict[tuple[str, ...], list[Form]] = {}
        for form, name in self.names.items():
            if self.counts[form] >= _USUAL:
                for blurred in _blurred(name):
                    usual.setdefault(blurred, []).append(form)
        found = {form: self._meant(form, usual) for form in self.names}
        return {slip: meant for slip, meant in found.items() if meant is not None}

    def _meant(self, slip: Form, usual: dict[tuple[str, ...], list[Form]]) -> Form | None:
        near = dict.fromkeys(form for blurred in _blurred(self.names[slip]) for form in usual.get(blurred, ()))
        meant = [
            form
            for form in near
            if form.source_id == slip.source_id
            and is_slip(self.names[slip], self.names[form])
            and (self._is_rare(slip, form) or self._only_one_is_named(slip, form))
        ]
        return meant[0] if len(meant) == 1 and not self.are_distinct(slip, meant[0], 1) else None

    def _is_rare(self, slip: Form, usual: Form) -> bool:
        return self.counts[slip] <= _RARE and self.counts[usual] >= _USUAL * self.counts[slip]

    def _only_one_is_named(self, slip: Form, usual: Form) -> bool:
        enough = self.counts[slip] < self.counts[usual] and self.counts[slip] + self.counts[usual] >= _ENOUGH
        return enough and is_named(self.names[usual], self.about) and not is_named(self.names[slip], self.about)


@lru_cache(maxsize=2**14)
def form_of(voice: Voice) -> Form:
    """The form that a voice's name has; one without any word (``…``) is the text itself."""
    return Form(read_name(voice.name).key or (voice.name.strip(),), voice.source_id)


def forms_of(document: Document) -> Forms:
    """The forms of the names under which people speak in a document."""
    speaking = [turn for turn in document.turns if turn.kind is Kind.SPEECH and turn.voices]
    said = [tuple(dict.fromkeys(form_of(voice) for voice in turn.voices)) for turn in speaking]
    printed: defaultdict[Form, Counter[str]] = defaultdict(Counter)
    lines: dict[Form, int | None] = {}
    for turn in speaking:
        for voice in turn.voices:
            printed[form_of(voice)][voice.name] += 1
            lines.setdefault(form_of(voice), line_of(turn))
    return Forms(
        names={form: read_name(_usual_print(names)) for form, names in printed.items()},
        lines=lines,
        counts=Counter(form for forms in said for form in forms),
        together=Counter(pair for last, following in pairwise(said) for pair in _pairs(last, following)),
        joint=frozenset(frozenset(pair) for forms in said for pair in combinations(forms, 2)),
        about=f"{document.metadata.title}\n{document.metadata.summary or ''}",
    )


def line_of(turn: Turn) -> int | None:
    """The line of the source on which a turn begins, from 1, where known."""
    return next((paragraph.lines[0] for paragraph in turn.paragraphs if paragraph.lines), None)


def _pairs(last: Sequence[Form], following: Sequence[Form]) -> Iterator[frozenset[Form]]:
    return (frozenset((one, other)) for one in last for other in following if one != other)


def _usual_print(names: Counter[str]) -> str:
    """How a name is printed mostly, but not in capitals when it is printed otherwise too."""
    return max(names, key=lambda name: (not name.isupper(), names[name]))


def _blurred(name: PrintedName) -> Iterator[tuple[str, ...]]:
    """The name's words with one letter of one long word left out, in every way: names one edit apart share one."""
    words = name.telling
    for at, word in enumerate(words):
        if len(word) >= _SHORTEST:
            yield words
            for letter in range(len(word)):
                yield (*words[:at], word[:letter] + word[letter + 1 :], *words[at + 1 :])


def ordered(forms: Forms) -> Sequence[Form]:
    """The forms that say most first: full names, then more words, ranks, turns; else in order of appearance."""

    def telling(form: Form) -> tuple[bool, int, int, int]:
        name = forms.names[form]
        return name.full, len(name.words), len(name.telling_ranks), forms.counts[form]

    return sorted(forms.names, key=telling, reverse=True)
