"""What must be known of the whole index to search it? Its languages and how long its texts are, in a file beside it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.fields import FIELD_NAMES
from index.ranking import kept_length

STATISTICS = "statistics.json"


@dataclass(frozen=True, slots=True)
class Statistics:
    """``languages``: every language that an entry names, None among them when one names none. ``texts``: how many
    entries have words in a field; ``words``: the sum of these texts' kept lengths."""

    languages: tuple[str | None, ...]
    texts: Mapping[str, int]
    words: Mapping[str, int]

    def average(self, field: str) -> float:
        """The mean of a field's kept lengths, over the entries that have words in it (at least one)."""
        return self.words[field] / self.texts[field]


class Counting:
    """Statistics in the making."""

    def __init__(self) -> None:
        self._languages: set[str | None] = set()
        self._texts: Counter[str] = Counter()
        self._words: Counter[str] = Counter()

    def language(self, language: str | None) -> None:
        self._languages.add(language)

    def text(self, field: str, words: int) -> None:
        """Count one entry's text of a field, ``words`` long."""
        if words:
            self._texts[field] += 1
            self._words[field] += kept_length(words)

    def result(self) -> Statistics:
        languages = sorted(self._languages, key=lambda language: language or "")
        return Statistics(
            tuple(languages),
            {field: self._texts[field] for field in FIELD_NAMES},
            {field: self._words[field] for field in FIELD_NAMES},
        )


def write(statistics: Statistics, directory: Path) -> None:
    content = {"languages": statistics.languages, "texts": statistics.texts, "words": statistics.words}
    (directory / STATISTICS).write_text(json.dumps(content, indent=1), encoding="utf-8")


def read(directory: Path) -> Statistics:
    content = json.loads((directory / STATISTICS).read_text(encoding="utf-8"))
    return Statistics(tuple(content["languages"]), content["texts"], content["words"])
