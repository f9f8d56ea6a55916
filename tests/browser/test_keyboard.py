"""Everything can be reached and done by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def test_slash_goes_to_the_search_box_on_every_page(open_page: OpenPage) -> None:
    for address in ("/", "/search?q=corpse", "/documents/300025", "/speakers", "/help"):
        page = open_page(address)
        page.keyboard.press("/")
        expect(page.locator("#q")).to_be_focused()
        page.keyboard.type("a/b?n")
        expect(page.locator("#q")).to_have_value("a/b?n")


def test_a_question_mark_opens_the_help(open_page: OpenPage) -> None:
    page = open_page("/documents/300025")
    page.keyboard.press("?")
    expect(page).to_have_url(re.compile("/help#keyboard$"))


def test_shortcuts_can_be_switched_off(open_page: OpenPage, site: str) -> None:
    page = open_page("/help")
    switch = page.locator("#shortcuts-switch")
    expect(switch).to_have_text("Keyboard shortcuts are on")
    switch.click()
    expect(switch).to_have_text("Keyboard shortcuts are off")
    page.goto(f"{site}/documents/300025")
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_the_first_tab_offers_to_skip_to_the_results(open_page: OpenPage) -> None:
    page = open_page("/search?q=corpse")
    page.keyboard.press("Tab")
    first = page.locator(":focus")
    expect(first).to_have_text("Skip to the results")
    expect(first).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#results') !== null")


def test_a_filter_is_ticked_with_the_space_bar(open_page: OpenPage) -> None:
    page = open_page("/search?q=revisionists")
    page.locator("#year-1964").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("year=1964$"))
    expect(page.locator("#year-1964")).to_be_focused()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("q=revisionists$"))


def test_what_has_the_focus_can_be_seen(open_page: OpenPage) -> None:
    page = open_page("/search?q=corpse")
    for _ in range(25):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")


def test_a_hit_is_not_hidden_under_the_bar(open_page: OpenPage) -> None:
    page = open_page("/documents/300025?q=khrushchev")
    for _ in range(4):
        page.keyboard.press("n")
    bar, hit = page.locator(".hit-bar").bounding_box(), page.locator("#hit-4").bounding_box()
    assert bar is not None
    assert hit is not None
    assert hit["y"] >= bar["y"] + bar["height"]


def test_a_permalink_is_copied_whole(open_page: OpenPage, site: str) -> None:
    page = open_page("/documents/300025", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy", exact=True).first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}/documents/300025"
    expect(page.locator("#citation")).to_have_value(re.compile(re.escape(f"{site}/documents/300025 (accessed")))
