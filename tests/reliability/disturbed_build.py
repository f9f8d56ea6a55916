"""A build that is disturbed at its k-th change of the disk; for every k, or every few.

    python disturbed_build.py WAY FOLDER DATA EVERY

For each k a child process builds ``FOLDER`` anew and is disturbed in one of :data:`disk_faults.WAYS`. After each child
prints ``<how it ended> <live generation> <its documents>``. Ends with the first child that gets through. A program of
its own, because a child made by fork must have no other threads.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from disk_faults import DONE, child, preloaded

from index.building.build import build
from index.generations.directory import Generations


def main() -> None:
    way, folder, data, every = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    for at in range(1, 10_000, every):
        code = child(way, at, partial(build, folder, data, full=True))
        archive = Generations(data).current()
        sys.stdout.write(f"{code} {archive.generation} {archive.store.counts().documents}\n")
        archive.close()
        if code == DONE:
            return


if __name__ == "__main__":
    preloaded()
    main()
