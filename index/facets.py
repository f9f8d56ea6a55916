"""By what can results be narrowed? Every facet, declared once, in display order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FacetField:
    """``name`` is the URL's parameter and the JSON's key; ``title`` heads the group; ``order``: by count or value."""

    name: str
    title: str
    order: str = "count"  # "count": most frequent first, then by value; "value": ascending


FACETS = (
    FacetField("speaker", "Speaker"),
    FacetField("year", "Year", order="value"),
    FacetField("document", "Document"),
    FacetField("kind", "Kind"),
)

FACET_NAMES = tuple(facet.name for facet in FACETS)

KIND_TITLES = {
    "speech": "Speech",
    "narration": "Narration",
    "stage_direction": "Stage direction",
    "heading": "Heading",
    "note": "Note",
    "document": "About the document",
}
