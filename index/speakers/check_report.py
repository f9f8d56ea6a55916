"""How is a check told to the operator? The lines that ``colloquy check`` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import tomlkit

from index.model import Severity
from index.speakers.authority import Authority
from index.speakers.check import Doubt, FileSummary, SpokenName, Survey, counted, doubtful
from index.speakers.proposals import proposals

_SHOWN = 200  # unknown labels listed
_TO_COMPLETE = 20  # of the most frequent ones, entries to fill in


def report(survey: Survey, authority: Authority) -> Iterator[str]:
    """The lines of a check: files, problems, unknown labels, doubtful ones, proposals, entries to complete."""
    for file in survey.files:
        yield _file_line(file)
    yield from _problems(survey.files)
    yield from _unknown(survey.unknown)
    doubts, proposed = doubtful(survey), proposals(survey, authority)
    yield from _doubts(doubts)
    if proposed:
        yield from ("", f"Proposals for {authority.path}. Nothing is merged by likeness; paste what is right:")
        for proposal in proposed:
            yield from ("", *proposal.toml.splitlines())
    explained = {doubt.spoken.name for doubt in doubts}
    explained |= {variant.text for proposal in proposed for variant in proposal.variants}
    yield from _to_complete([spoken for spoken in survey.unknown if spoken.name not in explained], authority)


def _to_complete(names: list[SpokenName], authority: Authority) -> Iterator[str]:
    """Entries that lack only the name, for those who speak most under a label alone."""
    if names:
        yield from ("", f"Entries for {authority.path} that you may complete:")
    for spoken in names[:_TO_COMPLETE]:
        text, documents = tomlkit.item(spoken.name), tomlkit.item([document for document, _ in spoken.documents])
        yield from ("", "# [[speaker]]", '# name = "…"')
        yield f"# variants = [{{text = {text.as_string()}, documents = {documents.as_string()}}}]"


def _file_line(file: FileSummary) -> str:
    parts = [
        file.format,
        counted(len(file.documents), "document") if len(file.documents) != 1 else file.documents[0],
        ", ".join(file.dates) or "undated",
        counted(file.turns, "turn"),
        counted(file.speakers, "speaker"),
    ]
    doubts = (
        (file.unresolved, "unknown label"),
        (file.uncertain, "uncertain turn"),
        (file.unattributed, "turn by nobody"),
    )
    parts += [counted(count, thing) for count, thing in doubts if count]
    return f"{file.path}: {'; '.join(parts)}"


def _problems(files: Iterable[FileSummary]) -> Iterator[str]:
    """The notices as ``path:line: what; what to do``."""
    told = [(file.path, notice) for file in files for notice in file.notices]
    if told:
        yield from ("", "Problems:")
    for path, notice in sorted(told, key=lambda one: one[1].severity is not Severity.ERROR):
        where = notice.path or path
        yield f"  {where if notice.line is None else f'{where}:{notice.line}'}: {notice.message}"


def _unknown(names: tuple[SpokenName, ...]) -> Iterator[str]:
    if names:
        yield from ("", "Labels that nobody is known to stand behind:")
    for spoken in names[:_SHOWN]:
        yield f"  {spoken.turns:>6,}  {spoken.name}  ({_where(spoken)})"
    if len(names) > _SHOWN:
        yield f"  and {counted(len(names) - _SHOWN, 'other')}, each seldomer"


def _where(spoken: SpokenName) -> str:
    places = ", ".join(map(str, spoken.places))
    return places if spoken.turns <= len(spoken.places) else f"{places}, …"


def _doubts(doubts: tuple[Doubt, ...]) -> Iterator[str]:
    if not doubts:
        return
    yield from ("", "Labels that probably are no speakers; those that are none go into speakers.toml, at the top:")
    for doubt in doubts:
        yield f"  {doubt.spoken.places[0]}: {doubt.spoken.name}: {doubt.reason}"
    names = dict.fromkeys(doubt.spoken.name for doubt in doubts)
    yield f"  not_speakers = {tomlkit.item(list(names)).as_string()}"
