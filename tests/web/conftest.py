"""Clients of the site: over the seeds, over odd documents, and over nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sites import ODD, site

from index.building.build import build


@pytest.fixture(scope="session")
def odd_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hostile texts, footnotes, the same words at several places, right-to-left writing, no date."""
    data = tmp_path_factory.mktemp("odd")
    assert build(ODD, data).published
    return data


@pytest.fixture(scope="session")
def app(seeds_data: Path) -> Flask:
    return site(seeds_data)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript in front of the seeds."""
    return app.test_client()


@pytest.fixture
def odd(odd_data: Path) -> FlaskClient:
    return site(odd_data).test_client()


@pytest.fixture
def empty(tmp_path: Path) -> FlaskClient:
    """A site where nothing was ever built."""
    return site(tmp_path).test_client()
