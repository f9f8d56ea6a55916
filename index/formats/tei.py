"""How is TEI read? Parliamentary debates, transcribed speech and plays in the markup of the Text Encoding Initiative.

Every ``<TEI>`` of a ``<teiCorpus>`` is a document. Its header is read by :mod:`index.formats.tei_header`, its text by
:mod:`index.formats.tei_text`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.errors import UnreadableSource
from index.formats.base import Claim, Format, SourceFile
from index.formats.tei_header import identifier, metadata_of, names_in, words_by_part
from index.formats.tei_text import KEPT_ATTRIBUTES, TextReader
from index.formats.transcript_writer import words_of
from index.formats.xml_source import XmlFile, read_xml, root_of
from index.formats.xml_tree import XML_LANG, Element
from index.formats.xml_walk import left_out_notice
from index.model import Document, Notice, Severity, Source
from index.reading.languages import language_of

_ROOTS = frozenset({"TEI", "teiCorpus", "TEI.2", "teiCorpus.2"})
_CORPORA = ("teiCorpus", "teiCorpus.2", "TEI", "TEI.2")
_TEI = "http://www.tei-c.org/ns/1.0"
_XINCLUDE = "http://www.w3.org/2001/XInclude"


def _claims(source: SourceFile) -> Claim:
    root = root_of(source.data)
    found = root is not None and root.name in _ROOTS and root.namespace in ("", _TEI)
    return Claim.CERTAIN if found else Claim.NONE


@dataclass(frozen=True, slots=True)
class _Part:
    """One ``TEI`` with a text, and what holds for it from the corpora around it, the outermost first."""

    tei: Element
    headers: tuple[Element, ...]
    language: str | None


def _read(source: SourceFile) -> tuple[Document, ...]:
    file = read_xml(source.data, kept=KEPT_ATTRIBUTES)
    parts = list(_parts(file.root, (), None))
    if not parts:
        message = "The file has a TEI header but no text of its own; put the files it includes into the folder."
        raise UnreadableSource(message, code="no_text", line=file.root.line)
    ordinals = [str(number) for number in range(1, len(parts) + 1)] if len(parts) > 1 else [""]
    documents = [_document(part, source, ordinal) for part, ordinal in zip(parts, ordinals, strict=True)]
    about_file = (*file.notices, *_inclusions(file), *_corpus_words(file.root))
    return (replace(documents[0], notices=(*about_file, *documents[0].notices)), *documents[1:])


def _parts(element: Element, headers: tuple[Element, ...], language: str | None) -> Iterator[_Part]:
    """Every document below ``element``, in order."""
    headers = (*headers, *element.children("teiHeader"))
    language = element.get(XML_LANG) or language
    if element.child("text") is not None:
        yield _Part(element, headers, language)
    for inner in element.children(*_CORPORA):
        yield from _parts(inner, headers, language)


def _document(part: _Part, source: SourceFile, ordinal: str) -> Document:
    """The document of one part; ``ordinal`` is its id where the file holds several and this one has none."""
    names = names_in(*part.headers, *part.tei.children("text"))
    metadata, unplaced = metadata_of(part.tei, names, identifier(part.tei) or source.stem)
    reader = TextReader(part.tei, names)
    turns = reader.turns()
    language = metadata.language or part.language or language_of(words_of(turns))
    metadata = replace(metadata, id=metadata.id or ordinal, language=language)
    notices = (*left_out_notice(unplaced, "header"), *reader.walk.notices())
    return Document(metadata, Source(source.path, FORMAT.name, source.sha256), turns, notices=notices)


def _inclusions(file: XmlFile) -> tuple[Notice, ...]:
    """What the file asks to be put in its place, which is never done."""
    wanted = [each for each in file.root.descendants("include") if each.namespace == _XINCLUDE]
    if not wanted:
        return ()
    message = (
        f"Parts of the file are kept in {len(wanted):,} other files (the first: {wanted[0].get('href')}) and were not "
        "read; put those files into the folder, or write them into this one."
    )
    return (Notice(Severity.WARNING, "inclusion", message, wanted[0].line),)


def _corpus_words(root: Element) -> tuple[Notice, ...]:
    """The words in the headers of corpora, which belong to no document."""
    counted: Counter[str] = Counter()
    for corpus in (root, *root.descendants(*_CORPORA)):
        if corpus.child("text") is None:
            for header in corpus.children("teiHeader"):
                counted += words_by_part(header)
    return left_out_notice(counted, "corpus header")


FORMAT = Format("tei", "TEI (Parla-CLARIN, ParlaMint, plays)", _claims, _read)
