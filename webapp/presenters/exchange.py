"""Which turns of a transcript are shown, and which are folded to a line? The exchange between chosen speakers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from index.model import Document, Kind, Notice, Severity
from webapp.presenters.counts import counted
from webapp.presenters.transcript import TurnView

PARAMETER = "with"  # in an address: ``?with=mao-zedong&with=beqir-balluku``
_NAMED = 3  # speakers named on a line, before "and 2 others"


@dataclass(frozen=True, slots=True)
class Exchange:
    """Whose turns are shown: ids of speakers of the document, in its order; none: everybody's. ``notices`` tell who was
    asked for and does not speak here."""

    speakers: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """What an address needs to keep the choice."""
        return tuple((PARAMETER, speaker) for speaker in self.speakers)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Turns that stand together, to be gone through once. ``line``: what they are folded to; None when they are
    shown."""

    turns: Iterable[TurnView]
    line: str | None = None


def exchange_of(document: Document, asked: Iterable[str]) -> Exchange:
    """The choice that an address makes. Who does not speak in the document is told, once, and left out."""
    wanted = set(asked) - {""}
    known = tuple(speaker.id for speaker in document.speakers if speaker.id in wanted)
    strangers = sorted(wanted - set(known))
    return Exchange(known, tuple(_stranger(name) for name in strangers[:_NAMED]))


def stretches(turns: Iterable[TurnView], exchange: Exchange) -> Iterable[Stretch]:
    """The transcript as stretches shown and stretches folded, each made when it is asked for.

    A fold begins and ends with somebody else's turn: headings, notes and stage directions at its edges stay shown, and
    so do those that stand between two turns of the exchange.
    """
    if not exchange.speakers:
        return (Stretch(turns),)
    return _joined(_cut(turns, set(exchange.speakers)))


def _cut(turns: Iterable[TurnView], chosen: set[str]) -> Iterator[Stretch]:
    for is_shown, group in groupby(turns, key=lambda turn: _is_chosen(turn, chosen)):
        run = tuple(group)
        others = [place for place, turn in enumerate(run) if _is_speech(turn)]
        if is_shown or not others:
            yield Stretch(run)
            continue
        first, last = others[0], others[-1] + 1
        folded = run[first:last]
        yield from (Stretch(run[:first]), Stretch(folded, _line(folded)), Stretch(run[last:]))


def _joined(cut: Iterable[Stretch]) -> Iterator[Stretch]:
    """Neighbours that are shown as one stretch, without empty ones."""
    for is_shown, group in groupby((one for one in cut if one.turns), key=lambda one: one.line is None):
        if is_shown:
            yield Stretch(tuple(turn for one in group for turn in one.turns))
        else:
            yield from group


def _is_chosen(turn: TurnView, chosen: set[str]) -> bool:
    return any(speaker.id in chosen for speaker in turn.speakers)


def _is_speech(turn: TurnView) -> bool:
    return turn.kind == Kind.SPEECH


def _line(turns: tuple[TurnView, ...]) -> str:
    """ "12 turns by Zhou Enlai and Peng Zhen, 2 hits among them". A resumed turn counts with its first part."""
    spoken = [turn for turn in turns if _is_speech(turn)]
    number = len({turn.continues or turn.anchor for turn in spoken})
    names = dict.fromkeys(speaker.name for turn in spoken for speaker in turn.speakers)
    hits = sum(1 for turn in turns for paragraph in turn.paragraphs if paragraph.stop)
    by = f" by {_listed(tuple(names))}" if names else ""
    among = f", {counted(hits, 'hit')} among them" if hits else ""
    return f"{counted(number, 'turn')}{by}{among}"


def _listed(names: tuple[str, ...]) -> str:
    if len(names) > _NAMED + 1:
        return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} others"
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _stranger(name: str) -> Notice:
    shown = name if len(name) <= 40 else f"{name[:40]}…"
    return Notice(Severity.WARNING, "not_here", f"“{shown}” does not speak in this document and was left out.")
