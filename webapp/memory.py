"""How much memory does a process of the server keep? What a request has taken goes to the next one, or back.

Measured with 50 readers at 500,000 turns; the table is in ``tests/benchmarks/README.md``.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Mapping
from contextlib import suppress

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # mallopt(3)
_MEGABYTE = 1 << 20

# What the C library of Linux is to do with memory that was let go. By itself it has eight arenas for each processor,
# and keeps up to 32 MB at the end of each.
_C_LIBRARY: Mapping[int, int] = {
    _M_ARENA_MAX: 1,  # for all threads, of which one at a time runs Python
    _M_MMAP_THRESHOLD: 16 * _MEGABYTE,  # arrays up to this size are made of memory that is there already
    _M_TRIM_THRESHOLD: 4 * _MEGABYTE,  # kept at the end for the next request
}
_OF_AN_ENTRY = 16  # bytes kept at the end for each entry, over which a search works with arrays of eight bytes
_MOST = 32 * _MEGABYTE


def settle_c_library() -> None:
    """Let the C library keep little of what was let go. Call it before there are threads."""
    for name, value in _C_LIBRARY.items():
        _mallopt(name, value)


def keep_for_searches(entries: int) -> None:
    """Keep what a search for common words among so many entries needs, so that the next one finds it in memory.

    Measured at 1,000,000: half as much makes an OR of three words two and a half times as slow, twice as much makes
    nothing faster.
    """
    least = _C_LIBRARY[_M_TRIM_THRESHOLD]
    _mallopt(_M_TRIM_THRESHOLD, max(least, min(_OF_AN_ENTRY * entries, _MOST)))


def _mallopt(name: int, value: int) -> None:
    if sys.platform == "linux":
        with suppress(AttributeError):  # C libraries other than glibc have no such thing
            ctypes.CDLL(None).mallopt(name, value)


def collect_rarely() -> None:
    """Let the collector of reference cycles leave alone what is in memory now, and look at the rest less often.

    A transcript of 5,000 turns makes 100,000 objects and no cycle. Measured: its first byte after 34 ms of processor
    time in place of 110, and no page of results that waits 100 ms for a collection.
    """
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)
