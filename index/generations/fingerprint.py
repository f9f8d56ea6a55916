"""Was this made by the same code? Digests of Colloquy's own source: what parses files, and what shapes a generation."""

from __future__ import annotations

import hashlib
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
    "generations/store_tables.py",
    "generations/turn_blocks.py",
    "engines/**/*.py",
)

# Libraries that formats read files with: another version may read another text.
_READING = ("beautifulsoup4", "msgspec", "pypdf", "python-docx", "PyYAML")


@cache
def code() -> str:
    """Stands for everything that decides what a file is parsed into: a parse by other code is not taken over."""
    versions = (f"{name} {_version(name)}" for name in _READING)
    return _digest((*_sources("**/*.py"), *(version.encode() for version in versions)))


@cache
def schema() -> str:
    """Stands for the shape of store and index: a generation of another shape cannot be read."""
    return _digest(source for pattern in _SHAPING for source in _sources(pattern))


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
