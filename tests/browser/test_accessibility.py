"""axe-core finds nothing to complain of on any page, in either colour scheme."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it carries no types
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
AXE = Axe()
OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
ADDRESSES = (
    "/",
    "/search",
    "/search?q=revisionists&speaker=mao-zedong&per_page=10",
    "/search?q=corpse&year=1963",
    "/search?q=khruschev&from=soon",
    "/documents",
    "/documents/300025?q=khrushchev#hit-2",
    "/documents/300022",
    "/documents/300025?q=khrushchev&with=mao-zedong&with=beqir-balluku",
    "/search?q=khrushchev&view=concordance&lines=before",
    "/quote",
    "/quote?text=There+are+many+people+who+think+that+we+want+back",
    "/documents/300025/turns/5",
    "/speakers",
    "/speakers/mao-zedong",
    "/help",
    "/about",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_violations(open_page: OpenPage, address: str, scheme: str) -> None:
    page = open_page(address, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    found = AXE.run(page, options=OPTIONS)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violations_on_a_telephone(open_page: OpenPage, scheme: str) -> None:
    for address in (
        "/search?q=revisionists&speaker=mao-zedong",
        "/search?q=khrushchev&view=concordance",
        "/documents/300025?q=khrushchev#hit-2",
    ):
        page = open_page(address, color_scheme=scheme, viewport={"width": 390, "height": 800})
        if page.locator("label.toggle").count():
            page.locator("label.toggle").click()
        found = AXE.run(page, options=OPTIONS)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violations_beside_selected_words_and_notes_in_the_margin(open_page: OpenPage, scheme: str) -> None:
    page = open_page("/documents/300025?q=khrushchev", color_scheme=scheme, viewport={"width": 1500, "height": 900})
    page.locator("[id='turn-5.1'] .text").dblclick(position={"x": 8, "y": 10})
    expect(page.locator("#quote-link")).to_be_visible()
    found = AXE.run(page, options=OPTIONS)
    assert found.violations_count == 0, found.generate_report()


def test_the_count_is_told_in_a_live_region_that_stays(open_page: OpenPage) -> None:
    page = open_page("/search?q=revisionists")
    page.evaluate("document.getElementById('status').dataset.same = 'yes'")
    page.locator("#year-1964").check()
    expect(page.locator("#status[role=status][data-same=yes]")).to_contain_text("in 1 document")
