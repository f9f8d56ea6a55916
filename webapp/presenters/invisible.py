"""What is seen of characters that show nothing, or that turn a line around? Their numbers, as ``[U+202E]``.

Texts of an archive may hold anything. Control characters and the two that override the direction of letters (U+202D,
U+202E) have no honest use in a transcript: ``gpj.exe`` can be made to read ``exe.jpg``. Embeddings and isolates are how
people write Arabic and Hebrew among other letters; they are shown only where one is left open, because then they would
turn what stands beside them.
"""

from __future__ import annotations

import re
from typing import TypeVar

Value = TypeVar("Value")

_NEVER = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e"
_PAIRED = "\u202a-\u202c\u2066-\u2069"
_ODD = re.compile(f"[{_NEVER}{_PAIRED}]")
_NEVER_LEGAL = re.compile(f"[{_NEVER}]")
_CLOSES = {"\u202c": "\u202a\u202b", "\u2069": "\u2066\u2067\u2068"}


def shown(value: Value) -> Value:
    """``value`` as a template prints it: text with its odd characters written out, of the same class; anything else as
    it is."""
    if not isinstance(value, str) or value.isprintable() or _ODD.search(value) is None:
        return value  # all that is odd is not printable: a page of results asks 1,900 times, and this takes a third
    odd = _NEVER_LEGAL if _balanced(value) else _ODD
    return type(value)(odd.sub(_number, value))


def _number(found: re.Match[str]) -> str:
    return f"[U+{ord(found.group()):04X}]"


def _balanced(text: str) -> bool:
    """Whether every embedding and isolate ends where it began, one inside the other."""
    open_: list[str] = []
    for letter in re.findall(f"[{_PAIRED}]", text):
        closes = _CLOSES.get(letter)
        if closes is None:
            open_.append(letter)
        elif not open_ or open_.pop() not in closes:
            return False
    return not open_
