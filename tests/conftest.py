"""Options and fixtures of all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from index.building.build import build
from index.generations.archive import Archive
from index.generations.directory import Generations

TESTS = Path(__file__).parent
CORPUS = TESTS / "corpus"
SEEDS = TESTS.parent / "seeds"

# Properties are about answers, not about how busy the machine is; limits of time have tests of their own.
settings.register_profile("unhurried", parent=settings(), deadline=None)
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write tests/parsing/golden anew; read the difference before you commit it",
    )


@pytest.fixture(scope="session")
def corpus_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the invented corpus built in it. Tests read it and change nothing."""
    data = tmp_path_factory.mktemp("corpus")
    assert build(CORPUS, data).published
    return data


@pytest.fixture(scope="session")
def seeds_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the seeds built in it. Tests read it and change nothing."""
    data = tmp_path_factory.mktemp("seeds")
    assert build(SEEDS, data).published
    return data


@pytest.fixture(scope="session")
def archive(corpus_data: Path) -> Iterator[Archive]:
    """The invented corpus, opened."""
    opened = Generations(corpus_data).current()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def seeds_archive(seeds_data: Path) -> Iterator[Archive]:
    """The seeds, opened."""
    opened = Generations(seeds_data).current()
    yield opened
    opened.close()
