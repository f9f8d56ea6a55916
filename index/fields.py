"""Which texts are searched? Every searchable field, declared once: entries fill them, engines index them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextField:
    """A field of words. ``title`` is how a reader is told of it. A phrase never crosses two of an entry's pieces."""

    name: str
    title: str
    of: str  # "turn": filled from a turn; "document": from a document's metadata


FIELDS = (
    TextField("text", "words spoken or printed", of="turn"),
    TextField("role", "role printed in the label", of="turn"),
    TextField("title", "title", of="document"),
    TextField("summary", "summary", of="document"),
    TextField("participants", "people present", of="document"),
    TextField("place", "place", of="document"),
    TextField("archive", "citation and archive reference", of="document"),
    TextField("credits", "contributor, translator and credits", of="document"),
)

FIELD_NAMES = tuple(field.name for field in FIELDS)
