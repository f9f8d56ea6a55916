"""Which characters may stand in XML? Texts without the ones it has no way to write."""

from __future__ import annotations

import re

# All that is no Char of XML 1.0 (section 2.2): control characters but tab, line feed and return; halves of pairs;
# two that are no characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """``text`` without characters that XML forbids."""
    return _FORBIDDEN.sub("", text)
