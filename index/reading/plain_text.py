"""Where does a paragraph of plain text end? Lines in, blocks out: for text, Markdown, PDF pages and ``<pre>``.

Blank lines part paragraphs. Beside that a line begins a paragraph of its own when it begins with a list or note marker,
is a heading, is indented in text whose paragraphs are, or when every line is a paragraph (no blank lines, no wrapping).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.reading.blocks import Block, BlockKind
from index.reading.markup import marked_up

_HEADING = re.compile(r"(?P<level>#{1,6})\s+(?P<text>\S.*?)(?:\s+#+)?\s*$")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})\s*$")
_SEPARATOR = re.compile(r"\s*(?:(?:\\?[*_.…·~—–-]\s?){3,}|<hr ?/?>)\s*$")
_QUOTE = re.compile(r"\s{0,3}>\s?")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_NOTE = re.compile(r"\s*(?:<sup>\s*)?\\?\[\^?(?:\d{1,3}|[*†‡]{1,3})\\?\](?:</sup>)?:?\s*\S")
# "1)", "12.", "a)", "(iv)", "- a)", "•", "f [sic]"; the words go on after a space.
_ITEM = re.compile(
    r"(?P<marker>(?:[-–—*•·]\s+)?(?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})\)|(?:\d{1,3}|[a-z]|[ivx]{2,5})\\?\.|[A-Z]\)|[a-z\d]\s?\[sic\][.)]?)"
    r"|[-–—*•·])\s+(?=\S)"
)
_AGENDA = re.compile(r"(?:[IVX]{1,5}\.|§ ?\d+\.?)\s+\S.*[^.?!:;,]")  # II. On the appeal
_WIDEST = 120  # characters; lines of hard-wrapped text are not wider
_SENTENCE_END = frozenset(".?!:;…”’\"')]}—–")


def line_width(lengths: Sequence[int]) -> tuple[int, bool]:
    """How wide the lines of a text are, in characters, and whether it was broken into lines of about one width."""
    usual = sorted(length for length in lengths if length <= _WIDEST)
    if len(usual) < 5:
        return max(lengths, default=0), False
    width = usual[len(usual) * 9 // 10]
    near = sum(0.75 * width <= length <= 1.1 * width for length in usual)
    return width, width >= 40 and len(usual) >= 0.85 * len(lengths) and near >= 0.45 * len(usual)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int  # from 1
    text: str  # without white space at its end
    indent: int


def paragraphs(text: str, *, markdown: bool = False, first_line: int = 1) -> tuple[Block, ...]:
    """The blocks of ``text``. ``first_line`` is the number of its first line in the source file, and ``markdown`` reads
    single stars and underscores as italics."""
    raw = text.split("\n")
    lines = [
        _Line(number, line.rstrip(), len(line.expandtabs()) - len(line.expandtabs().lstrip()))
        for number, line in enumerate(raw, start=first_line)
    ]
    layout = _Layout.of(lines)
    return tuple(
        block for group in _groups(lines) for part in _parts(group, layout) if (block := _block(part, layout, markdown))
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the lines of a text are set."""

    wrapped: bool  # broken into lines of about one width
    indented: bool  # paragraphs begin with an indented line
    by_line: bool  # every line is a paragraph
    widest: int

    @classmethod
    def of(cls, lines: Sequence[_Line]) -> _Layout:
        full = [line for line in lines if line.text]
        widest, wrapped = line_width([len(line.text) for line in full])
        opened = sum(a.indent > 0 and b.indent == 0 and bool(a.text and b.text) for a, b in _pairs(lines))
        hanging = sum(a.indent == 0 and b.indent > 0 and bool(a.text and b.text) for a, b in _pairs(lines))
        indented = opened >= 3 and opened * 2 > hanging and widest <= _WIDEST
        wrapped = wrapped or indented
        blank = len(lines) - len(full)
        by_line = not wrapped and len(full) > 2 and blank * 8 < len(full)
        return cls(wrapped, indented, by_line, widest)

    def centred(self, line: _Line) -> bool:
        """Whether a line stands in the middle, like a heading."""
        width = len(line.text.strip())
        left = (max(self.widest, 60) - width) / 2
        return self.wrapped and line.indent >= 8 and abs(line.indent - left) <= 8


def _pairs(lines: Sequence[_Line]) -> Iterator[tuple[_Line, _Line]]:
    return pairwise(lines)


def _groups(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """The lines between blank lines; what a fence encloses stays together."""
    group: list[_Line] = []
    fenced = False
    for line in lines:
        if _FENCE.match(line.text):
            fenced = not fenced
        elif line.text or (fenced and group):
            group.append(line)
            continue
        if group:
            yield group
        group = []
    if group:
        yield group


def _parts(group: Sequence[_Line], layout: _Layout) -> Iterator[list[_Line]]:
    """A group cut before each line that begins a paragraph of its own."""
    part: list[_Line] = []
    for line in group:
        if part and _begins(line, part, layout):
            yield part
            part = []
        part.append(line)
    yield part


def _begins(line: _Line, part: Sequence[_Line], layout: _Layout) -> bool:
    before = part[-1]
    if layout.by_line or _HEADING.match(line.text) or _HEADING.match(before.text) or _SEPARATOR.match(line.text):
        return not _UNDERLINE.match(line.text) or len(part) > 1
    if _SEPARATOR.match(before.text) or bool(_QUOTE.match(line.text)) != bool(_QUOTE.match(before.text)):
        return True
    if _ITEM.match(line.text.lstrip()) or _NOTE.match(line.text):
        return not layout.wrapped or before.text[-1:] in _SENTENCE_END or line.indent > before.indent
    if layout.centred(line) != layout.centred(before):
        return True
    if not layout.indented:
        return False
    return line.indent > before.indent or (0 < line.indent <= 4 and line.indent == before.indent)


def _block(part: Sequence[_Line], layout: _Layout, markdown: bool) -> Block | None:
    """The lines of one paragraph as a block; None where nothing is in them."""
    texts = [unicodedata.normalize("NFC", line.text) for line in part]
    lines = (part[0].number, part[-1].number)
    found = _HEADING.match(texts[0])
    if found and not found["text"].startswith(("http://", "https://")):
        return _heading(found["text"], lines, len(found["level"]), markdown)
    if len(part) > 1 and _UNDERLINE.match(texts[-1]):
        return _heading("\n".join(texts[:-1]), lines, 1 if "=" in texts[-1] else 2, markdown)
    if len(part) == 1 and _SEPARATOR.match(texts[0]):
        return replace(marked_up(texts[0], lines), kind=BlockKind.SEPARATOR)
    if _QUOTE.match(texts[0]):
        inside = "\n".join(_QUOTE.sub("", line, count=1) for line in texts)
        block = replace(marked_up(inside, lines, markdown=markdown), kind=BlockKind.QUOTE)
        return block if block.text else None
    return _paragraph(part, texts, lines, layout, markdown)


def _paragraph(
    part: Sequence[_Line], texts: Sequence[str], lines: tuple[int, int], layout: _Layout, markdown: bool
) -> Block | None:
    raw = "\n".join(texts).lstrip()
    item = _ITEM.match(raw)
    block = marked_up(raw[item.end() :] if item else raw, lines, markdown=markdown)
    if item and block.text:
        return replace(block, kind=BlockKind.LIST_ITEM, marker=" ".join(item["marker"].replace("\\", "").split()))
    if not block.text and not block.marks:
        return None
    agenda = len(part) == 1 and len(block.text) <= 120 and _AGENDA.fullmatch(block.text)
    if agenda or all(layout.centred(line) for line in part) or _is_title(block.text):
        return replace(block, kind=BlockKind.HEADING)
    return block


def _heading(text: str, lines: tuple[int, int], level: int, markdown: bool) -> Block | None:
    block = replace(marked_up(text, lines, markdown=markdown), kind=BlockKind.HEADING, level=level)
    return block if block.text else None


def _is_title(text: str) -> bool:
    """Whether a paragraph is a heading in capitals: ``BASIC OBJECTIVES AND TERRITORIAL PROVISIONS``."""
    words = text.split()
    letters = [letter for letter in text if letter.isalpha()]
    return 3 <= len(words) <= 16 and len(letters) > 12 and all(map(str.isupper, letters)) and text[-1] not in ".?!:,;"
