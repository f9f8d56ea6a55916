"""How does a folder become a generation? Read, attribute, index, verify, publish: whole or not at all.

A build runs under a lock, in a folder of its own, and ends with one atomic switch (:mod:`index.generations.publish`).
A file that cannot be read becomes a notice. What a build begins with (:class:`_Base`) is taken over: parses of files
that have not changed, and documents that are made from the same file, ``speakers.toml`` and code, with their entries in
the index. A build from nothing is one with an empty base. Documents are held one at a time.
"""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict
from collections.abc import Mapping, Set
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.building.authorities import Authorities
from index.building.gather import Gathered, Progress, attributed_documents, content_digest, gather, origin, quiet
from index.building.source_files import Found, read_file, walk
from index.distinct_ids import distinct
from index.engines.whoosh import WhooshWriter
from index.entries import entries
from index.errors import ColloquyError, DamagedGeneration, NoGeneration, UnreadableSource
from index.generations import fingerprint
from index.generations.directory import (
    GENERATIONS,
    PARSED,
    STORE,
    VERIFIED,
    Generations,
    ids,
    live_id,
    open_archive,
)
from index.generations.manifest import BuildReport, Manifest, SourceRecord
from index.generations.parsed import Parsed
from index.generations.probes import problems
from index.generations.publish import begin, build_lock, discard, file_sums, generation_id, publish
from index.generations.store import Store
from index.generations.store_writer import StoreWriter, Written
from index.generations.verify import ENGINE, checked_manifest
from index.links.ledger_writer import LedgerWriter, highest_number, knows, withdrawn
from index.links.stored_words import StoredWords
from index.model import Notice, Severity
from index.overview import NO_LINKS, Counts, LinkCounts

REWRITTEN = 10_000  # entries: half a second of work, for an index in one part and without leftovers


class BuildFailed(ColloquyError):
    """A build that the system stopped, or a generation that does not answer as it should. Nothing is published."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build ended. ``generation`` is the live one afterwards (None: there is none), ``counts`` what it holds.

    ``refusal`` says why nothing was published although something had changed.
    """

    report: BuildReport
    generation: str | None
    counts: Counts | None
    published: bool
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class _Base:
    """The live generation, of the same code and with every file of it just read and compared: to build upon."""

    manifest: Manifest
    folder: Path

    @property
    def parsed(self) -> Path:
        return self.folder / PARSED

    @property
    def store(self) -> Path:
        return self.folder / STORE

    def origins(self) -> dict[str, bytes]:
        """What its documents were made from, by id."""
        with closing(Store(self.store)) as store:
            return store.origins()


@dataclass(frozen=True, slots=True)
class _Task:
    """What one build works with. ``live`` is the live generation, readable or not; ``withdrawn``: the documents of
    everything that is to be forgotten."""

    folder: Path
    data: Path
    unfinished: Path
    live: Manifest | None
    base: _Base | None
    rewritten: int
    withdrawn: tuple[str, ...]
    progress: Progress
    started: float  # seconds, monotonic


@dataclass(frozen=True, slots=True)
class _Indexed:
    """What has been written: the store, the ids of each path's documents, how many of these were kept as they were,
    their notices, and what became of links. ``leftovers`` as in the manifest."""

    store: Written
    leftovers: bool
    documents: dict[str, list[str]]
    kept: int
    notices: tuple[Notice, ...]
    links: LinkCounts


def build(
    folder: Path,
    data: Path,
    *,
    strict: bool = False,
    full: bool = False,
    rewritten: int = REWRITTEN,
    progress: Progress = quiet,
) -> Outcome:
    """Build ``folder`` and publish it in ``data``. ``full`` takes nothing over from the generation before; an index of
    up to ``rewritten`` entries is always written anew.

    ``strict`` publishes nothing when a file had to be left out. Raises :class:`~index.errors.BuildLocked`,
    :class:`~index.errors.AuthorityError` for a ``speakers.toml`` that cannot be used (publishing without it would
    undo all its decisions), :class:`~index.building.source_files.NoFolder` and :class:`BuildFailed`.
    """
    started = time.monotonic()
    try:
        with build_lock(data):
            unfinished = begin(data, highest_number(data))
            try:
                live = Generations(data).manifest()
                base = _base(data, live) if live and not full else None
                task = _Task(folder, data, unfinished, live, base, rewritten, withdrawn(data), progress, started)
                return _build(task, strict)
            finally:
                discard(unfinished)
    except (OSError, sqlite3.OperationalError) as error:  # SQLite's word for a full disk
        message = f"The build could not go on ({error}): make room in {data}, and see that you may write there."
        raise BuildFailed(f"{message} What was published before is as it was.") from error


def folder_changed(folder: Path, data: Path) -> bool:
    """Whether a build would find other files than the live generation was made from, or other code.

    Looks at names, sizes and times of files, and at the bytes of those whose time is another.
    """
    live = Generations(data).manifest()
    if live is None or live.folder != str(folder.resolve()) or not knows(data, live.generation):
        return True
    if (live.schema, live.code) != (fingerprint.schema(), fingerprint.code()):
        return True
    before = {record.path: record for record in live.sources}
    found = {each.path: each for each in walk(folder, data) if isinstance(each, Found)}
    authorities = Authorities()
    for each in found.values():
        authorities.nearest(each.place.parent)
    if found.keys() != before.keys() or authorities.digests != live.authorities:
        return True
    return any(_differs(each, before[path]) for path, each in found.items())


def _build(task: _Task, strict: bool) -> Outcome:
    authorities = Authorities()
    parsed = Parsed(task.unfinished / PARSED, task.base.parsed if task.base else None)
    try:
        gathered = gather(walk(task.folder, task.data), parsed, authorities, task.progress)
        content = content_digest(gathered, authorities, len(task.withdrawn))
        if task.base and task.base.manifest.content == content:
            return _nothing_new(task, task.base.manifest, gathered)
        ledger = _ledger(task, content)
        try:
            indexed = _index(task, parsed, authorities, gathered, ledger)
        except BaseException:
            ledger.discard()
            raise
    finally:
        parsed.close()
    try:
        return _publish(task, strict, content, authorities, gathered, indexed, ledger)
    finally:
        ledger.discard()


def _publish(
    task: _Task,
    strict: bool,
    content: str,
    authorities: Authorities,
    gathered: Gathered,
    indexed: _Indexed,
    ledger: LedgerWriter,
) -> Outcome:
    """Make what was indexed the live generation, unless something speaks against it. The ledger goes first: its rows
    count only once their generation is live."""
    report = _report(task, gathered, indexed)
    refusal = _refusal(task, report, indexed, strict)
    if refusal:
        return _kept(task, report, refusal)
    manifest = Manifest(
        generation=ledger.generation,
        schema=fingerprint.schema(),
        code=fingerprint.code(),
        content=content,
        created=ledger.created,
        counts=indexed.store.counts,
        entries=indexed.store.rows,
        leftovers=indexed.leftovers,
        withdrawn=len(task.withdrawn),
        folder=str(task.folder.resolve()),
        sources=_records(gathered, indexed),
        authorities=authorities.digests,
        files=file_sums(task.unfinished),
        report=report,
    )
    _verify(task, manifest)
    ledger.publish(ids(task.data))
    publish(task.data, task.unfinished, manifest)
    return Outcome(report, manifest.generation, manifest.counts, published=True)


def _ledger(task: _Task, content: str) -> LedgerWriter:
    """The link ledger, ready to compare the new generation with the live one."""
    try:
        live = live_id(task.data)
    except (NoGeneration, DamagedGeneration):
        live = None
    return LedgerWriter(
        task.data, generation_id(task.unfinished, content), live, datetime.now(UTC).isoformat(timespec="seconds")
    )


def _base(data: Path, live: Manifest) -> _Base | None:
    """The live generation, if it can be built upon: written by this code, whole, and known to the ledger."""
    if (live.schema, live.code) != (fingerprint.schema(), fingerprint.code()) or not knows(data, live.generation):
        return None
    folder = data / GENERATIONS / live.generation
    try:
        return _Base(checked_manifest(folder, data / VERIFIED / live.generation, everything=True), folder)
    except (OSError, DamagedGeneration):
        return None


def _kept(task: _Task, report: BuildReport, refusal: str | None = None) -> Outcome:
    """The outcome of a build that leaves the live generation as it is."""
    live = task.live
    generation, counts = (live.generation, live.counts) if live else (None, None)
    return Outcome(report, generation, counts, published=False, refusal=refusal)


def _nothing_new(task: _Task, live: Manifest, gathered: Gathered) -> Outcome:
    report = replace(
        live.report,
        added=(),
        changed=(),
        removed=(),
        unchanged=len(gathered.sha256),
        reused=len(gathered.reused),
        kept=live.counts.documents,
        links=NO_LINKS,
        seconds=_seconds(task),
    )
    return _kept(task, report)


def _index(task: _Task, parsed: Parsed, authorities: Authorities, gathered: Gathered, ledger: LedgerWriter) -> _Indexed:
    """Write store, ledger and engine."""
    placed = distinct(parsed.claims())
    origins = {each.id: origin(each, authorities, gathered) for each in placed}
    base, before = _base_of_most(task.base, origins)
    known = ledger.known(base.manifest.generation) if base else set()
    kept = {id_ for id_, made_from in origins.items() if before.get(id_) == made_from and id_ in known}
    ledger.keep(kept)
    there = set(kept)
    writer = StoreWriter(task.unfinished / STORE, base.store if base else None, kept)
    try:
        new = (each for each in placed if each.id not in kept)
        for document in attributed_documents(new, parsed, authorities, gathered):
            writer.add(document, origins[document.id])
            ledger.add(document)
            there.add(document.id)
        written = writer.finish()
    finally:
        writer.close()
    links = ledger.finish(StoredWords(task.unfinished / STORE))
    documents: dict[str, list[str]] = defaultdict(list)
    for each in placed:
        if each.id in there:
            documents[each.claimed.path].append(each.id)
    gone = before.keys() - kept
    upon = base if written.rows > task.rewritten and not _would_keep_withdrawn_words(task, base, gone) else None
    with closing(Store(task.unfinished / STORE)) as store:
        _write_engine(task, upon, store, written)
        notices = tuple(notice for notice in store.notices() if notice.severity is not Severity.INFO)
    leftovers = upon is not None and (upon.manifest.leftovers or bool(gone))
    return _Indexed(written, leftovers, documents, len(kept), notices, links)


def _base_of_most(base: _Base | None, origins: Mapping[str, bytes]) -> tuple[_Base | None, dict[str, bytes]]:
    """The base and what its documents were made from, if most of them stay as they are; else nothing."""
    before = base.origins() if base else {}
    stay = sum(before.get(id_) == made_from for id_, made_from in origins.items())
    return (base, before) if stay * 2 >= len(before) else (None, {})


def _would_keep_withdrawn_words(task: _Task, base: _Base | None, gone: Set[str]) -> bool:
    """Whether files of the index before have words that were withdrawn, and that no document has any more."""
    if base is None:
        return False
    since = base.manifest.leftovers and base.manifest.withdrawn != len(task.withdrawn)
    return since or not gone.isdisjoint(task.withdrawn)


def _write_engine(task: _Task, base: _Base | None, store: Store, written: Written) -> None:
    """Index what the store says, beside what the index of the base has of it."""
    (task.unfinished / ENGINE).mkdir()
    engine = WhooshWriter(task.unfinished / ENGINE)
    try:
        if base:
            engine.keep(base.folder / ENGINE, written.kept)
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


def _report(task: _Task, gathered: Gathered, indexed: _Indexed) -> BuildReport:
    before = {record.path: record.sha256 for record in task.live.sources} if task.live else {}
    now = {path: gathered.sha256.get(path, "") for path in gathered.files}
    return BuildReport(
        added=tuple(path for path in now if path not in before),
        changed=tuple(path for path in now if path in before and before[path] != now[path]),
        removed=tuple(path for path in before if path not in now),
        unchanged=sum(before.get(path) == sha256 for path, sha256 in now.items()),
        reused=len(gathered.reused),
        kept=indexed.kept,
        left_out=tuple(sorted(gathered.left_out)),
        links=indexed.links,
        notices=tuple(sorted((*gathered.notices, *indexed.notices), key=_by_place)),
        seconds=_seconds(task),
    )


def _by_place(notice: Notice) -> tuple[str, int, str]:
    return notice.path or "", notice.line or 0, notice.code


def _refusal(task: _Task, report: BuildReport, indexed: _Indexed, strict: bool) -> str | None:
    if not indexed.store.counts.documents:
        return f"No document could be read in {task.folder}, so nothing is published."
    if strict and report.left_out:
        many = len(report.left_out)
        return f"{many} {'file was' if many == 1 else 'files were'} left out, so nothing is published (--strict)."
    return None


def _records(gathered: Gathered, indexed: _Indexed) -> tuple[SourceRecord, ...]:
    return tuple(
        SourceRecord(
            path=path,
            sha256=gathered.sha256.get(path, ""),
            size=found.size,
            modified_ns=found.modified_ns,
            documents=tuple(indexed.documents.get(path, ())),
        )
        for path, found in gathered.files.items()
    )


def _verify(task: _Task, manifest: Manifest) -> None:
    archive = open_archive(task.unfinished, manifest)
    try:
        found = problems(archive)
    finally:
        archive.close()
    if found:
        raise BuildFailed(f"The new generation is not sound and was not published. {found[0]}")


def _differs(found: Found, record: SourceRecord) -> bool:
    if (found.size, found.modified_ns) == (record.size, record.modified_ns):
        return False
    try:
        return read_file(found.path, found.place).sha256 != record.sha256
    except UnreadableSource:
        return record.sha256 != ""


def _seconds(task: _Task) -> float:
    return round(time.monotonic() - task.started, 2)
