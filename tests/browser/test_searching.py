"""Searching as a reader with a mouse and a keyboard does it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def history(page: Page) -> int:
    length: int = page.evaluate("history.length")
    return length


def typed(page: Page, words: str) -> None:
    """Types as a person does, and waits until the answer is shown."""
    with page.expect_response(re.compile(r"/search\?")):
        page.locator("#q").press_sequentially(words, delay=20)
    expect(page.locator("#results h1")).to_contain_text(words.split()[-1])


def test_typing_updates_results_and_address_and_keeps_the_focus(open_page: OpenPage) -> None:
    page = open_page("/search")
    before = history(page)
    page.locator("#q").focus()
    typed(page, "corpse")
    expect(page.locator("#status")).to_have_text("1 hit in 1 document")
    expect(page.locator(".hit mark")).to_have_text("corpse")
    expect(page).to_have_url(re.compile(r"/search\?q=corpse$"))
    expect(page).to_have_title(re.compile("^corpse"))
    expect(page.locator("#q")).to_be_focused()
    assert history(page) == before
    page.locator("#q").fill("")
    typed(page, "Ngô Đình")
    expect(page).to_have_url(re.compile(r"q=Ng%C3%B4\+%C4%90%C3%ACnh$"))
    expect(page.locator(".hit mark").first).to_be_visible()
    assert history(page) == before


def test_a_speaker_is_ticked_and_taken_back(open_page: OpenPage) -> None:
    page = open_page("/search?q=revisionists")
    everybody, before = page.locator("#status").inner_text(), history(page)
    box = page.locator("#speaker-mao-zedong")
    box.check()
    expect(page.locator("#status")).not_to_have_text(everybody)
    expect(page).to_have_url(re.compile(r"q=revisionists&speaker=mao-zedong$"))
    expect(page.locator(".chips")).to_contain_text("Mao Zedong")
    expect(box).to_be_focused()
    assert set(page.locator(".hit h2 bdi").all_inner_texts()) == {"Mao Zedong"}
    page.locator("#speaker-beqir-balluku").check()
    expect(page).to_have_url(re.compile("speaker=mao-zedong&speaker=beqir-balluku$"))
    assert set(page.locator(".hit h2 bdi").all_inner_texts()) == {"Mao Zedong", "Beqir Balluku"}
    page.locator("#speaker-beqir-balluku").uncheck()
    expect(page).to_have_url(re.compile("speaker=mao-zedong$"))
    box.uncheck()
    expect(page.locator("#status")).to_have_text(everybody)
    expect(page).to_have_url(re.compile(r"/search\?q=revisionists$"))
    assert history(page) == before + 4


def test_back_and_forward_restore_everything(open_page: OpenPage) -> None:
    page = open_page("/search?q=revisionists")
    first = page.locator("#status").inner_text()
    page.locator("#speaker-mao-zedong").check()
    expect(page).to_have_url(re.compile("mao-zedong$"))
    second = page.locator("#status").inner_text()
    page.locator("#year-1964").check()
    expect(page).to_have_url(re.compile("year=1964$"))
    page.go_back()
    expect(page.locator("#status")).to_have_text(second)
    expect(page.locator("#speaker-mao-zedong")).to_be_checked()
    expect(page.locator("#year-1964")).not_to_be_checked()
    page.go_back()
    expect(page.locator("#status")).to_have_text(first)
    expect(page.locator("#speaker-mao-zedong")).not_to_be_checked()
    expect(page.locator("#q")).to_have_value("revisionists")
    expect(page).to_have_title(re.compile("^revisionists"))
    page.go_forward()
    expect(page.locator("#status")).to_have_text(second)
    expect(page.locator("#speaker-mao-zedong")).to_be_checked()
    page.locator("#year-1964").check()
    expect(page).to_have_url(re.compile("year=1964$"))  # the filters work after going back, too


def test_back_from_a_document_shows_the_whole_page(open_page: OpenPage) -> None:
    page = open_page("/search?q=khrushchev")
    page.locator("#speaker-mao-zedong").check()
    expect(page).to_have_url(re.compile("mao-zedong$"))
    results = page.locator("#status").inner_text()
    page.locator(".hit h2 a").first.click()
    expect(page.locator(".hit-bar")).to_be_visible()
    page.go_back()
    expect(page.locator("#status")).to_have_text(results)
    expect(page.locator("header.site .name")).to_be_visible()
    expect(page.locator("#speaker-mao-zedong")).to_be_checked()


def test_from_a_hit_to_its_passage_to_the_next_hit_and_back(open_page: OpenPage, site: str) -> None:
    page = open_page("/search?q=khrushchev")
    results = page.url
    page.locator(".hit h2 a").first.click()
    counter = page.locator("[data-counter]")
    expect(counter).to_have_text(re.compile(r"^\d+ of \d+$"))
    expect(page.locator(":target mark").first).to_be_in_viewport()
    number, total = (int(part) for part in counter.inner_text().split(" of "))
    page.get_by_role("link", name="Next", exact=True).click()
    following = number % total + 1
    expect(counter).to_have_text(f"{following} of {total}")
    expect(page.locator(f"#hit-{following}")).to_be_in_viewport()
    page.keyboard.press("n")
    expect(counter).to_have_text(f"{following % total + 1} of {total}")
    page.keyboard.press("Shift+N")
    expect(counter).to_have_text(f"{following} of {total}")
    page.get_by_role("link", name="Back to the results").click()
    assert page.url == results


def test_an_older_answer_never_replaces_a_newer_one(open_page: OpenPage) -> None:
    page = open_page("/search")
    with page.expect_request(re.compile("q=tardy")):
        page.locator("#q").press_sequentially("tardy")
    page.locator("#q").fill("corpse")
    expect(page.locator("#results h1")).to_contain_text("corpse")
    page.wait_for_timeout(1500)  # the answer to the first has come by now
    expect(page.locator("#results h1")).to_contain_text("corpse")
    expect(page).to_have_url(re.compile(r"q=corpse$"))


def test_nothing_is_asked_while_an_input_method_composes(open_page: OpenPage) -> None:
    page = open_page("/search?q=corpse")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/search?" in request.url else None)
    box = page.locator("#q")
    box.focus()
    box.dispatch_event("compositionstart")
    page.keyboard.type("ni")
    page.wait_for_timeout(600)
    assert asked == []
    with page.expect_response(re.compile(r"/search\?")):
        box.dispatch_event("compositionend")


def test_a_long_list_is_narrowed_by_a_name_without_a_search(open_page: OpenPage) -> None:
    page = open_page("/search")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/search?" in request.url else None)
    hidden = page.locator("#speaker-peng-zhen")
    expect(hidden).to_be_hidden()
    page.get_by_label("Find in: Speaker").fill("ZHÉN")
    expect(hidden).to_be_visible()
    expect(page.locator("#speaker-mao-zedong")).to_be_hidden()
    page.get_by_label("Find in: Speaker").press("Enter")
    page.get_by_label("Find in: Speaker").blur()
    assert asked == []
    hidden.check()
    expect(page).to_have_url(re.compile("speaker=peng-zhen$"))
    expect(hidden).to_be_focused()
    expect(page.get_by_label("Find in: Speaker")).to_have_value("ZHÉN")


def test_a_list_of_dates_narrows_on_leaving_the_field(open_page: OpenPage) -> None:
    page = open_page("/search?q=revisionists")
    page.locator("#from").fill("1964")
    page.locator("#from").press("Tab")
    expect(page).to_have_url(re.compile("from=1964$"))
    assert {time[-4:] for time in page.locator(".hit time").all_inner_texts()} == {"1964"}


def test_the_sort_order_is_kept_while_typing(open_page: OpenPage) -> None:
    page = open_page("/search?q=we&sort=oldest")
    page.locator("#q").press("End")
    with page.expect_response(re.compile(r"/search\?")):
        page.locator("#q").press_sequentially(" congress")
    expect(page).to_have_url(re.compile(r"q=we\+congress&sort=oldest$"))
