"""From a hit to a footnote in a real browser: ticking, downloading, copying; the metadata runs nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it carries no types
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
CITE = "/documents/300025/turns/5-695b72c6/cite"
ADDRESSES = (CITE, "/documents/300025/cite", "/search?q=khrushchev&per_page=10")
AXE = Axe()
OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}


def downloaded(page: Page, button: Locator) -> str:
    with page.expect_download() as waiting:
        button.click()
    return Path(waiting.value.path()).read_text("utf-8")


@pytest.mark.parametrize("javascript", [True, False])
def test_ticked_hits_are_had_as_a_file(open_page: OpenPage, javascript: bool) -> None:
    page = open_page("/search?q=khrushchev&per_page=10", java_script_enabled=javascript)
    page.locator(".hit").nth(1).get_by_role("checkbox").check()
    page.locator(".hit").nth(3).get_by_role("checkbox").check()
    records = downloaded(page, page.get_by_role("button", name="RIS"))
    assert records.count("TY  - MANSCPT") == 2
    turns = [page.locator(".hit .permalink").nth(place).inner_text().removeprefix("turn ") for place in (1, 3)]
    assert re.findall(r"ID  - colloquy-300025-(\d+)", records) == turns


def test_nothing_ticked_is_the_whole_page_also_after_typing(open_page: OpenPage) -> None:
    page = open_page("/search?q=khrushchev&per_page=10")
    page.locator("#q").fill("corpse")
    expect(page.locator("#status")).to_contain_text("in 1 document")
    hits = page.locator(".hit").count()
    entries = downloaded(page, page.get_by_role("button", name="BibTeX"))
    assert entries.count("@misc{") == hits


def test_a_copied_citation_has_the_whole_address(open_page: OpenPage, site: str) -> None:
    page = open_page(CITE, permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-copy=chicago-note]").click()
    expect(page.locator("[data-copy=chicago-note]")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Elidor Mëhilli, trans., “Conversation Between")
    assert copied.endswith(f"{site}/documents/300025/turns/5-695b72c6.")
    expect(page.locator("#chicago")).to_have_value(re.compile(f"{site}/documents/300025\\.$"))


def test_where_the_clipboard_is_closed_the_field_is_selected(open_page: OpenPage) -> None:
    page = open_page(CITE)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')); }")
    page.locator("[data-copy=mla-in-text]").click()
    expect(page.locator("[data-copy=mla-in-text]")).to_have_text("Press Ctrl+C")
    assert page.evaluate("getSelection().toString()") == "(Mëhilli, turn 5)"


def test_the_page_of_a_passage_leads_to_its_citations(open_page: OpenPage) -> None:
    page = open_page("/documents/300025/turns/5")
    page.get_by_role("link", name="Chicago, MLA, APA").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cite turn 5")
    page.get_by_role("link", name="The passage").click()
    expect(page).to_have_url(re.compile("/turns/5-695b72c6$"))


@pytest.mark.parametrize("address", ["/documents/300025", "/documents/300025/turns/5"])
def test_the_block_of_data_is_no_violation_of_the_content_policy(open_page: OpenPage, site: str, address: str) -> None:
    page = open_page("/about")
    page.add_init_script("addEventListener('securitypolicyviolation', (e) => (window.violated = e.violatedDirective))")
    answer = page.goto(site + address)
    assert answer is not None
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert page.evaluate("JSON.parse(document.querySelector('[type=\"application/ld+json\"]').textContent)['@context']")
    assert page.evaluate("window.violated ?? null") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_accessibility_violations(open_page: OpenPage, address: str, scheme: str) -> None:
    found = AXE.run(open_page(address, color_scheme=scheme), options=OPTIONS)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("address", ADDRESSES)
def test_at_320_pixels_nothing_has_to_be_scrolled_sideways(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
