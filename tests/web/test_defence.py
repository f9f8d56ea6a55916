"""Somebody who asks too much is told so, and everybody else goes on reading."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from reading import data, page, text
from sites import site

from webapp.costs import Cost, cost_of
from webapp.places import Held, Places
from webapp.rates import Rate, client_of
from webapp.serving import CHEAP, threads
from webapp.settings import Traffic

STRANGER = {"REMOTE_ADDR": "198.51.100.7"}
OTHER = {"REMOTE_ADDR": "203.0.113.9"}


class TestARate:
    def test_gives_a_burst_and_then_what_time_puts_back(self) -> None:
        rate = Rate(60, burst=3)
        assert [rate.wait("a", 0.0) for _ in range(3)] == [0, 0, 0]
        assert rate.wait("a", 0.0) == pytest.approx(1.0)
        assert rate.wait("a", 0.5) == pytest.approx(0.5)
        assert rate.wait("a", 1.0) == 0
        assert rate.wait("b", 0.0) == 0, "another client has a bucket of its own"

    def test_never_saves_more_than_a_burst(self) -> None:
        rate = Rate(60, burst=2)
        rate.wait("a", 0.0)
        assert [rate.wait("a", 1e6) > 0 for _ in range(3)] == [False, False, True]

    def test_forgets_who_has_not_asked_for_the_longest_time(self) -> None:
        rate = Rate(60, burst=1, most_clients=100)
        for number in range(10_000):
            rate.wait(str(number), number)
        assert len(rate) == 100

    @pytest.mark.parametrize(
        ("address", "client"),
        [
            ("198.51.100.7", "198.51.100.7"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
            ("127.0.0.1", None),
            ("::1", None),
            ("", None),
            ("localhost\n", None),
        ],
    )
    def test_counts_a_household_as_one(self, address: str, client: str | None) -> None:
        assert client_of(address) == client


class TestRates:
    @pytest.fixture
    def client(self, seeds_data: Path) -> FlaskClient:
        return site(seeds_data, traffic=Traffic(searches_per_minute=6, exports_per_minute=3)).test_client()

    def test_refuse_with_429_and_when_to_come_again(self, client: FlaskClient) -> None:
        for _ in range(2):
            assert client.get("/search?q=china", environ_overrides=STRANGER).status_code == 200
        refused = client.get("/search?q=china", environ_overrides=STRANGER)
        assert refused.status_code == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 10
        assert b"Try again in" in refused.data
        assert refused.headers["Cache-Control"] == "no-store"
        as_data = client.get("/search.json?q=china", environ_overrides=STRANGER)
        assert as_data.json is not None
        assert as_data.json["error"]["status"] == 429

    def test_do_not_touch_other_readers_and_other_pages(self, client: FlaskClient) -> None:
        for _ in range(4):
            client.get("/search?q=china", environ_overrides=STRANGER)
        assert client.get("/search?q=china", environ_overrides=OTHER).status_code == 200
        for address in ("/", "/documents/300025", "/healthz", "/speakers"):
            assert client.get(address, environ_overrides=STRANGER).status_code == 200

    def test_of_whole_result_sets_are_their_own(self, client: FlaskClient) -> None:
        codes = [client.get("/search.csv?q=china", environ_overrides=STRANGER).status_code for _ in range(2)]
        assert codes == [200, 429]
        assert client.get("/search?q=china", environ_overrides=STRANGER).status_code == 200

    def test_do_not_hold_for_this_machine(self, client: FlaskClient) -> None:
        assert {client.get("/search?q=china").status_code for _ in range(9)} == {200}

    def test_can_be_turned_off(self, seeds_data: Path) -> None:
        client = site(seeds_data, traffic=Traffic(searches_per_minute=0)).test_client()
        codes = {client.get("/search?q=china", environ_overrides=STRANGER).status_code for _ in range(120)}
        assert codes == {200}

    def test_let_a_person_type_and_click_for_a_minute(self, seeds_data: Path) -> None:
        """A letter each quarter of a second for a word, a filter, the next word: 100 at once, 5 a second after."""
        rate = Rate(Traffic().searches_per_minute, Traffic().searches_per_minute // 3)
        assert not any(rate.wait("a", moment * 0.25) for moment in range(240))


class TestCrawlers:
    @pytest.mark.parametrize(
        "address", ["/search?q=china", "/search.json?q=china", "/search.csv?q=china", "/documents/300025?q=china"]
    )
    def test_are_told_to_leave_searches(self, client: FlaskClient, address: str) -> None:
        assert client.get(address).headers["X-Robots-Tag"] == "noindex, nofollow"

    @pytest.mark.parametrize("address", ["/", "/documents", "/documents/300025", "/speakers"])
    def test_may_read_documents(self, client: FlaskClient, address: str) -> None:
        assert "X-Robots-Tag" not in client.get(address).headers

    def test_find_searches_closed_in_robots_txt(self, client: FlaskClient) -> None:
        lines = client.get("/robots.txt").text.splitlines()
        assert "Disallow: /search" in lines


def test_every_page_that_searches_is_declared(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(("/search", "/suggest", "/quote")):
            with app.test_request_context():
                from flask import request

                request.url_rule = rule
                assert cost_of(request) is not Cost.LITTLE, f"{rule.endpoint} is in no row of webapp/costs.py"


class TestPlaces:
    def test_are_given_back(self) -> None:
        places = Places(1, 0, 0.01)
        for _ in range(3):
            assert places.enter()
            assert not places.enter()
            places.leave()

    def test_are_waited_for_by_a_few_for_a_while(self) -> None:
        places = Places(1, 1, 0.2)
        assert places.enter()
        came: list[bool] = []
        waiting = threading.Thread(target=lambda: came.append(places.enter()))
        waiting.start()
        time.sleep(0.05)
        started = time.monotonic()
        assert not places.enter(), "the queue is full"
        assert time.monotonic() - started < 0.1, "told at once"
        places.leave()
        waiting.join()
        assert came == [True]
        assert not places.enter()
        places.leave()
        assert places.enter()

    @pytest.mark.parametrize("end", ["all", "close", "forget", "error"])
    def test_are_held_until_an_answer_is_sent_or_dropped(self, end: str) -> None:
        places = Places(1, 0, 0.01)
        assert places.enter()

        def pieces() -> Iterator[bytes]:
            yield b"one"
            if end == "error":
                raise OSError("gone")
            yield b"two"

        held: Held | None = Held(pieces(), places)
        assert held is not None
        assert next(held) == b"one"
        assert not places.enter()
        if end == "all":
            assert list(held) == [b"two"]
        elif end == "error":
            with pytest.raises(OSError, match="gone"):
                next(held)
        elif end == "close":
            held.close()
        held = None
        assert places.enter()

    def test_leave_threads_for_pages_that_cost_little(self) -> None:
        traffic = Traffic()
        busy = traffic.searches_at_once + traffic.searches_waiting + 2 * traffic.exports_at_once
        assert threads(traffic) - busy == CHEAP > 0


class TestStarvation:
    def test_pages_that_cost_little_answer_while_searches_fill_every_place(
        self, seeds_data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Two searches that do not end, two that wait: the fifth is told to come again, all other pages answer."""
        app = site(seeds_data, traffic=Traffic(searches_at_once=2, searches_waiting=2, wait_seconds=30))
        go_on, inside = threading.Event(), threading.Semaphore(0)
        answer = app.view_functions["search"]

        def endless() -> object:
            inside.release()
            go_on.wait(30)
            return answer()

        monkeypatch.setitem(app.view_functions, "search", endless)
        codes: list[int] = []
        readers = [
            threading.Thread(target=lambda: codes.append(app.test_client().get("/search?q=china").status_code))
            for _ in range(4)
        ]
        for reader in readers:
            reader.start()
        assert inside.acquire(timeout=10)
        assert inside.acquire(timeout=10)
        time.sleep(0.1)  # the other two are waiting
        client = app.test_client()
        started = time.monotonic()
        message = text(page(client, "/search?q=china", 503).select_one("#message"))
        assert "Too many searches" in message
        assert data(client, "/search.json?q=china", 503)["error"]["status"] == 503
        assert client.get("/search?q=china").headers["Retry-After"] == "5"
        for address in ("/healthz", "/", "/documents/300025", "/static/colloquy.css"):
            assert client.get(address, buffered=True).status_code == 200
        assert time.monotonic() - started < 10
        go_on.set()
        for reader in readers:
            reader.join()
        assert codes == [200] * 4
        assert client.get("/search?q=china").status_code == 200

    def test_a_search_that_fails_gives_its_place_back(self, seeds_data: Path) -> None:
        client = site(
            seeds_data, traffic=Traffic(searches_at_once=1, searches_waiting=0, wait_seconds=0.1)
        ).test_client()
        for address in ("/search?page=99", "/search?q=" + "a+" * 99, "/search.csv?from=x", "/search?q=china"):
            for _ in range(3):
                assert client.get(address).status_code in (200, 400, 404)
        for _ in range(5):
            assert client.head("/search.csv?q=china").status_code == 200
            assert client.get("/search.csv?q=china").text
