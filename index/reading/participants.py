"""Who was there? Lists of participants as they are printed at the head of minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.model import Participant
from index.reading.blocks import Block
from index.reading.label_names import Shape, read_name

_HEAD = re.compile(
    r"(?:(?:also |others? |those |persons |members )?present(?: were| on (?:our|the) [^:\n]{1,30})?|participants?|"
    r"attendees|in attendance|attended by|anwesend|teilnehmer|étaient présents|présents|asistentes|presentes|"
    r"присутствовали)\s*[:：]\s*",
    re.IGNORECASE,
)
_FUNCTION = re.compile(
    r"(?P<role>interpreters?|translators?|note-?takers?|recorders?|recorded by|stenographers?)\s*[:：]\s*",
    re.IGNORECASE,
)
_LONGEST = 160  # characters of one entry of a list
_NAMED = (Shape.TITLED, Shape.OFFICER, Shape.FULL, Shape.CASELESS)
_SEPARATORS = re.compile(r"\s*;\s*|\n+")
_COMMA = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+")
_IN_BRACKETS = re.compile(r"(?P<name>[^()]+?)\s*\((?P<role>[^()]+)\)")
_CAPITALISED = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: (?:[^\W\d_a-z][\w'’-]*\.?|de|von|van|bin|al))+")
_ADDRESSED = re.compile(
    r"(?:Memorandum|Letter|Telegram|Message|Note|Dispatch|Report|Cable|The)\b[^.]{0,200}\b(?:to|for)\b"
)
_TALK = re.compile(r"\b(?:conversations?|meetings?|interviews?|talks?|discussions?|conference)\b", re.IGNORECASE)
_MOST = 60  # blocks of one list


def participants_in(blocks: Sequence[Block]) -> tuple[Participant, ...]:
    """The people whom lists in ``blocks`` name as present, in order, each once, with the role printed for them."""
    found = dict.fromkeys(person for block_list in _lists(blocks) for person in block_list)
    return tuple(found)


def people_named(text: str) -> tuple[str, ...]:
    """What may be names of people in a title or summary: runs of capitalised words, as far as they read as a name;
    nobody in the title of a letter, in which those who are named say nothing."""
    if _ADDRESSED.match(text) and not _TALK.search(text):
        return ()
    people = (_person_in(run.split()) for run in _CAPITALISED.findall(text))
    return tuple(person for person in people if person)


def _person_in(words: Sequence[str]) -> str | None:
    """The longest name that ends a run of words, one with a rank or office before one without: "Meeting Between General
    Marlow" has General Marlow in it."""
    ends = [" ".join(words[first:]) for first in range(len(words))]
    read = [(end, name) for end in ends if (name := read_name(end)) and name.shape in _NAMED and not name.ordinary]
    titled = [end for end, name in read if name.shape is not Shape.FULL]
    return next(iter(titled or [end for end, _ in read]), None)


def _lists(blocks: Sequence[Block]) -> Iterator[list[Participant]]:
    for number, block in enumerate(blocks):
        if len(block.text) > 2000:
            continue
        if head := _HEAD.match(block.text):
            yield list(_people(block.text[head.end() :])) + list(_following(blocks[number + 1 : number + _MOST]))
        elif function := _FUNCTION.match(block.text):
            yield list(_by_function(block.text, function))


def _following(blocks: Sequence[Block]) -> Iterator[Participant]:
    """The entries that follow the head of a list as paragraphs of their own."""
    for block in blocks:
        people = list(_people(block.text)) if len(block.text) <= _LONGEST and ":" not in block.text else []
        if not people:
            return
        yield from people


def _by_function(text: str, first: re.Match[str]) -> Iterator[Participant]:
    """``Interpreter: X; Notetakers: Y``"""
    for piece in _SEPARATORS.split(text):
        function = _FUNCTION.match(piece)
        if function and len(piece) <= _LONGEST:
            role = function["role"].strip()
            yield from (Participant(person.name, role) for person in _people(piece[function.end() :]))


def _people(text: str) -> Iterator[Participant]:
    """The people in one stretch of a list; nothing unless all of it reads as names and roles."""
    people: list[Participant] = []
    for entry in _SEPARATORS.split(text.strip().rstrip(".")):
        read = _entry(entry.strip()) if entry.strip() else []
        if read is None:
            return
        people += read
    yield from people


def _entry(entry: str) -> list[Participant] | None:
    """``Dean Rusk, Assistant Secretary of State``, ``General Chen Cheng, General McClure``; None for other text."""
    if len(entry) > 10 * _LONGEST:
        return None
    people: list[Participant] = []
    for piece in _COMMA.split(entry):
        bracket = _IN_BRACKETS.fullmatch(piece)
        name = read_name(bracket["name"] if bracket else piece)
        if name and name.shape in _NAMED and len(name.voices) == 1:
            people.append(Participant(name.voices[0].name, bracket["role"] if bracket else None))
        elif not people:
            return None
        elif people[-1].role is None or not bracket:
            role = f"{people[-1].role}, {piece}" if people[-1].role else piece
            people[-1] = Participant(people[-1].name, role)
    return people
