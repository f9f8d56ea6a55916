"""A build that is killed, or refused by the system, at its k-th touch of the disk; for every k, or every few.

    python disturbed_build.py kill|fail FOLDER DATA EVERY

For each k a child process builds ``FOLDER`` and dies by SIGKILL (or meets "no space left on device") when it opens,
renames, makes or removes its k-th file. After each child prints ``<how it ended> <live generation>``. Ends with the
first child that gets through. A program of its own, because a child made by fork must have no other threads.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from pathlib import Path

from index.building.build import build
from index.generations.directory import Generations

_TOUCHES = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "sqlite3.connect", "shutil.rmtree", "os.truncate"}


class Disturbance:
    """Kills this process, or lets the system refuse, at the ``left``-th touch of the disk from now on."""

    def __init__(self, how: str, left: int) -> None:
        self.how, self.left = how, left
        sys.addaudithook(self.touch)

    def touch(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in _TOUCHES:
            self.left -= 1
            if self.left == 0:
                if self.how == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise OSError(errno.ENOSPC, "No space left on device")


def child(how: str, at: int, folder: Path, data: Path) -> int:
    """Exit code 0: it was over before it could be disturbed; 1: refused; 2: got over it; negative: killed."""
    process = os.fork()
    if process == 0:
        disturbance = Disturbance(how, at)
        try:
            build(folder, data, full=True)
        except Exception:
            os._exit(1)
        os._exit(0 if disturbance.left > 0 else 2)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def main() -> None:
    how, folder, data, every = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    for at in range(1, 10_000, every):
        code = child(how, at, folder, data)
        archive = Generations(data).current()
        sys.stdout.write(f"{code} {archive.generation} {archive.store.counts().documents}\n")
        archive.close()
        if code == 0:
            return


if __name__ == "__main__":
    main()
