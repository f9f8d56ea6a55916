"""Which language is a text in? Told by its smallest words, its letters, or the name that the source gives."""

from __future__ import annotations

import re
from collections import Counter

# Small words of a language that its neighbours do not share.
_SMALL_WORDS = {
    "en": "the and of to that is was with this have they which",
    "de": "der die und das nicht ist mit den von wir ein zu",
    "fr": "les des est que dans pour une nous qui pas vous sur",
    "es": "los que las una por con para del como pero muy este",
    "it": "che di della sono non per gli una nel con questo anche",
    "pt": "que não uma os para com mais dos como pelo também são",
    "nl": "het een van dat niet zijn voor met ook wij maar",
    "ro": "și să este nu pentru care din sunt că cu mai",
    "pl": "nie się jest że na do przez który jak tym",
    "cs": "že jsem není jako který jsou také bylo pro však",
    "sq": "që është një për nga dhe nuk në me të",
    "sv": "och att det som för inte är på av har",
    "ru": "и в не на что это как мы по для",
    "uk": "і що не на це як ми та для з",
    "bg": "на да не се за от това ще като са",
}
_LETTERS = (  # scripts that tell the language, the narrower first
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
)
_NAMES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "romanian": "ro", "polish": "pl", "czech": "cs", "albanian": "sq", "swedish": "sv", "russian": "ru",
    "ukrainian": "uk", "bulgarian": "bg", "chinese": "zh", "japanese": "ja", "korean": "ko", "arabic": "ar",
    "hebrew": "he", "greek": "el", "hungarian": "hu", "vietnamese": "vi", "serbian": "sr", "croatian": "hr",
    "mongolian": "mn", "turkish": "tr",
}  # fmt: skip
_LOOK = 20_000  # characters that are looked at
_LEAST = 4  # small words that make a language likely

_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}


def language_named(name: str) -> str | None:
    """The BCP 47 tag of a language by its English name."""
    return _NAMES.get(name.strip().lower())


def language_of(text: str) -> str | None:
    """The BCP 47 tag of the language ``text`` is most likely in, None when it is too short to tell."""
    head = text[:_LOOK]
    letters = sum(map(str.isalpha, head)) or 1
    for language, pattern in _LETTERS:
        if len(pattern.findall(head)) > letters * (0.05 if language == "ja" else 0.3):
            return language
    words = Counter(re.findall(r"[^\W\d_]+", head.lower()))
    counts = {language: sum(words[word] for word in small) for language, small in _WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    rivals = [count for language, count in counts.items() if language != best]
    return best if counts[best] >= _LEAST and counts[best] > 1.2 * max(rivals) else None


def is_tag(code: str) -> bool:
    """Whether ``code`` is the tag of a language known here."""
    return code in _NAMES.values()
