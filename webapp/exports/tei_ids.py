"""What are passages and people called in TEI? Identifiers that are legal in XML, and the permalink at the same time.

``turn-12-9f2c01ab`` and ``turn-12.3-9f2c01ab`` are what stands behind ``/turns/`` in a permalink, after ``turn-``: an
``xml:id`` must not begin with a digit. Who is known by nothing but the printed label is ``unidentified-…``, anybody
else ``speaker-…``.
"""

from __future__ import annotations

from index.model import Speaker, Turn
from index.passages import PassageRef, passage_hash
from webapp.exports.labels import bare


def turn_id(turn: Turn) -> str:
    texts = (paragraph.text for paragraph in turn.paragraphs)
    return f"turn-{PassageRef(turn.position, None, passage_hash(texts))}"


def paragraph_id(turn: Turn, number: int) -> str:
    """``number`` counts from 1."""
    return f"turn-{PassageRef(turn.position, number, passage_hash([turn.paragraphs[number - 1].text]))}"


def person_id(speaker: Speaker) -> str:
    labels = {bare(label.text) for label in speaker.labels}
    nameless = not speaker.resolved and labels <= {speaker.name}
    return f"{'unidentified' if nameless else 'speaker'}-{speaker.id}"


def document_xml_id(id_: str) -> str:
    return f"document-{id_}"
