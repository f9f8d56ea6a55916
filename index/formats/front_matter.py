"""What does the block between ``---`` lines at the head of a Markdown file say? YAML, read as printed words only.

Values stay strings (no dates, no booleans are made), and anchors and aliases are refused, so that a small file cannot
grow in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from index.model import DocumentDate, Notice, Participant, Severity
from index.reading.dates import dates_in, parse_date

_BLOCK = re.compile(r"\s*---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_LONGEST = 65_536  # characters

# The keys that are understood, by what they mean. All others are told in a notice.
_KEYS = {
    "title": "title",
    "date": "date",
    "doc_date": "date",
    "speakers": "speakers",
    "participants": "speakers",
    "guests": "speakers",
    "hosts": "speakers",
    "lang": "language",
    "language": "language",
    "summary": "summary",
    "description": "summary",
    "place": "place",
    "location": "place",
    "url": "url",
    "media": "url",
    "source_file": "url",
    "translation_by": "translator",
    "translator": "translator",
    "transcript_by": "contributor",
    "contributor": "contributor",
    "rights": "rights",
    "license": "rights",
    "citation": "citation",
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the block says. ``rest`` is the text after it and ``lines`` how many lines it takes."""

    rest: str
    lines: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    speakers: tuple[Participant, ...] = ()
    notices: tuple[Notice, ...] = ()

    def dates(self) -> tuple[DocumentDate, ...]:
        """The date the block gives, as the document's."""
        printed = self.values.get("date", "")
        one = parse_date(printed, "document")
        return (one,) if one else dates_in(printed, "document")


class _Loader(yaml.BaseLoader):
    """Every scalar a string; no aliases."""

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)  # type: ignore[arg-type]  # the stub asks for int


def read_front_matter(text: str) -> FrontMatter:
    """The front matter of ``text``; where there is none, or it cannot be read, all of the text is the rest."""
    found = _BLOCK.match(text[: _LONGEST + 8])
    if found is None:
        return FrontMatter(text)
    try:
        read = yaml.load(found["yaml"], Loader=_Loader)  # noqa: S506  # BaseLoader makes nothing but strings
    except (yaml.YAMLError, RecursionError) as error:
        told = str(getattr(error, "problem", "") or error).splitlines()[0] if str(error) else "it is nested too deeply"
        message = f"The front matter cannot be read ({told}); it stands as text. Mend its YAML."
        return FrontMatter(text, notices=(Notice(Severity.WARNING, "front-matter", message, 1),))
    if not isinstance(read, dict) or not any(str(key).lower() in _KEYS for key in read):
        return FrontMatter(text)  # two rules with something between them
    return _understood(read, text[found.end() :], found.group().count("\n"))


def _understood(read: dict[object, object], rest: str, lines: int) -> FrontMatter:
    values: dict[str, str] = {}
    speakers: list[Participant] = []
    notices: list[Notice] = []
    for key, value in read.items():
        name = _KEYS.get(str(key).lower())
        words = list(_words(value))
        if name == "speakers":
            speakers += [Participant(word) for word in words]
        elif name and name not in values:
            values[name] = " ".join(words)
        else:
            message = f"The front matter also says {key}: {', '.join(words)}"
            notices.append(Notice(Severity.INFO, "front-matter-field", message, 1))
    return FrontMatter(rest, lines, values, tuple(dict.fromkeys(speakers)), tuple(notices))


def _words(value: object) -> Iterator[str]:
    """All scalars in a value, in order."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif str(value).strip():
        yield " ".join(str(value).split())
