"""How does Colloquy read a kind of file? One module per format, each with one :class:`Format` value.

To add a format: write ``index/formats/yours.py`` with a ``FORMAT``, add it to the table in
``index/formats/__init__.py``, and put a sample with its expected output into ``tests/parsing/files/yours/``. The rules:

- ``claims`` looks at the content and answers quickly (at the first few kilobytes only). The suffix is a hint.
- ``read`` takes bytes and gives documents whose turns have ``voices`` and a rule, but no speakers. It never touches the
  disk, the clock or the environment, and raises nothing but :class:`~index.errors.UnreadableSource`.
- Every word of the source ends in a turn, in the metadata, or in a notice. What was printed is kept beside what was
  made of it. Nothing is invented: a paragraph without a speaker is better than one with the wrong speaker.
- A library that is not always installed is imported when a file is read; :func:`lacking` is the refusal without it.
- A document's id is left to the caller unless the source gives one (:func:`index.ids.document_id`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from index.errors import UnreadableSource
from index.model import Document

LONGEST_NAME = 300  # characters; what is longer names nobody, and is kept as a label without a voice


class Claim(IntEnum):
    """How sure a format is that a file is its own. The highest claim reads the file; two equal ones are a notice."""

    NONE = 0
    FALLBACK = 1  # readable as plain text, and nothing speaks for more
    LIKELY = 2  # the content has this format's marks
    CERTAIN = 3  # the content says so itself (a root element, a magic number)


@dataclass(frozen=True)
class SourceFile:
    """One file of the folder: its path relative to the folder (with slashes) and its bytes."""

    path: str
    data: bytes

    @property
    def suffix(self) -> str:
        """The lower-case suffix with its dot, or an empty string."""
        name = self.path.rpartition("/")[2]
        return f".{name.rpartition('.')[2].lower()}" if "." in name[1:] else ""

    @property
    def stem(self) -> str:
        """The file's name without folder and suffix."""
        name = self.path.rpartition("/")[2]
        return name.rpartition(".")[0] or name

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. ``plain``: nothing reads it but this project and the text modules of the standard library."""

    name: str
    title: str
    claims: Callable[[SourceFile], Claim]
    read: Callable[[SourceFile], tuple[Document, ...]]
    plain: bool = False


def lacking(library: str, extra: str) -> UnreadableSource:
    """The refusal of a file whose format needs a library that only an optional extra installs."""
    message = f"reading this file needs {library}; install it with: pip install 'colloquy[{extra}]'"
    return UnreadableSource(message, code="missing_extra")
