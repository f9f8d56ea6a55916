"""Does the C library give back what was let go, keep what is used again, and have one arena for all threads?"""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="these are settings of glibc")

SETTLED = """
import os, threading
from pathlib import Path
import numpy as np
from webapp.memory import keep_for_searches, settle_c_library

settle_c_library()
np.empty(16 << 20, np.uint8)  # as the engine does

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

def use(megabytes):
    np.ones(megabytes << 20, np.uint8)
"""


def told(program: str) -> float:
    """The number that a fresh process prints which has settled its C library."""
    command = [sys.executable, "-c", SETTLED + program]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize(("entries", "megabytes"), [(0, 3), (500_000, 7), (1_000_000, 14)])
def test_memory_of_the_arrays_of_usual_searches_is_kept(entries: int, megabytes: int) -> None:
    keeping = f"keep_for_searches({entries}); before = resident(); use({megabytes}); print(resident() - before)"
    assert told(keeping) > megabytes - 1


@pytest.mark.parametrize("entries", [0, 500_000])
def test_memory_of_larger_ones_is_given_back(entries: int) -> None:
    assert told(f"keep_for_searches({entries}); before = resident(); use(14); print(resident() - before)") < 9


def test_threads_have_one_arena_together() -> None:
    """Another arena begins where an address is a multiple of 64 MB."""
    program = """
together = threading.Barrier(21)
kept = []

def take():
    kept.append(np.ones(100_000, np.uint8))
    together.wait()

threads = [threading.Thread(target=take) for _ in range(20)]
for each in threads:
    each.start()
together.wait()
print(sum(array.ctypes.data % (64 << 20) < 100_000 * 21 for array in kept))
"""
    assert told(program) == 0
