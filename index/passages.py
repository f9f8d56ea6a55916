"""What does a permalink point at? The hash of a passage and the written form of its address.

The recipe of the hash is fixed for ever: links printed in books depend on it (``tests/searching/test_passages.py``
pins it).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_PASSAGE = re.compile(r"([1-9][0-9]{0,8})(?:\.([1-9][0-9]{0,8}))?-([0-9a-f]{8})")


def passage_hash(paragraphs: Iterable[str]) -> str:
    """The first 8 hexadecimal digits of SHA-256 over the paragraphs' texts.

    Texts are composed (NFC), runs of white space become one space, ends are trimmed, case is kept, and paragraphs are
    joined by a newline.
    """
    text = "\n".join(" ".join(unicodedata.normalize("NFC", paragraph).split()) for paragraph in paragraphs)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class PassageRef:
    """The address of a turn (``12-9f2c01ab``) or of a paragraph in it (``12.3-9f2c01ab``)."""

    position: int
    paragraph: int | None
    hash: str

    @classmethod
    def parse(cls, text: str) -> PassageRef | None:
        """The address that ``text`` writes, or None when it is not one."""
        found = _PASSAGE.fullmatch(text)
        if found is None:
            return None
        position, paragraph, digest = found.groups()
        return cls(int(position), int(paragraph) if paragraph else None, digest)

    @property
    def anchor(self) -> str:
        """The fragment in the transcript: ``turn-12`` or ``turn-12.3``."""
        return f"turn-{self._number}"

    @property
    def _number(self) -> str:
        return str(self.position) if self.paragraph is None else f"{self.position}.{self.paragraph}"

    def __str__(self) -> str:
        return f"{self._number}-{self.hash}"
