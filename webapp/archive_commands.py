"""How is an archive built, looked at and searched from a terminal?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from index.building.build import build
from index.building.doctor import examine
from index.building.understanding import understand_file
from index.document_json import document_json
from index.errors import OverBudget, PageOutOfRange
from index.facets import KIND_TITLES
from index.generations.directory import Generations
from index.reading.dates import day_range
from index.request import PER_PAGE, PER_PAGE_RANGE, SearchRequest, Sort
from index.search import search
from webapp.addresses import Addresses
from webapp.command_line import DATA, FOLDER, declared, settings
from webapp.presenters.counts import counted
from webapp.search_json import error_json, search_json
from webapp.terminal import ProgressBar, tell_document, tell_outcome, tell_page

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
        live = Generations(chosen.data, ready=lambda _: None).current()  # one search rehearses nothing
        page = search(live, request, chosen.limits)
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
