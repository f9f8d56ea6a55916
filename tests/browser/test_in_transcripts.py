"""Reading a transcript in a browser: the rail, folded turns, notes in the margin, links to selected words."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
EXCHANGE = "/documents/300025?q=khrushchev&with=mao-zedong&with=beqir-balluku"

# Selects from a letter of one text to a letter of another; a script, because a mouse cannot be trusted with letters.
SELECT = """([from, start, to, end]) => {
    const [first, last] = [from, to].map((id) => document.getElementById(id).querySelector('.text').firstChild);
    const range = document.createRange();
    range.setStart(first, start);
    range.setEnd(last, end);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""


def select(page: Page, first: str, start: int, last: str, end: int) -> None:
    page.evaluate(SELECT, [first, start, last, end])


def test_a_mark_on_the_rail_leads_to_its_hit(open_page: OpenPage) -> None:
    page = open_page("/documents/300025?q=khrushchev")
    page.locator(".rail a").nth(6).click()
    expect(page).to_have_url(re.compile("#hit-7$"))
    expect(page.locator("#hit-7")).to_be_in_viewport()
    expect(page.locator("[data-counter]")).to_have_text(re.compile("^7 of"))


def test_the_rail_shows_what_is_in_view(open_page: OpenPage) -> None:
    page = open_page("/documents/300025?q=khrushchev#hit-7")
    expect(page.locator("#hit-7")).to_be_in_viewport()
    page.wait_for_timeout(200)
    window = page.locator(".rail .window").bounding_box()
    mark = page.locator("[data-mark=hit-7]").bounding_box()
    assert window is not None
    assert mark is not None
    assert window["y"] <= mark["y"] + mark["height"] / 2 <= window["y"] + window["height"]


def test_hits_are_reached_through_the_list_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/documents/300025?q=khrushchev")
    page.get_by_text("hits as a list").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the list itself scrolls
    while "hit-list" not in page.evaluate("document.activeElement.closest('section')?.className ?? ''") or (
        page.evaluate("document.activeElement.tagName") != "A"
    ):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#hit-1$"))


def test_the_rail_is_for_wide_screens(open_page: OpenPage) -> None:
    page = open_page("/documents/300025?q=khrushchev", viewport={"width": 800, "height": 800})
    expect(page.locator(".rail")).to_be_hidden()
    expect(page.locator(".lanes")).to_be_visible()


@pytest.mark.parametrize("scripted", [True, False])
def test_speakers_are_ticked_and_the_rest_is_folded(open_page: OpenPage, scripted: bool) -> None:
    page = open_page("/documents/300025?q=khrushchev", java_script_enabled=scripted)
    page.get_by_label("Show turns of Mao Zedong").check()
    page.get_by_label("Show turns of Beqir Balluku").check()
    page.get_by_role("button", name="Show only the ticked").click()
    expect(page).to_have_url(re.compile(re.escape(EXCHANGE) + "$"))
    fold = page.locator(".fold").first
    expect(fold.locator(".turn").first).to_be_hidden()
    fold.locator("summary").first.click()
    expect(fold.locator(".turn").first).to_be_visible()
    page.get_by_role("link", name="Show all turns").first.click()
    expect(page.locator(".fold")).to_have_count(0)


@pytest.mark.parametrize("scripted", [True, False])
def test_an_address_into_a_fold_opens_it(open_page: OpenPage, scripted: bool) -> None:
    page = open_page(EXCHANGE)
    inside = page.locator(".fold mark[id]").first.get_attribute("id")
    page = open_page(f"{EXCHANGE}#{inside}", java_script_enabled=scripted)
    expect(page.locator(f"#{inside}")).to_be_in_viewport()


def test_n_steps_into_a_fold(open_page: OpenPage) -> None:
    page = open_page(EXCHANGE)
    inside = page.locator(".fold mark[id]").first.get_attribute("id") or ""
    for _ in range(int(inside.removeprefix("hit-"))):
        page.keyboard.press("n")
    expect(page.locator(f"#{inside}")).to_be_in_viewport()


def test_an_address_that_is_not_well_formed_breaks_nothing(open_page: OpenPage) -> None:
    page = open_page("/documents/300025?q=khrushchev#%E0%A4%A")
    page.keyboard.press("n")
    expect(page.locator("#hit-1")).to_be_in_viewport()


def test_notes_stand_beside_their_marker_on_wide_screens(open_page: OpenPage) -> None:
    page = open_page("/documents/300025", viewport={"width": 1500, "height": 900})
    note, marker = page.locator(".side-note").first, page.locator(".reference").first
    expect(note).to_be_visible()
    beside, at = note.bounding_box(), marker.bounding_box()
    assert beside is not None
    assert at is not None
    assert beside["x"] > at["x"] + at["width"]
    assert abs(beside["y"] - at["y"]) < 200
    marker.click()
    expect(page.locator(".turn.note:target")).to_be_in_viewport()
    page.locator(".turn.note:target .back-links a").first.click()
    expect(marker).to_be_in_viewport()
    narrow = open_page("/documents/300025", viewport={"width": 1200, "height": 900})
    expect(narrow.locator(".side-note").first).to_be_hidden()
    expect(narrow.locator(".turn.note").first).to_be_visible()


def test_selected_words_have_a_link_that_marks_them(open_page: OpenPage) -> None:
    page = open_page("/documents/300025", permissions=["clipboard-read", "clipboard-write"])
    select(page, "turn-24.2", 6, "turn-24.2", 37)  # begins and ends within words
    button = page.get_by_role("button", name="Copy link to these words")
    expect(button).to_be_visible()
    button.click()
    expect(page.locator("#quote-link [role=status]")).to_have_text("Copied")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address == page.locator("#quote-address").input_value()
    expected = page.evaluate("getSelection().toString()")
    quoted = parse_qs(urlsplit(address).query)["quote"][0]
    assert expected in quoted
    page.goto(address)
    assert " ".join(page.locator(".quoted mark").all_inner_texts()) == quoted


def test_selected_words_across_paragraphs_are_a_link_to_the_turn(open_page: OpenPage) -> None:
    page = open_page("/documents/300025")
    select(page, "turn-24.2", 0, "turn-24.3", 29)
    field = page.locator("#quote-address")
    expect(field).to_have_value(re.compile(r"/turns/24-[0-9a-f]{8}\?quote="))
    address = field.input_value()
    quoted = parse_qs(urlsplit(address).query)["quote"][0]
    assert quoted.endswith(". This will make Khrushchev tick")
    page.goto(address)
    marked = " ".join(page.locator(".quoted mark").all_inner_texts())
    assert re.findall(r"\w+", marked) == re.findall(r"\w+", quoted)


def test_words_of_two_speakers_are_no_quotation(open_page: OpenPage) -> None:
    page = open_page("/documents/300025")
    select(page, "turn-3.1", 0, "turn-5.1", 4)
    expect(page.locator("#quote-link [role=status]")).to_contain_text("one turn")
    expect(page.locator("#quote-address")).to_be_hidden()


def test_the_next_tab_leads_to_the_link(open_page: OpenPage) -> None:
    page = open_page("/documents/300025", permissions=["clipboard-read", "clipboard-write"])
    page.locator("[id='turn-5.1'] .text").dblclick(position={"x": 8, "y": 10})
    expect(page.locator("#quote-link")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy link to these words")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#quote-link [role=status]")).to_have_text("Copied")
    page.keyboard.press("Escape")
    expect(page.locator("#quote-link")).to_be_hidden()


def test_c_copies_the_link_to_selected_words(open_page: OpenPage) -> None:
    page = open_page("/documents/300025", permissions=["clipboard-read", "clipboard-write"])
    select(page, "turn-5.1", 0, "turn-5.1", 9)
    expect(page.locator("#quote-link")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator("#quote-link [role=status]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#quote-address").input_value()


def test_where_the_clipboard_is_closed_the_address_is_selected(open_page: OpenPage) -> None:
    page = open_page("/documents/300025")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    select(page, "turn-5.1", 0, "turn-5.1", 9)
    page.get_by_role("button", name="Copy link to these words").click()
    expect(page.locator("#quote-link [role=status]")).to_contain_text("Ctrl+C")
    chosen = page.evaluate("(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))"
                           "(document.activeElement)")  # fmt: skip
    assert chosen == page.locator("#quote-address").input_value()


def test_beside_every_turn_its_link_is_copied(open_page: OpenPage, site: str) -> None:
    page = open_page("/documents/300025", permissions=["clipboard-read", "clipboard-write"])
    assert page.locator(".turn").count() == page.get_by_role("button", name="Copy link to turn").count()
    page.locator("#turn-9").hover()
    button = page.get_by_role("button", name="Copy link to turn 9")
    expect(button).to_have_css("opacity", "1")
    button.click()
    expect(page.locator("#turn-9 .copy-turn")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}/documents/300025/turns/9-2092b70d"


def test_where_the_clipboard_is_closed_the_link_of_a_turn_is_selected(open_page: OpenPage, site: str) -> None:
    page = open_page("/documents/300025")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.locator("#turn-9 > .number").focus()
    page.get_by_role("button", name="Copy link to turn 9").press("Enter")
    expect(page.locator("#turn-9 .copy-turn")).to_contain_text("Press Ctrl+C")
    expect(page.get_by_label("Link to turn 9", exact=True)).to_be_focused()
    assert page.evaluate("getSelection().toString()") == f"{site}/documents/300025/turns/9-2092b70d"
