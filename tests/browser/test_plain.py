"""Without JavaScript, on narrow screens, and on paper the site is whole."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
ADDRESSES = (
    "/",
    "/search?q=revisionists",
    "/search?q=nobodysaidthis&speaker=mao-zedong",
    "/documents",
    "/documents/300022?q=revisionists",
    "/documents/300025?q=khrushchev&with=mao-zedong",
    "/search?q=khrushchev&view=concordance",
    "/quote?text=There+are+many+people+who+think+that+we+want+back",
    "/documents/300025/turns/5",
    "/speakers",
    "/speakers/mao-zedong",
    "/help",
    "/about",
)


def test_without_javascript_everything_can_be_done(open_page: OpenPage) -> None:
    page = open_page("/", java_script_enabled=False)
    page.locator("#q").fill("khrushchev")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"/search\?q=khrushchev"))
    page.locator("#speaker-mao-zedong").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator(".chips")).to_contain_text("Mao Zedong")
    page.get_by_role("link", name=re.compile("^Remove filter")).first.click()
    expect(page.locator(".chips")).to_have_count(0)
    page.locator(".hit h2 a").first.click()
    expect(page.locator(":target mark").first).to_be_in_viewport()
    page.locator("[data-stop] a", has_text="Next hit").first.click()
    expect(page).to_have_url(re.compile("#hit-2$"))
    expect(page.locator("#hit-2")).to_be_in_viewport()
    page.get_by_role("link", name="Back to the results").click()
    expect(page.locator("#status")).to_contain_text("hits")


def test_a_permalink_opens_fresh_at_its_passage(open_page: OpenPage) -> None:
    address = open_page("/documents/300025").locator("#turn-5 > .number").get_attribute("href")
    assert address is not None
    page = open_page(address)
    expect(page.locator(".quoted")).to_contain_text("No doubt. There can be no comparison.")
    page.get_by_role("link", name="Read in the transcript").click()
    expect(page.locator("#turn-5")).to_be_in_viewport()


@pytest.mark.parametrize("address", ADDRESSES)
def test_at_320_pixels_nothing_has_to_be_scrolled_sideways(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scripted", [True, False])
def test_at_320_pixels_filters_stand_behind_a_button(open_page: OpenPage, scripted: bool) -> None:
    page = open_page("/search?q=we", viewport={"width": 320, "height": 640}, java_script_enabled=scripted)
    box = page.locator("#speaker-mao-zedong")
    expect(box).to_be_hidden()
    page.get_by_text("Filters", exact=True).click()
    expect(box).to_be_visible()
    page.get_by_text("Filters", exact=True).click()
    expect(box).to_be_hidden()


def test_controls_are_large_enough_to_hit(open_page: OpenPage) -> None:
    page = open_page("/documents/300025?q=khrushchev", viewport={"width": 390, "height": 800})
    sizes = page.evaluate(
        """[...document.querySelectorAll("button, input, summary, .number, .stop a, .hit-bar a, nav a")]
            .filter((each) => each.checkVisibility())
            .map((each) => [each.getBoundingClientRect(), each.outerHTML])
            .filter(([at]) => at.height < 24 || at.width < 24)
            .map(([at, html]) => `${at.width}×${at.height} ${html}`)"""
    )
    assert sizes == []


def test_on_paper_there_is_text_and_no_controls(open_page: OpenPage) -> None:
    page = open_page("/documents/300025?q=khrushchev")
    page.emulate_media(media="print")
    for chrome in ("header.site nav", ".small-search", ".hit-bar", ".stop", "footer.site"):
        expect(page.locator(chrome).first).to_be_hidden()
    expect(page.locator("#turn-5 .text")).to_be_visible()
    expect(page.locator("#turn-5 > .number")).to_be_visible()
    expect(page.locator("#permalink")).to_be_visible()
