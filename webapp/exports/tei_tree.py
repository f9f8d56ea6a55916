"""How is a tree of TEI elements put together? Elements from names, attributes and content; only legal characters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from webapp.xml_text import xml_text

Tree = Any  # an element of lxml, which has no types

TEI = "http://www.tei-c.org/ns/1.0"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")  # the form of a BCP 47 tag


def element(name: str, attributes: Mapping[str, str | None] | None = None, *content: Tree | str | None) -> Tree:
    """An element; attributes and pieces of content that are None or empty are left out."""
    made = etree.Element(f"{{{TEI}}}{name}", _given(attributes or {}))
    for piece in content:
        if isinstance(piece, str):
            _add_text(made, xml_text(piece))
        elif piece is not None:
            made.append(piece)
    return made


def root_element(name: str, attributes: Mapping[str, str | None]) -> Tree:
    """An element whose name and whose children's names have no prefix."""
    return etree.Element(f"{{{TEI}}}{name}", _given(attributes), nsmap={None: TEI})


def legal_language(tag: str | None) -> str | None:
    """The tag where it has the form of one."""
    return tag if tag and _LANGUAGE.fullmatch(tag) else None


def _given(attributes: Mapping[str, str | None]) -> dict[str, str]:
    return {name: xml_text(value) for name, value in attributes.items() if value}


def _add_text(made: Tree, text: str) -> None:
    if len(made):
        made[-1].tail = (made[-1].tail or "") + text
    else:
        made.text = (made.text or "") + text
