"""What can be done from a terminal? The commands of ``colloquy``, which ``flask --app wsgi`` has as well.

Results go to standard output, everything else to standard error. A command ends with 1 when something was wrong with
the material or the archive, and with 2 when it was called wrongly.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import Flask

from index.building.build import build, folder_changed
from index.building.doctor import examine
from index.building.understanding import understand_file
from index.document_json import document_json
from index.errors import ColloquyError, OverBudget, PageOutOfRange
from index.facets import KIND_TITLES
from index.generations.directory import Generations
from index.reading.dates import day_range
from index.request import PER_PAGE, PER_PAGE_RANGE, SearchRequest, Sort
from index.search import search
from webapp.addresses import Addresses
from webapp.command_line import DATA, FOLDER, declared, settings
from webapp.generation_commands import generations_group
from webapp.links_commands import links_group
from webapp.presenters.counts import counted
from webapp.search_json import error_json, search_json
from webapp.serving import listening, serve_on, tell_address
from webapp.settings import HIGHEST_PORT, MOST_WORKERS, Settings
from webapp.speaker_commands import check_command, speakers_group
from webapp.terminal import ProgressBar, aside, tell_document, tell_outcome, tell_page
from webapp.workers import serve_by_workers

_JSON = click.option("--json", "as_json", is_flag=True, help="Print data instead of text.")


@click.command("build")
@FOLDER
@DATA
@click.option("--strict", is_flag=True, help="Publish nothing when a file has to be left out.")
@click.option("--full", is_flag=True, help="Take nothing over from the build before.")
@declared
def build_command(folder: Path | None, data: Path | None, strict: bool, full: bool) -> None:
    """Read FOLDER (seeds), index it, and publish it in one step.

    Ends with 1 when a file was left out or nothing could be published.
    """
    chosen = settings(folder=folder, data=data)
    with ProgressBar() as progress:
        outcome = build(chosen.folder, chosen.data, strict=strict, full=full, progress=progress)
    tell_outcome(outcome)
    if outcome.refusal or outcome.report.left_out:
        sys.exit(1)


@click.command("serve")
@FOLDER
@DATA
@click.option("--host", help="The address to serve on (127.0.0.1).")
@click.option("--port", type=click.IntRange(0, HIGHEST_PORT), help="The port (8000); 0 takes a free one.")
@click.option("--workers", type=click.IntRange(1, MOST_WORKERS), help="Processes that answer (1).")
@declared
def serve_command(
    folder: Path | None, data: Path | None, host: str | None, port: int | None, workers: int | None
) -> None:
    """Build FOLDER (seeds) if it has changed, then serve the site and print its address."""
    chosen = settings(folder=folder, data=data, host=host, port=port, workers=workers)
    with listening(chosen.host, chosen.port) as bound:  # first, because a taken port should not cost a build
        _bring_up_to_date(chosen)
        serve = serve_on if chosen.workers == 1 else serve_by_workers
        serve(bound, chosen, partial(tell_address, chosen, bound.getsockname()[1]))


def _bring_up_to_date(chosen: Settings) -> None:
    """Build what has changed. Where that fails and there is an archive, that is told and the archive stays."""
    try:
        if folder_changed(chosen.folder, chosen.data):
            with ProgressBar() as progress:
                outcome = build(chosen.folder, chosen.data, progress=progress)
            tell_outcome(outcome)
    except ColloquyError as error:
        if Generations(chosen.data).manifest() is None:
            raise
        aside(f"{error} The archive as it was is served.", "yellow")
    Generations(chosen.data).current().close()


@click.command("show")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_JSON
@declared
def show_command(file: Path, as_json: bool) -> None:
    """Show one FILE as it is understood."""
    documents = understand_file(file)
    if as_json:
        objects = [document_json(document) for document in documents]
        _print_json(objects[0] if len(objects) == 1 else objects)
        return
    for document in documents:
        tell_document(document)


def _day(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and day_range(value) is None:
        raise click.BadParameter(f"“{value}” is no date; write 1963, 1963-07 or 1963-07-20.")
    return value


@click.command("search")
@click.argument("words", nargs=-1)
@click.option("--speaker", multiple=True, help="Only what this speaker says (an id; may be repeated).")
@click.option("--document", multiple=True, help="Only this document (an id; may be repeated).")
@click.option("--year", multiple=True, help="Only documents of this year (may be repeated).")
@click.option("--kind", multiple=True, type=click.Choice(list(KIND_TITLES)), help="Only this kind (may be repeated).")
@click.option("--from", "from_", callback=_day, help="Not before this day, month or year.")
@click.option("--to", callback=_day, help="Not after this day, month or year.")
@click.option("--sort", type=click.Choice([sort.value for sort in Sort]), default=Sort.RELEVANCE.value)
@click.option("--page", type=click.IntRange(1), default=1)
@click.option("--per-page", type=click.IntRange(*PER_PAGE_RANGE), default=PER_PAGE)
@DATA
@_JSON
@declared
def search_command(words: tuple[str, ...], data: Path | None, as_json: bool, sort: str, **asked: Any) -> None:
    """Search for WORDS. Put “--” before words that begin with “-”."""
    chosen = settings(data=data)
    request = SearchRequest(q=" ".join(words), sort=Sort(sort), **asked)
    addresses = Addresses(chosen.base_url or "")
    try:
        page = search(Generations(chosen.data).current(), request, chosen.limits)
    except (OverBudget, PageOutOfRange) as error:
        if as_json:
            _print_json(error_json(404 if isinstance(error, PageOutOfRange) else 400, str(error)))
        raise
    if as_json:
        _print_json(search_json(page, addresses))
    else:
        tell_page(page, addresses)


@click.command("doctor")
@DATA
@declared
def doctor_command(data: Path | None) -> None:
    """Verify the live archive: every checksum, the counts, and searches whose answers are known."""
    chosen = settings(data=data)
    manifest, problems = examine(chosen.data)
    for problem in problems:
        click.echo(problem)
    if manifest and not problems:
        click.echo(
            f"Generation {manifest.generation} is sound: {counted(len(manifest.files), 'file')}, "
            f"{counted(manifest.entries, 'entry')}, {counted(manifest.counts.documents, 'document')}, "
            f"built {manifest.created}."
        )
    sys.exit(1 if problems else 0)


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


COMMANDS = (
    serve_command,
    build_command,
    check_command,
    show_command,
    search_command,
    speakers_group,
    links_group,
    doctor_command,
    generations_group,
)


@click.group(
    name="colloquy",
    commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="colloquy")
def main() -> None:
    """Turns a folder of recorded conversations into a web site: who said what to whom, and when."""


def register(app: Flask) -> None:
    """Let ``flask --app wsgi`` have the same commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
