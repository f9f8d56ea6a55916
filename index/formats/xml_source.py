"""What tree do the bytes of an XML file hold? Reading that no file can turn against the reader.

The rules are those of defusedxml: nothing outside the file is ever fetched, and no declaration may make a small file
large. One thing it forbids is allowed here, because parliaments use it: short text entities declared in the DOCTYPE
(``<!ENTITY pound "&#163;">``), limited in number, size and effect. The named characters of HTML (``&nbsp;``) are always
known. Elements and texts keep the line they stand on, so that notices and paragraphs have places.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from html.entities import name2codepoint
from types import MappingProxyType
from xml.parsers import expat

from index.errors import UnreadableSource
from index.formats.xml_tree import Element, Text
from index.model import Notice, Severity
from index.reading.encodings import decode

_XML = "http://www.w3.org/XML/1998/namespace"
_SEPARATOR = "\x1f"  # between namespace and name; no XML document can hold it
_NONE: Mapping[str, str] = MappingProxyType({})
_ALL: Mapping[str, frozenset[str]] = MappingProxyType({})  # no element with attributes left out
_HEAD = 64 * 2**10  # bytes in which the root element is looked for
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)""")
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*\?>")
_CHUNK = 2**20  # bytes given to the parser at a time: a limit is noticed early, and a huge tag is not read too often
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot"})  # XML's own; declaring them again would be an error
# The characters HTML names, as a DTD that every file is read with; a file's own declarations come first and win.
_NAMED_CHARACTERS = "".join(
    f'<!ENTITY {name} "&#{code};">' for name, code in name2codepoint.items() if name not in _PREDEFINED
)


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """How much an XML file may hold."""

    size: int = 64 * 2**20  # bytes
    depth: int = 100  # elements inside each other; real transcripts stay below 30
    elements: int = 2_000_000
    entities: int = 1_024  # declared in the DOCTYPE; the ISO sets together have about 900
    entity_characters: int = 1_000  # of one entity
    expansion: int = 1_000_000  # characters that entities and default attributes may add to the file


XML_LIMITS = XmlLimits()


@dataclass(frozen=True, slots=True)
class XmlFile:
    """The tree of a file, and what was doubtful in reading it."""

    root: Element
    notices: tuple[Notice, ...] = ()


def read_xml(data: bytes, limits: XmlLimits = XML_LIMITS, *, kept: Mapping[str, frozenset[str]] = _ALL) -> XmlFile:
    """The tree in ``data``.

    ``kept`` names, for elements of which a file has very many, the attributes worth their memory. Raises
    :class:`~index.errors.UnreadableSource`, with a line where one is known, for XML that is malformed or cut short,
    that asks for something outside the file, or that goes beyond the limits.
    """
    if len(data) > limits.size:
        message = f"The file has {len(data):,} bytes, more than {limits.size:,}; split it."
        raise UnreadableSource(message, code="xml_limits")
    encoded, notices = _encoded(data)
    builder = _TreeBuilder(limits, len(encoded), kept)
    builder.parse(encoded)
    return XmlFile(builder.result(), (*notices, *builder.notices))


def root_of(data: bytes) -> Element | None:
    """The root element without its content, None where the data does not begin as XML; never raises. For detection."""
    head = data[:_HEAD]
    try:
        encoded, _ = _encoded(head[: len(head) - len(head) % 2])
    except UnreadableSource:  # the cut may go through a character
        encoded = _undeclared(head.decode("utf-8", "ignore"))
    finder = _RootFinder(XML_LIMITS, len(encoded))
    with suppress(UnreadableSource):
        finder.parse(encoded)
    return finder.root


def _encoded(data: bytes) -> tuple[bytes, tuple[Notice, ...]]:
    """The file in UTF-8 without its XML declaration, and what was doubtful."""
    text, notices = decode(_marked(data), _declared_encoding(data))
    return _undeclared(text), notices


def _marked(data: bytes) -> bytes:
    """UTF-16 without a byte order mark, which XML allows and which its first character shows, with the mark."""
    if data.startswith(b"<\0"):
        return b"\xff\xfe" + data
    return b"\xfe\xff" + data if data.startswith(b"\0<") else data


def _declared_encoding(data: bytes) -> str | None:
    found = _ENCODING.search(data[:400].removeprefix(b"\xef\xbb\xbf"))
    return found[1].decode("ascii") if found else None


def _undeclared(text: str) -> bytes:
    """The text in UTF-8 without the XML declaration: its encoding is settled, and "standalone" would forbid the names
    of HTML. Lines stay as they are."""
    return _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text).encode("utf-8", "surrogatepass")


class _TreeBuilder:
    """Expat's events, made into a tree from the leaves upwards, within the limits."""

    def __init__(self, limits: XmlLimits, characters: int, kept: Mapping[str, frozenset[str]] = _ALL) -> None:
        self._kept = kept
        self._limits = limits
        self._allowed = characters + limits.expansion
        self._seen = 0  # characters of text and attributes met so far
        self._entities = 0
        self._elements = 0
        self._open: list[tuple[str, Mapping[str, str], int, list[Element | Text]]] = []
        self._pieces: list[str] = []
        self._line = 1
        self._root: Element | None = None
        self.notices: list[Notice] = []
        self._parser = self._new_parser()

    def parse(self, data: bytes) -> None:
        """Read ``data``, which is UTF-8 whatever it declares. Raises UnreadableSource."""
        try:
            for start in range(0, len(data), _CHUNK):
                self._parser.Parse(data[start : start + _CHUNK], False)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            why = expat.ErrorString(error.code)
            message = (
                f"The XML cannot be read past line {error.lineno}, column {error.offset + 1} ({why}); "
                "mend it there, or fetch the file again if it was cut short."
            )
            raise UnreadableSource(message, code="malformed_xml", line=error.lineno) from error

    def result(self) -> Element:
        """The root element of what was read."""
        if self._root is None:
            raise UnreadableSource("The file holds no XML element; fetch it again.", code="malformed_xml", line=1)
        return self._root

    def _new_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8", _SEPARATOR)
        parser.UseForeignDTD(True)
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
        parser.ExternalEntityRefHandler = self._external
        parser.EntityDeclHandler = self._declared
        parser.SkippedEntityHandler = self._unknown
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        return parser

    def _external(self, context: str | None, _base: str | None, _system: str | None, _public: str | None) -> int:
        """In place of anything outside the file stand the characters that HTML names; nothing is fetched."""
        names = self._parser.ExternalEntityParserCreate(context)
        names.EntityDeclHandler = None
        names.Parse(_NAMED_CHARACTERS, True)
        return 1

    def _declared(self, name: str, parameter: bool, value: str | None, _base: object, *_outside: object) -> None:
        self._entities += 1
        if self._entities > self._limits.entities:
            self._refuse("entities", f"it declares more than {self._limits.entities:,} entities", "write them out")
        if parameter or value is None:
            self._refuse("entities", f"the entity {name[:80]!r} stands for something outside the file", "write it out")
        elif len(value) > self._limits.entity_characters:
            self._refuse("entities", f"the entity {name[:80]!r} has {len(value):,} characters", "write it out")
        elif "<" in value or re.search(r"&(?!#)", value):
            # An entity may be declared after the one that uses it, so only flat ones can be measured.
            self._refuse("entities", f"the entity {name[:80]!r} holds markup or other entities", "write it out")

    def _unknown(self, name: str, parameter: bool) -> None:
        if parameter:
            return
        self._characters(f"&{name};")
        message = (
            f"The entity &{name[:80]}; is declared nowhere; it is shown as it is written. Declare it or write it out."
        )
        self.notices.append(Notice(Severity.WARNING, "unknown_entity", message, self._parser.CurrentLineNumber))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._flush()
        self._elements += 1
        if self._elements > self._limits.elements:
            self._refuse("xml_limits", f"it has more than {self._limits.elements:,} elements", "split it")
        if len(self._open) >= self._limits.depth:
            self._refuse("xml_limits", f"its elements are nested more than {self._limits.depth} deep", "flatten it")
        self._count(sum(map(len, attributes.values())))
        named = _named(attributes, self._kept.get(name.rpartition(_SEPARATOR)[2])) if attributes else _NONE
        self._open.append((name, named, self._parser.CurrentLineNumber, []))

    def _end(self, _name: str) -> None:
        self._flush()
        name, attributes, line, content = self._open.pop()
        namespace, _, local = name.rpartition(_SEPARATOR)
        element = Element(local, namespace, line, attributes, tuple(content))
        if self._open:
            self._open[-1][3].append(element)
        else:
            self._root = element

    def _characters(self, text: str) -> None:
        if not self._pieces:
            self._line = self._parser.CurrentLineNumber
        self._pieces.append(text)
        self._count(len(text))

    def _flush(self) -> None:
        if self._pieces and self._open:
            text = "".join(self._pieces)
            self._open[-1][3].append(Text(text if text.strip() else " ", self._line))
        self._pieces.clear()

    def _count(self, characters: int) -> None:
        self._seen += characters
        if self._seen > self._allowed:
            self._refuse("entities", "its entities make it much larger than it is", "write them out")

    def _refuse(self, code: str, why: str, remedy: str) -> None:
        line = self._parser.CurrentLineNumber
        raise UnreadableSource(f"The XML was not read: {why} (line {line}); {remedy}.", code=code, line=line)


class _Found(UnreadableSource):
    """The root element has been met; the rest need not be read."""


class _RootFinder(_TreeBuilder):
    """Reads up to the first start tag."""

    root: Element | None = None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(_SEPARATOR)
        self.root = Element(local, namespace, self._parser.CurrentLineNumber, _named(attributes, None), ())
        raise _Found("found")


def _named(attributes: Mapping[str, str], kept: frozenset[str] | None) -> Mapping[str, str]:
    """The attributes by their local names, where ``kept`` is given only those."""
    named = {_attribute_name(key): value for key, value in attributes.items()}
    return named if kept is None else ({key: named[key] for key in kept if key in named} or _NONE)


def _attribute_name(name: str) -> str:
    namespace, _, local = name.rpartition(_SEPARATOR)
    return f"xml:{local}" if namespace == _XML else local
