"""Which characters do these bytes stand for? Text out of bytes, with a notice wherever that was a guess.

The order: a byte order mark; strict UTF-8; the encoding that the source declares; Windows-1252 with a warning that
names the place. Nothing is replaced silently, and bytes that are no text are refused.
"""

from __future__ import annotations

import codecs
import re

from index.errors import UnreadableSource
from index.model import Notice, Severity

_MARKS = (  # the longer ones first: the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Python's codecs that no document is written in; some are slow on purpose-made input.
_NO_ENCODINGS = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7", "mbcs", "oem"}
)
# What is declared as Latin-1 or ASCII is Windows-1252, as browsers have it (WHATWG Encoding Standard).
_WESTERN = frozenset({"cp1252", "iso8859-1", "ascii"})
# Windows-1252, its five unused bytes as the controls of the same number (WHATWG Encoding Standard).
_WINDOWS = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
_ESCAPED = {0xDC00 + byte: _WINDOWS[byte] for byte in range(0x80, 0x100)}  # what "surrogateescape" leaves of a bad byte

# Line ends as editors count them; a form feed or U+2028 ends no line there, though str.splitlines thinks so.
_LINE_END = re.compile(r"\r\n?")
_NO_LINE_ENDS = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# Controls that text has no use for. Up to one in a hundred characters may be stray; more is no text.
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1a\x1b")
_STRAY_CONTROLS = 0.01
_FOREIGN = 1 / 3  # a text with more bytes beyond ASCII than this is not in a Western alphabet
_SHORT = 64  # … but a text shorter than this, in bytes, is too short to tell


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[Notice, ...]]:
    """The text of ``data`` with ``\\n`` at every line end, and what is doubtful about it.

    Lines are those a text editor shows: form feeds and U+2028 become spaces. ``declared`` is the encoding the source
    names, if it names one. Raises :class:`~index.errors.UnreadableSource` for bytes that are no text.
    """
    text, notices = _characters(data, declared)
    text = _LINE_END.sub("\n", text)
    for mark in _NO_LINE_ENDS:
        text = text.replace(mark, " ")
    return text, notices


def peek(data: bytes, size: int = 8192) -> str:
    """The beginning of ``data`` as text, for a look at the content; never raises, bad bytes become U+FFFD."""
    head = data[:size]
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def _characters(data: bytes, declared: str | None) -> tuple[str, tuple[Notice, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _wide(data[len(mark) :], encoding)
    data = data.removeprefix(codecs.BOM_UTF8)
    _refuse_binary(data)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        known = _declared(data, declared)
        return (known, ()) if known is not None else _guessed(data, error.start)


def _wide(data: bytes, encoding: str) -> tuple[str, tuple[Notice, ...]]:
    """UTF-16 or UTF-32; a file cut within its last character keeps the others."""
    width = 4 if "32" in encoding else 2
    whole = len(data) - len(data) % width
    try:
        text = data[:whole].decode(encoding)
    except UnicodeDecodeError as error:
        message = f"byte {error.start + 1} is not {encoding.upper()}, which the file says it is; save it as UTF-8"
        raise UnreadableSource(message, code="encoding") from error
    if whole == len(data):
        return text, ()
    return text, (_warning("the file ends within a character and may have been cut off; fetch it again", None),)


def _refuse_binary(data: bytes) -> None:
    """Raise UnreadableSource where ``data`` has more controls than a text has."""
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls > _STRAY_CONTROLS * len(data):
        message = (
            "this is not text (or UTF-16 without a byte order mark); save it as UTF-8, or take it out of the folder"
        )
        raise UnreadableSource(message, code="binary")


def _declared(data: bytes, declared: str | None) -> str | None:
    """The text by the declared encoding, None where there is none, an unknown or a wrong one."""
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip()).name
        if name in _WESTERN:
            return _western(data)
        return None if name in _NO_ENCODINGS else data.decode(name)
    except (LookupError, ValueError):  # UnicodeError is a ValueError, as is a name with NUL
        return None


def _guessed(data: bytes, first: int) -> tuple[str, tuple[Notice, ...]]:
    """The text of bytes that are not UTF-8 and declare nothing that fits; ``first`` is the first bad byte, from 0."""
    escaped = data.decode("utf-8", "surrogateescape")
    bad = sum(map(escaped.count, map(chr, _ESCAPED)))
    good = sum(character > "\x7f" for character in escaped) - bad
    place = f"at byte {first + 1} ({data[first]:#04x})"
    line = data.count(b"\n", 0, first) + 1
    if good >= bad:
        told = f"{bad:,} bytes are not UTF-8, the first {place}; they were read as Windows-1252; save the file as UTF-8"
        return escaped.translate(_ESCAPED), (_warning(told, line),)
    if len(data) >= _SHORT and good + bad > _FOREIGN * len(data):
        told = f"the file is not UTF-8 ({place}) and not in a Western alphabet; save it as UTF-8"
        raise UnreadableSource(told, code="encoding", line=line)
    told = f"the file is not UTF-8 ({place}) and was read as Windows-1252; check its accented letters, save it as UTF-8"
    return _western(data), (_warning(told, line),)


def _western(data: bytes) -> str:
    return data.decode("latin-1").translate(dict(enumerate(_WINDOWS)))


def _warning(message: str, line: int | None) -> Notice:
    return Notice(Severity.WARNING, "encoding", message, line)
