"""Is everything that is said counted once, and for the right people?"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.generations.spoken import spoken
from index.model import Document, Kind, Metadata, Paragraph, Source, Speaker, Turn

NAMES = ("anna", "berg", "celia")  # and one whom documents do not list
TURNS = st.lists(
    st.tuples(
        st.sampled_from((Kind.SPEECH, Kind.SPEECH, Kind.SPEECH, Kind.NOTE)),
        st.lists(st.text("ab \n\u3000", max_size=9), max_size=3),
        st.lists(st.sampled_from((*NAMES, "dora")), max_size=3, unique=True),
    ),
    max_size=12,
)


@given(TURNS)
def test_as_a_reader_with_a_pencil_would(told: list[tuple[Kind, list[str], list[str]]]) -> None:
    turns = tuple(
        Turn(at, kind, tuple(map(Paragraph, texts)), speakers=tuple(speakers))
        for at, (kind, texts, speakers) in enumerate(told, 1)
    )
    listed = tuple(Speaker(name, name.title()) for name in NAMES)
    counted = spoken(Document(Metadata("d", "D"), Source("d.txt", "text", ""), turns, listed))

    said = [
        (sum(len(text.split()) for text in texts), speakers) for kind, texts, speakers in told if kind == Kind.SPEECH
    ]
    assert counted.turns == len(said)
    assert counted.words == sum(len(text.split()) for _, texts, _ in told for text in texts)
    for name in NAMES:
        assert counted.turns_of.get(name, 0) == sum(name in speakers for _, speakers in said)
        assert counted.words_of.get(name, 0) == sum(words for words, speakers in said if name in speakers)
        others = Counter(
            other
            for (_, before), (_, after) in pairwise(said)
            for one, other in [(a, b) for a in before for b in after] + [(b, a) for a in before for b in after]
            if one == name and other != name and other in NAMES
        )
        assert counted.exchanges.get(name, {}) == others
