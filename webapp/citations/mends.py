"""What does citeproc-py get wrong, and how is it mended? The official styles, as this version can follow them.

citeproc-py 0.11 leaves out parts of CSL 1.0.2 that the styles of Chicago, MLA and APA need for works without an author,
which is what transcripts are. :func:`mended` writes a style in the words that citeproc-py knows, and the classes keep a
variable that stood in for a missing author from being printed a second time. With both, what comes out is what
citeproc-js, the reference processor, prints for the same items
(``tests/web/test_citation_styles.py`` holds its answers).
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from citeproc import VARIABLES, CitationStylesStyle
from citeproc.model import CitationStylesElement, Layout, Names, Substitute, Text
from citeproc.source import VariableError
from lxml import etree

_CSL = "http://purl.org/net/xbiblio/csl"
_NEWER_VARIABLES = ("archive_collection",)  # of CSL 1.0.2; those unknown to citeproc-py are warned of


class OnceLayout(Layout):  # type: ignore[misc]  # citeproc-py carries no types
    """Keeps, for one rendering, which variables were printed and which of them stood in for others."""

    def render_children(self, item: Any, **options: Any) -> Any:
        self.printed: list[str] = []
        self.used_up: set[str] = set()
        return super().render_children(item, **options)


class OnceSubstitute(Substitute):  # type: ignore[misc]  # citeproc-py carries no types
    """The first substitute that prints something uses up its variables (CSL 1.0.2, "Substitute")."""

    def render(self, item: Any, context: Any = None, **options: Any) -> Any:
        layout = context.get_layout()
        for child in self.getchildren():
            before = len(layout.printed)
            try:
                text = child.render(item, context=context, **options)
            except VariableError:
                continue
            if text:
                layout.used_up.update(layout.printed[before:])
                return text
        return None


class OnceNames(Names):  # type: ignore[misc]  # citeproc-py carries no types
    """Names, unless they have stood in for others already."""

    def process(self, item: Any, names_context: Any = None, context: Any = None, **options: Any) -> Any:
        layout = (self if context is None else context).get_layout()
        roles = [role for role in self.get("variable").split() if role in item.reference]
        if layout.used_up.intersection(roles):
            return None
        layout.printed.extend(roles)
        return super().process(item, names_context, context, **options)


class OnceText(Text):  # type: ignore[misc]  # citeproc-py carries no types
    """A variable, unless it has stood in for another already."""

    def _variable(self, item: Any, context: Any) -> Any:
        layout, variable = context.get_layout(), self.get("variable")
        if variable in layout.used_up:
            return None
        layout.printed.append(variable)
        return super()._variable(item, context)


_MENDED = {"layout": OnceLayout, "substitute": OnceSubstitute, "names": OnceNames, "text": OnceText}


def mended(path: Path) -> Any:
    """The style in a file, ready for citeproc-py (a ``CitationStylesStyle``)."""
    VARIABLES.extend(name for name in _NEWER_VARIABLES if name not in VARIABLES)
    style = CitationStylesStyle(str(path), validate=False)
    style.parser.set_element_class_lookup(_classes())
    for mend in (_inherit_names, _spell_out_initials, _capitalise_labels, _forget_other_items):
        mend(style.root)
    return style


def _classes() -> Any:
    """Which class renders which element: citeproc-py's own table, with the classes of this module in it."""
    lookup = etree.ElementNamespaceClassLookup()
    table = lookup.get_namespace(_CSL)
    table[None] = CitationStylesElement
    table.update({known.__name__.replace("_", "-").lower(): known for known in CitationStylesElement.__subclasses__()})
    table.update(_MENDED)
    return lookup


def _inherit_names(root: Any) -> None:
    """Empty ``names`` in a substitute, however deep, print like the ``names`` that they stand in for."""
    for substitute in root.iter(_tag("substitute")):
        manner = [child for child in substitute.getparent() if child.tag in map(_tag, ("name", "et-al", "label"))]
        for names in substitute.iter(_tag("names")):
            if len(names) == 0:
                names.extend(copy.deepcopy(child) for child in manner)


def _spell_out_initials(root: Any) -> None:
    """``initialize-with`` stands at each ``name`` that it counts for, and not where ``initialize`` is false."""
    mark = root.attrib.pop("initialize-with", None)
    for names in root.iter(_tag("names")):
        if names.find(_tag("name")) is None:
            names.insert(0, etree.SubElement(names, _tag("name")))
    for name in root.iter(_tag("name")):
        if mark is not None and name.get("initialize") != "false":
            name.set("initialize-with", name.get("initialize-with", mark))


def _capitalise_labels(root: Any) -> None:
    """Labels, single words all, in title case: "Trans."."""
    for label in root.iter(_tag("label")):
        if label.get("text-case") == "title":
            label.set("text-case", "capitalize-first")


def _forget_other_items(root: Any) -> None:
    """One item is formatted at a time: nothing to sort, nothing to tell apart."""
    for sort in list(root.iter(_tag("sort"))):
        sort.getparent().remove(sort)
    for branch in list(root.iter(_tag("if"), _tag("else-if"))):
        if branch.get("disambiguate"):
            branch.getparent().remove(branch)


def _tag(name: str) -> str:
    return f"{{{_CSL}}}{name}"
