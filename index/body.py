"""Who speaks in a sequence of blocks? Paragraphs in, turns out; the same rules for every format.

The decision is made for the whole document: first every block that looks like a label is collected, by style; then the
styles and names that recur or are corroborated are taken for speakers; then the blocks are cut into turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.blocks import Block
from index.model import Attribution, Kind, Notice, Paragraph, Participant, Rule, Turn


@dataclass(frozen=True, slots=True)
class Body:
    """A transcript as read: its turns in order (positions from 1), the people a list in it names as present (the list
    itself stays in the turns), and what was doubtful."""

    turns: tuple[Turn, ...]
    participants: tuple[Participant, ...] = ()
    notices: tuple[Notice, ...] = ()


def turns_of(blocks: Sequence[Block], *, known: Sequence[str] = ()) -> Body:
    """The turns of a transcript, with voices and rules but without speakers.

    ``known`` are names that something outside the transcript gives as speaking or present (front matter, a list of
    participants); they corroborate labels. Every word of ``blocks`` is in a turn's label, marker or paragraphs, a page
    label, or a notice. Raises nothing.
    """
    paragraphs = tuple(Paragraph(block.text.replace("\n", " "), block.marker, block.lines) for block in blocks)
    if not paragraphs:
        return Body(())
    return Body((Turn(1, Kind.NARRATION, paragraphs, attribution=Attribution(Rule.NONE)),))
