"""What is a thing called in an address? Ids of ``[a-z0-9-]+`` made from names; names themselves are never changed."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from anyascii import anyascii

_LONGEST = 100


def slug(text: str, longest: int = _LONGEST) -> str:
    """An id for ``text``: Latin letters and digits joined by hyphens, at most ``longest`` characters.

    Letters outside Latin are transliterated; where nothing remains, the id is a digest of the text: never empty.
    """
    plain = anyascii(unicodedata.normalize("NFC", text)).lower().replace("'", "")
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(words) > longest:
        words = f"{words[: longest - 9].rstrip('-')}-{digest(text)}"
    return words or digest(text)


def digest(text: str) -> str:
    """Eight hexadecimal digits that stand for ``text``."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def document_id(stem: str, given: str, *, several: bool = False) -> str:
    """The id of a document out of the file ``stem``: what the source gives, else a slug of the file's name.

    Where a file holds several documents, the source's own ids are told apart from other files' by that slug in front.
    """
    if several:
        return f"{slug(stem)}-{slug(given)}"
    return slug(given or stem)
