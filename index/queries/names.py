"""Which speakers and documents does a typed name mean? Names are compared word by word, without case and accents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.overview import DocumentSummary, SpeakerSummary
from index.queries.analysis import fold, tokens
from index.results import DocumentRef, SpeakerRef

OFFERED = 5  # names offered above the hits


def folded_words(text: str) -> frozenset[str]:
    """The words of a name as they are compared."""
    return frozenset(fold(token.text) for token in tokens(text))


@dataclass(frozen=True)
class Names:
    """All names of an archive with their folded words, in the order of its lists."""

    speakers: tuple[tuple[SpeakerRef, frozenset[str]], ...]
    documents: tuple[tuple[DocumentRef, frozenset[str]], ...]

    @classmethod
    def of(cls, speakers: Iterable[SpeakerSummary], documents: Iterable[DocumentSummary]) -> Names:
        return cls(
            tuple((speaker.ref, folded_words(speaker.name)) for speaker in speakers),
            tuple((document.ref, folded_words(document.title)) for document in documents),
        )

    def ids(self, facet: str, text: str) -> tuple[str, ...]:
        """The speakers or documents that ``text`` means: the one of that id, else all whose name has its words."""
        named = self.speakers if facet == "speaker" else self.documents
        exact = tuple(ref.id for ref, _ in named if ref.id == text.strip().lower())
        typed = folded_words(text)
        return exact or tuple(ref.id for ref, words in named if typed and typed <= words)

    def people(self, typed: frozenset[str]) -> tuple[SpeakerRef, ...]:
        """The first speakers whose name has all typed words, or stands whole among them."""
        found = [ref for ref, words in self.speakers if typed and words and (typed <= words or words <= typed)]
        return tuple(found[:OFFERED])

    def titles(self, typed: frozenset[str]) -> tuple[DocumentRef, ...]:
        """The first documents whose title has all typed words."""
        found = [ref for ref, words in self.documents if typed and typed <= words]
        return tuple(found[:OFFERED])
