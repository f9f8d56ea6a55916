"""What do all the files of a folder say? Each is read once, then parsed, or its parse taken over, or left out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

import msgspec

from index.building.authorities import Authorities
from index.building.parsing import Parsers, ahead, settled
from index.building.source_files import Found, read_file
from index.building.understanding import attributed, left_out
from index.distinct_ids import Placed
from index.errors import UnreadableSource
from index.generations import fingerprint
from index.generations.parsed import Packed, Parsed
from index.model import Document, Notice

Progress = Callable[[str, int, int], None]  # "read", "index" or "publish"; how much of it, of how much


def quiet(stage: str, done: int, total: int) -> None:
    """Tells nobody how far the work is."""


@dataclass(slots=True)
class Gathered:
    """What reading a folder gives. ``files``: by path, as found; ``sha256``: by path, of those that could be read.

    ``reused``: the paths whose parse was taken over; ``left_out``: those that are not in the archive, see ``notices``.
    """

    files: dict[str, Found] = field(default_factory=dict)
    sha256: dict[str, str] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    reused: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)

    def leave_out(self, notice: Notice) -> None:
        """Leave a file out and tell why."""
        self.notices.append(notice)
        self.left_out.add(notice.path or "")


def gather(found: Iterable[Found | Notice], into: Parsed, authorities: Authorities, progress: Progress) -> Gathered:
    """Read every source that was found into ``into``; what it has of files that have not changed stays.

    The authority files that hold for the sources are read as well: a broken one raises
    :class:`~index.errors.AuthorityError` before much work is done.
    """
    gathered = Gathered()
    for each in found:
        if isinstance(each, Notice):
            gathered.leave_out(each)
        else:
            gathered.files[each.path] = each
            authorities.nearest(each.place.parent)
    with Parsers() as parsers:
        begun = ((each, _begin(each, into, gathered, parsers)) for each in gathered.files.values())
        for done, (each, documents) in enumerate(ahead(begun), 1):
            if documents is not None:
                _keep(each, documents, into, gathered)
            progress("read", done, len(gathered.files))
    into.keep_only(gathered.files.keys() - gathered.left_out)
    return gathered


def attributed_documents(
    placed: Iterable[Placed], parsed: Parsed, authorities: Authorities, gathered: Gathered
) -> Iterator[Document]:
    """The documents with their speakers, in the order given; those that cannot be had are left out of ``gathered``."""
    for each in placed:
        path = each.claimed.path
        try:
            yield attributed(_with_id(parsed, each), authorities.nearest(gathered.files[path].place.parent))
        except UnreadableSource as error:
            gathered.leave_out(left_out(path, error))


def origin(placed: Placed, authorities: Authorities, gathered: Gathered) -> bytes:
    """Stands for everything that one document is made from: equal origins make equal documents."""
    path = placed.claimed.path
    return _digest((
        fingerprint.code(),
        path,
        gathered.sha256[path],
        str(placed.claimed.ordinal),
        placed.id,
        placed.notice.message if placed.notice else "",
        *authorities.origin(gathered.files[path].place.parent),
    ))  # fmt: skip


def content_digest(gathered: Gathered, authorities: Authorities, forgotten: int) -> str:
    """Stands for everything a generation is made from: files, authority files, code, and what could not be read.

    ``forgotten``: how much was withdrawn so far; a new generation must not hold leftovers of it.
    """
    pieces: Iterable[tuple[str, str]] = (
        ("code", fingerprint.code()),
        ("forgotten", str(forgotten)),
        *((path, gathered.sha256.get(path, "")) for path in sorted(gathered.files)),
        *sorted(authorities.digests.items()),
        *((notice.path or "", notice.code) for notice in gathered.notices),
    )
    return _digest(piece for pair in pieces for piece in pair).hex()


def _begin(found: Found, into: Parsed, gathered: Gathered, parsers: Parsers) -> Future[tuple[Packed, ...]] | None:
    """The documents of a file, being parsed; None when they are there already."""
    try:
        source = read_file(found.path, found.place)
    except UnreadableSource as error:
        return settled(error)
    gathered.sha256[found.path] = source.sha256
    if into.has(found.path, source.sha256, fingerprint.code()):
        gathered.reused.add(found.path)
        return None
    return parsers.begin(source)


def _keep(found: Found, documents: Future[tuple[Packed, ...]], into: Parsed, gathered: Gathered) -> None:
    try:
        into.add(found.path, gathered.sha256.get(found.path, ""), fingerprint.code(), documents.result())
    except UnreadableSource as error:
        gathered.leave_out(left_out(found.path, error))


def _with_id(parsed: Parsed, placed: Placed) -> Document:
    document = parsed.document(placed.claimed)
    added = (placed.notice,) if placed.notice else ()
    metadata = replace(document.metadata, id=placed.id)
    return replace(document, metadata=metadata, notices=(*document.notices, *added))


def _digest(pieces: Iterable[str]) -> bytes:
    """A digest of texts, and of where each ends."""
    return hashlib.sha256(msgspec.msgpack.encode(tuple(pieces))).digest()
