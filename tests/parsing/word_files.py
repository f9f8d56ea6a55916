"""Small Word files for tests, written by hand: the XML of their parts, packed."""

from __future__ import annotations

import io
import zipfile

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = ("styles", "numbering", "footnotes", "header1", "comments")
_KINDS = {"header1": "header"}


def word_file(body: str, **parts: str) -> bytes:
    """A Word file with ``body`` inside ``w:body``, and what stands inside the root of the other parts."""
    parts = {"styles": "", **parts}
    members = {
        "[Content_Types].xml": _content_types(parts),
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": _part("document", f"<w:body>{body}<w:sectPr/></w:body>"),
        "word/_rels/document.xml.rels": _relations({_KINDS.get(name, name): f"{name}.xml" for name in parts}),
        **{f"word/{name}.xml": _part(_root(name), inner) for name, inner in parts.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return buffer.getvalue()


def paragraph(*runs: str, style: str | None = None, properties: str = "") -> str:
    """A ``w:p``. Runs that begin with ``<`` are XML, others are text."""
    inner = "".join(each if each.startswith("<") else run(each) for each in runs)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def run(text: str, formats: str = "") -> str:
    """A ``w:r`` with run properties such as ``<w:b/>``."""
    return f'<w:r><w:rPr>{formats}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _root(name: str) -> str:
    return {"header1": "hdr"}.get(name, name)


def _part(root: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<w:{root} xmlns:w="{_MAIN}">{inner}</w:{root}>'


def _content_types(parts: dict[str, str]) -> str:
    overrides = {
        "/word/document.xml": "document.main",
        **{f"/word/{name}.xml": _KINDS.get(name, name) for name in parts},
    }
    lines = (f'<Override PartName="{name}" ContentType="{_TYPES}.{kind}+xml"/>' for name, kind in overrides.items())
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{xml}{rels}{"".join(lines)}</Types>'


def _relations(targets: dict[str, str]) -> str:
    lines = (
        f'<Relationship Id="r{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'
