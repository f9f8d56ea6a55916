"""Which generations are kept, which is live, and how is that changed from a terminal?"""

from __future__ import annotations

from pathlib import Path

import click

from index.generations.publish import KEPT
from index.generations.rollback import Kept, kept, remove_old, roll_back
from webapp.command_line import DATA, declared, settings
from webapp.presenters.counts import counted
from webapp.presenters.dates import moment
from webapp.terminal import aside

_MEGABYTE = 1_000_000


@click.group("generations")
def generations_group() -> None:
    """Look at earlier builds, go back to one, remove old ones."""


@generations_group.command("list")
@DATA
@declared
def list_command(data: Path | None) -> None:
    """List the generations that are kept, the newest first; the live one is marked with “*”."""
    for each in kept(settings(data=data).data):
        click.echo(_line(each))


@generations_group.command("rollback")
@click.argument("generation", required=False)
@DATA
@declared
def rollback_command(generation: str | None, data: Path | None) -> None:
    """Make GENERATION (the one before) the live one, after reading every file of it. Readers see it at once.

    The next build publishes the folder as it is then.
    """
    click.echo(f"{roll_back(settings(data=data).data, generation)} is live.")
    aside("The next build publishes the folder as it is then: put the sources right first.")


@generations_group.command("prune")
@click.option("--keep", type=click.IntRange(1), default=KEPT, show_default=True, help="How many stay.")
@DATA
@declared
def prune_command(keep: int, data: Path | None) -> None:
    """Remove all but the newest generations. The live one always stays."""
    removed = remove_old(settings(data=data).data, keep)
    for id_ in removed:
        click.echo(f"Removed: {id_}")
    if not removed:
        aside("There is nothing to remove.")


def _line(each: Kept) -> str:
    mark, size = "*" if each.live else " ", f"{each.size / _MEGABYTE:,.1f} MB"
    if each.counts is None:
        return f"{mark} {each.id}  {size}  its manifest cannot be read"
    held = f"{counted(each.counts.documents, 'document')}, {counted(each.counts.turns, 'turn')}"
    return f"{mark} {each.id}  {moment(each.created or '')}  {held}  {size}"
