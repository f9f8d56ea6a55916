"""What does a process do that builds segments for another? It takes entries in, as long as any come, and writes them.

:mod:`index.engines.whoosh.segment_workers` starts it, sends entries, and is told which segments were written. It ends
with the process that sends, even while it writes (:mod:`index.apart`).
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Sequence
from typing import IO

import msgspec
from whoosh.filedb.filestore import FileStorage

from index.apart import packed, receive, send
from index.engines.whoosh.segments_builder import SegmentsBuilder
from index.entries import Entry

_decoder = msgspec.msgpack.Decoder(list[Entry])


def message(entries: Sequence[Entry]) -> bytes:
    """Entries to be sent; none of them says that there will be no more."""
    return packed(msgspec.msgpack.encode(entries))


def main(sent: IO[bytes], answers: IO[bytes], directory: str, index_name: str, words_held: str) -> None:
    """Build segments in a directory, and answer with them."""
    builder = SegmentsBuilder(FileStorage(directory), index_name, int(words_held))
    while entries := _received(sent):
        for entry in entries:
            builder.add(entry)
    send(answers, pickle.dumps(builder.finish()))


def _received(sent: IO[bytes]) -> list[Entry]:
    """The entries of the next message."""
    body = receive(sent)
    if body is None:
        sys.exit(1)  # nobody is there who wants the segments
    return _decoder.decode(body)
