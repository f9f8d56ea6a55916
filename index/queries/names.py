"""Which speakers and documents does a typed name mean? Names are compared word by word, without case and accents."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, Protocol, TypeVar

from index.overview import DocumentSummary, SpeakerSummary
from index.queries.analysis import fold, surface_words
from index.results import DocumentRef, SpeakerRef

OFFERED = 5  # names offered above the hits


class _Ref(Protocol):
    @property
    def id(self) -> str: ...


Ref = TypeVar("Ref", bound=_Ref)


def folded_words(text: str) -> frozenset[str]:
    """The words of a name as they are compared."""
    return frozenset(map(fold, surface_words(text)))


class Named(Generic[Ref]):
    """Things in the order of a list, to be found by the words of their names without looking at each of them."""

    def __init__(self, named: Iterable[tuple[Ref, str]]) -> None:
        self._refs: list[Ref] = []
        self._words = array("H")  # how many different words each name has
        self._having: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))  # the names that have a word
        for number, (ref, name) in enumerate(named):
            words = folded_words(name)
            self._refs.append(ref)
            self._words.append(min(len(words), 2**16 - 1))
            for word in words:
                self._having[word].append(number)
        self._numbers = {ref.id: number for number, ref in enumerate(self._refs)}

    def of_id(self, id_: str) -> Ref | None:
        number = self._numbers.get(id_)
        return None if number is None else self._refs[number]

    def with_all(self, typed: frozenset[str]) -> Iterator[Ref]:
        """Those whose name has all of the words (one at least), in order."""
        having = sorted((self._having.get(word, ()) for word in typed), key=len)
        for number in having[0] if having else ():
            if all(_holds(other, number) for other in having[1:]):
                yield self._refs[number]

    def with_all_or_within(self, typed: frozenset[str]) -> Iterator[Ref]:
        """Those whose name has all of the words, or stands whole among them, in order."""
        shared = Counter(number for word in typed for number in self._having.get(word, ()))
        for number in sorted(shared):
            if shared[number] in (len(typed), self._words[number]):
                yield self._refs[number]


@dataclass(frozen=True)
class Names:
    """All names of an archive, in the order of its lists."""

    speakers: Named[SpeakerRef]
    documents: Named[DocumentRef]

    @classmethod
    def of(cls, speakers: Iterable[SpeakerSummary], documents: Iterable[DocumentSummary]) -> Names:
        return cls(
            Named((speaker.ref, speaker.name) for speaker in speakers),
            Named((document.ref, document.title) for document in documents),
        )

    def ids(self, facet: str, text: str) -> tuple[str, ...]:
        """The speakers or documents that ``text`` means: the one of that id, else all whose name has its words."""
        named: Named[SpeakerRef] | Named[DocumentRef] = self.speakers if facet == "speaker" else self.documents
        id_ = text.strip().lower()
        if named.of_id(id_):
            return (id_,)
        return tuple(ref.id for ref in named.with_all(folded_words(text)))

    def people(self, typed: frozenset[str]) -> tuple[SpeakerRef, ...]:
        """The first speakers whose name has all typed words, or stands whole among them."""
        return tuple(islice(self.speakers.with_all_or_within(typed), OFFERED))

    def titles(self, typed: frozenset[str]) -> tuple[DocumentRef, ...]:
        """The first documents whose title has all typed words."""
        return tuple(islice(self.documents.with_all(typed), OFFERED))


def _holds(numbers: Sequence[int], number: int) -> bool:
    """Whether a number is among ascending ones."""
    place = bisect_left(numbers, number)
    return place < len(numbers) and numbers[place] == number
