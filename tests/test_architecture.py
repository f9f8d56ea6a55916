"""Do imports go one way, and does the map name every module?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Who may touch what, from the bottom to the top. Modules of `index` that are in no row are pure: they take values and
# give values, and know neither disk nor engine.
LAYERS = (
    (
        "engines and stores",
        {
            "apart",
            "engines/base",
            "engines/whoosh",
            "generations/connections",
            "generations/empty_pages",
            "generations/fingerprint",
            "links/ledger",
            "generations/manifest",
            "generations/parsed",
            "building/source_files",
            "generations/store",
            "generations/store_writer",
            "links/stored_words",
        },
    ),
    (
        "build and search",
        {
            "advice",
            "asking",
            "generations/archive",
            "building/authorities",
            "building/build",
            "concordance",
            "building/corrections",
            "building/doctor",
            "building/dry_run",
            "building/indexing",
            "building/task",
            "links/forgetting",
            "building/gather",
            "generations/directory",
            "marking",
            "newest",
            "links/ledger_lines",
            "links/ledger_writer",
            "building/parsing",
            "building/parsing_process",
            "plan",
            "generations/probes",
            "generations/publish",
            "generations/rehearsal",
            "quote_check",
            "building/understanding",
            "generations/rollback",
            "search",
            "generations/verify",
        },
    ),
)
# What touches the world: no pure module needs it.
WORLD = {
    "os",
    "pathlib",
    "sqlite3",
    "subprocess",
    "shutil",
    "socket",
    "tempfile",
    "time",
    "threading",
    "fcntl",
    "logging",
}
# Only to be imported below this folder.
ONLY_IN = {
    "whoosh": "index/engines/whoosh/",
    "flask": "webapp/",
    "htmx_flask": "webapp/htmx.py",
    "waitress": "webapp/serving.py",
    "click": "webapp/",
    "sqlite3": "index/",
}


def modules() -> list[Path]:
    return sorted([*(ROOT / "index").rglob("*.py"), *(ROOT / "webapp").rglob("*.py"), ROOT / "wsgi.py"])


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").as_posix()


def imports(path: Path) -> Iterator[str]:
    """Every imported module, dotted; ``from a import b`` gives ``a.b`` where that is a module of ours."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            for alias in node.names:
                below = ROOT / node.module.replace(".", "/") / alias.name
                if below.with_suffix(".py").exists() or below.is_dir():
                    yield f"{node.module}.{alias.name}"


def layer(name: str) -> int:
    """0 for pure modules, then one more for each layer above, then webapp and wsgi."""
    if name == "wsgi":
        return len(LAYERS) + 2
    package, _, rest = name.partition("/")
    if package == "webapp":
        return len(LAYERS) + 1
    for height, (_, names) in enumerate(LAYERS, 1):
        if any(rest == each or rest.startswith(f"{each}/") for each in names):
            return height
    return 0


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    own = layer(name_of(path))
    for imported in imports(path):
        if imported.partition(".")[0] in ("index", "webapp", "wsgi"):
            assert layer(imported.replace(".", "/")) <= own, f"{name_of(path)} imports {imported}, which is above it"


# The sections of index/README.md, from the top. Modules without a folder are values, or answer requests.
SECTIONS = ("", "reading", "formats", "queries", "speakers", "engines", "generations", "links", "building", "answers")
ANSWERS = {"advice", "asking", "concordance", "marking", "newest", "plan", "quote_check", "search"}


def section(name: str) -> int:
    """Where a module of ``index`` stands in the map."""
    folder, _, module = name.removeprefix("index/").rpartition("/")
    if not folder:
        return SECTIONS.index("answers" if module in ANSWERS else "")
    return SECTIONS.index(folder.partition("/")[0])


@pytest.mark.parametrize("path", [path for path in modules() if name_of(path).startswith("index/")], ids=name_of)
def test_folders_import_what_stands_above_them(path: Path) -> None:
    for imported in imports(path):
        name = imported.replace(".", "/")
        if name.startswith("index/") and (ROOT / name).with_suffix(".py").exists():
            assert section(name) <= section(name_of(path)), f"{name_of(path)} imports {imported}, which stands below it"


@pytest.mark.parametrize("path", [path for path in modules() if layer(name_of(path)) == 0], ids=name_of)
def test_pure_modules_do_not_touch_the_world(path: Path) -> None:
    touched = {imported.partition(".")[0] for imported in imports(path)} & WORLD
    assert not touched, f"{name_of(path)} is pure and imports {touched}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_libraries_stay_where_they_belong(path: Path) -> None:
    for imported in imports(path):
        home = ONLY_IN.get(imported.partition(".")[0], "")
        assert path.relative_to(ROOT).as_posix().startswith(home), f"{imported} belongs in {home}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_htmx_headers_are_known_to_one_module(path: Path) -> None:
    if name_of(path) != "webapp/htmx":
        assert not re.search(r"[\"']HX-", path.read_text("utf-8"))


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_every_module_says_what_question_it_answers(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{name_of(path)} begins with a docstring"


def maps() -> list[Path]:
    return [*sorted((ROOT / "index").rglob("README.md")), ROOT / "webapp/README.md"]


def named_in(map_: Path) -> set[Path]:
    """The modules that a map names, by their paths from its own folder or from the top."""
    names = re.findall(r"`([\w/]+\.py)`", map_.read_text("utf-8"))
    return {ROOT / name if (ROOT / name).exists() else map_.parent / name for name in names}


def test_the_maps_name_every_module_of_index() -> None:
    named = {path for map_ in maps() for path in named_in(map_)}
    every = {path for path in (ROOT / "index").rglob("*.py") if path.name != "__init__.py"}
    assert not sorted(map(name_of, every - named)), "no README.md names these"


def test_the_map_of_the_site_names_every_module_beside_it() -> None:
    map_ = ROOT / "webapp/README.md"
    assert not sorted(map(name_of, set(map_.parent.glob("*.py")) - named_in(map_))), "webapp/README.md names these not"


@pytest.mark.parametrize("map_", maps(), ids=name_of)
def test_a_map_names_nothing_that_is_gone(map_: Path) -> None:
    assert not [name_of(path) for path in named_in(map_) if not path.exists()]
