"""Which characters are formatting and which are words? Takes ``<u>``, ``**``, ``<sup>[1]</sup>`` and escapes out.

Works on one paragraph of a text that people also read as it stands (plain text with a little markup, Markdown). What is
not closed is no markup and stays in the text. One pass, no backtracking: a line of a megabyte takes its time once.
"""

from __future__ import annotations

import html
import re
import unicodedata

from index.reading.blocks import Block, Emphasis, NoteMark, Style

_TAGS = {
    "u": Style.UNDERLINE,
    "b": Style.BOLD,
    "strong": Style.BOLD,
    "i": Style.ITALIC,
    "em": Style.ITALIC,
    "sup": None,
}
_STARS = {"**": Style.BOLD, "__": Style.BOLD, "*": Style.ITALIC, "_": Style.ITALIC}

_TOKEN = re.compile(
    r"""\\(?P<escaped>[!-/:-@\[-`{-~])          # a backslash before punctuation: the punctuation itself
    | <(?P<slash>/?)(?P<tag>u|b|strong|i|em|sup)\s*>
    | (?P<break><br\s?/?>\s?)
    | (?P<stars>\*\*|__)
    | (?P<opening>(?<![\w*_])[*_](?=[^\s*_]))   # one star or underscore that may open
    | (?P<closing>(?<=[^\s*_])[*_](?![\w*_]))   # … or close
    | (?P<entity>&(?:\#\d{1,7}|\#x[0-9a-f]{1,6}|[a-z]{2,8});)
    | <(?P<address>https?://[^\s<>]{1,2000})>
    | !?\[(?P<words>[^\[\]\n]{1,300})\]\((?P<target>[^()\s]{1,2000})\)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOTE_MARKER = re.compile(r"\s*[\[(]?(?:\d{1,3}|[*†‡]{1,3}|[a-z])[\])]?\s*")
_NOTE_TARGET = re.compile(r"#(?P<key>(?:fn|f|note|n|ftn|_ftn|footnote)[\w:-]*)", re.IGNORECASE)


def marked_up(
    raw: str, lines: tuple[int, int] | None = None, *, markdown: bool = False, page: str | None = None
) -> Block:
    """The paragraph ``raw`` as a :class:`~index.reading.blocks.Block`: NFC, single white space, line breaks kept.

    ``markdown`` reads single stars and underscores as italics as well.
    """
    text = "\n".join(" ".join(line.split()) for line in unicodedata.normalize("NFC", raw).split("\n"))
    tokens = list(_TOKEN.finditer(text))
    pairs = _pairs(tokens, markdown)
    writer = _Writer(text)
    for number, token in enumerate(tokens):
        writer.take(token, pairs.get(number), number)
    return writer.block(lines, page)


def _pairs(tokens: list[re.Match[str]], markdown: bool) -> dict[int, int]:
    """For each token that opens or closes a stretch, the number of its partner."""
    waiting: dict[str, list[int]] = {}
    pairs: dict[int, int] = {}
    for number, token in enumerate(tokens):
        name, opens, closes = _role(token)
        if not name or (name in "*_" and not markdown):
            continue
        stack = waiting.setdefault(name, [])
        if closes and stack:
            partner = stack.pop()
            pairs[partner], pairs[number] = number, partner
        elif opens:
            stack.append(number)
    return pairs


def _role(token: re.Match[str]) -> tuple[str, bool, bool]:
    """The name of a mark, whether it may open and whether it may close."""
    if tag := token["tag"]:
        return tag.lower(), not token["slash"], bool(token["slash"])
    if stars := token["stars"]:
        return stars, True, True
    if single := token["opening"] or token["closing"]:
        return single, bool(token["opening"]), bool(token["closing"])
    return "", False, False


class _Writer:
    """Writes the text without its markup, and where the stretches and note markers lie in it."""

    def __init__(self, text: str) -> None:
        self._text, self._here = text, 0
        self._pieces: list[str] = []
        self._length = 0
        self._starts: dict[int, int] = {}  # token number of an opening mark → its place in the written text
        self._emphases: list[Emphasis] = []
        self._marks: list[NoteMark] = []
        self._opened: dict[int, re.Match[str]] = {}

    def take(self, token: re.Match[str], partner: int | None, number: int) -> None:
        if token.start() < self._here:
            return
        self._write(self._text[self._here : token.start()])
        self._here = token.end()
        if token["escaped"]:
            self._write(token["escaped"])
        elif token["entity"]:
            self._write(html.unescape(token["entity"]))
        elif token["address"]:
            self._write(token["address"])
        elif token["break"]:
            self._write("\n")
        elif token["words"]:
            self._link(token)
        elif partner is None:
            self._write(token.group())
        elif partner > number:
            self._starts[number], self._opened[number] = self._length, token
        else:
            self._close(self._opened[partner], token, self._starts[partner])

    def block(self, lines: tuple[int, int] | None, page: str | None) -> Block:
        self._write(self._text[self._here :])
        emphases = tuple(sorted(self._emphases, key=lambda stress: (stress.start, -stress.end)))
        whole = Block("".join(self._pieces), lines, emphases=emphases, marks=tuple(self._marks), page=page)
        return whole if whole.text == whole.text.strip() else whole.part(0)

    def _write(self, piece: str) -> None:
        if piece:
            self._pieces.append(piece)
            self._length += len(piece)

    def _link(self, token: re.Match[str]) -> None:
        words, target = token["words"], token["target"]
        note = _NOTE_TARGET.fullmatch(target)
        if note and _NOTE_MARKER.fullmatch(words):
            self._mark(words.strip(), note["key"])
        else:
            self._write(words)

    def _close(self, opening: re.Match[str], closing: re.Match[str], start: int) -> None:
        name = _role(opening)[0]
        style = _TAGS.get(name) or _STARS.get(name)
        if style is not None:
            self._emphases.append(Emphasis(start, self._length, style, opening.group(), closing.group()))
        elif _NOTE_MARKER.fullmatch(raised := self._tail(start)):
            self._cut(start)
            self._mark(raised.strip())

    def _mark(self, marker: str, note: str | None = None) -> None:
        """Remember a note marker; of the spaces on both sides of it one stays."""
        after = self._text[self._here : self._here + 1]
        if self._pieces and self._pieces[-1].endswith(" ") and after in ("", " ", "\n", ".", ",", ";", ":"):
            self._pieces[-1] = self._pieces[-1][:-1]
            self._length -= 1
        self._marks.append(NoteMark(self._length, marker, note))

    def _tail(self, start: int) -> str:
        """What was written from ``start`` on. It is short, or it is no note marker."""
        pieces: list[str] = []
        length = self._length
        for piece in reversed(self._pieces):
            if length <= start:
                break
            pieces.append(piece)
            length -= len(piece)
            if self._length - length > 20:
                return ""
        return "".join(reversed(pieces))

    def _cut(self, start: int) -> None:
        while self._pieces and self._length > start:
            self._length -= len(self._pieces.pop())
