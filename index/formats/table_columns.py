"""What does a column of a table of turns mean? The columns Colloquy knows, and the other names they go by.

===========  ==========================================================================================================
column       holds
===========  ==========================================================================================================
document     the id of the document; the rows of one document share it. Without it the file is one document
title        the document's title; ``date``, ``language``, ``place``, ``url``, ``citation`` and ``summary`` likewise are
             the document's, and the first row that has one gives it
position     a number that orders the rows of a document; without it they stand in order
speaker      who speaks; several names are parted by ``;`` (in JSON: a list). Empty: nobody, or unknown
speaker_id   the source's own id of the speaker
role         the speaker's office or function
text         what is said. An empty line ends a paragraph. The one column that must be there
kind         ``speech``, ``narration``, ``stage_direction``, ``heading`` or ``note``; without it, speech where there is
             a speaker and narration where there is none
label        the name as it is printed in the source, where that is not the same as ``speaker``
time         seconds from the start of the recording, or ``1:02:03.5``
page         the page on which the turn begins
section      the heading under which it stands
source_id    the source's own id of the turn
===========  ==========================================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

# The names that other programs give to a column; the first one that a table has is taken.
ALIASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "document": (
            "document",
            "document_id",
            "doc",
            "doc_id",
            "transcript",
            "transcript_id",
            "meeting",
            "meeting_id",
        ),
        "title": ("title", "document_title", "doc_title", "meeting_title"),
        "date": ("date", "document_date", "doc_date", "meeting_date"),
        "language": ("language", "lang"),
        "place": ("place", "location"),
        "url": ("url", "link", "source_url"),
        "citation": ("citation",),
        "summary": ("summary", "abstract"),
        "position": ("position", "seq", "sequence", "order", "turn", "turn_number", "index", "n"),
        "speaker": ("speaker", "speaker_name", "speakername", "speakers", "name", "who", "participant"),
        "speaker_id": ("speaker_id", "person_id", "speaker_bioguide"),
        "role": ("role", "speaker_role", "office", "function"),
        "text": ("text", "speech", "utterance", "content", "transcription", "body", "words"),
        "kind": ("kind", "type"),
        "label": ("label", "speaker_label"),
        "time": ("time", "start", "start_time", "begin", "timestamp", "offset"),
        "page": ("page", "page_number"),
        "section": ("section", "heading", "agenda_item", "topic"),
        "source_id": ("source_id", "id", "turn_id", "utterance_id", "cue_id", "xml_id"),
    }
)
OF_DOCUMENT = ("title", "date", "language", "place", "url", "citation", "summary")


def plain(name: str) -> str:
    """A column's name as it is compared: ``Doc ID`` is ``doc_id``."""
    return re.sub(r"[\W_]+", "_", name.strip().casefold()).strip("_")


def columns_of(names: Iterable[str]) -> dict[str, str]:
    """For each name in a table's head that is known, the column it means; a column is given once."""
    plain_names = {plain(name): name for name in reversed(list(names))}
    return {
        plain_names[chosen]: column
        for column, aliases in ALIASES.items()
        if (chosen := next((alias for alias in aliases if alias in plain_names), None)) is not None
    }
