"""What a reader sees when an answer does not come, or is a refusal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


@pytest.fixture
def window(chromium: Browser, site: str) -> Page:
    """A window whose console may complain of the failures that these tests cause."""
    page = chromium.new_page()
    page.goto(f"{site}/search?q=corpse")
    return page


def test_a_refused_query_is_told_in_the_status_line(window: Page) -> None:
    window.locator("#q").fill("word " * 500)
    expect(window.locator("#status")).to_contain_text("the limit is 2,000")
    expect(window.locator(".hit")).to_have_count(1)
    window.context.close()


def test_a_site_that_cannot_be_reached_is_told(window: Page) -> None:
    window.route("**/search?*", lambda route: route.abort())
    window.locator("#q").fill("lamp")
    expect(window.locator("#status")).to_contain_text("cannot be reached")
    window.unroute("**/search?*")
    window.locator("#q").fill("corpse")
    expect(window.locator("#status")).to_have_text("1 hit in 1 document")
    window.context.close()
