"""How does a folder become a generation? Read, attribute, index, verify, publish: whole or not at all.

A build runs under a lock, in a folder of its own, and ends with one atomic switch (:mod:`index.generations.publish`).
A file that cannot be read becomes a notice. What the live generation has is taken over: parses of files that have not
changed, and documents that are made from the same file, ``speakers.toml`` and code, with their entries in the index
(:mod:`index.building.indexing`). Documents are held one at a time.
"""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.building.authorities import Authorities
from index.building.collector import collecting_seldom
from index.building.gather import Gathered, Progress, content_digest, gather, quiet
from index.building.indexing import Indexed, index_documents
from index.building.source_files import Found, read_file, walk
from index.building.task import Task, base_of
from index.errors import ColloquyError, DamagedGeneration, NoGeneration, UnreadableSource
from index.generations import fingerprint
from index.generations.directory import (
    PARSED,
    Generations,
    ids,
    live_id,
    open_archive,
)
from index.generations.manifest import BuildReport, FileSum, Manifest, SourceRecord
from index.generations.parsed import Parsed
from index.generations.probes import problems
from index.generations.publish import begin, build_lock, discard, file_sums, generation_id, publish
from index.links.ledger_writer import LedgerWriter, highest_number, knows, withdrawn
from index.model import Notice
from index.overview import NO_LINKS, Counts

REWRITTEN = 10_000  # entries: half a second of work, for an index in one part and without leftovers

_TRIED_AGAIN = {"crashed", "too_slow", "too_much_memory"}  # notices of files that were left out maybe by chance


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
        with build_lock(data), collecting_seldom():
            unfinished = begin(data, highest_number(data))
            try:
                live = Generations(data).manifest()
                base = base_of(data, live) if live and not full else None
                task = Task(folder, data, unfinished, live, base, rewritten, withdrawn(data), progress, started)
                return _build(task, strict)
            finally:
                discard(unfinished)
    except (OSError, sqlite3.OperationalError) as error:  # SQLite's word for a full disk
        message = f"The build could not go on ({error}): make room in {data}, and see that you may write there."
        raise BuildFailed(f"{message} What was published before is as it was.") from error


def folder_changed(folder: Path, data: Path) -> bool:
    """Whether a build would find other files than the live generation was made from, or other code, or may read a file
    that was left out for what is not in it: the machine was busy, or nobody was permitted to read it.

    Looks at names, sizes and times of files, and at the bytes of those whose time is another.
    """
    live = Generations(data).manifest()
    if live is None or live.folder != str(folder.resolve()) or not knows(data, live.generation):
        return True
    if (live.schema, live.code) != (fingerprint.schema(), fingerprint.code()):
        return True
    if any(notice.code in _TRIED_AGAIN for notice in live.report.notices):
        return True
    before = {record.path: record for record in live.sources}
    found = {each.path: each for each in walk(folder, data) if isinstance(each, Found)}
    authorities = Authorities()
    for each in found.values():
        authorities.nearest(each.place.parent)
    if found.keys() != before.keys() or authorities.digests != live.authorities:
        return True
    return any(_differs(each, before[path]) for path, each in found.items())


def _build(task: Task, strict: bool) -> Outcome:
    authorities = Authorities()
    parsed = Parsed(task.unfinished / PARSED, task.base.parsed if task.base else None)
    try:
        gathered = gather(walk(task.folder, task.data), parsed, authorities, task.progress)
        content = content_digest(gathered, authorities, len(task.withdrawn))
        if task.base and task.base.manifest.content == content:
            return _nothing_new(task, task.base.manifest, gathered)
        ledger = _ledger(task, content)
        try:
            indexed = index_documents(task, parsed, authorities, gathered, ledger)
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
    task: Task,
    strict: bool,
    content: str,
    authorities: Authorities,
    gathered: Gathered,
    indexed: Indexed,
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
        files=_files(task),
        report=report,
    )
    _verify(task, manifest)
    ledger.publish(ids(task.data))
    publish(task.data, task.unfinished, manifest)
    return Outcome(report, manifest.generation, manifest.counts, published=True)


def _ledger(task: Task, content: str) -> LedgerWriter:
    """The link ledger, ready to compare the new generation with the live one."""
    try:
        live = live_id(task.data)
    except (NoGeneration, DamagedGeneration):
        live = None
    return LedgerWriter(
        task.data, generation_id(task.unfinished, content), live, datetime.now(UTC).isoformat(timespec="seconds")
    )


def _kept(task: Task, report: BuildReport, refusal: str | None = None) -> Outcome:
    """The outcome of a build that leaves the live generation as it is."""
    live = task.live
    generation, counts = (live.generation, live.counts) if live else (None, None)
    return Outcome(report, generation, counts, published=False, refusal=refusal)


def _nothing_new(task: Task, live: Manifest, gathered: Gathered) -> Outcome:
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


def _report(task: Task, gathered: Gathered, indexed: Indexed) -> BuildReport:
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


def _refusal(task: Task, report: BuildReport, indexed: Indexed, strict: bool) -> str | None:
    if not indexed.store.counts.documents:
        return f"No document could be read in {task.folder}, so nothing is published."
    if strict and report.left_out:
        many = len(report.left_out)
        return f"{many} {'file was' if many == 1 else 'files were'} left out, so nothing is published (--strict)."
    return None


def _records(gathered: Gathered, indexed: Indexed) -> tuple[SourceRecord, ...]:
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


def _files(task: Task) -> dict[str, FileSum]:
    """Size and checksum of every file of the new generation; raises :class:`BuildFailed` when what it was made from
    was damaged meanwhile."""
    files = file_sums(task.unfinished)
    damaged = task.base.damaged_file(task.unfinished, files) if task.base else None
    if damaged:
        raise BuildFailed(
            f"{damaged} of the live generation was damaged while it was built upon, so nothing is published. Have the "
            "disk looked at, and build again: nothing is taken over from what is damaged."
        )
    return files


def _verify(task: Task, manifest: Manifest) -> None:
    archive = open_archive(task.unfinished, manifest)
    try:
        found = problems(archive)
    finally:
        archive.close()
    if found:
        raise BuildFailed(f"The new generation is not sound and was not published. {found[0]}")


def _differs(found: Found, record: SourceRecord) -> bool:
    if record.sha256 and (found.size, found.modified_ns) == (record.size, record.modified_ns):
        return False
    try:
        return read_file(found.path, found.place).sha256 != record.sha256
    except UnreadableSource:
        return record.sha256 != ""


def _seconds(task: Task) -> float:
    return round(time.monotonic() - task.started, 2)
