"""What can be done from a terminal? The commands of ``colloquy``, which ``flask --app wsgi`` has as well.

Results go to standard output, everything else to standard error. A command ends with 1 when something was wrong with
the material or the archive, and with 2 when it was called wrongly.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

# Where each command is, which is loaded when it is asked for: what serves keeps nothing of what builds in memory.
COMMANDS: Mapping[str, str] = {
    "serve": "webapp.serve_command:serve_command",
    "build": "webapp.archive_commands:build_command",
    "check": "webapp.speaker_commands:check_command",
    "show": "webapp.archive_commands:show_command",
    "search": "webapp.archive_commands:search_command",
    "speakers": "webapp.speaker_commands:speakers_group",
    "links": "webapp.links_commands:links_group",
    "doctor": "webapp.archive_commands:doctor_command",
    "generations": "webapp.generation_commands:generations_group",
}


class _Commands(AppGroup):
    """The commands of the table."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, command = COMMANDS[name].partition(":")
        found: click.Command = getattr(import_module(module), command)
        return found


@click.group(
    name="colloquy",
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="colloquy")
def main() -> None:
    """Turns a folder of recorded conversations into a web site: who said what to whom, and when."""


def register(app: Flask) -> None:
    """Let ``flask --app wsgi`` have the same commands."""
    app.cli = _Commands(name=app.name)
