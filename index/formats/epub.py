"""How is an EPUB read? Volumes of documents (the Foreign Relations of the United States) and books of chapters.

Every page of the reading order is a document with its own id and title; a page that holds several marked documents is
as many. Pages that only list others (contents, indexes) are left out, which a notice says. Who speaks is decided by
:func:`index.reading.body.turns_of`, as for any text: here small capitals, notes and printed pages are only made known
to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from zipfile import ZipFile

from bs4 import BeautifulSoup, Tag

from index.errors import UnreadableSource
from index.formats.base import Claim, Format, SourceFile
from index.formats.epub_package import Package, Page, read_package
from index.formats.html_blocks import blocks_of
from index.formats.html_source import declared_encoding, parse
from index.formats.zip_limits import is_zip, open_zip, read_member
from index.model import Document, DocumentDate, Metadata, Notice, Severity, Source
from index.reading.blocks import Block, BlockKind
from index.reading.body import turns_of
from index.reading.dates import dates_in
from index.reading.encodings import decode
from index.reading.participants import people_named

_MIMETYPE = b"mimetypeapplication/epub+zip"  # EPUB's first member, stored, so that its name and content meet
_CONTAINER = "META-INF/container.xml"
_SMALL_CAPITALS = re.compile(r"([^{}]+)\{[^{}]*font-variant(?:-caps)?\s*:\s*(?:all-)?small-caps[^{}]*\}")
_CLASS = re.compile(r"\.([\w-]+)")
_PAGE_ID = re.compile(r"(?:pg|page|p)[_-]?(\d{1,4}|[ivxlc]{1,8})", re.IGNORECASE)
_OTHER_PAGE = re.compile(r"[^#:]+\.x?html?(?:#.*)?", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PARTS = ("document", "chapter")  # what a page calls the documents in it: a class, or an epub:type
_DATELINES = frozenset({"dateline", "opener"})
_LISTS_PAGES = 2  # links to so many other pages,
_LISTS_WORDS = 0.25  # which hold so large a part of the words under the headings, make a list of pages
_LONGEST_PLACE = 60


def _claims(source: SourceFile) -> Claim:
    if not is_zip(source.data):
        return Claim.NONE
    if _MIMETYPE in source.data[:100]:
        return Claim.CERTAIN
    try:
        names = open_zip(source.data).namelist()
    except UnreadableSource:
        return Claim.NONE
    return Claim.CERTAIN if _CONTAINER in names else Claim.NONE


def _read(source: SourceFile) -> tuple[Document, ...]:
    archive = open_zip(source.data)
    book = _Book(source, archive, read_package(archive))
    documents = [document for page in book.package.pages for document in book.documents(page)]
    if not documents:
        message = "No page of the EPUB could be read as text; save it again as EPUB."
        raise UnreadableSource(message, code="no_text")
    notices = (*book.notices, *book.left_out_notice())
    return (replace(documents[0], notices=(*notices, *documents[0].notices)), *documents[1:])


@dataclass(frozen=True, slots=True)
class _Part:
    """A document within the book: its id there, the elements that hold it, and the page it begins on."""

    id: str
    label: str | None
    roots: tuple[Tag, ...]
    left_out: frozenset[int] = frozenset()  # id() of elements inside that are documents of their own


class _Book:
    """Reads one page after the other, and remembers what was left out and which printed page was last."""

    def __init__(self, source: SourceFile, archive: ZipFile, package: Package) -> None:
        self.package = package
        self.notices: list[Notice] = [_unread(name) for name in package.unread]
        self._source = source
        self._archive = archive
        self._small_capitals = _small_capitals(archive, package.styles)
        self._left_out: list[tuple[str, int]] = []
        self._printed_page: str | None = None

    def documents(self, page: Page) -> Iterator[Document]:
        """The documents of a page; none where it is missing, cannot be read, or only lists other pages."""
        soup = self._parsed(page)
        body = soup.body or soup if soup else None
        if soup is None or body is None:
            return
        words = len(body.get_text(" ").split())
        if page.apparatus or _only_lists(body):
            self._left_out.append((page.name, words))
            return
        title = " ".join(soup.title.get_text().split()) if soup.title else None
        for part in _parts(page, body):
            blocks = self._paged(blocks_of(part.roots, part.left_out))
            if any(block.text for block in blocks):
                yield self._document(part, blocks, part.label or title)

    def left_out_notice(self) -> tuple[Notice, ...]:
        """The pages that are no part of the text, with their words counted."""
        pages = ", ".join(f"{name} ({words:,})" for name, words in self._left_out if words)
        if not pages:
            return ()
        message = f"Pages that only list or frame others are left out (words): {pages}; see the book for them."
        return (Notice(Severity.INFO, "left_out", message),)

    def _parsed(self, page: Page) -> BeautifulSoup | None:
        """The page as a tree in which pages, small capitals and the like are marked as HTML marks them."""
        try:
            data = read_member(self._archive, page.name)
            if data is None:
                raise UnreadableSource("it is not in the file; fetch the EPUB again", code="epub")
            text, notices = decode(data, declared_encoding(data))
            soup = parse(text)
        except UnreadableSource as error:
            message = f"The page {page.name[:80]} was left out: {error.message}"
            self.notices.append(Notice(Severity.ERROR, error.code, message))
            return None
        self.notices += [
            replace(notice, message=f"{page.name[:80]}: {notice.message}", line=None) for notice in notices
        ]
        _mark_pages(soup)
        _mark_small_capitals(soup, self._small_capitals)
        return soup

    def _paged(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """The blocks with the printed page they begin on, which may have begun in a page before; lines mean nothing."""
        paged = []
        for block in blocks:
            self._printed_page = block.page or self._printed_page
            paged.append(replace(block, page=self._printed_page, lines=None))
        return tuple(paged)

    def _document(self, part: _Part, blocks: tuple[Block, ...], label: str | None) -> Document:
        heading = next((block.text for block in blocks if block.kind is BlockKind.HEADING and block.text), None)
        title = " ".join((heading or label or part.id).split())
        dateline = _dateline(part)
        dates = (*dates_in(title, "event"), *dates_in(dateline, "document"))
        body = turns_of(blocks, known=people_named(title))
        book = self.package
        metadata = Metadata(
            id=part.id,
            title=title,
            dates=tuple(dict.fromkeys(dates)),
            place=_place(dateline, dates),
            language=book.language,
            citation=book.title,
            contributor=book.contributor,
            url=book.url,
            credits=book.creator,
            rights=book.rights,
            participants=body.participants,
        )
        origin = Source(self._source.path, FORMAT.name, self._source.sha256)
        return Document(metadata, origin, body.turns, notices=body.notices)


def _unread(name: str) -> Notice:
    message = (
        f"The page {name[:80]} is in no reading order of the EPUB and was not read; add it to the order if it counts."
    )
    return Notice(Severity.WARNING, "unread_page", message)


def _small_capitals(archive: ZipFile, names: Sequence[str]) -> frozenset[str]:
    """The classes to which the style sheets give small capitals."""
    sheets = (read_member(archive, name) or b"" for name in names)
    rules = (rule for sheet in sheets for rule in _SMALL_CAPITALS.findall(sheet.decode("utf-8", "replace")))
    return frozenset(name for rule in rules for name in _CLASS.findall(rule))


def _mark_small_capitals(soup: BeautifulSoup, classes: frozenset[str]) -> None:
    for tag in soup.find_all(class_=sorted(classes)) if classes else ():
        tag["style"] = f"{tag.get('style') or ''};font-variant:small-caps"


def _mark_pages(soup: BeautifulSoup) -> None:
    """Empty anchors like ``<a id="pg_79"/>`` become page breaks as EPUB 3 writes them."""
    for anchor in soup.find_all(id=_PAGE_ID):
        found = _PAGE_ID.fullmatch(str(anchor["id"]))
        if found and not anchor.get_text().strip() and anchor.name in ("a", "span"):
            anchor.name = "span"
            anchor.attrs = {"epub:type": "pagebreak", "title": found[1]}


def _only_lists(body: Tag) -> bool:
    """Does a page hold little besides headings and links to other pages (contents, indexes, titles of parts)?"""
    links = [link for link in body.find_all("a", href=_OTHER_PAGE) if link.get_text().strip()]
    titles = [heading for heading in body.find_all(_HEADINGS) if not heading.find("a", href=_OTHER_PAGE)]
    inner = [title for title in titles if not title.find_parent(_HEADINGS)]
    below = _words(body) - sum(map(_words, inner))
    if below == 0:
        return True
    targets = {str(link["href"]).partition("#")[0] for link in links}
    return len(targets) >= _LISTS_PAGES and sum(map(_words, links)) >= _LISTS_WORDS * below


def _words(tag: Tag) -> int:
    return len(tag.get_text(" ").split())


def _parts(page: Page, body: Tag) -> list[_Part]:
    """The documents of a page: those it marks, if it marks several, and what is left; else the page as a whole."""
    marked = [tag for tag in body.find_all(["div", "section", "article"]) if _is_part(tag)]
    own = [tag for tag in marked if not any(parent in marked for parent in tag.parents)]
    if len(own) < 2:
        return [_Part(page.id, page.label, (body,))]
    rest = _Part(page.id, page.label, (body,), frozenset(map(id, own)))
    return [rest, *(_Part(str(tag.get("id") or f"{page.id}-{n}"), None, (tag,)) for n, tag in enumerate(own, 1))]


def _is_part(tag: Tag) -> bool:
    kinds = {*tag.get_attribute_list("class"), *str(tag.get("epub:type") or "").split()}
    return tag.name == "article" or not kinds.isdisjoint(_PARTS)


def _dateline(part: _Part) -> str:
    """What the page marks as place and date of the document."""
    for root in part.roots:
        for tag in root.find_all(class_=sorted(_DATELINES)):
            text = " ".join(tag.get_text(" ").split())
            if dates_in(text, "document"):
                return text
    return ""


def _place(dateline: str, dates: Sequence[DocumentDate]) -> str | None:
    """What stands before the date in a dateline: ``[Nanking,] 12 August 1946``."""
    starts = [dateline.find(date.printed) for date in dates if date.printed in dateline]
    before = dateline[: min(starts)] if starts else ""
    place = re.sub(r"[\[\]]", "", before).strip(" ,.;—–-")
    return place if place and len(place) <= _LONGEST_PLACE and not re.search(r"\d", place) else None


FORMAT = Format("epub", "EPUB books", _claims, _read)
