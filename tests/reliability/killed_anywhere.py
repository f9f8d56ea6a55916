"""Builds that are disturbed wherever they touch the disk, or killed at any moment: what is there after each?

    python killed_anywhere.py WAY full|incremental EVERY DATA     a way of disk_faults, or "errors": two in turn
    python killed_anywhere.py moments TIMES SEED DATA

Before each build two hearings in the folder are given a new number, which every turn of them says; others stay as they
are, and builds that are not full take them over. After each, and after a build that nobody disturbs (where builds were
refused, after every tenth), these things must hold: readers who were there before and new ones see one
number in everything that is asked (the old one or the new), doctor finds nothing wrong, and links are whole. Prints one
line of JSON: how the builds ended, how often the old and the new generation was live then, and what was wrong.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from disk_faults import CRASHED, DONE, GOT_OVER_IT, REFUSED, child, preloaded
from hearings import subtitles, texts

from index.building.build import build
from index.building.doctor import examine
from index.generations.archive import Archive
from index.generations.directory import GENERATIONS, Generations, ids
from index.generations.publish import KEPT
from index.request import SearchRequest
from index.search import search

ENDS = {DONE: "done", REFUSED: "refused", GOT_OVER_IT: "got over it", CRASHED: "crashed", -signal.SIGKILL: "killed"}
UNCHANGED = {f"still-{number}" for number in range(5)}
ERRORS = ("no-space", "io-error")


class Trial:
    """A folder whose hearings are numbered, its data directory, and a reader who stays all the time."""

    def __init__(self, data: Path, *, full: bool) -> None:
        self.data, self.folder, self.full = data, data.parent / "numbered", full
        self.folder.mkdir()
        for name in UNCHANGED:
            (self.folder / f"{name}.vtt").write_text(subtitles(("Josef Karel", f"Nothing changes {name}.")))
        self.number = self.said = 0  # now in the folder, and said by the live generation
        self.wrong: list[str] = []
        self.ends: Counter[str] = Counter()
        self.live: Counter[str] = Counter()
        self.change()
        build(self.folder, data)
        self.site = Generations(data)
        self.look(0, 0)

    def change(self) -> None:
        """The next number; some hearings come and go."""
        said = f"word{self.number} is said"
        for name in ("first", "second"):
            (self.folder / f"{name}.vtt").write_text(subtitles(("Anna Berg", said), ("Lena Fuchs", f"And {said}")))
        extra = self.folder / "extra.vtt"
        if self.number % 3:
            extra.write_text(subtitles(("Josef Karel", said)))
        else:
            extra.unlink(missing_ok=True)

    def build(self) -> None:
        build(self.folder, self.data, full=self.full, rewritten=0)

    def after(self, code: int) -> None:
        """Look at what a disturbed build left, and build once more."""
        self.ends[ENDS[code]] += 1
        seen = self.look(self.said, self.number)
        self.live["new" if seen == self.number else "old"] += 1
        self.said = self.number if seen == self.number else self.said
        if code in (REFUSED, GOT_OVER_IT) and self.number % 10:
            return
        build(self.folder, self.data, rewritten=0)
        self.said = self.number
        if numbers_in(self.site.current()) != {self.number}:
            self.wrong.append(f"after {self.number}: the next build did not succeed")
        left = [place.name for place in (self.data / GENERATIONS).iterdir() if place.name not in ids(self.data)]
        left += [place.name for place in self.data.iterdir() if place.name.endswith(".tmp")]
        if left or len(ids(self.data)) > KEPT:
            self.wrong.append(f"after {self.number}: left behind {left}, {len(ids(self.data))} generations")

    def look(self, *allowed: int) -> int | None:
        """The number that all of the live generation says; everything that is amiss goes to ``wrong``."""
        numbers = set()
        for reader in (self.site, Generations(self.data)):
            numbers |= numbers_in(reader.current())
            if reader.problem:
                self.wrong.append(f"at {self.number}: {reader.problem}")
        self.wrong += [f"at {self.number}: {problem}" for problem in examine(self.data)[1]]
        if len(numbers) != 1 or not numbers <= set(allowed):
            self.wrong.append(f"at {self.number}: the site says {sorted(numbers)}")
        return next(iter(numbers), None)


def numbers_in(archive: Archive) -> set[int]:
    """The numbers that the texts of a generation say, and that a search for them finds in all turns or in none."""
    ids_ = {document.id for document in archive.store.documents()}
    said = [text for id_ in ids_ - UNCHANGED for text in texts(archive.store, id_)]
    numbers = {int(text.partition("word")[2].split()[0]) for text in said}
    found = {number for number in numbers if search(archive, SearchRequest(q=f"word{number}")).total == len(said)}
    whole = ids_ == {"first", "second", *(["extra"] if max(numbers) % 3 else []), *UNCHANGED}
    whole &= search(archive, SearchRequest(q="nothing changes")).total == len(UNCHANGED)
    return numbers if found == numbers and whole else {*numbers, -1}


def disturbed(way: str, every: int, trial: Trial) -> None:
    """Disturb a build at each of its changes of the disk in turn, until one gets through."""
    for at in range(1, 100_000, every):
        trial.number += 1
        trial.change()
        code = child(ERRORS[at % 2] if way == "errors" else way, at, trial.build)
        trial.after(code)
        if code == DONE:
            return


def at_moments(times: int, seed: int, trial: Trial) -> None:
    """Kill builds at moments spread evenly over the time that one takes."""
    chosen = random.Random(seed)  # noqa: S311  # moments, not secrets
    taken = []
    for turn in range(-5, times):
        trial.number += 1
        trial.change()
        begin = time.perf_counter()
        code = killed_after(chosen.uniform(0, max(taken)) if turn >= 0 else 60, trial.build)
        if turn < 0:
            taken.append(time.perf_counter() - begin)  # not killed: how long does it take?
        trial.after(code)


def killed_after(seconds: float, work: Callable[[], object]) -> int:
    """How a process ends that is killed after some time, unless it is done before."""
    process = os.fork()
    if process == 0:
        try:
            work()
        except Exception:
            os._exit(REFUSED)
        os._exit(DONE)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.0005)
    os.kill(process, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def main() -> None:
    way, data = sys.argv[1], Path(sys.argv[4])
    if way == "moments":
        trial = Trial(data, full=False)
        at_moments(int(sys.argv[2]), int(sys.argv[3]), trial)
    else:
        trial = Trial(data, full=sys.argv[2] == "full")
        disturbed(way, int(sys.argv[3]), trial)
    told = {"builds": trial.number, "ends": trial.ends, "live": trial.live, "wrong": trial.wrong[:20]}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    preloaded()
    main()
