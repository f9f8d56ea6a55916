"""Which fragment makes a browser mark words itself? ``:~:text=…``, for those that can (WICG Scroll To Text Fragment).

Our own marks do not depend on it; it makes the browser scroll to the words, whichever paragraph they are in.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

_LONGEST = 200  # characters; of longer words, and of several paragraphs, only beginning and end are written
_EDGE = 5  # words


def text_fragment(texts: Sequence[str]) -> str:
    """The directive for a quotation, given as it is printed, a text for each paragraph; empty for no words."""
    pieces = [text for text in texts if text.split()]
    if not pieces:
        return ""
    if len(pieces) == 1 and len(pieces[0]) <= _LONGEST:
        return f":~:text={_encoded(pieces[0])}"
    start, end = pieces[0].split()[:_EDGE], pieces[-1].split()[-_EDGE:]
    return f":~:text={_encoded(' '.join(start))},{_encoded(' '.join(end))}"


def _encoded(text: str) -> str:
    """Percent-encoded, a hyphen too: at the edge of a term it would make it a prefix or suffix. Comma and ampersand,
    which part terms and directives, are always encoded."""
    return quote(" ".join(text.split()), safe="").replace("-", "%2D")
