"""Files written by others are what their list says they are."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "webapp" / "static" / "vendor"
LIST = tomllib.loads((VENDOR / "VENDORED.toml").read_text("utf-8"))["file"]


def test_every_vendored_file_has_its_hash_and_its_licence() -> None:
    for listed in LIST:
        assert hashlib.sha256((VENDOR / listed["name"]).read_bytes()).hexdigest() == listed["sha256"]
        licence = listed["licence"].partition("(")[2].rstrip(")")
        assert (VENDOR / licence).is_file()


def test_no_file_is_vendored_without_being_listed() -> None:
    listed = {entry["name"] for entry in LIST} | {"VENDORED.toml"}
    others = {path.name for path in VENDOR.iterdir() if path.name not in listed}
    assert all("LICENSE" in name for name in others)


def test_the_search_page_loads_the_listed_htmx() -> None:
    template = (VENDOR.parents[1] / "templates" / "search.html").read_text("utf-8")
    (htmx,) = [entry["name"] for entry in LIST if entry["project"] == "htmx"]
    assert f"vendor/{htmx}" in template
