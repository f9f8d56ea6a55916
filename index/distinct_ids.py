"""What if two documents claim one id? Both stay reachable, told apart by their paths and never by build order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.ids import digest
from index.model import Notice, Severity


@dataclass(frozen=True, slots=True)
class Claimed:
    """A parsed document: its file, its place in it, and the id it claims."""

    path: str
    ordinal: int  # from 1 in its file
    id: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A parsed document with the id it gets, and the notice when that is not the one it claims."""

    id: str
    claimed: Claimed
    notice: Notice | None = None


def distinct(claims: Iterable[Claimed]) -> list[Placed]:
    """Every document with an id of its own, in order of these ids."""
    by_id: dict[str, list[Claimed]] = defaultdict(list)
    for claimed in claims:
        by_id[claimed.id].append(claimed)
    return sorted(_placed(by_id), key=lambda placed: placed.id)


def _placed(by_id: dict[str, list[Claimed]]) -> Iterator[Placed]:
    taken = set(by_id)
    for id_, claimants in sorted(by_id.items()):
        if len(claimants) == 1:
            yield Placed(id_, claimants[0])
            continue
        for claimed in claimants:
            own = _told_apart(claimed, claimants, taken)
            taken.add(own)
            yield Placed(own, claimed, _notice(claimed, claimants, own))


def _told_apart(claimed: Claimed, claimants: list[Claimed], taken: set[str]) -> str:
    """The claimed id with a digest of the path; of path and place where one file claims an id twice."""
    same_file = sum(other.path == claimed.path for other in claimants) > 1
    own = f"{claimed.id}-{digest(f'{claimed.path}#{claimed.ordinal}' if same_file else claimed.path)}"
    while own in taken:
        own = f"{own}-{digest(own)}"
    return own


def _notice(claimed: Claimed, claimants: list[Claimed], own: str) -> Notice:
    others = sorted({other.path for other in claimants if other is not claimed})
    more = f" and {len(others) - 3} more" if len(others) > 3 else ""
    message = (
        f"the id {claimed.id} is claimed by {', '.join(others[:3])}{more} as well, so this one is {own}; remove one"
    )
    return Notice(Severity.WARNING, "duplicate_id", message, path=claimed.path)
