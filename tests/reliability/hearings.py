"""Small invented hearings as subtitles, and what was built of them."""

from __future__ import annotations

from pathlib import Path

from index.generations.directory import GENERATIONS, Generations, live_id
from index.generations.store import Store


def subtitles(*said: tuple[str, str]) -> str:
    """A WebVTT file in which each ``(name, words)`` is one cue."""
    cues = [
        f"00:00:{second:02d}.000 --> 00:00:{second:02d}.900\n<v {name}>{words}\n"
        for second, (name, words) in enumerate(said)
    ]
    return "\n".join(("WEBVTT\n", *cues))


def words_spoken(data: Path) -> dict[str, list[str]]:
    """What the live generation holds: the paragraphs of each document."""
    store = Generations(data).current().store
    return {document.id: texts(store, document.id) for document in store.documents()}


def texts(store: Store, id_: str) -> list[str]:
    document = store.document(id_)
    assert document is not None
    return [paragraph.text for turn in document.turns for paragraph in turn.paragraphs]


def live_folder(data: Path) -> Path:
    return data / GENERATIONS / live_id(data)
