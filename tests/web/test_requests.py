"""Which requests are let in: those that read, ask for little enough, and name a host that is ours."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import data, page, text
from sites import site

from webapp.admission import LONGEST_QUERY_STRING, MOST_CHOSEN, MOST_PARAMETERS
from webapp.serving import LONGEST_HEADERS

OTHER_METHODS = ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND")


class TestMethods:
    @pytest.mark.parametrize("method", OTHER_METHODS)
    @pytest.mark.parametrize("address", ["/", "/search", "/nowhere", "/static/colloquy.css"])
    def test_other_than_reading_are_refused(self, client: FlaskClient, method: str, address: str) -> None:
        answer = client.open(address, method=method)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "GET, HEAD"

    def test_refusals_are_json_where_data_was_asked_for(self, client: FlaskClient) -> None:
        answer = client.post("/search.json?q=lamp")
        assert answer.status_code == 405
        assert answer.json == {"error": {"status": 405, "message": "Pages of this site can only be read."}}

    @pytest.mark.parametrize(
        "address", ["/", "/search?q=revisionists", "/search.json?q=revisionists", "/documents/300025", "/nowhere"]
    )
    def test_head_says_what_get_says_and_sends_nothing(self, client: FlaskClient, address: str) -> None:
        got, head = client.get(address), client.head(address)
        assert (head.status_code, head.data) == (got.status_code, b"")
        of_time = {"Date", "X-Request-Id"} | ({"Content-Length"} if "json" in address else set())
        for name in set(got.headers.keys()) - of_time:
            assert head.headers[name] == got.headers[name], name
        if "json" not in address and "Content-Length" in got.headers:  # a long transcript is sent without
            assert int(head.headers["Content-Length"]) == len(got.data)

    def test_a_body_is_not_read(self, client: FlaskClient) -> None:
        assert client.get("/search", data=b"q=lamp").status_code == 413
        assert client.get("/search", headers={"Transfer-Encoding": "chunked"}).status_code == 413


class TestSizes:
    def test_the_longest_query_fits_whatever_its_script(self, client: FlaskClient) -> None:
        longest = quote("\U00020000" * 2_000)
        assert len(longest) + 2 < LONGEST_QUERY_STRING < LONGEST_HEADERS
        assert "64" in text(page(client, f"/search?q={longest}", 400).select_one("#message")), "refused for its words"

    def test_a_longer_address_is_refused(self, client: FlaskClient) -> None:
        assert client.get("/search?q=" + "a" * LONGEST_QUERY_STRING).status_code == 414
        assert client.get("/documents/" + "a" * 2_000).status_code == 414
        assert data(client, "/search.json?q=" + "a" * LONGEST_QUERY_STRING, 414)["error"]["status"] == 414

    def test_too_many_parameters_are_told(self, client: FlaskClient) -> None:
        many = "&".join(f"x{number}=1" for number in range(MOST_PARAMETERS + 1))
        assert str(MOST_PARAMETERS) in text(page(client, f"/search?{many}", 400).select_one("#message"))
        assert client.get(f"/search?{many.rpartition('&')[0]}").status_code == 200

    def test_too_many_chosen_values_of_all_facets_are_told(self, client: FlaskClient) -> None:
        half = MOST_CHOSEN // 2
        chosen = "&".join([f"year={1900 + n}" for n in range(half)] + [f"speaker=s{n}" for n in range(half)])
        assert client.get(f"/search?{chosen}").status_code == 200
        refused = data(client, f"/search.json?{chosen}&kind=speech", 400)
        assert str(MOST_CHOSEN) in refused["error"]["message"]


class TestHosts:
    @pytest.fixture
    def guarded(self, seeds_data: Path) -> FlaskClient:
        return site(seeds_data, trusted_hosts=("papers.example", ".archive.example")).test_client()

    @pytest.mark.parametrize("host", ["papers.example", "papers.example:8080", "a.archive.example"])
    def test_that_are_ours_are_answered(self, guarded: FlaskClient, host: str) -> None:
        assert guarded.get("/", headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize("host", ["evil.example", "papers.example.evil.example", "papers.example@evil.example", ""])
    def test_that_are_not_are_refused_in_the_form_asked_for(self, guarded: FlaskClient, host: str) -> None:
        assert "another" not in text(page(guarded, "/", 400, Host=host).select_one("#message"))
        refused = guarded.get("/search.json", headers={"Host": host})
        assert (refused.status_code, refused.mimetype) == (400, "application/json")

    def test_do_not_matter_to_machines_that_watch(self, guarded: FlaskClient) -> None:
        assert guarded.get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200
        assert guarded.get("/readyz", headers={"Host": "10.0.0.7"}).status_code == 200

    def test_never_appear_in_an_answer(self, client: FlaskClient) -> None:
        for address in ("/", "/search?q=revisionists", "/search.json?q=revisionists", "/documents/300025/cite"):
            forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil"}
            answer = client.get(address, headers=forged)
            assert b"evil" not in answer.data
            assert "evil" not in str(answer.headers)


class TestRedirects:
    @pytest.mark.parametrize("path", ["//evil.example", "//evil.example/..", "///evil.example/%2f..", "//search"])
    def test_two_slashes_lead_nowhere(self, client: FlaskClient, path: str) -> None:
        answer = client.get("/", environ_overrides={"PATH_INFO": path})
        assert answer.status_code == 404
        assert "Location" not in answer.headers

    def test_stay_on_this_site(self, client: FlaskClient) -> None:
        place = client.get("/documents/300025/turns/2", headers={"Host": "evil.example"}).headers["Location"]
        assert place.startswith("/documents/300025/turns/2-")

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        name=st.sampled_from(("q", "speaker", "from", "page", "quote", "cite", "view")), value=st.binary(max_size=40)
    )
    @pytest.mark.parametrize(
        "path",
        ["/search", "/search.json", "/search.csv", "/search.ris", "/documents/300025", "/documents/300025/turns/2"],
    )
    def test_no_parameter_gets_into_a_header_or_breaks_a_page(
        self, client: FlaskClient, path: str, name: str, value: bytes
    ) -> None:
        answer = client.get(f"{path}?{name}=%0d%0aSet-Cookie:%20a=b{quote(value)}")
        assert answer.status_code < 500
        assert "Set-Cookie" not in answer.headers
        assert all("\n" not in each and "\r" not in each for each in answer.headers.values())


class TestConditions:
    def test_answers_to_htmx_are_never_replayed(self, client: FlaskClient) -> None:
        tag = client.get("/search?q=revisionists").headers["ETag"]
        again = client.get("/search?q=revisionists", headers={"HX-Request": "true", "If-None-Match": tag})
        assert again.status_code == 200
        assert again.headers["HX-Push-Url"] == "/search?q=revisionists"
        assert client.get("/search?q=revisionists", headers={"If-None-Match": tag}).status_code == 304

    def test_data_have_one_tag_whatever_time_the_search_took(self, client: FlaskClient) -> None:
        first = client.get("/search.json?q=revisionists")
        for _ in range(5):
            again = client.get("/search.json?q=revisionists", headers={"If-None-Match": first.headers["ETag"]})
            assert (again.status_code, again.data) == (304, b"")
        assert client.get("/search.json?q=revisionism").headers["ETag"] != first.headers["ETag"]

    def test_a_304_has_nothing_of_htmx(self, client: FlaskClient) -> None:
        tag = client.get("/search?q=revisionists").headers["ETag"]
        going_back = {"HX-Request": "true", "HX-History-Restore-Request": "true", "If-None-Match": tag}
        answer = client.get("/search?q=revisionists", headers=going_back)
        assert answer.status_code == 304
        assert not [name for name in dict(answer.headers) if name.startswith("HX-")]

    def test_another_generation_has_another_tag(self, tmp_path: Path) -> None:
        from index.building.build import build

        folder = tmp_path / "folder"
        folder.mkdir()
        (folder / "talk.txt").write_text("Anna Berg: The lamps are lit.\n\nJosef Karel: They are not.\n")
        build(folder, tmp_path / "data")
        client = site(tmp_path / "data").test_client()
        tags = {}
        for words in ("The lamps are lit.", "The lamps are out."):
            (folder / "talk.txt").write_text(f"Anna Berg: {words}\n\nJosef Karel: They are not.\n")
            build(folder, tmp_path / "data")
            tags[words] = client.get("/documents/talk").headers["ETag"]
        assert len(set(tags.values())) == 2

    def test_a_range_of_a_page_is_the_whole_page(self, client: FlaskClient) -> None:
        answer = client.get("/documents/300025", headers={"Range": "bytes=0-9"})
        assert answer.status_code == 200
        assert answer.data.startswith(b"<!doctype html>")


class TestProxies:
    def seen(self, data: Path, proxies: int, forwarded: str) -> str | None:
        app = site(data, proxies=proxies)
        seen: list[str | None] = []

        @app.before_request
        def look() -> None:
            from flask import request

            seen.append(request.remote_addr)

        app.test_client().get("/healthz", headers={"X-Forwarded-For": forwarded})
        return seen[0]

    def test_are_believed_as_far_as_they_are_declared(self, seeds_data: Path) -> None:
        forged_first = "203.0.113.9, 198.51.100.7"
        assert self.seen(seeds_data, 0, forged_first) == "127.0.0.1"
        assert self.seen(seeds_data, 1, forged_first) == "198.51.100.7"
        assert self.seen(seeds_data, 2, forged_first) == "203.0.113.9"
