"""Who speaks in a sequence of blocks? Paragraphs in, turns out; the same rules for every format.

The decision is made for the whole document: first everything that looks like a label is collected
(:mod:`index.reading.label_search`), then the names to believe are chosen (:mod:`index.reading.label_choice`), and then
the blocks are cut at their labels and laid into turns (:mod:`index.reading.turn_layout`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.model import Notice, Participant, Severity, Turn
from index.reading.blocks import Block
from index.reading.footnotes import with_notes
from index.reading.label_choice import choose
from index.reading.label_evidence import Candidate, Evidence
from index.reading.label_names import Shape, read_name
from index.reading.label_search import accepted, candidates_in
from index.reading.labels import Closing, Label, Place
from index.reading.line_breaks import unbroken, words_of
from index.reading.page_marks import without_page_marks
from index.reading.participants import participants_in
from index.reading.turn_layout import Piece, lay_out

_LOWER_WORD = re.compile(r"(?<![\w.'’-])[^\W\d_A-Z][^\W\d_]*(?![\w'’-])")


_HAN_NAME = 4  # letters of a name in letters without capitals or spaces; more are a sentence: 我補充一下：


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
    unpaged, marks = without_page_marks(blocks)
    prepared = with_notes(unpaged)
    participants = participants_in(prepared)
    names = [*known, *(person.name for person in participants)]
    evidence = Evidence.of(names, _lower_words(prepared))
    candidates = candidates_in(prepared)
    labels = accepted(candidates, choose(candidates, evidence))
    doubtful = {} if not labels else _doubtful(candidates, labels, evidence)
    words = words_of(prepared)
    pieces = [
        replace(piece, block=unbroken(piece.block, words))
        for number, block in enumerate(prepared)
        for piece in _cut(block, labels.get(number, ()), doubtful=number in doubtful)
    ]
    turns = lay_out(pieces, _keys(names))
    return Body(turns, participants, (*_page_notices(marks), *_doubt_notices(prepared, doubtful)))


def _doubtful(
    candidates: Sequence[Candidate], labels: Mapping[int, Sequence[Label]], evidence: Evidence
) -> dict[int, Label]:
    """By block, what begins a paragraph like the label of a person and was not believed: whoever spoke before says
    this as little as the one who may be named here."""
    people = (Shape.TITLED, Shape.OFFICER, Shape.FULL, Shape.CASELESS)
    return {
        candidate.block: label
        for candidate in candidates
        if (label := candidate.label).place is Place.BLOCK
        and label.closing is Closing.COLON
        and label.name.shape in people
        and not evidence.doubts(label)
        and not label.name.ordinary
        and (label.name.shape is not Shape.CASELESS or " " in label.name.key or len(label.name.key) <= _HAN_NAME)
        and not any(believed.start <= label.start for believed in labels.get(candidate.block, ()))
    }


def _doubt_notices(blocks: Sequence[Block], doubtful: Mapping[int, Label]) -> Iterator[Notice]:
    for number, label in doubtful.items():
        printed = blocks[number].text[slice(*label.shown)]
        message = f'"{printed}" may say who speaks, and may not; the paragraph is given to nobody'
        lines = blocks[number].lines
        yield Notice(Severity.INFO, "possible-label", message, lines[0] if lines else None)


def _cut(block: Block, labels: Sequence[Label], *, doubtful: bool) -> Iterator[Piece]:
    """The block as pieces: what stands before its first label, and each label with what is said after it."""
    offsets = [offset for label in labels for offset in (label.start, label.speech)]
    before, *rest = block.parts(offsets)
    if before.text or not labels:
        yield Piece(before, doubtful=doubtful)
    for number, label in enumerate(labels):
        printed, speech = rest[2 * number], rest[2 * number + 1]
        shown = printed.verbatim(label.shown[0] - label.start, label.shown[1] - label.start).strip()
        yield Piece(speech, label, shown)


def _keys(names: Sequence[str]) -> frozenset[str]:
    """The keys under which labels would have these names: each whole, and by its last word."""
    read = [name for name in map(read_name, names) if name]
    return frozenset(key for name in read for key in (name.key, name.key.rsplit(" ", 1)[-1]))


def _lower_words(blocks: Sequence[Block]) -> frozenset[str]:
    """The words that the text has in lower case."""
    return frozenset(word for block in blocks for word in _LOWER_WORD.findall(block.text) if word.islower())


def _page_notices(marks: Sequence[str]) -> Iterator[Notice]:
    if marks:
        told = ", ".join(marks)
        message = f"Marks of printed pages were taken out of the text: {told}. Turns name the page they begin on."
        yield Notice(Severity.INFO, "page-marks", message)
