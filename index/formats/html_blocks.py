"""Which paragraphs does an HTML page hold? The parsed page as blocks, with what stands out in them, notes and pages.

What a browser shows as one line of text is one line here; ``<br>`` begins a line within a block, two of them a block.
``<pre>`` is plain text (:func:`index.reading.plain_text.paragraphs`). Nothing here knows who speaks.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice

from bs4.element import CData, NavigableString, PageElement, Tag

from index.reading.blocks import Block, BlockKind, Emphasis, NoteMark, Style
from index.reading.plain_text import paragraphs

# Elements whose content is not text of the page.
NO_TEXT = frozenset(
    {"script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object", "audio", "video", "canvas"}
)
_CONTROLS = frozenset({"button", "select", "input", "textarea", "datalist"})
_BLOCKS = frozenset(
    {
        *("p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "body", "html", "form"),
        *("ul", "ol", "li", "dl", "dt", "dd", "blockquote", "figure", "figcaption", "details", "summary", "fieldset"),
        *("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "address", "center", "hr", "legend"),
        *("h1", "h2", "h3", "h4", "h5", "h6"),
    }
)
_STYLES: Mapping[str, Style] = {
    **dict.fromkeys(("b", "strong", "th", "dt"), Style.BOLD),
    **dict.fromkeys(("i", "em", "cite"), Style.ITALIC),
    **dict.fromkeys(("u", "ins"), Style.UNDERLINE),
}
# The same by a style attribute, or by a class of that name.
_CSS = (
    (re.compile(r"font-variant(?:-caps)?\s*:\s*(?:all-)?small-caps|(?:^|[\s_-])small-?caps", re.I), Style.SMALL_CAPS),
    (re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I), Style.BOLD),
    (re.compile(r"text-decoration[\w-]*\s*:[^;]*underline", re.I), Style.UNDERLINE),
    (re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.I), Style.ITALIC),
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_NOTE_MARK = re.compile(r"[\[(]?\s*(?:\d{1,3}[a-z]?|[*†‡§]{1,3}|[a-z])\s*[\])]?")
_BRACKETED = re.compile(r"\[\s*(?:\d{1,3}|[*†‡§]{1,3})\s*\]")
_BACK = re.compile(r"[\[(]?\s*(?:\d{1,3}[a-z]?|[*†‡§^]{1,3}|[a-z]|↩|↑|⇑|Back)\s*[\])]?\.?", re.I)
_CELL_LABEL = 60  # characters; a first cell that is no longer may name who speaks in the second
_BULLET = "•"
_DEPTH = 50  # elements between a note's name and its paragraph; more are not written by people
_NUMBER = re.compile(r"[0-9]{1,6}")
_SPACE = re.compile(r"\s+")
_LISTS = frozenset({"ul", "ol"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PAGE_MARKS = frozenset({"pagebreak", "doc-pagebreak", "page-break", "pagenum"})


def is_shown(tag: Tag) -> bool:
    """Would a browser show the element's words as text of the page?"""
    if tag.name in NO_TEXT or tag.name in _CONTROLS or tag.has_attr("hidden"):
        return False
    return not _HIDDEN.search(str(tag.get("style") or ""))


def blocks_of(roots: Iterable[Tag], left_out: Set[int] = frozenset()) -> tuple[Block, ...]:
    """The blocks within ``roots``, in order. ``left_out`` are the ``id()`` of elements to pass over."""
    roots = tuple(roots)
    writer = _Writer(notes=_targets(roots))
    for root in roots:
        _walk(root, writer, left_out)
        writer.end_block()
    return tuple(writer.blocks)


def _targets(roots: Iterable[Tag]) -> frozenset[str]:
    """The names of the notes: a marker like ``[1]`` links to them, and they begin a block. (A note and the place that
    refers to it often link to each other; the place stands in mid sentence.)"""
    roots = tuple(roots)
    links = (link for root in roots for link in root.find_all("a", href=True) if _is_marker(link))
    linked = {target for link in links if (target := _target(link))}
    elements = (element for root in roots for element in root.find_all(lambda tag: _name(tag) in linked))
    return frozenset(_name(element) for element in elements if _begins_block(element))


def _begins_block(element: Tag) -> bool:
    """Is ``element`` a block, or the first thing in one (``<p><a id="n1">1</a> The note.``)?"""
    node: Tag | None = element
    for _ in range(_DEPTH):
        if node is None or node.name in _BLOCKS:
            return node is not None
        before = node.previous_sibling
        while isinstance(before, NavigableString) and not before.strip():
            before = before.previous_sibling
        if before is not None:
            return False
        node = node.parent
    return False


def _name(tag: Tag) -> str:
    """What a link within the page calls ``tag``."""
    return str(tag.get("id") or (tag.get("name") if tag.name == "a" else None) or "")


def _target(link: Tag) -> str | None:
    """The place within the page that a link leads to."""
    reference = str(link.get("href") or "")
    return reference[1:] or None if reference.startswith("#") else None


def _short_text(tag: Tag, longest: int = 12) -> str | None:
    """The text of an element that holds little, None for one that holds much; takes the same time for all."""
    inside = _first_inside(tag)
    text = "".join(str(piece) for piece in inside if isinstance(piece, NavigableString)).strip()
    return " ".join(text.split()) if len(inside) <= 12 and len(text) <= longest else None


def _first_inside(tag: Tag) -> list[PageElement]:
    """The first thirteen things in an element. (``tag.descendants`` looks for the last one first, however deep.)"""
    found: list[PageElement] = []
    waiting: list[PageElement] = list(reversed(tag.contents[:13]))
    while waiting and len(found) < 13:
        found.append(waiting.pop())
        if isinstance(found[-1], Tag):
            waiting.extend(reversed(found[-1].contents[:13]))
    return found


def _is_marker(tag: Tag) -> bool:
    return _NOTE_MARK.fullmatch(_short_text(tag) or "-") is not None


# --- Writing


@dataclass
class _Writer:
    """The block that is being written, and those before it."""

    notes: frozenset[str]
    blocks: list[Block] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    last: str = ""  # the last character written
    line: int | None = None
    emphases: list[Emphasis] = field(default_factory=list)
    marks: list[NoteMark] = field(default_factory=list)
    styles: Counter[Style] = field(default_factory=Counter)  # how deep in each
    began: dict[Style, int] = field(default_factory=dict)
    kinds: list[tuple[BlockKind, int]] = field(default_factory=list)
    items: Counter[int] = field(default_factory=Counter)  # list items so far, by the id() of their list
    lists: list[Tag] = field(default_factory=list)  # the lists it is in
    marker: str | None = None
    note: str | None = None
    note_element: Tag | None = None  # the block that is the note; None: it ends with the block being written
    page: str | None = None  # the printed page here
    begins_on: str | None = None  # the one on which the block began
    source_id: str | None = None

    def write(self, words: str) -> None:
        """Add text: white space becomes single, at the beginning of a line it goes."""
        plain = _SPACE.sub(" ", words)
        if self.last in ("", " ", "\n"):
            plain = plain.lstrip(" ")
        if plain:
            if not self.last:
                self.begins_on = self.page
            self.pieces.append(plain)
            self.length += len(plain)
            self.last = plain[-1]

    def end_line(self) -> None:
        """A line break within the block; a second one ends the block."""
        if self.last == "\n":
            self.end_block()
        elif self.last:
            if self.last == " ":
                self.pieces[-1] = self.pieces[-1].rstrip(" ")
                self.length -= 1
            self.pieces.append("\n")
            self.length += 1
            self.last = "\n"

    def begin_style(self, style: Style) -> None:
        self.styles[style] += 1
        if self.styles[style] == 1:
            self.began[style] = self.length

    def end_style(self, style: Style) -> None:
        self.styles[style] -= 1
        if self.styles[style] == 0:
            self.emphases.append(Emphasis(self.began.pop(style), self.length, style))

    def end_block(self) -> None:
        """Close the block; what stands out goes on in the next one."""
        text = "".join(self.pieces)
        emphases = [*self.emphases, *(Emphasis(start, self.length, style) for style, start in self.began.items())]
        kind, level = self.kinds[-1] if self.kinds else (BlockKind.PARAGRAPH, 0)
        block = Block(
            text,
            (self.line, self.line) if self.line else None,
            BlockKind.NOTE if self.note else kind,
            level,
            tuple(sorted(map(partial(_trimmed, text), emphases), key=lambda stress: (stress.start, -stress.end))),
            self.marker,
            self.note,
            tuple(self.marks),
            self.begins_on if text else self.page,
            self.source_id,
        ).part(0)
        if block.text or block.marks:
            self.blocks.append(_composed(block))
            self.marker = self.source_id = None
            if self.note_element is None:
                self.note = None
        self.pieces, self.length, self.last, self.line, self.emphases, self.marks = [], 0, "", None, [], []
        self.began = dict.fromkeys(self.began, 0)

    def end_note(self) -> None:
        """Close the note; a marker that nothing followed is all its words."""
        if self.marker and self.note_element and self.note_element.name != "li":
            self.write(self.marker)
            self.marker = None
            self.end_block()
        self.note = self.note_element = None


def _trimmed(text: str, stress: Emphasis) -> Emphasis:
    """What stands out, without the white space around it: ``<b>NAME: </b>``."""
    inner = text[stress.start : stress.end]
    start = stress.start + len(inner) - len(inner.lstrip())
    return replace(stress, start=start, end=max(start, stress.start + len(inner.rstrip())))


def _composed(block: Block) -> Block:
    """The block with combining marks composed; where that moves the text, what stands out is let go."""
    text = unicodedata.normalize("NFC", block.text)
    return block if text == block.text else replace(block, text=text, emphases=(), marks=())


def _walk(root: Tag, writer: _Writer, left_out: Set[int]) -> None:
    """Write everything in ``root``; without recursion, as pages may be nested ten thousand deep."""
    inside: list[tuple[Iterator[PageElement], Tag]] = [(iter([root]), root)]
    while inside:
        children, parent = inside[-1]
        child = next(children, None)
        if child is None:
            inside.pop()
            if inside:
                _leave(parent, writer)
        elif isinstance(child, Tag):
            if id(child) not in left_out and is_shown(child) and _enter(child, writer):
                inside.append((iter(child.children), child))
        elif type(child) in (NavigableString, CData):
            writer.write(str(child))


def _enter(tag: Tag, writer: _Writer) -> bool:
    """Begin an element; False where its content is written already."""
    if tag.name in _BLOCKS or tag.name == "pre":
        _begin_block(tag, writer)
    writer.line = writer.line or tag.sourceline
    if _name(tag) in writer.notes:
        writer.note, writer.note_element = _name(tag), tag if tag.name in _BLOCKS else None
    page = _page(tag)
    if page is not None:
        writer.page = page
        return False
    if tag.name == "pre":
        writer.blocks += _preformatted(tag)
        return False
    if tag.name in ("a", "sup") and _wrote_mark(tag, writer):
        return False
    if tag.name == "br":
        writer.end_line()
        writer.line = writer.line or tag.sourceline
    if tag.name in _LISTS:
        writer.lists.append(tag)
    for style in _styles(tag):
        writer.begin_style(style)
    return True


def _leave(tag: Tag, writer: _Writer) -> None:
    for style in _styles(tag):
        writer.end_style(style)
    if tag.name in _BLOCKS:
        writer.end_block()
        if tag.name in _LISTS:
            writer.lists.pop()
        if _kind(tag, writer):
            writer.kinds.pop()
        if writer.note_element is tag:
            writer.end_note()


def _begin_block(tag: Tag, writer: _Writer) -> None:
    writer.end_block()
    writer.line = tag.sourceline
    if tag.name == "hr":
        writer.blocks.append(Block("", (writer.line, writer.line) if writer.line else None, BlockKind.SEPARATOR))
    if kind := _kind(tag, writer):
        writer.kinds.append(kind)
    if tag.name == "li":
        writer.marker = _list_marker(tag, writer)
    if tag.get("id") and tag.name not in ("html", "body"):
        writer.source_id = str(tag["id"])


def _kind(tag: Tag, writer: _Writer) -> tuple[BlockKind, int] | None:
    """Kind and level of the blocks in ``tag``, None where it leaves them as they are."""
    if tag.name in _HEADINGS:
        return BlockKind.HEADING, int(tag.name[1])
    if tag.name == "blockquote":
        return BlockKind.QUOTE, 0
    if tag.name == "li":
        return BlockKind.LIST_ITEM, max(len(writer.lists), 1)
    return None


def _list_marker(item: Tag, writer: _Writer) -> str:
    """The marker that a browser prints for a list item: a bullet, or its number."""
    above = writer.lists[-1] if writer.lists else item
    if above.name != "ol":
        return _BULLET
    begin, own = str(above.get("start") or ""), str(item.get("value") or "")
    number = int(own) if _NUMBER.fullmatch(own) else (int(begin) if _NUMBER.fullmatch(begin) else 1)
    if id(above) in writer.items and not _NUMBER.fullmatch(own):
        number = writer.items[id(above)] + 1
    writer.items[id(above)] = number
    return f"{number}."


def _is_label_cell(tag: Tag) -> bool:
    """Is this the first of two cells of a row, and short? There the name of the speaker stands, if anywhere."""
    if tag.name != "td" or not _short_text(tag, _CELL_LABEL):
        return False
    after = [each for each in islice(tag.next_siblings, 6) if isinstance(each, Tag)]
    before = any(isinstance(each, Tag) for each in islice(tag.previous_siblings, 3))
    return len(after) == 1 and not before


def _styles(tag: Tag) -> list[Style]:
    named = [_STYLES[tag.name]] if tag.name in _STYLES else [Style.BOLD] if _is_label_cell(tag) else []
    given = " ".join([str(tag.get("style") or ""), *_classes(tag)]) if tag.attrs else ""
    return named + [style for pattern, style in _CSS if given and pattern.search(given) and style not in named]


def _classes(tag: Tag) -> list[str]:
    return [str(name) for name in tag.get_attribute_list("class") if name]


def _page(tag: Tag) -> str | None:
    """The printed page that begins at ``tag`` (``<span epub:type="pagebreak" title="79">``), None elsewhere."""
    if not tag.attrs:
        return None
    marks = {*str(tag.get("epub:type") or "").split(), str(tag.get("role") or ""), *_classes(tag)}
    if not marks & _PAGE_MARKS:
        return None
    page = str(tag.get("title") or tag.get("aria-label") or _short_text(tag) or "").strip().strip("[]")
    return page if 0 < len(page) <= 12 else None


def _wrote_mark(tag: Tag, writer: _Writer) -> bool:
    """Write ``tag`` as the mark of a note, or as the note's own marker that links back; False where it is neither."""
    printed = _short_text(tag) or ""
    link = tag if tag.name == "a" else next((piece for piece in _first_inside(tag) if _is_link(piece)), None)
    target = _target(link) if isinstance(link, Tag) else None
    if writer.note and target and _BACK.fullmatch(printed):
        writer.marker = writer.marker or (printed if _NOTE_MARK.fullmatch(printed) else None)
        return True
    noted = target in writer.notes if target else tag.name == "sup" and _BRACKETED.fullmatch(printed) is not None
    if noted and _NOTE_MARK.fullmatch(printed):
        writer.marks.append(NoteMark(writer.length - (writer.last == " "), printed, target))
        return True
    return False


def _is_link(piece: PageElement) -> bool:
    return isinstance(piece, Tag) and piece.name == "a"


def _preformatted(tag: Tag) -> tuple[Block, ...]:
    """The paragraphs of a ``<pre>``. A line break right after the tag is none, as browsers have it."""
    text = tag.get_text()
    first = tag.sourceline or 1
    return paragraphs(text.removeprefix("\n"), first_line=first + text.startswith("\n"))
