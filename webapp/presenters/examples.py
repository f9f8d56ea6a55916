"""Which searches show what may be typed? Examples made of the archive's own words and names, so that they find some."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from weakref import WeakKeyDictionary

from index.generations.store import Store
from index.model import Document, Kind
from index.queries.analysis import fold
from index.request import SearchRequest
from webapp.addresses import Addresses

_WORD = re.compile(r"[^\W\d_]{8,}")  # eight letters or more: a word that says something
_RUN = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,} [^\W\d_]{8,}")  # three words with nothing but spaces between
_NEAR = 4  # long words on either side
_DOCUMENTS = 5  # read for examples; the words of a few are enough


@dataclass(frozen=True, slots=True)
class Material:
    """What examples are made of: two frequent words, three words in a row, a name, two years."""

    word: str
    other: str
    phrase: str
    speaker: str
    years: tuple[str, str]


_known: WeakKeyDictionary[Store, Material] = WeakKeyDictionary()

FALLBACK = Material("harvest", "bridge", "of the harvest", "Miller", ("1950", "1960"))


@dataclass(frozen=True, slots=True)
class Example:
    """What to type, what it finds, and the search itself."""

    typed: str
    finds: str
    url: str


def material(store: Store) -> Material:
    """Words and names of the first documents; made-up ones where the archive has none. Looked for once per store."""
    if store not in _known:
        _known[store] = _material(store)
    return _known[store]


def _material(store: Store) -> Material:
    documents = [found for of in islice(store.documents(), _DOCUMENTS) if (found := store.document(of.id))]
    texts = [text for document in documents for text in _spoken(document)]
    word, other = _two_words(texts)
    years = [of.year for of in store.years()]
    speaker = next((of.name for of in store.speakers() if of.resolved), FALLBACK.speaker)
    return Material(
        word=word,
        other=other,
        phrase=next((run[0].lower() for text in texts if (run := _RUN.search(text))), FALLBACK.phrase),
        speaker=speaker,
        years=(years[0], years[-1]) if years else FALLBACK.years,
    )


def examples(of: Material, addresses: Addresses) -> tuple[Example, ...]:
    """One example for every way of asking."""
    family = of.speaker.split()[-1].lower()
    first, last = of.years
    typed_and_found = (
        (
            f"{of.word} {of.other}",
            "turns that have both words, in any form: plural, past tense, with or without accents",
        ),
        (f'"{of.phrase}"', "these words in this order within one paragraph, small words included"),
        (f"{of.word} -{of.other}", f"turns with {of.word} but without {of.other}; NOT does the same"),
        (f"{of.word} OR {of.other}", "turns that have one of the two; OR in capitals, parentheses group"),
        (f"{of.word[:4]}*", f"words that begin with {of.word[:4]}; two letters at least"),
        (f"{of.word[:3]}{of.word[4:]}~", "words one letter away: for slips of the pen and of the scanner"),
        (f"{of.word} NEAR/20 {of.other}", "both words within 20 words of each other, in either order"),
        (f'"{of.word} {of.other}"~20', "the same, written another way"),
        (f"={of.word}", "exactly as written: capitals and accents count, other forms do not"),
        (
            f"speaker:{family} {of.word}",
            f"what {of.speaker} says with that word in it; document: and title: work alike",
        ),
        (
            f"kind:heading OR kind:{Kind.STAGE_DIRECTION}",
            "headings and stage directions; other kinds are speech, narration and note",
        ),
        (f"{of.word} date:{first}..{last}", "only documents dated within these years"),
    )
    return tuple(Example(typed, finds, addresses.search(SearchRequest(q=typed))) for typed, finds in typed_and_found)


def _spoken(document: Document) -> list[str]:
    return [part.text for turn in document.turns if turn.kind is Kind.SPEECH for part in turn.paragraphs]


def _two_words(texts: list[str]) -> tuple[str, str]:
    """A frequent word, and the one that most often stands near it."""
    runs = [_WORD.findall(text) for text in texts]
    word = _most_frequent((word for run in runs for word in run), FALLBACK.word)
    near = (
        other
        for run in runs
        for place, found in enumerate(run)
        if found == word
        for other in run[max(0, place - _NEAR) : place + _NEAR]
    )
    return word, _most_frequent((other for other in near if other != word), FALLBACK.other)


def _most_frequent(words: Iterable[str], otherwise: str) -> str:
    """The most frequent word that is written small and without accents, so that it may be typed in any form."""
    counts = Counter(word for word in words if word.islower() and word == fold(word))
    return min(counts, key=lambda word: (-counts[word], word), default=otherwise)
