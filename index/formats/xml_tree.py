"""What is an element? The tree of an XML file, with the line that everything stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

XML_ID = "xml:id"
XML_LANG = "xml:lang"


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of text between two tags, white space as in the source; ``line`` is the line of its first character."""

    text: str
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """An element: local name, namespace ("" for none), attributes by local name (``xml:id``, ``xml:lang`` with their
    prefix), and its texts and elements in order. ``line`` is the line of its start tag."""

    name: str
    namespace: str
    line: int
    attributes: Mapping[str, str]
    content: tuple[Element | Text, ...]

    def get(self, name: str) -> str | None:
        """The attribute ``name`` without space around it, None where it is absent or empty."""
        return self.attributes.get(name, "").strip() or None

    @property
    def elements(self) -> Iterator[Element]:
        """The child elements in order."""
        return (item for item in self.content if isinstance(item, Element))

    def children(self, *names: str) -> Iterator[Element]:
        """The child elements with one of these names."""
        return (child for child in self.elements if child.name in names)

    def child(self, *path: str) -> Element | None:
        """The first element found by going down ``path``, one name a level."""
        if not path:
            return self
        found = (child.child(*path[1:]) for child in self.children(path[0]))
        return next((element for element in found if element is not None), None)

    def descendants(self, *names: str) -> Iterator[Element]:
        """Every element below this one with one of these names, in document order."""
        for child in self.elements:
            if child.name in names:
                yield child
            yield from child.descendants(*names)

    def texts(self) -> Iterator[Text]:
        """Every text in this element and below, in document order."""
        for item in self.content:
            if isinstance(item, Text):
                yield item
            else:
                yield from item.texts()

    @property
    def has_text(self) -> bool:
        """Is there anything but white space in this element?"""
        return any(text.text.strip() for text in self.texts())

    @property
    def words(self) -> str:
        """All text in this element, white space single; neighbouring elements are not joined into one word."""
        return " ".join(" ".join(text.text for text in self.texts()).split())

    @property
    def plain(self) -> str:
        """All text in this element as it runs, white space single."""
        return " ".join("".join(text.text for text in self.texts()).split())
