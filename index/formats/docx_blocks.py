"""Which paragraphs does a Word file hold? Its XML as blocks: text, styles, lists, tables, text boxes, footnotes.

Every ``w:p`` of the body is a block, wherever it stands (table, text box, content control). What was deleted in a
tracked change is no text; what was inserted is. Source: ECMA-376, part 1, section 17.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from index.reading.blocks import Block, BlockKind, Emphasis, NoteMark, Style

Element = Any  # lxml's elements carry no types

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # a text box a second time
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_NOT_TEXT = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText", _FALLBACK})
_CHARACTERS = {
    f"{_W}tab": " ",
    f"{_W}ptab": " ",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
    f"{_W}softHyphen": "",
}
_STYLES: Mapping[str, Style] = {"b": Style.BOLD, "i": Style.ITALIC, "u": Style.UNDERLINE, "smallCaps": Style.SMALL_CAPS}
_OFF = frozenset({"0", "false", "off", "none"})
_NOTES = {f"{_W}footnoteReference": "footnote", f"{_W}endnoteReference": "endnote"}
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_CELL_LABEL = 60  # characters; a first cell that is no longer may name who speaks in the second


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """What the styles of the file say, by their ids; formats with those of the styles that a style builds on."""

    formats: Mapping[str, Mapping[Style, bool]]
    outline: Mapping[str, int]  # the heading level, from 1
    lists: Mapping[str, tuple[str, str]]  # the id and level of the list that paragraphs of the style are items of


def style_sheet(styles: Element) -> StyleSheet:
    """The styles in a ``w:styles`` element."""
    elements = {style.get(f"{_W}styleId"): style for style in styles.iter(f"{_W}style")}
    formats = {id_: _inherited(id_, elements) for id_ in elements}
    names = {id_: _value(style.find(f"{_W}name")) or id_ for id_, style in elements.items()}
    levels = {id_: _level(names[id_], style) for id_, style in elements.items()}
    lists = {id_: found for id_, style in elements.items() if (found := _list_item(style.find(f"{_W}pPr"))) is not None}
    return StyleSheet(formats, {id_: level for id_, level in levels.items() if level}, lists)


def _inherited(id_: str, elements: Mapping[str, Element]) -> Mapping[Style, bool]:
    found: dict[Style, bool] = {}
    seen: set[str] = set()
    here: str | None = id_
    while here is not None and here in elements and here not in seen:
        seen.add(here)
        found = {**_formats(elements[here].find(f"{_W}rPr")), **found}
        here = _value(elements[here].find(f"{_W}basedOn"))
    return found


def _formats(properties: Element | None) -> dict[Style, bool]:
    """What run properties switch on or off."""
    if properties is None:
        return {}
    found = {style: properties.find(f"{_W}{name}") for name, style in _STYLES.items()}
    return {style: (_value(element) or "") not in _OFF for style, element in found.items() if element is not None}


def _level(name: str, style: Element) -> int:
    """1 for the style "heading 1" and for "Title", 0 for what is no heading."""
    word, _, number = name.lower().partition(" ")
    if word == "heading" and number.isdecimal():
        return min(int(number), 9)
    outline = _value(style.find(f"{_W}pPr/{_W}outlineLvl"))
    return 1 if name.lower() == "title" else int(outline) + 1 if outline and outline in "012345678" else 0


def _list_item(properties: Element | None) -> tuple[str, str] | None:
    """Id and level of the list that paragraph properties name."""
    found = None if properties is None else properties.find(f"{_W}numPr")
    if found is None:
        return None
    return _value(found.find(f"{_W}numId")) or "", _value(found.find(f"{_W}ilvl")) or "0"


def _value(element: Element | None) -> str | None:
    found = None if element is None else element.get(f"{_W}val")
    return found if found is None else str(found)


# --- Paragraphs


@dataclass
class _Paragraph:
    """A paragraph that is being read."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    emphases: list[Emphasis] = field(default_factory=list)
    marks: list[NoteMark] = field(default_factory=list)

    def write(self, words: str, styles: Iterable[Style]) -> None:
        start = self.length
        self.pieces.append(words)
        self.length += len(words)
        self.emphases += [Emphasis(start, self.length, style) for style in styles if words]


@dataclass
class Reader:
    """Reads paragraphs in order, as lists and notes are numbered from the first on."""

    styles: StyleSheet
    lists: Mapping[tuple[str, int], tuple[str, str]]  # number format and text of each list's levels
    numbers: Counter[tuple[str, int]] = field(default_factory=Counter)
    notes: dict[str, str] = field(default_factory=dict)  # the number printed for each note, by its key

    def blocks(self, body: Element) -> Iterator[Block]:
        """The paragraphs of ``body`` that have words or refer to a note."""
        for element in body.iter(f"{_W}p"):
            if not _is_inside(element, _NOT_TEXT, body):
                block = self._block(element)
                if block.text or block.marks:
                    yield block

    def note_blocks(self, notes: Element, kind: str) -> Iterator[Block]:
        """The paragraphs of the footnotes or endnotes that the text refers to, in the order of the file."""
        for note in notes.iter(f"{_W}{kind}"):
            key = f"{kind}-{note.get(f'{_W}id')}"
            if key in self.notes:
                marker: str | None = self.notes[key]
                for block in self.blocks(note):
                    yield replace(block, kind=BlockKind.NOTE, note=key, marker=marker)
                    marker = None

    def _block(self, element: Element) -> Block:
        style = _value(element.find(f"{_W}pPr/{_W}pStyle")) or ""
        paragraph = _Paragraph()
        for run in _runs(element):
            self._read_run(run, style, paragraph)
        level = self.styles.outline.get(style, 0)
        marker = None if level else self._marker(element, style)
        kind = BlockKind.HEADING if level else BlockKind.LIST_ITEM if marker else BlockKind.PARAGRAPH
        block = _single_spaced(paragraph)
        if _is_label_cell(element, block.text):
            block = replace(block, emphases=(Emphasis(0, len(block.text), Style.BOLD),))
        return replace(block, kind=kind, level=level, marker=marker if block.text else None)

    def _read_run(self, run: Element, paragraph_style: str, paragraph: _Paragraph) -> None:
        properties = run.find(f"{_W}rPr")
        style = None if properties is None else _value(properties.find(f"{_W}rStyle"))
        given = {
            **self.styles.formats.get(paragraph_style, {}),
            **self.styles.formats.get(style or "", {}),
            **_formats(properties),
        }
        stands_out = [each for each in Style if given.get(each)]
        for piece in run:
            if piece.tag in (f"{_W}t", _MATH):
                paragraph.write(piece.text or "", stands_out)
            elif piece.tag in _CHARACTERS:
                paragraph.write(_CHARACTERS[piece.tag], ())
            elif piece.tag in _NOTES:
                key = f"{_NOTES[piece.tag]}-{piece.get(f'{_W}id')}"
                number = self.notes.setdefault(key, str(len(self.notes) + 1))
                paragraph.marks.append(NoteMark(paragraph.length, number, key))

    def _marker(self, element: Element, style: str) -> str | None:
        """The number or bullet that Word prints before a list item."""
        item = _list_item(element.find(f"{_W}pPr")) or self.styles.lists.get(style)
        if item is None:
            return None
        id_, level = item
        at = (id_, int(level) if level in "012345678" else 0)
        if at not in self.lists:
            return None
        self.numbers[at] += 1
        for deeper in range(at[1] + 1, 9):
            self.numbers.pop((id_, deeper), None)
        return self._printed(at)

    def _printed(self, at: tuple[str, int]) -> str | None:
        format_, text = self.lists[at]
        if format_ == "bullet":
            return "•"
        for level in range(at[1] + 1):
            below = self.lists.get((at[0], level), ("decimal", ""))[0]
            text = text.replace(f"%{level + 1}", _number(max(self.numbers[at[0], level], 1), below))
        return text.strip() or None


def _runs(element: Element) -> Iterator[Element]:
    """The runs of a paragraph in order, not those of a text box in it nor deleted ones; math counts as a run."""
    waiting = list(reversed(element))
    while waiting:
        node = waiting.pop()
        if node.tag in _NOT_TEXT or node.tag == f"{_W}p":
            continue
        if node.tag in (f"{_W}r", _MATH.replace("}t", "}r")):
            yield node
        elif isinstance(node.tag, str):
            waiting.extend(reversed(node))


def _is_inside(element: Element, tags: frozenset[str], root: Element) -> bool:
    above = element.getparent()
    while above is not None and above is not root:
        if above.tag in tags:
            return True
        above = above.getparent()
    return False


def _is_label_cell(element: Element, text: str) -> bool:
    """Is this the first of two cells of a row, and short? There the name of the speaker stands, if anywhere."""
    cell = element.getparent()
    if cell is None or cell.tag != f"{_W}tc" or not 0 < len(text) <= _CELL_LABEL:
        return False
    cells = cell.getparent().findall(f"{_W}tc")
    return len(cells) == 2 and cells[0] is cell


def _single_spaced(paragraph: _Paragraph) -> Block:
    """The paragraph with single spaces, trimmed, and everything that points into it moved along."""
    places: list[int] = []
    kept: list[str] = []
    for character in "".join(paragraph.pieces):
        places.append(len(kept))
        space = character.isspace() and character != "\n"
        if not space:
            if character == "\n" and kept and kept[-1] == " ":
                kept.pop()
            kept.append(character)
        elif kept and kept[-1] not in " \n":
            kept.append(" ")
    places.append(len(kept))
    text = "".join(kept)
    emphases = [replace(e, start=places[e.start], end=min(places[e.end], len(text))) for e in paragraph.emphases]
    marks = tuple(replace(mark, offset=min(places[mark.offset], len(text))) for mark in paragraph.marks)
    block = Block(text, emphases=tuple(_joined(emphases, text)), marks=marks).part(0)
    composed = unicodedata.normalize("NFC", block.text)
    return block if composed == block.text else replace(block, text=composed, emphases=(), marks=())


def _joined(emphases: Iterable[Emphasis], text: str) -> list[Emphasis]:
    """Stretches of one style that touch are one, as Word cuts a run wherever somebody edited it; white space at the
    ends is let go."""
    joined: list[Emphasis] = []
    for style in Style:
        open_: Emphasis | None = None
        for stress in (each for each in emphases if each.style is style):
            if open_ is not None and not text[open_.end : stress.start].strip():
                open_ = replace(open_, end=stress.end)
            else:
                joined += [open_] if open_ else []
                open_ = stress
        joined += [open_] if open_ else []
    trimmed = (_trimmed(stress, text) for stress in joined)
    return sorted((each for each in trimmed if each.start < each.end), key=lambda each: (each.start, -each.end))


def _trimmed(stress: Emphasis, text: str) -> Emphasis:
    inner = text[stress.start : stress.end]
    start = stress.start + len(inner) - len(inner.lstrip())
    return replace(stress, start=start, end=max(start, stress.start + len(inner.rstrip())))


def words_of(root: Element) -> list[str]:
    """All words in a part, in order."""
    return " ".join("".join(text.text or "" for text in each.iter(f"{_W}t")) for each in root.iter(f"{_W}p")).split()


# --- Lists


def list_levels(numbering: Element | None) -> dict[tuple[str, int], tuple[str, str]]:
    """Number format and text (``%1.``) of each level of each list in a ``w:numbering`` element."""
    if numbering is None:
        return {}
    abstract = {each.get(f"{_W}abstractNumId"): each for each in numbering.iter(f"{_W}abstractNum")}
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for number in numbering.iter(f"{_W}num"):
        levels = abstract.get(_value(number.find(f"{_W}abstractNumId")))
        for level in [] if levels is None else levels.iter(f"{_W}lvl"):
            depth = level.get(f"{_W}ilvl") or ""
            if depth.isdecimal():
                format_ = _value(level.find(f"{_W}numFmt")) or "decimal"
                text = _value(level.find(f"{_W}lvlText")) or ""
                found[number.get(f"{_W}numId") or "", int(depth)] = (format_, text)
    return found


def _number(number: int, format_: str) -> str:
    letters = format_ in ("lowerLetter", "upperLetter")
    printed = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if letters else str(number)
    if format_ in ("lowerRoman", "upperRoman"):
        printed = _roman(number)
    return printed.upper() if format_.startswith("upper") else printed


def _roman(number: int) -> str:
    printed = ""
    for value, letters in _ROMAN:
        printed, number = printed + letters * (number // value), number % value
    return printed
