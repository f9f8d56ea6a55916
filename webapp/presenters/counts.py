"""How are numbers told? "1 turn", "1,540 turns"."""

from __future__ import annotations

_PLURALS = {"speech": "speeches", "person": "people", "entry": "entries", "is": "are"}


def counted(number: int, noun: str) -> str:
    """The number, with thousands set apart, and its noun in the right form."""
    return f"{number:,} {noun if number == 1 else _PLURALS.get(noun, f'{noun}s')}"
