"""What do readers ask for, and how often? Fifteen kinds of pages with words, people and documents of the archive; and
what asks for most work, as somebody does who means harm."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

WORD = re.compile(r"[A-Za-z]{4,12}")


@dataclass(frozen=True, slots=True)
class Known:
    """What readers know of an archive: texts of turns, and the addresses of documents and speakers."""

    texts: Sequence[str]
    documents: Sequence[str]
    speakers: Sequence[str]

    def word(self, chance: random.Random) -> str:
        words: list[str] = WORD.findall(chance.choice(self.texts))
        return chance.choice(words or ["people"])

    def phrase(self, chance: random.Random) -> str:
        words = chance.choice(self.texts).split()
        start = chance.randrange(max(1, len(words) - 2))
        return " ".join(re.sub(r"[^\w' -]", "", word) for word in words[start : start + 2])


Make = Callable[[Known, random.Random], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """``share``: how often of a hundred; ``address``: makes one."""

    share: int
    name: str
    address: Make


def _search(known: Known, chance: random.Random, *, path: str = "/search", **more: str) -> str:
    return f"{path}?{urlencode({'q': known.word(chance), **more})}"


def _asking(query: Make) -> Make:
    return lambda known, chance: f"/search?{urlencode({'q': query(known, chance)})}"


def _many(known: Known, chance: random.Random, number: int, between: str) -> str:
    return between.join(known.word(chance) for _ in range(number))


MIX = (
    Kind(25, "one word", _search),
    Kind(10, "two words", _asking(lambda known, chance: f"{known.word(chance)} {known.word(chance)}")),
    Kind(8, "phrase", _asking(lambda known, chance: f'"{known.phrase(chance)}"')),
    Kind(5, "prefix", _asking(lambda known, chance: f"{known.word(chance)[:4]}*")),
    Kind(3, "one edit", _asking(lambda known, chance: f"{known.word(chance)}~")),
    Kind(
        8,
        "speaker chosen",
        lambda known, chance: _search(known, chance, speaker=chance.choice(known.speakers).rpartition("/")[2]),
    ),
    Kind(4, "by date", lambda known, chance: _search(known, chance, sort="newest")),
    Kind(3, "concordance", lambda known, chance: _search(known, chance, view="concordance")),
    Kind(6, "JSON", lambda known, chance: _search(known, chance, path="/search.json")),
    Kind(1, "everything", lambda known, chance: "/search"),
    Kind(12, "transcript", lambda known, chance: chance.choice(known.documents)),
    Kind(
        4,
        "hits in it",
        lambda known, chance: f"{chance.choice(known.documents)}?{urlencode({'q': known.word(chance)})}",
    ),
    Kind(4, "speaker", lambda known, chance: chance.choice(known.speakers)),
    Kind(3, "front page", lambda known, chance: "/"),
    Kind(4, "health", lambda known, chance: "/healthz"),
)


DEAR = (
    Kind(20, "dear: prefixes", lambda known, chance: "/search?q=th*+co*+OR+in*+OR+re*+OR+de*"),
    Kind(20, "dear: common words", lambda known, chance: "/search?q=the+OR+of+OR+and+OR+to+OR+in+OR+that+OR+we+OR+is"),
    Kind(20, "dear: common phrase", lambda known, chance: "/search?q=%22of+the%22&sort=newest&per_page=100"),
    Kind(10, "dear: nearness", lambda known, chance: "/search?q=the+NEAR%2F100+and"),
    Kind(10, "dear: words with slips", _asking(lambda known, chance: _many(known, chance, 8, "~ OR ") + "~")),
    Kind(10, "dear: quotation", lambda known, chance: f"/quote?{urlencode({'text': _many(known, chance, 60, ' ')})}"),
    Kind(10, "dear: file", lambda known, chance: "/search.csv?q=the"),
)


def percentile(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]
