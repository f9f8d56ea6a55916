"""What is done with each element of a transcript in XML? A walk that looks every element up in a table of treatments.

A format declares a literal table, element name to treatment; what the table does not name is text within its paragraph,
so that an unknown element never loses words. Words that are no part of a conversation (running heads, annotation) are
counted, and told in a notice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from index.formats.transcript_writer import Opening, TranscriptWriter
from index.formats.xml_tree import XML_ID, Element, Text
from index.model import Kind, Notice, Severity

Treatment = Callable[["Walk", Element], None]


class Walk:
    """One walk through a tree, writing a transcript."""

    def __init__(
        self, treatments: Mapping[str, Treatment], is_layout: Callable[[Element], bool] = lambda element: False
    ) -> None:
        """``is_layout`` tells whether white space between the children of an element is layout and not text."""
        self.out = TranscriptWriter()
        self.left_out: Counter[str] = Counter()  # words by the name of the element that held them
        self.path: list[Element] = []  # the elements being walked through, outermost first
        self._places: list[int] = []  # which child of each it is that is being treated
        self._treatments = treatments
        self._is_layout = is_layout

    def element(self, element: Element) -> None:
        """Treat one element as the table says."""
        self._treatments.get(element.name, inline)(self, element)

    def inside(self, element: Element) -> None:
        """Hand over the texts of an element, and treat its children, in order."""
        self.path.append(element)
        layout = self._is_layout(element)
        for number, item in enumerate(element.content):
            if isinstance(item, Element):
                self._places.append(number)
                self.element(item)
                self._places.pop()
            elif not layout or item.text.strip():
                self.out.text(item.text, item.line)
        self.path.pop()

    @property
    def following(self) -> Element | None:
        """The sibling with text that comes next after the element being treated; None where other text comes first."""
        siblings = self.path[-1].content
        for number in range(self._places[-1] + 1, len(siblings)):
            item = siblings[number]
            if isinstance(item, Element) and item.has_text:
                return item
            if isinstance(item, Text) and item.text.strip():
                return None
        return None

    def notices(self) -> tuple[Notice, ...]:
        """What the walk left out, as one notice."""
        return left_out_notice(self.left_out)


def left_out_notice(words: Mapping[str, int], what: str = "text") -> tuple[Notice, ...]:
    """A notice that counts the words left out, by element; none when there are none."""
    counted = ", ".join(f"{name} ({count:,})" for name, count in sorted(words.items()) if count)
    if not counted:
        return ()
    message = f"Words of the {what} that are not shown, by element: {counted}; see the source for them."
    return (Notice(Severity.INFO, "left_out", message),)


def inline(walk: Walk, element: Element) -> None:
    """Text within its paragraph."""
    walk.inside(element)


def spaced(walk: Walk, element: Element) -> None:
    """Text within its paragraph that stands apart from what is beside it: a cell, a line of verse, a line break."""
    walk.out.text(" ")
    walk.inside(element)
    walk.out.text(" ")


def paragraph(walk: Walk, element: Element) -> None:
    """A paragraph, or an element that ends the paragraph before it."""
    walk.out.end_paragraph()
    walk.inside(element)
    walk.out.end_paragraph()


def list_item(walk: Walk, element: Element) -> None:
    """A paragraph with a marker, where the source gives one."""
    walk.out.end_paragraph()
    walk.out.marker(element.get("n"))
    walk.inside(element)
    walk.out.end_paragraph()


def section(walk: Walk, element: Element) -> None:
    """A part of the text that a heading may name."""
    with walk.out.section():
        walk.inside(element)


def heading(walk: Walk, element: Element) -> None:
    """The heading of the section it stands in."""
    with walk.out.heading(source_id(element)):
        walk.inside(element)


def stage_direction(walk: Walk, element: Element) -> None:
    """What is done and not said."""
    _apart(walk, element, Kind.STAGE_DIRECTION)


def narration(walk: Walk, element: Element) -> None:
    """What the record tells, and nobody says."""
    _apart(walk, element, Kind.NARRATION)


def source_id(element: Element) -> str | None:
    """The identifier that the source gives the element."""
    return element.get(XML_ID) or element.get("eId") or element.get("id")


def left_out(walk: Walk, element: Element) -> None:
    """No part of the conversation: its words are only counted."""
    walk.left_out[element.name] += len(element.words.split())


def _apart(walk: Walk, element: Element, kind: Kind) -> None:
    with walk.out.turn(Opening(kind, source_id=source_id(element))):
        walk.inside(element)
