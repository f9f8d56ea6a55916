"""How is the site started from a terminal? The archive is brought up to date, then served."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from index import apart
from index.generations.directory import Generations
from webapp.command_line import DATA, FOLDER, declared, settings
from webapp.serving import listening, serve_on, tell_address
from webapp.settings import HIGHEST_PORT, MOST_WORKERS, Settings
from webapp.terminal import ProgressBar, aside, tell_outcome
from webapp.workers import serve_by_workers


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
    """Build what has changed. Where that fails and there is an archive, that is told and the archive stays.

    All of it is done in copies of this process, so that what serves keeps 10 to 25 MB less.
    """
    try:
        apart.done(partial(_build_what_changed, chosen))
    except apart.EndedApart as error:
        if Generations(chosen.data).manifest() is None:
            raise
        aside(f"{error} The archive as it was is served.", "yellow")
    apart.done(lambda: Generations(chosen.data).current().close())


def _build_what_changed(chosen: Settings) -> None:
    from index.building.build import build, folder_changed  # here, because the process that serves has no use for it

    if folder_changed(chosen.folder, chosen.data):
        with ProgressBar() as progress:
            outcome = build(chosen.folder, chosen.data, progress=progress)
        tell_outcome(outcome)
