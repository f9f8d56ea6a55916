"""A small folder to build again and again."""

from __future__ import annotations

from pathlib import Path

import pytest
from edited_archive import World
from edited_sources import sentence, write_sources
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


@pytest.fixture
def world() -> World:
    """Two talks: one with words that stand in it twice."""
    talk = [
        ("Ann Poe", (sentence(1),)),
        ("Ben Roe", ("No!",)),
        ("Ann Poe", (sentence(2), sentence(3))),
        ("Ben Roe", ("No!",)),
    ]
    other = [("Cora Lind", (sentence(4),))]
    made = World()
    for id_, turns in (("talk-0", talk), ("talk-1", other)):
        made.documents[id_] = [made.new(speaker, *said) for speaker, said in turns]
    return made


@pytest.fixture
def sources(tmp_path: Path, world: World) -> Path:
    """The folder with the two talks."""
    folder = tmp_path / "sources"
    folder.mkdir()
    write_sources(folder, world)
    return folder
