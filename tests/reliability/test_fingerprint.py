"""Which changes of code and libraries make what was built unfit to be built upon, and which unfit to be read?"""

from __future__ import annotations

import platform
import unicodedata
from importlib import metadata
from pathlib import Path

import pytest

from index.generations import fingerprint


def both() -> tuple[str, str]:
    """The two fingerprints, made afresh."""
    return fingerprint.code.__wrapped__(), fingerprint.schema.__wrapped__()


def another_version(name: str, patch: pytest.MonkeyPatch) -> None:
    of = metadata.version
    patch.setattr(metadata, "version", lambda asked: "0.0.1" if asked == name else of(asked))


def test_another_stemmer_makes_a_generation_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    code, schema = both()
    another_version("PyStemmer", monkeypatch)
    assert both()[0] != code
    assert both()[1] != schema


@pytest.mark.parametrize("name", ["anyascii", "lxml", "beautifulsoup4", "numpy", "whoosh3"])
def test_nothing_is_taken_over_from_another_library(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code, schema = both()
    another_version(name, monkeypatch)
    assert both()[0] != code
    assert both()[1] == schema


def test_a_mended_python_builds_anew_and_reads_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    code, schema = both()
    monkeypatch.setattr(platform, "python_version", lambda: "3.99.1")
    assert both()[0] != code
    assert both()[1] == schema


def test_other_characters_make_a_generation_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    _, schema = both()
    monkeypatch.setattr(unicodedata, "unidata_version", "99.0.0")
    assert both()[1] != schema


@pytest.mark.parametrize("module", ["ranking.py", "results.py", "queries/analysis.py", "engines/whoosh/codec.py"])
def test_what_is_stored_in_a_generation_shapes_it(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _, schema = both()
    of, edited = Path.read_bytes, Path(fingerprint.__file__).parents[1] / module
    monkeypatch.setattr(Path, "read_bytes", lambda place: of(place) + b"\n" * (place == edited))
    assert both()[1] != schema
