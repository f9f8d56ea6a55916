"""What does a process do that builds segments for another? It takes entries in, as long as any come, and writes them.

:mod:`index.engines.whoosh.segment_workers` starts it, sends entries through a pipe, and reads from another one which
segments were written. It ends when the pipe does, so it never outlives the process that sends.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Sequence
from typing import IO

import msgspec
from whoosh.filedb.filestore import FileStorage

from index.engines.whoosh.segments_builder import SegmentsBuilder
from index.entries import Entry

_LENGTH = 8  # bytes that tell how long a message is
_decoder = msgspec.msgpack.Decoder(list[Entry])


def message(entries: Sequence[Entry]) -> bytes:
    """Entries to be sent; none of them says that there will be no more."""
    body = msgspec.msgpack.encode(entries)
    return len(body).to_bytes(_LENGTH) + body


def receive(pipe: IO[bytes]) -> list[Entry] | None:
    """The entries of the next message; None when there will be none, or no whole one."""
    length = int.from_bytes(pipe.read(_LENGTH))
    body = pipe.read(length)
    return _decoder.decode(body) if length and len(body) == length else None


def main(directory: str, index_name: str, words_held: str) -> None:
    """Build segments in a directory, and answer with them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C is for the process that sends; this one ends with it
    builder = SegmentsBuilder(FileStorage(directory), index_name, int(words_held))
    while entries := receive(sys.stdin.buffer):
        for entry in entries:
            builder.add(entry)
    if entries is None:
        os._exit(1)  # nobody is there who wants the segments
    sys.stdout.buffer.write(pickle.dumps(builder.finish()))
