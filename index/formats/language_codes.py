"""Which BCP 47 tag is a language's three-letter code? A literal table for sources that use ISO 639-2 (``eng``)."""

from __future__ import annotations

_TWO_LETTERS = {
    code: two
    for two, codes in {
        "ar": "ara", "bg": "bul", "ca": "cat", "cs": "ces cze", "cy": "cym wel", "da": "dan", "de": "deu ger",
        "el": "ell gre", "en": "eng", "es": "spa", "et": "est", "eu": "eus baq", "fa": "fas per", "fi": "fin",
        "fr": "fra fre", "ga": "gle", "gd": "gla", "gl": "glg", "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun",
        "hy": "hye arm", "id": "ind", "is": "isl ice", "it": "ita", "ja": "jpn", "ka": "kat geo", "ko": "kor",
        "lt": "lit", "lv": "lav", "mk": "mkd mac", "mt": "mlt", "nb": "nob", "nl": "nld dut", "nn": "nno", "no": "nor",
        "pl": "pol", "pt": "por", "ro": "ron rum", "ru": "rus", "sk": "slk slo", "sl": "slv", "sq": "sqi alb",
        "sr": "srp", "sv": "swe", "sw": "swa", "th": "tha", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "zho chi",
    }.items()
    for code in codes.split()
}  # fmt: skip


def language_tag(code: str | None) -> str | None:
    """The BCP 47 tag for a language code, which may be one already (``en``, ``pt-BR``)."""
    first, dash, rest = (code or "").strip().partition("-")
    if first.lower() in ("", "und", "mis", "mul", "zxx"):  # ISO 639-2: not one known language
        return None
    return f"{_TWO_LETTERS.get(first.lower(), first.lower())}{dash}{rest}"
