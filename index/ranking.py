"""How are hits ranked? BM25F with these weights; change ranking here."""

from __future__ import annotations

K1 = 1.2  # how fast repetition of a word stops counting (Robertson and Zaragoza, 2009)
B = 0.75  # how much long texts are held back, unless a field says otherwise

BOOSTS = {"title": 3.0, "role": 1.5, "summary": 1.2}  # every other field: 1.0
FIELD_B = {"title": 0.3, "role": 0.3}


def boost(field: str) -> float:
    return BOOSTS.get(field, 1.0)


def length_weight(field: str) -> float:
    """BM25F's ``B`` of a field."""
    return FIELD_B.get(field, B)
