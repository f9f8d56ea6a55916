"""A small folder to build again and again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hearings import subtitles


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two hearings."""
    place = tmp_path / "folder"
    place.mkdir()
    (place / "first.vtt").write_text(
        subtitles(("Anna Berg", "The lanterns are dark."), ("Josef Karel", "The storm took them."))
    )
    (place / "second.vtt").write_text(
        subtitles(("Anna Berg", "Who pays for rope?"), ("Lena Fuchs", "The harbour council pays."))
    )
    return place


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"
