"""Which segments of a published index go on in the next one? Their files as they are, with other rows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import EmptyIndexError, open_dir

from index.engines.base import KeptRows
from index.engines.whoosh.array_file import Mask, Numbers, damaged
from index.engines.whoosh.codec import ArrayCodec
from index.engines.whoosh.columns import NumberReader, write_numbers
from index.engines.whoosh.schema import ROW, SCHEMA
from index.errors import DamagedGeneration


def keep_segments(before: Path, rows: Sequence[KeptRows], directory: Path) -> list[W3Segment]:
    """The segments of the index in ``before`` that still have entries, put into ``directory`` under their names.

    Files are linked where the disk can do that, else copied; only the column of rows is written anew. Entries that are
    not kept are marked as deleted. Errors as for :meth:`index.engines.base.EngineWriter.keep`.
    """
    wanted = _Rows(rows)
    old, new = FileStorage(str(before)), FileStorage(str(directory))
    try:
        segments = open_dir(str(before), schema=SCHEMA, readonly=True)._segments()
        kept = [segment for segment in segments if _keep(segment, wanted, old, new)]
    except EmptyIndexError as error:
        raise DamagedGeneration(f"There is no index in {before}: build again with --full.") from error
    except FileNotFoundError as error:
        raise DamagedGeneration(f"{Path(error.filename).name} is missing from the index in {before}.") from error
    if sum(segment.doc_count() for segment in kept) != wanted.count:
        raise DamagedGeneration(f"The index in {before} lacks entries that are to be kept: build again with --full.")
    return kept


class _Rows:
    """Where the entries of the old rows stand now."""

    def __init__(self, rows: Sequence[KeptRows]) -> None:
        if any(run.last < run.first for run in rows) or any(
            one.last >= other.first or one.now + one.last - one.first >= other.now for one, other in pairwise(rows)
        ):
            raise ValueError("Kept rows must ascend, in the index before and in the new one.")
        self._firsts = np.array([run.first for run in rows], np.int64)
        self._lasts = np.array([run.last for run in rows], np.int64)
        self._shifts = np.array([run.now - run.first for run in rows], np.int64)
        self.count = int((self._lasts - self._firsts + 1).sum())

    def moved(self, rows: Numbers) -> tuple[Mask, Numbers]:
        """Which of the rows are kept, and where they stand now (the others anywhere)."""
        if not self.count:
            return np.zeros(len(rows), np.bool_), rows
        runs = np.maximum(np.searchsorted(self._firsts, rows, "right") - 1, 0)
        inside = (rows >= self._firsts[runs]) & (rows <= self._lasts[runs])
        return inside, rows + self._shifts[runs]


def _keep(segment: W3Segment, wanted: _Rows, old: FileStorage, new: FileStorage) -> bool:
    """Whether any entry of a segment is kept; then its files are in the new storage."""
    if not isinstance(segment.codec(), ArrayCodec):
        raise damaged(segment.make_filename(".*"))
    row_column = W3Codec.column_filename(segment, ROW)
    with closing(old.open_file(row_column)) as file:
        kept, rows = wanted.moved(NumberReader(file).numbers)
    kept[list(segment.deleted_docs())] = False
    if not kept.any():
        return False
    for number in np.flatnonzero(~kept).tolist():
        segment.delete_document(number)
    for name in segment.list_files(old):
        if name != row_column:
            _share(Path(old.folder, name), Path(new.folder, name))
    with closing(new.create_file(row_column)) as file:
        write_numbers(file, _ascending(rows, kept))
    return True


def _ascending(rows: Numbers, kept: Mask) -> Numbers:
    """The rows of the kept entries; each of the others has the row of the kept one before it, or -1."""
    ascending: Numbers = np.maximum.accumulate(np.where(kept, rows, -1))
    return ascending


def _share(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without links
        shutil.copyfile(source, target)
