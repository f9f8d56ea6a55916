"""How are builds, documents and hits told on a terminal? Results go to standard output, everything else beside it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click

from index.model import Document, Notice, Severity, Turn
from index.notices import few
from index.overview import NO_LINKS, LinkCounts
from index.results import Hit, SearchPage, Snippet
from webapp.addresses import Addresses
from webapp.presenters.counts import counted

if TYPE_CHECKING:
    from index.building.build import Outcome  # what serves the site tells on a terminal too, and never builds

_STAGES = {"read": "Reading", "index": "Indexing", "publish": "Writing the index"}
_LISTED = 20  # paths listed before the rest is a number
_ALIKE = 5  # warnings of one kind listed
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: None}


def aside(message: str, colour: str | None = None) -> None:
    """Say something that is no result."""
    click.secho(message, fg=colour, err=True)


class ProgressBar:
    """A bar for each stage of a build; nothing where standard error is no terminal."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: Any = None

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        if stage != self._stage:
            self._end()
            self._stage = stage
            self._bar = click.progressbar(length=total, label=_STAGES[stage], file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None


def notice_line(notice: Notice) -> str:
    """``path:line: what; what to do``"""
    place = ":".join(str(part) for part in (notice.path, notice.line) if part is not None)
    return f"{place}: {notice.message}" if place else notice.message


def tell_notices(notices: Iterable[Notice]) -> None:
    """Every error, and the first warnings of each kind; “colloquy check” lists them all."""
    listed = list(notices)
    errors = [notice for notice in listed if notice.severity is Severity.ERROR]
    warnings = [notice for notice in listed if notice.severity is Severity.WARNING]
    for notice in (*errors, *few(warnings, _ALIKE)):
        aside(notice_line(notice), _COLOURS[notice.severity])


def tell_outcome(outcome: Outcome) -> None:
    """The report of a build."""
    report = outcome.report
    tell_notices(report.notices)
    for what, paths in (("Added", report.added), ("Changed", report.changed), ("Removed", report.removed)):
        if paths:
            click.echo(f"{what}: {_some(paths)}")
    click.echo(
        f"Files: {len(report.added)} added, {len(report.changed)} changed, {len(report.removed)} removed, "
        f"{report.unchanged} unchanged; {len(report.left_out)} left out; {report.reused} not parsed again."
    )
    if outcome.published and report.links != NO_LINKS:
        click.echo(_links(report.links))
    if outcome.refusal:
        aside(outcome.refusal, "red")
    click.echo(_standing(outcome))


def _links(links: LinkCounts) -> str:
    """What became of turns that were public before; their links say so."""
    told = (
        (links.moved, "moved"),
        (links.corrected, "corrected"),
        (links.removed, "removed"),
        (links.uncertain, "of which nobody can say"),
    )
    return f"Public turns: {', '.join(f'{number:,} {what}' for number, what in told if number)}; their links tell it."


def _standing(outcome: Outcome) -> str:
    if outcome.generation is None or outcome.counts is None:
        return "There is no archive to search."
    of = outcome.counts
    numbers = ((of.documents, "document"), (of.turns, "turn"), (of.speakers, "speaker"), (of.words, "word"))
    holds = ", ".join(counted(number, noun) for number, noun in numbers)
    if outcome.published:
        return f"Published generation {outcome.generation} in {outcome.report.seconds} s: {holds}."
    unchanged = "Generation" if outcome.refusal else "Nothing has changed; generation"
    return f"{unchanged} {outcome.generation} stays: {holds}."


def _some(paths: tuple[str, ...]) -> str:
    more = f" … and {len(paths) - _LISTED:,} more" if len(paths) > _LISTED else ""
    return ", ".join(paths[:_LISTED]) + more


def tell_document(document: Document) -> None:
    """A document as it is understood: metadata, speakers, turns."""
    of, source = document.metadata, document.source
    click.secho(of.title, bold=True)
    click.echo(f"{of.id} · {source.path} · read as {source.format}")
    for date in of.dates:
        click.echo(f"Date: {date.printed} ({date.edtf or date.start}, {date.role})")
    facts = (("Place", of.place), ("Language", of.language), ("Translator", of.translator), ("Address", of.url))
    for name, value in facts:
        if value:
            click.echo(f"{name}: {value}")
    for person in of.participants:
        click.echo(f"Present: {person.name}{f', {person.role}' if person.role else ''}")
    names = {speaker.id: speaker.name for speaker in document.speakers}
    for speaker in document.speakers:
        labels = ", ".join(f"{label.text} ({label.count})" for label in speaker.labels)
        click.echo(f"Speaker: {speaker.name} [{speaker.id}]{'' if speaker.resolved else ' unresolved'} {labels}")
    for turn in document.turns:
        _tell_turn(turn, names)
    tell_notices(document.notices)


def _tell_turn(turn: Turn, names: dict[str, str]) -> None:
    said_by = ", ".join(names.get(id_, id_) for id_ in turn.speakers)
    doubt = "" if turn.attribution.certainty.value == "certain" else f" ({turn.attribution.certainty.value})"
    click.echo()
    click.secho(f"{turn.position}  {said_by or turn.kind.value.replace('_', ' ')}{doubt}", bold=True)
    for paragraph in turn.paragraphs:
        marker = f"{paragraph.marker} " if paragraph.marker else ""
        click.echo(f"    {marker}{paragraph.text}")


def tell_page(page: SearchPage, addresses: Addresses) -> None:
    """Hits as a reader of a terminal wants them: who, when, where, the best stretch, the address."""
    for notice in page.notices:
        aside(notice.message, "yellow")
    for hit in page.hits:
        _tell_hit(hit, addresses)
    if page.suggestion:
        aside(f"Did you mean: {page.suggestion}")
    for relaxed in page.relaxations:
        aside(f"{relaxed.count:,} without {relaxed.facet} {relaxed.label}.")
    pages = f", page {page.request.page} of {page.pages}" if page.pages > 1 else ""
    aside(f"{counted(page.total, 'hit')} in {counted(page.documents, 'document')} for {page.words}{pages}")


def _tell_hit(hit: Hit, addresses: Addresses) -> None:
    who = ", ".join(speaker.name for speaker in hit.speakers) or hit.kind.replace("_", " ")
    where = f", turn {hit.position}" if hit.position else ""
    click.echo(f"{click.style(who, bold=True)}, {hit.document.date or 'undated'}, {hit.document.title}{where}")
    for snippet in hit.snippets:
        click.echo(f"    {_snippet(snippet)}")
    click.echo(f"    {addresses.hit(hit)}")


def _snippet(snippet: Snippet) -> str:
    text = "".join(click.style(part.text, bold=True) if part.mark else part.text for part in snippet.parts)
    return f"{'…' if snippet.cut_before else ''}{' '.join(text.split())}{'…' if snippet.cut_after else ''}"
