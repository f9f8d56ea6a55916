"""What each format makes of the samples in ``files/FORMAT/`` is kept in ``golden/FORMAT/`` as JSON that people read.

A sample is an invented lookalike in a folder named like its format's module. ``pytest tests/parsing/test_golden.py
--update-golden`` writes the golden files anew; read them before committing. They show documents as the format gives
them, before speakers are resolved; absent values are left out.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest

from index.formats.base import Claim, Format, SourceFile
from index.model import Document

FILES = Path(__file__).parent / "files"
GOLDEN = Path(__file__).parent / "golden"
SAMPLES = sorted(path.relative_to(FILES).as_posix() for path in FILES.glob("*/*"))


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_is_read_as_its_golden_file_says(sample: str, request: pytest.FixtureRequest) -> None:
    made = golden_json(format_of(sample).read(SourceFile(sample, (FILES / sample).read_bytes())))
    golden = GOLDEN / f"{sample}.json"
    if request.config.getoption("--update-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8"), f"{sample} is read differently; see --update-golden"


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_is_claimed_by_its_format(sample: str) -> None:
    assert format_of(sample).claims(SourceFile(sample, (FILES / sample).read_bytes())) > Claim.NONE


def format_of(sample: str) -> Format:
    found: Format = import_module(f"index.formats.{sample.partition('/')[0]}").FORMAT
    return found


def golden_json(documents: tuple[Document, ...]) -> str:
    """The documents of one file as JSON, without the digest of the source; what is short stands on one line."""
    shown = [_present(msgspec.to_builtins(document)) for document in documents]
    for document in shown:
        del document["source"]["sha256"]
    return _written(shown, "") + "\n"


def _present(value: Any) -> Any:
    """``value`` without what is absent: None, False, empty tuples, and the attribution of what nobody says."""
    if isinstance(value, list | tuple):
        return [_present(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _present(item) for key, item in value.items() if not _is_absent(item)}


def _is_absent(item: Any) -> bool:
    unattributed = {"rule": "none", "via": None, "certainty": "certain"}
    return item is None or item is False or item in ((), [], unattributed)


def _written(value: Any, indent: str) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= 120 or not isinstance(value, dict | list):
        return flat
    deeper = indent + " "
    if isinstance(value, list):
        return "[\n" + ",\n".join(deeper + _written(item, deeper) for item in value) + f"\n{indent}]"
    items = (f"{deeper}{json.dumps(key)}: {_written(item, deeper)}" for key, item in value.items())
    return "{\n" + ",\n".join(items) + f"\n{indent}}}"
