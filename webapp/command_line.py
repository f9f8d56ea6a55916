"""What do all commands share? Their arguments, the settings, and how errors are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from index.errors import ColloquyError
from webapp.settings import Settings

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

FOLDER = click.argument("folder", required=False, type=click.Path(path_type=Path))
DATA = click.option("--data", type=click.Path(path_type=Path), help="Where the archive is kept (instance).")


def declared(command: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Declared errors, and those of the system, end a command with their message and 1, without a stack trace."""

    @wraps(command)
    def telling(*arguments: Arguments.args, **options: Arguments.kwargs) -> Answer:
        try:
            return command(*arguments, **options)
        except BrokenPipeError:
            raise  # whoever read our output has gone; click ends quietly
        except (ColloquyError, OSError) as error:
            raise click.ClickException(str(error)) from error

    return telling


def settings(**given: Any) -> Settings:
    """The environment's settings, and over them what the command line says (None: nothing)."""
    return replace(Settings.from_environment(), **{name: value for name, value in given.items() if value is not None})
