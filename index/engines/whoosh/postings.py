"""Which entries hold a term, how often and where? The leaves of a search, as Whoosh's matchers give them.

Whoosh numbers the entries of an index from 0 in the order they were added, so a smaller *number* is a smaller row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from whoosh.matching.mcore import Matcher
from whoosh.reading import IndexReader, TermNotFound

from index.engines.whoosh.deadline import Deadline


class Postings:
    """The postings that one reader gives to one search. ``field`` is one of the schema; unknown terms have none."""

    def __init__(self, reader: IndexReader, deadline: Deadline) -> None:
        self.reader = reader
        self._deadline = deadline

    def numbers(self, field: str, term: str) -> Iterator[int]:
        """The entries that hold the term, ascending."""
        matcher = self._matcher(field, term)
        if matcher is not None:
            yield from self._deadline.watched(matcher.all_ids())

    def frequencies(self, field: str, term: str) -> dict[int, float]:
        """How often the term stands in each entry that holds it."""
        matcher = self._matcher(field, term)
        return {} if matcher is None else dict(self._deadline.watched(_weights(matcher)))

    def positions(self, field: str, term: str, numbers: Iterable[int]) -> Iterator[Sequence[int]]:
        """Where the term stands in each of the entries, which all hold it and come ascending."""
        matcher = self._matcher(field, term)
        if matcher is not None:
            for number in self._deadline.watched(numbers):
                matcher.skip_to(number)
                yield matcher.value_as("positions")

    def occurrences(self, field: str, term: str) -> int:
        """How often the term stands in all entries together."""
        return int(self.reader.frequency(field, term))

    def length(self, field: str, number: int) -> int:
        """The kept length of an entry's text, 0 without one."""
        return self.reader.doc_field_length(number, field) or 0

    def _matcher(self, field: str, term: str) -> Matcher | None:
        try:
            return self.reader.postings(field, term)
        except (TermNotFound, UnicodeEncodeError):  # half a surrogate pair can be asked for, but not indexed
            return None


def _weights(matcher: Matcher) -> Iterator[tuple[int, float]]:
    while matcher.is_active():
        yield matcher.id(), matcher.weight()
        matcher.next()
