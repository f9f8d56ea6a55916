"""What keeps old links true, and what lets them go? The commands ``links export``, ``import`` and ``forget``."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import BinaryIO

import click

from index.generations.publish import build_lock
from index.links.forgetting import forget
from index.links.ledger_lines import exported, imported
from index.passages import PassageRef
from webapp.command_line import DATA, declared, settings
from webapp.presenters.counts import counted
from webapp.terminal import aside

# A document's id; or a passage as it stands in an address, with or without what comes before and between.
_ADDRESS = re.compile(r"(?:.*/documents/)?(?P<document>[a-z0-9-]+)(?:/(?:turns/)?(?P<passage>[^/?#]+)(?:[?#].*)?)?")


@click.group("links")
def links_group() -> None:
    """Save, move and clear the ledger that keeps old links to passages true."""


@links_group.command("export")
@DATA
@declared
def export_command(data: Path | None) -> None:
    """Print the whole ledger as lines of JSON: a backup, or to move it to another archive."""
    for line in exported(settings(data=data).data):
        click.echo(line)


@links_group.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--replace", is_flag=True, help="Also when the ledger knows of changes that are not in FILE.")
@DATA
@declared
def import_command(file: BinaryIO, replace: bool, data: Path | None) -> None:
    """Put the ledger of an export (FILE, “-” for standard input) in the place of the one in the data directory."""
    chosen = settings(data=data).data
    with build_lock(chosen):
        rows = imported(chosen, file, replace=replace)
    aside(f"{counted(rows, 'row')} imported. “colloquy build” goes on from there.")


@links_group.command("forget")
@click.argument("id_", metavar="ID")
@DATA
@declared
def forget_command(id_: str, data: Path | None) -> None:
    """Forget a document (300025) or a passage (300025/turns/12-9f2c01ab) that was withdrawn.

    Removes its words from the ledger, and old generations that have them. Its address answers 410, without text.
    Ends with 1 when the live archive still has it: take it out of the source, build, and forget it again.
    """
    document, ref = _parsed(id_)
    done = forget(settings(data=data).data, document, ref)
    click.echo(f"{counted(done.passages, 'old wording')} forgotten.")
    for generation in done.generations:
        click.echo(f"Generation {generation} had it and was removed.")
    if done.live:
        aside(
            "The live archive still has it: take it out of the source and run “colloquy build”, then forget it once "
            "more, so that no older generation keeps it.",
            "yellow",
        )
        sys.exit(1)


def _parsed(text: str) -> tuple[str, PassageRef | None]:
    found = _ADDRESS.fullmatch(text)
    ref = PassageRef.parse(found["passage"]) if found and found["passage"] else None
    if found is None or (found["passage"] and ref is None):
        raise click.BadParameter(f"“{text}” is no id of a document and no address of a passage.", param_hint="ID")
    return found["document"], ref
