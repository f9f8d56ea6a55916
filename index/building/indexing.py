"""How do documents become store, ledger and index? Those that are made from the same are taken over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from contextlib import closing
from dataclasses import dataclass

from index.building.authorities import Authorities
from index.building.gather import Gathered, attributed_documents, origin
from index.building.task import Base, Task
from index.distinct_ids import Placed, distinct
from index.engines.whoosh import WhooshWriter
from index.entries import entries
from index.generations.directory import STORE
from index.generations.parsed import Parsed
from index.generations.store import Store
from index.generations.store_writer import StoreWriter, Written
from index.generations.verify import ENGINE
from index.links.ledger_writer import LedgerWriter
from index.links.stored_words import StoredWords
from index.model import Document, Notice, Severity
from index.overview import LinkCounts


@dataclass(frozen=True, slots=True)
class Indexed:
    """What has been written: the store, the ids of each path's documents, how many of these were kept as they were,
    their notices, and what became of links. ``leftovers`` as in the manifest."""

    store: Written
    leftovers: bool
    documents: dict[str, list[str]]
    kept: int
    notices: tuple[Notice, ...]
    links: LinkCounts


def index_documents(
    task: Task, parsed: Parsed, authorities: Authorities, gathered: Gathered, ledger: LedgerWriter
) -> Indexed:
    """Write store, ledger and engine; a document that cannot be attributed is left out of ``gathered``."""
    placed = distinct(parsed.claims())
    origins = {each.id: origin(each, authorities, gathered) for each in placed}
    base, before = _base_of_most(task.base, origins)
    known = ledger.known(base.manifest.generation) if base else set()
    kept = {id_ for id_, made_from in origins.items() if before.get(id_) == made_from and id_ in known}
    new = attributed_documents((each for each in placed if each.id not in kept), parsed, authorities, gathered)
    ledger.keep(kept)
    written = _write_store(task, base, kept, new, origins, ledger)
    links = ledger.finish(StoredWords(task.unfinished / STORE))
    gone = before.keys() - kept
    upon = base if written.rows > task.rewritten and not _would_keep_withdrawn_words(task, base, gone) else None
    with closing(Store(task.unfinished / STORE)) as store:
        _write_engine(task, upon, store, written)
        notices = tuple(notice for notice in store.notices() if notice.severity is not Severity.INFO)
    leftovers = upon is not None and (upon.manifest.leftovers or bool(gone))
    return Indexed(written, leftovers, _by_path(placed, kept.union(written.added)), len(kept), notices, links)


def _write_store(
    task: Task,
    base: Base | None,
    kept: Set[str],
    new: Iterable[Document],
    origins: Mapping[str, bytes],
    ledger: LedgerWriter,
) -> Written:
    """Write new documents beside those that are kept of the base, and hand them to the ledger."""
    writer = StoreWriter(task.unfinished / STORE, base.store if base else None, kept)
    try:
        for document in new:
            writer.add(document, origins[document.id])
            ledger.add(document)
        return writer.finish()
    finally:
        writer.close()


def _by_path(placed: Iterable[Placed], there: Set[str]) -> dict[str, list[str]]:
    """The ids of the documents that there are, by the path of their file."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in placed:
        if each.id in there:
            found[each.claimed.path].append(each.id)
    return found


def _base_of_most(base: Base | None, origins: Mapping[str, bytes]) -> tuple[Base | None, dict[str, bytes]]:
    """The base and what its documents were made from, if most of them stay as they are; else nothing."""
    before = base.origins() if base else {}
    stay = sum(before.get(id_) == made_from for id_, made_from in origins.items())
    return (base, before) if stay * 2 >= len(before) else (None, {})


def _would_keep_withdrawn_words(task: Task, base: Base | None, gone: Set[str]) -> bool:
    """Whether files of the index before have words that were withdrawn, and that no document has any more."""
    if base is None:
        return False
    since = base.manifest.leftovers and base.manifest.withdrawn != len(task.withdrawn)
    return since or not gone.isdisjoint(task.withdrawn)


def _write_engine(task: Task, base: Base | None, store: Store, written: Written) -> None:
    """Index what the store says, beside what the index of the base has of it."""
    (task.unfinished / ENGINE).mkdir()
    engine = WhooshWriter(task.unfinished / ENGINE)
    try:
        if base:
            engine.keep(base.engine, written.kept)
        new = written.added if base else tuple(store.lengths())
        for done, id_ in enumerate(new, 1):
            document, rows = store.document(id_), store.rows_of(id_)
            for entry in entries(document, rows[0]) if document and rows else ():
                engine.add(entry)
            task.progress("index", done, len(new))
        task.progress("publish", 0, 1)
        engine.publish()
        task.progress("publish", 1, 1)
    except BaseException:
        engine.discard()
        raise
