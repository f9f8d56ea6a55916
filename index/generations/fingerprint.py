"""Was this made by the same code? Digests of what parses files and of what shapes a generation.

Both are made of Colloquy's own source, and of the versions of what decides with it: libraries, and Python itself.
"""

from __future__ import annotations

import hashlib
import platform
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]

# Modules that decide what is written into a generation and must agree with the code that reads it.
_SHAPING = (
    "queries/analysis.py",
    "queries/characters.py",
    "queries/cutting.py",
    "queries/spaced.py",
    "entries.py",
    "facets.py",
    "fields.py",
    "generations/manifest.py",
    "model.py",
    "overview.py",
    "ranking.py",
    "results.py",
    "generations/document_rows.py",
    "generations/packing.py",
    "generations/store_tables.py",
    "generations/turn_blocks.py",
    "engines/**/*.py",
)

# Libraries that decide into which words a text is cut, when it is indexed and when it is searched.
_WORDS = ("PyStemmer",)

# Libraries that decide what is made of a file: with another version of them nothing is taken over.
_MAKING = (
    *("anyascii", "beautifulsoup4", "lxml", "msgspec", "pypdf", "python-docx", "PyYAML"),
    *("numpy", "Whoosh", "whoosh3"),
)


@cache
def code() -> str:
    """Stands for everything that decides what is made of a file: what other code made of it is not taken over."""
    versions = (f"{name} {_version(name)}" for name in (*_WORDS, *_MAKING))
    python = f"Python {platform.python_version()}"  # it brings html.parser and unicodedata along
    return _digest((*_sources("**/*.py"), *(each.encode() for each in (*versions, python))))


@cache
def schema() -> str:
    """Stands for the shape of store and index and for their words: a generation of another shape cannot be read."""
    versions = (f"{name} {_version(name)}" for name in _WORDS)
    characters = f"Unicode {unicodedata.unidata_version}"  # of Python only this: a mend of it leaves sites readable
    sources = (source for pattern in _SHAPING for source in _sources(pattern))
    return _digest((*sources, *(each.encode() for each in (*versions, characters))))


def _sources(pattern: str) -> tuple[bytes, ...]:
    places = sorted(_PACKAGE.glob(pattern))
    return tuple(place.relative_to(_PACKAGE).as_posix().encode() + b"\0" + place.read_bytes() for place in places)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"


def _digest(pieces: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for piece in pieces:
        whole.update(hashlib.sha256(piece).digest())
    return whole.hexdigest()
