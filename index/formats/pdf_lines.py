"""Which lines of a PDF's pages are text, and where do its words and paragraphs go on? Pages of lines in, one text out.

A PDF says where letters stand on a page and nothing of words, lines and paragraphs. What is mended here is mended by
evidence from the whole file: a running head recurs on many pages, a broken word is met whole elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.wrapped import SENTENCE_END

_EDGE = 2  # lines at the top and at the bottom of a page that may be running heads and feet
_PAGES = 3  # a running head stands on so many pages at least …
_SHARE = 0.3  # … and on this part of all (left and right pages may have different ones)
# A line on which the next word would have had its place was ended on purpose. So much of the width tells it, as letters
# differ in width: after a sentence, and in the middle of one.
_ROOM_AFTER_SENTENCE, _ROOM = 0.9, 0.75
_BROKEN = re.compile(r"(?P<left>[^\W\d_]+)(?P<hyphen>[-\u00ad\u2010])$")
_GOES_ON = re.compile(r"(?P<right>[^\W\d_]+)(?P<after>\S*)\s*")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of all pages, and for each of its lines, from 1, the number of its page, from 0. ``left_out`` are the
    running heads as printed first with how often; ``mended`` counts the words that a line's end had broken."""

    text: str
    pages: tuple[int, ...]
    left_out: tuple[tuple[str, int], ...] = ()
    mended: int = 0


def lines_of(page: str) -> list[str]:
    """The lines of a page's text, ligatures as letters, without blank ones at its top and bottom."""
    lines = [line.rstrip() for line in page.translate(_LIGATURES).split("\n")]
    full = [place for place, line in enumerate(lines) if line]
    return lines[full[0] : full[-1] + 1] if full else []


def joined_pages(pages: Sequence[Sequence[str]]) -> PageText:
    """The pages as one text, without running heads and feet, broken words mended, blank lines between paragraphs."""
    heads = _running(pages)
    lines: list[str] = []
    numbers: list[int] = []
    left_out: Counter[str] = Counter()
    for number, page in enumerate(pages):
        for place, line in enumerate(page):
            if _key(line) in heads and _is_edge(page, place):
                left_out[heads[_key(line)]] += 1
            else:
                lines.append(line)
                numbers.append(number)
    mended, count = _mended(lines)
    parted = list(_parted(mended, numbers))
    text = "\n".join(line for line, _ in parted)
    return PageText(text, tuple(page for _, page in parted), tuple(left_out.most_common()), count)


# --- Running heads


def _running(pages: Sequence[Sequence[str]]) -> dict[str, str]:
    """The lines at the edges of pages that recur, as they are compared and as they are printed first."""
    seen: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for page in pages:
        edges = {_key(line): line for place, line in enumerate(page) if line.strip() and _is_edge(page, place)}
        counts.update(edges.keys())
        for key, line in edges.items():
            seen.setdefault(key, line.strip())
    least = max(_PAGES, _SHARE * len(pages))
    return {key: seen[key] for key, count in counts.items() if count >= least and not key.endswith(":")}


def _key(line: str) -> str:
    """A line as it is compared with those of other pages: numbers count up, everything else recurs."""
    return re.sub(r"\d+", "#", " ".join(line.casefold().split()))


def _is_edge(page: Sequence[str], place: int) -> bool:
    """Is the line among the first or last lines of the page that are not blank?"""
    above = sum(bool(line.strip()) for line in page[: min(place, 20)])
    below = sum(bool(line.strip()) for line in page[place + 1 : place + 21])
    return above < _EDGE or below < _EDGE


# --- Broken words


def _mended(lines: Sequence[str]) -> tuple[list[str], int]:
    """The lines with words that a hyphen at the end broke put together on the first one, and how many were."""
    known = _vocabulary(lines)
    mended, count = list(lines), 0
    for place in range(len(mended) - 1):
        broken = _BROKEN.search(mended[place][-60:])
        rest = _GOES_ON.match(mended[place + 1].lstrip()) if broken else None
        if broken and rest and rest["right"][0].islower():
            left = mended[place][: len(mended[place]) - len(broken["left"]) - 1]
            mended[place] = f"{left}{_whole(broken, rest['right'], known)}{rest['after']}"
            mended[place + 1] = mended[place + 1].lstrip()[rest.end() :]
            count += 1
    return mended, count


def _vocabulary(lines: Sequence[str]) -> Counter[str]:
    """How often each word stands whole in the lines: not the halves of broken ones."""
    known: Counter[str] = Counter()
    goes_on = False
    for line in lines:
        words = _WORD.findall(line)
        broken = _BROKEN.search(line[-60:]) is not None
        known.update(word.casefold() for word in words[goes_on : len(words) - broken])
        goes_on = broken
    return known


def _whole(broken: re.Match[str], right: str, known: Counter[str]) -> str:
    """The word of two halves: with its hyphen where the word is known with it, or where both halves are words and the
    whole is not known; else without."""
    left = broken["left"]
    whole, hyphened = f"{left}{right}", f"{left}-{right}"
    if broken["hyphen"] == "\u00ad" or known[whole.casefold()]:
        return whole
    both = known[left.casefold()] and known[right.casefold()] and len(right) > 2
    return hyphened if known[hyphened.casefold()] or both else whole


# --- Paragraphs


def _parted(lines: Sequence[str], pages: Sequence[int]) -> Iterator[tuple[str, int]]:
    """The lines, with a blank one after each that was ended on purpose. Blank lines at a page's end or beginning are
    dropped, as the page ended there and not the paragraph."""
    followers = [at for at, line in enumerate(lines) if line.strip()]
    lengths = sorted(len(lines[at]) for at in followers)
    width = lengths[int(0.95 * (len(lengths) - 1))] if lengths else 0
    for here, after in pairwise([*followers, None]):
        if here is not None:
            yield lines[here], pages[here]
        if here is None or after is None:
            return
        apart = after > here + 1
        if (apart and pages[here] == pages[after]) or _has_room(lines[here], lines[after], width):
            yield "", pages[here]


def _has_room(line: str, after: str, width: int) -> bool:
    """Would the first word of the line ``after`` have had its place on this one?"""
    ended = SENTENCE_END.search(line.rstrip()[-20:]) is not None
    word = after.split(maxsplit=1)[0]
    return len(line) + 1 + len(word) < (_ROOM_AFTER_SENTENCE if ended else _ROOM) * width
