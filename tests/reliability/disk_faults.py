"""How is a program disturbed at every call that changes the disk? By a library that is loaded before all others.

:func:`preloaded` starts the running program anew with ``disk_faults.c`` before the C library; :func:`child` then builds
in a process that is killed, or refused, at its k-th such call.
"""

from __future__ import annotations

import ctypes
import errno
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from index.errors import ColloquyError

SOURCE = Path(__file__).with_suffix(".c")
KILL = 0
FULL = -1  # no space left for this call and all that come after it
WAYS = {"kill": KILL, "no-space": errno.ENOSPC, "io-error": errno.EIO, "full": FULL, "read-only": errno.EROFS}
DONE, REFUSED, GOT_OVER_IT, CRASHED = 0, 1, 2, 3  # how a child ends; a negative number is the signal that killed it


def preloaded() -> None:
    """Go on with the library in place; starts this program anew when it is not."""
    if hasattr(ctypes.CDLL(None), "disturb"):
        return
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "disk_faults.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
        environment = {**os.environ, "LD_PRELOAD": str(library)}
        sys.exit(subprocess.run([sys.executable, *sys.argv], env=environment, check=False).returncode)


def child(way: str, at: int, work: Callable[[], object]) -> int:
    """How a process ends that does ``work`` and is disturbed at its ``at``-th change of the disk.

    DONE: it was over before that; REFUSED: it ended with an error that tells what to do; GOT_OVER_IT: it went on all
    the same; CRASHED: it ended with any other error.
    """
    how = WAYS[way]
    process = os.fork()
    if process == 0:
        library = ctypes.CDLL(None)
        library.disturb(errno.ENOSPC if how == FULL else how, ctypes.c_long(at), how in (FULL, errno.EROFS))
        try:
            work()
        except ColloquyError:
            os._exit(REFUSED)
        except Exception:
            traceback.print_exc()
            os._exit(CRASHED)
        os._exit(DONE if library.calls_seen() < at else GOT_OVER_IT)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
