"""How does Whoosh write and read the terms of a segment as arrays? Its extension point for that: a codec.

Whoosh's own writers, readers, matchers, merges and deletions work on it. What is kept for each entry (lengths, columns)
stays as in Whoosh's codec ``W3``. The table of contents pickles the codec's class with every segment, so this module's
path and the name :class:`ArrayCodec` are stable for good; the versions of the files are in their first eight bytes.
Every writer needs ``writer(codec=ArrayCodec(), compound=False)``: another one would write segments of Whoosh's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import numpy as np
from whoosh.codec.base import FieldWriter
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.fields import FieldType
from whoosh.filedb.filestore import Storage
from whoosh.util.numeric import length_to_byte

from index.engines.whoosh.occurrences import Occurrence, Occurrences
from index.engines.whoosh.term_reader import ArrayTermsReader
from index.engines.whoosh.terms_file import TermsFile
from index.engines.whoosh.terms_writer import NewTerms, TermsWriter

TERMS, POSTINGS = ".colt", ".colp"  # the endings of the two files


class ArrayCodec(W3Codec):
    """Whoosh's codec with terms and postings as arrays (:mod:`index.engines.whoosh.terms_file`)."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # whoosh has only some types

    def field_writer(self, storage: Storage, segment: W3Segment) -> FieldWriter:
        return ArrayFieldWriter(terms_writer(storage, segment))

    def terms_reader(self, storage: Storage, segment: W3Segment) -> ArrayTermsReader:
        return ArrayTermsReader(terms_file(storage, segment))


class _ClosingWriter(TermsWriter):
    """A writer of terms that closes its files."""

    def __init__(self, storage: Storage, segment: W3Segment) -> None:
        self._files = [segment.create_file(storage, ending) for ending in (TERMS, POSTINGS)]
        super().__init__(*self._files)

    def close(self) -> None:
        super().close()
        for file in self._files:
            file.close()


def terms_writer(storage: Storage, segment: W3Segment) -> TermsWriter:
    """What writes the terms of a new segment."""
    return _ClosingWriter(storage, segment)


def terms_file(storage: Storage, segment: W3Segment) -> TermsFile:
    """The terms of a segment, opened. Raises :class:`~index.errors.DamagedGeneration`."""
    names = [segment.make_filename(ending) for ending in (TERMS, POSTINGS)]
    terms, postings = (storage.open_file(name) for name in names)
    with closing(terms), closing(postings):
        return TermsFile(terms, names[0], postings, names[1])


class ArrayFieldWriter(FieldWriter):
    """Takes postings one at a time from Whoosh's writer, and hands on whole fields."""

    def __init__(self, writer: TermsWriter) -> None:
        self._writer = writer
        self._name = ""
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: FieldType) -> None:
        if not isinstance(fieldobj.format, Occurrences):
            raise TypeError(f"The field {fieldname} holds no occurrences of words.")
        self._name = fieldname
        self._terms: list[tuple[bytes, list[_Posting]]] = []
        self._lengths: dict[int, int] = {}  # bytes

    def start_term(self, btext: bytes) -> None:
        self._terms.append((btext, []))

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        self._terms[-1][1].append((docnum, _FORMAT.decode_occurrences(vbytes)))
        self._lengths[docnum] = length_to_byte(length or 0)

    def finish_term(self) -> None:
        """All terms of a field are written together."""

    def finish_field(self) -> None:
        lengths = np.zeros(max(self._lengths) + 1, np.uint8)
        lengths[list(self._lengths)] = list(self._lengths.values())
        self._writer.field(self._name, (_new_terms(self._terms),), lengths)

    def close(self) -> None:
        self._writer.close()
        self.is_closed = True


_FORMAT = Occurrences()
_Posting = tuple[int, Sequence[Occurrence]]  # an entry and what it holds


def _new_terms(terms: Sequence[tuple[bytes, Sequence[_Posting]]]) -> NewTerms:
    postings = [posting for _, some in terms for posting in some]
    surfaces = [sorted({surface for _, held in some for _, surface in held}) for _, some in terms]
    return NewTerms(
        keys=[key for key, _ in terms],
        surfaces=surfaces,
        postings=np.array([len(some) for _, some in terms]),
        documents=np.array([document for document, _ in postings]),
        frequencies=np.array([len(held) for _, held in postings]),
        positions=np.array([position for _, held in postings for position, _ in held]),
        forms=np.array(
            [
                forms.index(surface)
                for (_, some), forms in zip(terms, surfaces, strict=True)
                for _, held in some
                for _, surface in held
            ]
        ),
    )
