"""What does a word count in many texts at once? The formula of :mod:`index.ranking` over whole arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.engines.whoosh.array_file import Numbers
from index.ranking import LENGTHS, bm25, boost

KEPT_LENGTHS = np.array(LENGTHS, np.float64)  # by the byte that stands for a length

_TABLE = 32  # frequencies up to which scores are looked up in a table
_MANY = 4_096  # texts from which on making the table pays
_BYTES = np.arange(256)


@dataclass(frozen=True, slots=True)
class Weights:
    """How one word counts in one field. ``average``: the mean of the field's kept lengths."""

    field: str
    rarity: float
    average: float

    def scores(self, frequencies: Numbers | None, lengths: Numbers) -> NDArray[np.float64]:
        """The score of each text; ``frequencies`` None: once in each; ``lengths``: as bytes."""
        if frequencies is None:
            return self._scored(np.ones(1), _BYTES).take(lengths)
        if len(lengths) < _MANY:
            return self._scored(frequencies.astype(np.float64), lengths)
        most = int(frequencies.max())
        table = self._scored(np.arange(min(most, _TABLE) + 1.0)[:, None], _BYTES).ravel()
        if most <= _TABLE:
            return table.take(frequencies.astype(np.uint16) << 8 | lengths)
        scores = table.take(np.minimum(frequencies, _TABLE).astype(np.uint16) << 8 | lengths)
        many = np.flatnonzero(frequencies > _TABLE)
        scores[many] = self._scored(frequencies[many].astype(np.float64), lengths[many])
        return scores

    def _scored(self, frequencies: NDArray[np.float64], lengths: Numbers) -> NDArray[np.float64]:
        kept = KEPT_LENGTHS.take(lengths)
        score: NDArray[np.float64] = bm25(self.field, frequencies, self.rarity, kept, self.average)  # type: ignore[arg-type, assignment]  # a formula of numbers serves arrays as well
        return boost(self.field) * score
