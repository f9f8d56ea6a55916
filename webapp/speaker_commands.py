"""Who is who, and what of the folder was understood? The commands ``check`` and ``speakers``."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import click

from index.building.corrections import authority_place, authority_text, merged, write_authority
from index.building.dry_run import DryRun, dry_run
from index.speakers.authority_edit import split
from index.speakers.check import SpokenName, survey
from index.speakers.check_report import report
from webapp.command_line import FOLDER, declared, settings
from webapp.presenters.counts import counted
from webapp.settings import Settings
from webapp.terminal import ProgressBar, notice_line


@click.command("check")
@FOLDER
@declared
def check_command(folder: Path | None) -> None:
    """Tell what each file of FOLDER (seeds) would become, and what was not understood. Nothing is written.

    Ends with 1 when a file would be left out.
    """
    chosen = settings(folder=folder)
    with ProgressBar() as progress, dry_run(chosen.folder, chosen.data, progress) as run:
        for authority in run.of_each_authority().values():
            for line in report(survey(run.documents(authority)), authority):
                click.echo(line)
        left_out = run.left_out()
    if left_out:
        click.echo("\nLeft out:")
        for notice in left_out:
            click.echo(f"  {notice_line(notice)}")
    sys.exit(1 if left_out else 0)


@click.group("speakers")
def speakers_group() -> None:
    """List the speakers of a folder; merge and split them in its speakers.toml (git undoes)."""


@speakers_group.command("list")
@FOLDER
@declared
def list_command(folder: Path | None) -> None:
    """List everybody who speaks in FOLDER (seeds): turns, id, name, and the names printed for them."""
    chosen = settings(folder=folder)
    with dry_run(chosen.folder, chosen.data) as run:
        by_speaker: dict[str, list[SpokenName]] = defaultdict(list)
        for spoken in _everybody(run):
            by_speaker[spoken.speaker.id].append(spoken)
    for names in sorted(by_speaker.values(), key=lambda names: (-_turns(names), names[0].speaker.id)):
        click.echo(_line(names))


@speakers_group.command("merge")
@click.argument("keep")
@click.argument("other")
@FOLDER
@declared
def merge_command(keep: str, other: str, folder: Path | None) -> None:
    """Say that speaker OTHER is speaker KEEP (two ids, as “speakers list” tells them)."""

    def merge_into(text: str, path: str, chosen: Settings) -> str:
        with dry_run(chosen.folder, chosen.data) as run:
            return merged(text, path, keep, other, _everybody(run))

    _edit(folder, merge_into)


@speakers_group.command("split")
@click.argument("speaker")
@click.argument("variant")
@click.argument("name")
@FOLDER
@declared
def split_command(speaker: str, variant: str, name: str, folder: Path | None) -> None:
    """Say that VARIANT, a way of printing the name of SPEAKER, means somebody else, called NAME."""
    _edit(folder, lambda text, path, _: split(text, speaker, variant, name, path=path))


def _edit(folder: Path | None, change: Callable[[str, str, Settings], str]) -> None:
    """Change the authority file that holds for the folder."""
    chosen = settings(folder=folder)
    place = authority_place(chosen.folder)
    before = authority_text(place)
    after = change(before, str(place), chosen)
    if after == before:
        click.echo(f"{place} says so already.")
        return
    write_authority(place, after)
    click.echo(f"{place} is changed; “colloquy build” brings it to the site.")


def _everybody(run: DryRun) -> list[SpokenName]:
    authorities = run.of_each_authority().values()
    return [spoken for authority in authorities for spoken in survey(run.documents(authority)).names]


def _turns(names: list[SpokenName]) -> int:
    return sum(spoken.turns for spoken in names)


def _line(names: list[SpokenName]) -> str:
    speaker = names[0].speaker
    doubt = "" if speaker.resolved else " (nobody known)"
    printed = "; ".join(f"{spoken.name}, {counted(spoken.turns, 'turn')}" for spoken in names)
    return f"{_turns(names):>6,}  {speaker.id}  {speaker.name}{doubt}  [{printed}]"
