"""Is everything the project leans on declared, with a reason, and locked?"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OURS = {"index", "webapp", "wsgi"}
OPERATORS_EXTRAS = ("docx", "pdf")
TYPES_ONLY = {"_typeshed"}  # type checkers have it, programs have not
WHOOSH = {"whoosh", "whoosh3"}  # Whoosh 2.7.4 has the same import as whoosh3, which is the one that is locked
# What Flask is made of, and we use by name: it comes with every version of it.
BROUGHT_ALONG: Mapping[str, str] = dict.fromkeys(("click", "jinja2", "markupsafe", "werkzeug"), "flask")


def declared() -> list[Requirement]:
    """What the program itself needs: no tools of tests."""
    extras = PROJECT["optional-dependencies"]
    return [
        Requirement(each)
        for each in (*PROJECT["dependencies"], *(of for name in OPERATORS_EXTRAS for of in extras[name]))
    ]


def locked() -> set[str]:
    lines = (ROOT / "webapp/deploy/requirements.lock").read_text("utf-8")
    return {canonicalize_name(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lines, re.M)}


def modules() -> list[Path]:
    return sorted([*(ROOT / "index").rglob("*.py"), *(ROOT / "webapp").rglob("*.py"), ROOT / "wsgi.py"])


def imported(path: Path) -> Iterator[str]:
    """The top names of all imports, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def foreign() -> dict[str, set[str]]:
    """The distributions that our modules import, each with the modules that do."""
    found: dict[str, set[str]] = {}
    distributions = packages_distributions()
    for path in modules():
        for name in set(imported(path)) - OURS - TYPES_ONLY - sys.stdlib_module_names:
            for distribution in distributions.get(name, [name]):
                found.setdefault(canonicalize_name(distribution), set()).add(path.relative_to(ROOT).as_posix())
    return found


def test_nothing_is_imported_that_is_not_locked() -> None:
    strange = {name: where for name, where in foreign().items() if name not in locked() | WHOOSH}
    assert not strange


def test_everything_that_is_imported_is_declared_and_not_only_brought_along() -> None:
    """What another package brings along may go with its next version."""
    names = {canonicalize_name(each.name) for each in declared()}
    for name in set(foreign()) - names - WHOOSH:
        where = foreign()[name]
        assert BROUGHT_ALONG.get(name) in names, f"{name} is imported by {where} and not declared in pyproject.toml"


def test_everything_that_is_declared_is_imported() -> None:
    assert {canonicalize_name(each.name) for each in declared()} - set(foreign()) - WHOOSH == set()


def test_nothing_is_locked_that_nobody_needs() -> None:
    needed: set[str] = set()
    waiting = [canonicalize_name(each.name) for each in declared()]
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        needed.add(name)
        try:
            wanted = map(Requirement, requires(name) or ())
        except PackageNotFoundError:  # Whoosh 2.7.4 in place of whoosh3
            continue
        waiting += [
            canonicalize_name(each.name) for each in wanted if not each.marker or each.marker.evaluate({"extra": ""})
        ]
    assert locked() - needed == set()


@pytest.mark.parametrize("table", ["dependencies", *PROJECT["optional-dependencies"]])
def test_every_dependency_has_a_reason(table: str) -> None:
    """A comment on its line; tools whose name says it all need none."""
    told = (ROOT / "pyproject.toml").read_text("utf-8")
    named = PROJECT["dependencies"] if table == "dependencies" else PROJECT["optional-dependencies"][table]
    silent = {"pytest>=8", "ruff>=0.9", "mypy>=1.14", "types-PyYAML", "colloquy[docx,pdf]"}
    for dependency in set(named) - silent:
        (line,) = [line for line in told.splitlines() if f'"{dependency}"' in line]
        assert re.search(r"#\s*\w{2}", line), f"{dependency} has no reason in pyproject.toml"
