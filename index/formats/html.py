"""Who says what on a web page? HTML without the furniture around its text; its paragraphs are read like any others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from index.errors import UnreadableSource
from index.formats.base import Claim, Format, SourceFile
from index.formats.from_blocks import document_of
from index.formats.html_blocks import blocks_of, is_shown
from index.formats.html_source import declared_encoding, parse
from index.model import Document, DocumentDate, Notice, Severity
from index.reading.blocks import Block, BlockKind
from index.reading.dates import dates_in
from index.reading.encodings import decode, peek

_ROOT = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*(?:<!doctype\s+html|<html[\s>])", re.I | re.DOTALL
)
_MARKS = re.compile(r"</(?:p|div|body|head|h[1-6]|pre|td)>|<(?:br|hr)\s*/?>", re.IGNORECASE)
_FURNITURE = ("nav", "header", "footer", "aside", "menu", "dialog")
_MAIN_SHARE = 0.5  # <main> or <article> hold at least this part of the page's words, or they are not its text


def _claims(source: SourceFile) -> Claim:
    head = peek(source.data)
    if _ROOT.match(head.lstrip("\ufeff")):
        return Claim.CERTAIN
    return Claim.LIKELY if source.suffix in (".html", ".htm", ".xhtml") and _MARKS.search(head) else Claim.NONE


def _read(source: SourceFile) -> tuple[Document, ...]:
    text, notices = decode(source.data, declared_encoding(source.data))
    page = parse(text)
    content = _content(page)
    blocks = blocks_of(content.roots, content.left_out)
    if not any(block.text for block in blocks):
        raise UnreadableSource("there is no text on this page; save it again from a browser", code="empty")
    head = _head(page, blocks)
    told = (*notices, *content.notices, *head.notices)
    document = document_of(
        blocks,
        source,
        FORMAT.name,
        title=head.title,
        dates=head.dates,
        language=head.language,
        url=head.url,
        notices=told,
    )
    return (document,)


FORMAT = Format("html", "HTML page", _claims, _read)


# --- Which part of the page is its text


@dataclass(frozen=True, slots=True)
class _Content:
    """The elements that hold the text of the page, and those within them that do not, by ``id()``."""

    roots: tuple[Tag, ...]
    left_out: frozenset[int]
    notices: tuple[Notice, ...]


def _content(page: BeautifulSoup) -> _Content:
    """``<main>`` or the articles where they hold most of the page, else the whole page; without navigation and the
    like. What is set aside is told with its number of words."""
    whole: Tag = page.body or page
    mains = _outermost(whole.find_all(lambda tag: tag.name in ("main", "article") or tag.get("role") == "main"))
    in_main = frozenset(id(each) for main in mains for each in main.find_all(True))
    furniture = [tag for tag in whole.find_all(_FURNITURE) if tag.name == "nav" or id(tag) not in in_main]
    left_out = frozenset(map(id, furniture))
    kept = list(_words([whole], left_out))
    if mains and sum(1 for _ in _words(mains, left_out)) >= _MAIN_SHARE * len(kept):
        around = [*_words([whole], frozenset(map(id, mains))), *_words(furniture, left_out - in_main)]
        return _Content(tuple(mains), left_out, tuple(_told(around, "around the main text of the page")))
    if not kept:
        return _Content((whole,), frozenset(), ())
    aside = list(_words(_outermost(furniture), frozenset()))
    return _Content((whole,), left_out, tuple(_told(aside, "in the navigation, head or foot of the page")))


def _outermost(tags: Sequence[Tag]) -> list[Tag]:
    """The elements that are in none of the others; ``tags`` are in the order of the page."""
    kept: list[Tag] = []
    inside: set[int] = set()
    for tag in tags:
        if id(tag) not in inside:
            kept.append(tag)
            inside.update(id(each) for each in tag.find_all(True))
    return kept


def _words(roots: Sequence[Tag], left_out: frozenset[int]) -> Iterator[str]:
    """The words that a browser shows in ``roots``."""
    waiting: list[object] = list(reversed(roots))
    while waiting:
        node = waiting.pop()
        if isinstance(node, Tag):
            if id(node) not in left_out and is_shown(node):
                waiting.extend(reversed(node.contents))
        elif type(node) is NavigableString:
            yield from node.split()


def _told(words: Sequence[str], where: str) -> Iterator[Notice]:
    if words:
        begin = " ".join(words[:12])[:120]
        message = f"{len(words):,} words {where} were left out (“{begin} …”); save the text alone if they belong to it"
        yield Notice(Severity.INFO, "page_furniture", message)


# --- What the page says of itself


@dataclass(frozen=True, slots=True)
class _Head:
    title: str | None
    dates: tuple[DocumentDate, ...]
    language: str | None
    url: str | None
    notices: tuple[Notice, ...]


def _head(page: BeautifulSoup, blocks: Sequence[Block]) -> _Head:
    """Title, date, language and address. The one ``<h1>`` of the text is its title, or the heading it begins with;
    a ``<title>`` that says more is told."""
    named = " ".join(_text_of(page, "title").split())
    headings = [block for block in blocks if block.kind is BlockKind.HEADING and block.level == 1]
    begins = [block for block in blocks[:4] if block.kind is BlockKind.HEADING]
    chosen = headings if len(headings) == 1 else begins[:1]
    title = " ".join(chosen[0].text.split()) if chosen else named
    language = _attribute(page, "html", "lang") or _attribute(page, "html", "xml:lang")
    url = _attribute(page, "link", "href", rel="canonical")
    return _Head(title or None, _dates(language, named, title), language, url, tuple(_unused(named, title)))


def _text_of(page: BeautifulSoup, name: str) -> str:
    tag = page.find(name)
    return tag.get_text() if isinstance(tag, Tag) else ""


def _attribute(page: BeautifulSoup, name: str, attribute: str, rel: str | None = None) -> str | None:
    """An attribute of the first element of that name, None where there is none or it is empty."""
    tag = page.find(name, rel=rel) if rel else page.find(name)
    return str(tag.get(attribute) or "").strip() or None if isinstance(tag, Tag) else None


def _dates(language: str | None, *texts: str) -> tuple[DocumentDate, ...]:
    """The one date that the page's titles print."""
    found = {date.edtf: date for text in texts for date in dates_in(text, "document", language)}
    return tuple(found.values()) if len(found) == 1 else ()


def _unused(named: str, title: str) -> Iterator[Notice]:
    if named and named != title and not set(named.split()) <= set(title.split()):
        message = f"the page calls itself “{named[:300]}”; its heading was taken for the title"
        yield Notice(Severity.INFO, "page_title", message)
