"""Which angle brackets of an HTML page begin a tag? Makes a page safe to parse: in time proportional to its length.

Python's ``html.parser`` looks through the rest of the page for the end of every ``<a``, ``<!--`` or ``<![`` that has
none, so 150 kB of such beginnings take minutes. Here every ``<`` that begins no whole tag becomes ``&lt;``, which is
how browsers and the parser show it too. Comments are taken out; line numbers stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.exceptions import ParserRejectedMarkup

from index.errors import UnreadableSource

MOST_TAGS = 500_000  # a page of a thousand printed pages has some 50,000; each takes about a kilobyte
# A whole tag. A quoted value may hold ">" but no "<"; a quote mark that is never closed counts as a letter.
_TAG = re.compile(
    r"""</?[a-zA-Z][^\s<>/"']*+(?:[^<>"']++|"[^"<]*+"|'[^'<]*+'|["'])*+>"""
    r"|<!doctype[^<>]*+>|<\?[^<>]*+>",
    re.IGNORECASE,
)
_MARKED = re.compile(r"<!\[[^<>]*+>|<!(?![-d])[^<>]*+>", re.IGNORECASE)  # Word's <![if …]> and the like
_CDATA = ("<![CDATA[", "]]>")  # around text in XHTML
_COMMENT, _COMMENT_END = "<!--", "-->"
# What only an HTML page declares: <meta charset="…"> or <meta … content="text/html; charset=…">.
_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^<>]{0,400}?(?:charset|encoding)\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""", re.I)


def declared_encoding(data: bytes) -> str | None:
    """The encoding that the page names in its first kilobytes, None where it names none."""
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii") if found else None


def parse(text: str) -> BeautifulSoup:
    """The page as a tree, with ``sourceline`` at every tag; raises UnreadableSource for a page beyond reason."""
    if _CDATA[0] in text:
        text = text.replace(_CDATA[0], "").replace(_CDATA[1], "")
    tamed = "".join(_pieces(text))
    if tamed.count("<") > MOST_TAGS:
        raise UnreadableSource(f"this page has more than {MOST_TAGS:,} tags; split it", code="too_large")
    try:
        return BeautifulSoup(tamed, "html.parser")
    except (ParserRejectedMarkup, AssertionError, RecursionError) as error:
        raise UnreadableSource(
            f"this page is not HTML that can be read ({error}); save it again", code="html"
        ) from error


def _pieces(text: str) -> Iterator[str]:
    last_end = text.rfind(_COMMENT_END)
    here = 0
    while (start := text.find("<", here)) >= 0:
        yield text[here:start]
        if text.startswith(_COMMENT, start) and start < last_end:
            here = text.find(_COMMENT_END, start) + len(_COMMENT_END)
            yield "\n" * text.count("\n", start, here)
        elif tag := _TAG.match(text, start):
            here = tag.end()
            yield tag.group()
        elif marked := _MARKED.match(text, start):
            here = marked.end()
            yield "\n" * marked.group().count("\n")
        else:
            here = start + 1
            yield "&lt;"
    yield text[here:]
