"""What is asked? Fourteen classes of searches, several of each, chosen by how often words stand in the turns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from index.queries.analysis import stem
from tests.benchmarks.turns import BenchTurn

EACH = 4  # searches of a class

# Words that every engine takes for one: not a part of "didn't", which is two to some of them.
_WORDS = re.compile(r"(?<![\w'’])[a-z]+(?![\w'’])")


@dataclass(frozen=True, slots=True)
class Question:
    """A search: words by kind ("and", "or", "phrase", "prefix", "fuzzy", "all"), maybe for a speaker and years."""

    kind: str
    words: tuple[str, ...] = ()
    speaker: str | None = None
    years: tuple[int, int] | None = None


def questions(turns: Iterable[BenchTurn]) -> dict[str, list[Question]]:
    """The searches of each class, made from the words of the turns."""
    texts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    speakers: Counter[str] = Counter()
    years: Counter[int] = Counter()
    size = 0
    for turn in turns:
        words = _WORDS.findall(turn.text.lower())
        texts.update(set(words))
        pairs.update(zip(words[:40], words[1:40], strict=False))  # noqa: RUF007  # the first forty only
        speakers[turn.speaker] += 1
        years[int(turn.day[:4] or 0)] += 1
        size += 1

    long = [word for word in texts if len(word) > 3]

    def near(share: float, count: int = EACH, among: Iterable[str] = long) -> list[str]:
        return sorted(among, key=lambda word: abs(texts[word] - share * size))[:count]

    rare, mid, common, very = near(0.002), near(0.02), near(0.1, 8), near(0.3)
    who = [name for name, _ in speakers.most_common(40)[4::9]][:EACH]
    span = sorted(years)[len(years) // 2]
    when = (span, span + 1)
    own_stems = [word for word in long if stem(word, "en") == word]  # engines that compare stems know these words, too
    phrases = [pair for pair, _ in pairs.most_common(400)[5::90]][:EACH]
    return {
        "rare term": [Question("and", (word,)) for word in rare],
        "mid term": [Question("and", (word,)) for word in mid],
        "common term": [Question("and", (word,)) for word in common[:EACH]],
        "very common term": [Question("and", (word,)) for word in very],
        "2-term AND": [Question("and", pair) for pair in zip(mid, common, strict=False)],
        "3-term OR": [Question("or", three) for three in zip(mid, common, common[EACH:], strict=False)],
        "2-word phrase": [Question("phrase", pair) for pair in phrases],
        "prefix": [Question("prefix", (word[:5],)) for word in near(0.004, among=own_stems) if len(word) > 4]
        or [Question("prefix", (rare[0][:4],))],
        "fuzzy": [Question("fuzzy", (word[:2] + word[3:],)) for word in near(0.003, among=own_stems)],
        "speaker + common": [Question("and", (word,), name) for word, name in zip(common, who, strict=False)],
        "years + common": [Question("and", (word,), years=when) for word in common[:EACH]],
        "speaker + years + OR3": [
            Question("or", (one, other, third), name, when)
            for one, other, third, name in zip(mid, common, common[EACH:], who, strict=False)
        ],
        "match all": [Question("all")],
        "match all + speaker": [Question("all", (), name) for name in who],
    }
