"""Which characters do words consist of? The tables that both ways of cutting a text into words share."""

from __future__ import annotations

import unicodedata

LONGEST_WORD = 200  # characters; a longer run is cut into several words, in texts and queries alike

APOSTROPHE = "'"
APOSTROPHES = "’‘‛ʼʻʽʾʿʹ´`′＇"
_SUPERSCRIPT_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
SAME_WIDTH = str.maketrans(
    {**dict.fromkeys(APOSTROPHES, APOSTROPHE), **dict.fromkeys(_SUPERSCRIPT_DIGITS, " "), "_": " "}
)

# The insides of character classes.
# Soft hyphen, joiners, direction marks, byte order mark, Arabic tatweel, variation selectors.
INVISIBLE = (
    "\u00ad\u034f\u0640\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
    "\U000e0100-\U000e01ef"
)
BRACKETS = r"\[\]⟦⟧⟨⟩"
CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c"
    "\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00016fe0-\U00016fe3\U0001b000-\U0001b167\U00020000-\U0003ffff"
)
JAMO = "\u1160-\u11ff"  # Hangul vowels and finals: the only characters beside marks that compose with what precedes


def _marks() -> str:
    """The combining marks of Unicode (``\\w`` does not hold them)."""
    ranges: list[list[int]] = []
    for code in (code for code in range(0x300, 0x20000) if unicodedata.category(chr(code)).startswith("M")):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


MARKS = _marks()

# A word: letters and digits, then more of them behind an inner apostrophe, or behind a stop or comma between digits.
WORD = r"\w+(?:(?:'|(?<=\d)[.,](?=\d))\w+)*"
WORD_WITH_MARKS = rf"\w[\w{MARKS}]*(?:(?:'|(?<=\d)[.,](?=\d))\w[\w{MARKS}]*)*"
