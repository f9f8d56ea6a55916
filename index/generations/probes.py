"""Does a generation answer as it should? Counts, and searches whose answers the store knows."""

from __future__ import annotations

from collections.abc import Iterator

from index.engines.base import Plan
from index.generations.archive import Archive
from index.model import Turn
from index.overview import DocumentSummary
from index.queries.analysis import tokens
from index.tree import Filter, Form, Word

PROBED_DOCUMENTS = 5


def problems(archive: Archive) -> tuple[str, ...]:
    """What is wrong with an open generation, each in one sentence; empty when it is sound."""
    return (*_wrong_counts(archive), *_not_found(archive))


def _wrong_counts(archive: Archive) -> Iterator[str]:
    wanted, stored = archive.manifest.counts, archive.store.counts()
    if stored != wanted:
        yield f"The document store counts {stored}, the manifest {wanted}."
    found = archive.engine.search(Plan(facets=("document",), limit=0))
    for what, counted, expected in (
        ("entries", found.total, archive.manifest.entries),
        ("turns", found.turns, archive.manifest.entries - wanted.documents),
        ("documents", found.documents, wanted.documents),
    ):
        if counted != expected:
            yield f"The index finds {counted} {what}, the manifest says {expected}."
    for id_, length in archive.store.lengths().items():
        counted = found.facets["document"].get(id_, 0)
        if counted != length:
            yield f"The index finds {counted} entries of {id_}, the document store has {length}."


def _not_found(archive: Archive) -> Iterator[str]:
    """Searches for the longest word of a turn in some documents from first to last."""
    documents = archive.store.documents()
    step = max(1, len(documents) // PROBED_DOCUMENTS)
    for summary in documents[::step]:
        found = _probe(archive, summary)
        if found is not None:
            yield found


def _probe(archive: Archive, summary: DocumentSummary) -> str | None:
    document = archive.store.document(summary.id)
    rows = archive.store.rows_of(summary.id)
    if document is None or rows is None:
        return f"The document {summary.id} is listed, but not in the document store."
    turn = next((turn for turn in document.turns if _longest_word(turn)), None)
    if turn is None:
        return None
    word = _longest_word(turn)
    plan = Plan(Word(word, Form.EXACT), (Filter("document", (summary.id,)),), limit=len(document.turns) + 1)
    if rows[0] + turn.position in {hit.row for hit in archive.engine.search(plan).hits}:
        return None
    return f"A search for “{word}” does not find turn {turn.position} of {summary.id}."


def _longest_word(turn: Turn) -> str:
    words = (token.text for paragraph in turn.paragraphs for token in tokens(paragraph.text))
    return max(words, key=len, default="")
