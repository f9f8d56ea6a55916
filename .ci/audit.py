"""Is what was installed exactly what the lock says? Needs no network; ends with 1 when something differs.

    .venv/bin/python .ci/audit.py webapp/deploy/requirements.lock .venv-locked

looks into an environment that was installed from the lock. Known vulnerabilities are another question, which needs the
network: see .github/SECURITY.md.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import canonicalize_name

BESIDE_IT = {"colloquy", "pip", "setuptools"}  # the project, and what an environment comes with
_PACKAGE = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?: ; (?P<marker>[^\\]+?))? \\\n"
    r"(?P<digests>(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)",
    re.M,
)


def faults(lock: str, environment: Path) -> Iterator[str]:
    """What differs between the lock and an environment of this Python, and what is wrong with the lock itself."""
    rest = _PACKAGE.sub("", lock).strip()
    if rest:
        yield f"this is no package with a version and digests: {rest[:200]}"
    want = {
        str(canonicalize_name(each["name"])): str(each["version"])
        for each in _PACKAGE.finditer(lock)
        if each["marker"] is None or Marker(each["marker"]).evaluate()
    }
    have = {
        str(canonicalize_name(each.metadata["Name"])): each.version
        for each in distributions(path=_packages(environment))
    }
    for name in sorted(want.keys() | have.keys() - BESIDE_IT):
        if have.get(name) != want.get(name):
            yield f"{name}: {have.get(name, 'nothing')} is installed, {want.get(name, 'nothing')} is locked"


def _packages(environment: Path) -> list[str]:
    return [str(folder) for folder in environment.glob("lib/python*/site-packages")]


def main() -> int:
    lock, environment = map(Path, sys.argv[1:])
    found = list(faults(lock.read_text("utf-8"), environment))
    sys.stdout.write("\n".join([*found, f"{lock}: {len(found)} faults", ""]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
