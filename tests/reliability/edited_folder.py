"""A folder of transcripts that is edited at random: files come, change, move and go, and so do authority files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

PATHS = (
    "first.jsonl",
    "below/first.jsonl",  # claims the same id
    "deep/first.jsonl",
    "second.jsonl",
    "third.txt",
    "below/fourth.txt",
    "below/fifth.jsonl",
    "sixth.jsonl",
    "seventh.jsonl",
    "eighth.jsonl",
)
BROKEN = "\0\1\2 no transcript \3"
SPEAKERS = ("Ann Poe", "Ben Roe", "Mrs. Lind", "The Chairman", "A. Poe")
LINES = (
    "The lanterns of the harbour are dark.",
    "Who pays for the rope, and when?",
    "No!",
    "The harbour council pays, as it always has, for rope and lanterns.",
    "Płacimy za latarnie w porcie.",
    "I do not think so; the council never paid for well-kept lanterns.",
)
AUTHORITIES = (
    '[[speaker]]\nname = "Ann Poe"\nvariants = ["A. Poe"]\n',
    '[[speaker]]\nname = "Johanna Lind"\nvariants = ["Mrs. Lind"]\n',
    '[[speaker]]\nname = "Benjamin Roe"\nvariants = ["Ben Roe"]\n',
)
QUERIES = (
    "",
    "lanterns",
    "rope council",
    '"harbour council"',
    "lant*",
    "latern~",
    "no OR rope -pays",
    "=No",
    "chairman",
)


@dataclass(frozen=True)
class Edit:
    """One change of a folder: a file is written, removed (``text`` None), or moved ``to`` another path."""

    path: str
    text: str | None = None
    to: str | None = None

    def apply(self, folder: Path) -> None:
        place = folder / self.path
        if self.to is not None:
            if place.exists():
                (folder / self.to).parent.mkdir(exist_ok=True)
                place.replace(folder / self.to)
        elif self.text is None:
            place.unlink(missing_ok=True)
        else:
            place.parent.mkdir(exist_ok=True)
            place.write_text(self.text, "utf-8")


def table(said: list[tuple[str, str]], date: str) -> str:
    """A transcript as JSON lines."""
    return "".join(f'{{"speaker": "{who}", "text": "{what}", "date": "{date}"}}\n' for who, what in said)


def plain(said: list[tuple[str, str]], date: str) -> str:
    """A transcript as plain text."""
    return f"A talk at the harbour\n{date}\n\n" + "\n\n".join(f"{who}: {what}" for who, what in said) + "\n"


_said = st.lists(st.tuples(st.sampled_from(SPEAKERS), st.sampled_from(LINES)), min_size=1, max_size=5)
_dates = st.sampled_from(("1963-07-20", "1964-10-09", "1957"))
_path = st.sampled_from(PATHS)


@st.composite
def _written(draw: st.DrawFn, path: str) -> Edit:
    write = table if path.endswith(".jsonl") else plain
    return Edit(path, write(draw(_said), draw(_dates)))


_edit = st.one_of(
    _path.flatmap(_written),
    _path.flatmap(_written),
    st.builds(Edit, _path, st.none()),
    st.builds(Edit, _path, st.none(), _path),
    st.builds(Edit, st.sampled_from(("sixth.jsonl", "third.txt")), st.just(BROKEN)),
    st.builds(
        Edit,
        st.sampled_from(("speakers.toml", "below/speakers.toml")),
        st.one_of(st.none(), st.sampled_from(AUTHORITIES)),
    ),
)
edits = st.lists(st.lists(_edit, min_size=1, max_size=2), min_size=1, max_size=4)
beginnings = st.tuples(*map(_written, PATHS))
