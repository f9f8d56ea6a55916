"""What does a word count in many texts at once? The formula of :mod:`index.ranking` over whole arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.engines.whoosh.array_file import Floats, Numbers
from index.ranking import LENGTHS, boost, held_back, saturated

KEPT_LENGTHS = np.array(LENGTHS, np.float64)  # by the byte that stands for a length

_TABLE = 16  # frequencies up to which scores are looked up in a table
_MANY = 8_192  # texts from which on making the table pays
_ONCE = np.ones(1)


@dataclass(frozen=True, slots=True)
class Weights:
    """How one word counts in one field. ``average``: the mean of the field's kept lengths."""

    field: str
    rarity: float
    average: float

    def scores(self, frequencies: Numbers | None, lengths: Numbers) -> Floats:
        """The score of each text; ``frequencies`` None: once in each; ``lengths``: as bytes."""
        by_length = _held_back(self.field, self.average)
        if frequencies is None:
            return self._scored(_ONCE, by_length).take(lengths)
        if len(lengths) < _MANY:
            return self._scored(frequencies.astype(np.float64), by_length.take(lengths))
        most = int(frequencies.max())
        table = self._scored(np.arange(min(most, _TABLE) + 1.0)[:, None], by_length).ravel()
        if most <= _TABLE:
            return table.take(frequencies.astype(np.uint16) << 8 | lengths)
        scores = table.take(np.minimum(frequencies, _TABLE).astype(np.uint16) << 8 | lengths)
        many = (frequencies > _TABLE).nonzero()[0]
        scores[many] = self._scored(frequencies[many].astype(np.float64), by_length.take(lengths[many]))
        return scores

    def _scored(self, frequencies: Floats, held_back: Floats) -> Floats:
        score: Floats = saturated(self.rarity, frequencies, held_back)  # type: ignore[arg-type, assignment]  # a formula of numbers serves arrays as well
        return times(boost(self.field), score)


def times(factor: float, scores: Floats) -> Floats:
    """Floats so many times; most factors are 1, and these cost as much as others."""
    return scores if factor == 1 else factor * scores


@lru_cache(maxsize=2**6)
def _held_back(field: str, average: float) -> Floats:
    """How far texts of each kept length hold their words back; the same for every search of an index."""
    return held_back(field, KEPT_LENGTHS, average)  # type: ignore[arg-type, return-value]  # as above
