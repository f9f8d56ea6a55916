"""What no browser of today sends, and people type all the same, gets an answer that helps."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sites import site


class TestASlashTooMany:
    @pytest.mark.parametrize(
        ("address", "page"),
        [
            ("/documents/300025/", "/documents/300025"),
            ("/documents/300025.json/", "/documents/300025.json"),
            ("/documents/", "/documents"),
            ("/speakers/?q=mao", "/speakers?q=mao"),
            ("/search/?q=b%C3%A9la&speaker=x&q=%22", "/search?q=b%C3%A9la&speaker=x&q=%22"),
        ],
    )
    def test_leads_to_the_page_without_it(self, client: FlaskClient, address: str, page: str) -> None:
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (301, page)

    def test_leads_there_under_a_sub_path_too(self, seeds_data: Path) -> None:
        under = site(seeds_data, base_url="https://papers.example/archive").test_client()
        assert under.get("/archive/documents/300025/").headers["Location"] == "/archive/documents/300025"
        assert under.get("/archive/").status_code == 200

    @pytest.mark.parametrize(
        "path", ["/nowhere/", "/documents//", "//evil.example/", "/\\evil.example/", "/search.xyz/"]
    )
    def test_leads_nowhere_where_there_is_nothing(self, client: FlaskClient, path: str) -> None:
        answer = client.get("/", environ_overrides={"PATH_INFO": path})
        assert answer.status_code == 404
        assert "Location" not in answer.headers


@pytest.mark.parametrize("host", ["a" * 2_000, "a..b", "."])
def test_a_name_that_no_host_can_have_is_refused_and_breaks_nothing(client: FlaskClient, host: str) -> None:
    """Flask can write no address under such a name, so this error is no page."""
    forms = {"/search": "text/plain", "/nowhere": "text/plain", "/search.json": "application/json"}
    for address, media_type in forms.items():
        answer = client.get(address, environ_overrides={"HTTP_HOST": host})
        assert (answer.status_code, answer.mimetype) == (400, media_type)
        assert "No browser writes a request like this one." in answer.text
