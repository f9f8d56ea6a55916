"""What does a visitor see on a page? Answers of the test client, read as HTML."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient


def page(client: FlaskClient, address: str, status: int = 200, **headers: str) -> BeautifulSoup:
    """The page at an address, which must answer with ``status``."""
    answer = client.get(address, headers=headers)
    assert answer.status_code == status, f"{address}: {answer.status_code}"
    return BeautifulSoup(answer.data, "html.parser")


def text(tag: Tag | None) -> str:
    """The words of an element, with single spaces."""
    assert tag is not None
    return " ".join(tag.get_text().split())


def texts(found: BeautifulSoup | Tag, selector: str) -> list[str]:
    return [text(tag) for tag in found.select(selector)]


def link(found: BeautifulSoup | Tag, words: str) -> str:
    """The address of the one link whose words begin so."""
    hrefs = {str(tag["href"]) for tag in found.select("a[href]") if text(tag).startswith(words)}
    assert len(hrefs) == 1, f"{words}: {hrefs}"
    return hrefs.pop()


def attribute(found: BeautifulSoup | Tag, selector: str, name: str) -> str:
    """An attribute of the first element that fits."""
    tag = found.select_one(selector)
    assert tag is not None, selector
    return str(tag[name])


def data(client: FlaskClient, address: str, status: int = 200) -> Any:
    """The JSON at an address, which must answer with ``status``."""
    answer = client.get(address)
    assert answer.status_code == status, f"{address}: {answer.status_code}"
    assert answer.mimetype == "application/json"
    return answer.json
