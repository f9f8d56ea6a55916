"""Which words were broken at the end of a line? ``propos-`` / ``als`` is one word, ``low-`` / ``income`` are two.

Told by the document itself: the form that it prints elsewhere is right; else two halves that are words of it keep their
hyphen, and halves that are none are joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.reading.blocks import Block

_BROKEN = re.compile(r"(?P<first>[^\W\d_]+)-\n(?P<second>[^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def words_of(blocks: Iterable[Block]) -> frozenset[str]:
    """The words of a document in lower case, those with hyphens inside whole and in parts; only where it needs them."""
    texts = [block.text for block in blocks]
    if not any("-\n" in text for text in texts):
        return frozenset()
    found = {word for text in texts for word in _WORD.findall(_BROKEN.sub(" ", text).lower())}
    return frozenset(found | {part for word in found for part in word.split("-")})


def unbroken(block: Block, words: frozenset[str]) -> Block:
    """The block with its words whole. ``words`` are those of the document."""
    if "-\n" not in block.text:
        return block
    stretches = []
    for found in _BROKEN.finditer(block.text):
        hyphen = found.end("first")
        joined = _joins(found["first"].lower(), found["second"], words)
        stretches.append((hyphen if joined else hyphen + 1, hyphen + 2, None))
    return block.without(stretches)


def _joins(first: str, second: str, words: frozenset[str]) -> bool:
    """Whether the two halves are one word without a hyphen."""
    if not second[0].islower() or f"{first}-{second}" in words:
        return False
    return first + second in words or not (first in words and second in words)
