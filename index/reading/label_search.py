"""Where in these blocks may a label stand? Looks at the beginnings of paragraphs and lines, and after sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.reading.blocks import Block, BlockKind
from index.reading.label_choice import Choice
from index.reading.label_evidence import Candidate
from index.reading.label_names import Shape, read_name
from index.reading.labels import LONGEST, Closing, Label, Place, label_at, labels_inside
from index.reading.narration import is_aside
from index.reading.plain_text import line_width

_BULLET = re.compile(r"[-–—•*·>]?")
_FOLLOWS = 60  # characters of what follows a label that are looked at
_SENTENCE_END = frozenset(".?!…:;”’\"')]}—–-。！？」")


def candidates_in(blocks: Sequence[Block]) -> tuple[Candidate, ...]:
    """Everything in ``blocks`` that looks like a label, in order of place."""
    wrapped = _is_wrapped(blocks)
    return tuple(
        Candidate(number, label, _follows(block, label))
        for number, block in enumerate(blocks)
        for label in _labels_of(block, wrapped)
    )


def accepted(candidates: Sequence[Candidate], choice: Choice) -> dict[int, tuple[Label, ...]]:
    """The labels that ``choice`` believes, by block, in order and without overlaps."""
    by_block: dict[int, list[Label]] = {}
    for candidate in candidates:
        if choice.accepts(candidate):
            labels = by_block.setdefault(candidate.block, [])
            if not labels or candidate.label.start >= labels[-1].speech:
                labels.append(candidate.label)
    return {number: tuple(labels) for number, labels in by_block.items()}


def _labels_of(block: Block, wrapped: bool) -> list[Label]:
    """All candidates of one block: of two at one place that which begins a line."""
    if block.kind in (BlockKind.NOTE, BlockKind.SEPARATOR) or is_aside(block.text):
        return []
    numbered = block.marker is not None and not _BULLET.fullmatch(block.marker)
    starts = {} if numbered else {label.start: label for label in _at_line_starts(block, wrapped)}
    if block.kind is not BlockKind.HEADING:
        for label in labels_inside(block):
            starts.setdefault(label.start, label)
    return [starts[start] for start in sorted(starts) if not _names_a_function(block, starts[start])]


def _names_a_function(block: Block, label: Label) -> bool:
    """``Recorder: Dr. K. C. Wu``, ``Colonel Caughey: Secretary``: an office and who held it, instead of speech."""
    if label.place is not Place.BLOCK:
        return False
    rest = block.text[label.speech :]
    if label.name.shape is not Shape.OFFICE:
        held = read_name(rest) if len(rest) <= LONGEST else None
        return held is not None and held.shape is Shape.OFFICE
    return 0 < len(rest) <= LONGEST and all(read_name(piece) for piece in re.split(r"[;,]", rest))


def _at_line_starts(block: Block, wrapped: bool) -> Iterator[Label]:
    start = 0
    for line in block.text.split("\n"):
        end = start + len(line)
        place = Place.LINE if start else Place.BLOCK
        label = label_at(block, start, end, place)
        if label and (place is Place.BLOCK or _may_begin_line(block.text, start, label, wrapped)):
            yield label
        start = end + 1


def _may_begin_line(text: str, start: int, label: Label, wrapped: bool) -> bool:
    """In text broken into lines of one width a label follows the end of a sentence."""
    if label.closing is Closing.LINE:
        return False
    return not wrapped or text[start - 2 : start - 1] in _SENTENCE_END


def _follows(block: Block, label: Label) -> str:
    """The beginning of what is said on the label's line."""
    line, _, _ = block.text[label.speech : label.speech + _FOLLOWS].partition("\n")
    return "" if "\n" in block.text[label.end : label.speech] else line.strip()


def _is_wrapped(blocks: Sequence[Block]) -> bool:
    """Whether the text was broken into lines of about one width."""
    lengths = [len(line) for block in blocks if "\n" in block.text for line in block.text.split("\n")[:-1]]
    return line_width(lengths)[1]
