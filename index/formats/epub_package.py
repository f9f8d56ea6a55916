"""What does an EPUB say of itself? Its package file: metadata, the pages in reading order, and which of them only list.

Sources: EPUB 3.3 (W3C) for the container, package and navigation; Open Packaging Format 2.0.1 for ``guide`` and NCX.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote
from zipfile import ZipFile

from index.errors import UnreadableSource
from index.formats.xml_source import read_xml
from index.formats.xml_tree import Element
from index.formats.zip_limits import read_member

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
# What guides, landmarks and file names call pages that are no part of the text.
_APPARATUS = frozenset(
    {"cover", "toc", "nav", "title", "title-page", "titlepage", "index", "loi", "lot", "copyright-page", "colophon"}
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the book: its id in the package and its name in the zip; ``label`` is what the contents call it."""

    id: str
    name: str
    label: str | None = None
    apparatus: bool = False  # the package says that it is a cover, a list of contents and the like


@dataclass(frozen=True, slots=True)
class Package:
    """The package file: the pages in reading order, metadata as printed, and names of pages outside that order."""

    pages: tuple[Page, ...]
    unread: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()  # names of the style sheets
    title: str | None = None
    creator: str | None = None
    contributor: str | None = None
    language: str | None = None
    rights: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class _Item:
    """An entry of the manifest."""

    id: str
    name: str
    type: str
    properties: frozenset[str]


def read_package(archive: ZipFile) -> Package:
    """The package of an EPUB; raises :class:`~index.errors.UnreadableSource` where it is missing, damaged or locked."""
    name = _package_name(archive)
    root = _xml(archive, name)
    items = list(_items(root, posixpath.dirname(name)))
    order = _spine(root, items)
    if not order:
        raise UnreadableSource("The EPUB lists no pages to read; save it again as EPUB.", code="epub")
    _refuse_locked(archive, {item.name for item in order})
    labels = _labels(archive, items)
    apparatus = set(_declared_apparatus(root, posixpath.dirname(name)))
    pages = tuple(
        Page(item.id, item.name, labels.get(item.name), item.name in apparatus or _is_apparatus(item)) for item in order
    )
    read = {page.name for page in pages}
    return Package(
        pages,
        unread=tuple(
            item.name for item in items if item.type in _PAGES and item.name not in read and not _is_apparatus(item)
        ),
        styles=tuple(item.name for item in items if item.type == "text/css"),
        title=_metadata(root, "title"),
        creator=_metadata(root, "creator"),
        contributor=_metadata(root, "contributor"),
        language=_metadata(root, "language"),
        rights=_metadata(root, "rights"),
        url=next(
            (text for text in _all(root, "source", "identifier") if text.startswith(("http://", "https://"))), None
        ),
    )


def _package_name(archive: ZipFile) -> str:
    files = list(_xml(archive, _CONTAINER).descendants("rootfile"))
    names = [name for file in files if (name := file.get("full-path"))]
    if not names:
        raise UnreadableSource("The EPUB does not say where its package is; save it again as EPUB.", code="epub")
    return names[0]


def _xml(archive: ZipFile, name: str) -> Element:
    data = read_member(archive, name)
    if data is None:
        raise UnreadableSource(f"The EPUB has no {name[:80]}; save it again as EPUB.", code="epub")
    try:
        return read_xml(data).root
    except UnreadableSource as error:
        raise UnreadableSource(f"{name[:80]} in the EPUB: {error.message}", code=error.code) from error


def _items(root: Element, folder: str) -> Iterator[_Item]:
    for item in root.descendants("item"):
        key, target = item.get("id"), item.get("href")
        if key and target:
            properties = frozenset((item.get("properties") or "").split())
            yield _Item(key, _inside(folder, target), item.get("media-type") or "", properties)


def _spine(root: Element, items: list[_Item]) -> list[_Item]:
    """The pages in reading order, each once."""
    by_id = {item.id: item for item in items}
    wanted = (by_id.get(reference.get("idref") or "") for reference in root.descendants("itemref"))
    return list(dict.fromkeys(item for item in wanted if item and item.type in _PAGES))


def _inside(folder: str, target: str) -> str:
    """The name in the zip of what ``target``, relative to ``folder``, points at; its fragment is dropped."""
    return posixpath.normpath(posixpath.join(folder, unquote(target.partition("#")[0])))


def _refuse_locked(archive: ZipFile, names: set[str]) -> None:
    """Refuse a book whose pages are encrypted; fonts often are, and do not matter."""
    data = read_member(archive, _ENCRYPTION)
    if data is None:
        return
    locked = {unquote(each.get("URI") or "") for each in read_xml(data).root.descendants("CipherReference")}
    if locked & names:
        message = "The pages of the EPUB are encrypted (copy protection); get it without protection."
        raise UnreadableSource(message, code="encrypted")


def _declared_apparatus(root: Element, folder: str) -> Iterator[str]:
    """The pages that the guide calls a cover, a list of contents and the like."""
    for reference in root.descendants("reference"):
        if reference.get("type") in _APPARATUS:
            yield _inside(folder, reference.get("href") or "")


def _is_apparatus(item: _Item) -> bool:
    stem = posixpath.basename(item.name).rpartition(".")[0].lower()
    return "nav" in item.properties or item.id.lower() in _APPARATUS or stem in _APPARATUS


def _labels(archive: ZipFile, items: list[_Item]) -> dict[str, str]:
    """What the contents (NCX, or the navigation of EPUB 3) call each page; what cannot be read names nothing."""
    labels: dict[str, str] = {}
    for item in items:
        if item.type != "application/x-dtbncx+xml" and "nav" not in item.properties:
            continue
        try:
            root = _xml(archive, item.name)
        except UnreadableSource:
            continue
        folder = posixpath.dirname(item.name)
        for target, label in (*_ncx_labels(root), *_nav_labels(root)):
            labels.setdefault(_inside(folder, target), label)
    return labels


def _ncx_labels(root: Element) -> Iterator[tuple[str, str]]:
    for point in root.descendants("navPoint"):
        label, content = point.child("navLabel"), point.child("content")
        if label and content and label.plain:
            yield content.get("src") or "", label.plain


def _nav_labels(root: Element) -> Iterator[tuple[str, str]]:
    for link in root.descendants("a"):
        if link.get("href") and link.plain:
            yield link.get("href") or "", link.plain


def _metadata(root: Element, name: str) -> str | None:
    """What the Dublin Core element says, several joined."""
    return "; ".join(dict.fromkeys(_all(root, name))) or None


def _all(root: Element, *names: str) -> list[str]:
    found = (each.plain for part in root.children("metadata") for each in part.descendants(*names))
    return [text for text in found if text]
