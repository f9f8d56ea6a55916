"""How does Whoosh read the terms of a segment? Its own interfaces for one term and one posting at a time.

Only Whoosh itself goes this way (its searchers, when it merges); searches here work on whole arrays.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from whoosh.codec.base import FieldCursor, TermsReader
from whoosh.fields import FieldType
from whoosh.formats import Format
from whoosh.matching.mcore import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound
from whoosh.scoring import BaseScorer
from whoosh.util.numeric import byte_to_length

from index.engines.whoosh.occurrences import Occurrence, Occurrences
from index.engines.whoosh.terms_file import Postings, TermsFile
from index.engines.whoosh.word_list import decoded, encoded

Term = tuple[str, bytes]  # a field and a term in it


class ArrayTermsReader(TermsReader):
    """The terms of a segment as Whoosh asks for them. ``file``: the same as arrays."""

    def __init__(self, file: TermsFile) -> None:
        self.file = file

    def __contains__(self, term: Term) -> bool:
        return self._find(*term) is not None

    def cursor(self, fieldname: str, fieldobj: FieldType) -> ArrayCursor:
        return ArrayCursor(self, fieldname)

    def terms(self) -> Iterator[Term]:
        return (term for name in self.file.fields for term in self._field_terms(name, b""))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """The terms from ``prefix`` on, of this field and those behind it."""
        for name in self.file.fields:
            if name >= fieldname:
                yield from self._field_terms(name, prefix if name == fieldname else b"")

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        number = self._needed(fieldname, text)
        known, documents = self.file.known, self.file.documents_of(number)
        return TermInfo(
            weight=known["occurrences"][number],
            df=len(documents),
            minlength=byte_to_length(known["shortest"][number]),
            maxlength=byte_to_length(known["longest"][number]),
            maxweight=known["most"][number],
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> int:
        number = self._find(fieldname, text)
        return 0 if number is None else int(self.file.known["occurrences"][number])

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        number = self._find(fieldname, text)
        return 0 if number is None else int(self.file.known["documents"][number])

    def matcher(self, fieldname: str, text: bytes, format_: Format, scorer: BaseScorer | None = None) -> ArrayMatcher:
        return ArrayMatcher(self.file, self._needed(fieldname, text), (fieldname, text), scorer)

    def indexed_field_names(self) -> Iterable[str]:
        return self.file.fields

    def close(self) -> None:
        """The files go when the last view of them goes."""

    def _field_terms(self, name: str, prefix: bytes) -> Iterator[Term]:
        keys = self.file.keys(name)
        return ((name, keys.bytes_of(number)) for number in range(keys.lower(prefix), keys.last))

    def _find(self, fieldname: str, text: bytes | str) -> int | None:
        if fieldname not in self.file.fields:
            return None
        return self.file.keys(fieldname).find(text if isinstance(text, bytes) else encoded(text))

    def _needed(self, fieldname: str, text: bytes) -> int:
        number = self._find(fieldname, text)
        if number is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return number


class ArrayCursor(FieldCursor):
    """Walks the terms of one field."""

    def __init__(self, reader: ArrayTermsReader, fieldname: str) -> None:
        self._reader, self._name = reader, fieldname
        self._keys: Sequence[str] = reader.file.keys(fieldname) if fieldname in reader.file.fields else ()
        self._place = 0

    def first(self) -> str | None:
        self._place = 0
        return self.text()

    def find(self, string: bytes | str) -> str | None:
        wanted = decoded(string) if isinstance(string, bytes) else string
        self._place = bisect_left(self._keys, wanted)
        return self.text()

    def next(self) -> str | None:
        self._place += 1
        return self.text()

    def text(self) -> str | None:
        return self._keys[self._place] if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        text = self.text()
        return None if text is None else self._reader.term_info(self._name, encoded(text))

    def is_valid(self) -> bool:
        return self._place < len(self._keys)


class ArrayMatcher(LeafMatcher):
    """Walks the postings of one term. The whole list counts as one block."""

    def __init__(self, file: TermsFile, number: int, term: Term, scorer: BaseScorer | None) -> None:
        self.format, self.scorer, self._term = Occurrences(), scorer, term
        self._file, self._number, self._place = file, number, 0
        self._documents = file.documents_of(number)

    def is_active(self) -> bool:
        return self._place < len(self._documents)

    def reset(self) -> None:
        self._place = 0

    def copy(self) -> ArrayMatcher:
        other = ArrayMatcher(self._file, self._number, self._term, self.scorer)
        other._place = self._place
        return other

    def id(self) -> int:
        return int(self._documents[self._place])

    def all_ids(self) -> Iterator[int]:
        return iter(self._documents[self._place :].tolist())

    def next(self) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._place += 1

    def skip_to(self, id: int) -> None:  # noqa: A002  # Whoosh's name
        if not self.is_active():
            raise ReadTooFar
        self._place = bisect_left(self._documents, id, self._place)

    def weight(self) -> float:
        frequencies = self._postings.frequencies
        return 1.0 if frequencies is None else float(frequencies[self._place])

    def value(self) -> bytes:
        return self.format.encode(self._occurrences())

    def value_as(self, astype: str) -> Any:
        if astype == "positions":
            return [position for position, _ in self._occurrences()]
        return self.format.decoder(astype)(self.value())

    def skip_to_quality(self, minquality: float) -> int:
        if self.scorer is None or self.scorer.block_quality(self) > minquality:
            return 0
        self._place = len(self._documents)
        return 1

    def block_min_id(self) -> int:
        return int(self._documents[0])

    def block_max_id(self) -> int:
        return int(self._documents[-1])

    def block_min_length(self) -> int:
        return byte_to_length(self._file.known["shortest"][self._number])

    def block_max_length(self) -> int:
        return byte_to_length(self._file.known["longest"][self._number])

    def block_max_weight(self) -> float:
        return float(self._file.known["most"][self._number])

    @cached_property
    def _postings(self) -> Postings:
        return self._file.postings(self._number)

    @cached_property
    def _ends(self) -> list[int]:
        """Where the occurrences of each entry end, with a leading 0."""
        return [0, *np.cumsum(self._postings.counts(), dtype=np.int64).tolist()]

    @cached_property
    def _surfaces(self) -> list[bytes]:
        return self._file.surfaces(self._number)

    def _occurrences(self) -> list[Occurrence]:
        start, end = self._ends[self._place], self._ends[self._place + 1]
        positions = self._postings.positions[start:end].tolist()
        if self._postings.forms is None:
            return [(position, self._surfaces[0]) for position in positions]
        forms = self._postings.forms[start:end].tolist()
        return [(position, self._surfaces[form]) for position, form in zip(positions, forms, strict=True)]
