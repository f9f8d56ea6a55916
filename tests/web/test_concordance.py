"""The results as a concordance: a line for every occurrence, in an order, each a link to its place."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from reading import attribute, link, page, text, texts

from index import concordance as concordances
from index.concordance import concordance
from index.generations.archive import Archive
from index.queries.analysis import fold, tokens
from index.request import LineOrder, SearchRequest, View
from index.search import search

KWIC = "/search?q=khrushchev&view=concordance"


def lines(found: BeautifulSoup) -> list[tuple[str, str, str]]:
    """What stands before, the words, and what stands after, without the part for screen readers."""
    rows = []
    for line in found.select(".concordance .line"):
        for unseen in line.select(".unseen"):
            unseen.decompose()
        words = text(line.mark)
        rows.append((text(line.select_one(".before")), words, text(line.select_one(".after"))[len(words) :]))
    return rows


def folded(context: str) -> list[str]:
    return [fold(token.text) for token in tokens(context)]


def test_every_occurrence_of_the_page_has_a_line(client: FlaskClient) -> None:
    found = page(client, KWIC)
    hits = page(client, "/search?q=khrushchev").select(".hit h2 a")
    marks = 0
    for hit in {str(tag["href"]).partition("#")[0] for tag in hits}:
        marks += len(page(client, hit).select(".transcript mark"))
    document_hits = [place for place in texts(found, ".where") if ", document," in place]
    assert len(lines(found)) - len(document_hits) == marks > 10


def test_a_line_leads_to_its_paragraph_with_the_search_kept(client: FlaskClient) -> None:
    found = page(client, f"{KWIC}&lines=before")
    address = str(found.select(".concordance .line a")[0]["href"])
    words = lines(found)[0]
    assert "&view=concordance&lines=before#turn-" in address
    there = page(client, address)
    target = there.find(id=address.partition("#")[2])
    assert words[1] in text(target)
    assert link(there, "← Back to the results") == f"{KWIC}&lines=before"


@pytest.mark.parametrize(
    ("order", "key"),
    [
        ("after", lambda line: folded(line[2])[:8]),
        ("before", lambda line: folded(line[0])[:-9:-1]),
        ("words", lambda line: folded(line[1])),
    ],
)
def test_lines_are_ordered_by_their_words(client: FlaskClient, order: str, key: object) -> None:
    shown = [key(line) for line in lines(page(client, f"{KWIC}&lines={order}"))]  # type: ignore[operator]  # a function
    assert shown == sorted(shown)
    hits = [key(line) for line in lines(page(client, KWIC))]  # type: ignore[operator]  # a function
    assert sorted(hits) == shown


def test_ways_to_order_and_to_show_are_links(client: FlaskClient) -> None:
    found = page(client, KWIC)
    assert link(found, "By the words after") == f"{KWIC}&lines=after"
    assert link(found, "List") == "/search?q=khrushchev"
    assert link(page(client, "/search?q=khrushchev"), "Concordance") == KWIC
    assert attribute(found, "#facets input[name=view]", "value") == "concordance"
    assert not found.select(".hit, .cite-box")


def test_filters_keep_the_view(client: FlaskClient) -> None:
    found = page(client, f"{KWIC}&speaker=mao-zedong")
    assert "view=concordance" in link(found, "Clear all filters")
    assert set(texts(found, ".where bdi")) == {"Mao Zedong"}


def test_a_search_without_words_says_so(client: FlaskClient) -> None:
    found = page(client, "/search?speaker=mao-zedong&view=concordance")
    assert texts(found, ".notice") == [
        "A concordance needs words to look for; the hits of this search are in the list."
    ]
    assert not found.select(".line")


def test_an_unknown_order_is_told(client: FlaskClient) -> None:
    found = page(client, f"{KWIC}&lines=sideways")
    assert "one of hits, before, after, words" in texts(found, ".notices li")[0]


def test_contexts_are_short_and_of_the_text(seeds_archive: Archive) -> None:
    asked = SearchRequest(q="we", view=View.CONCORDANCE, per_page=100)
    found = concordance(seeds_archive, search(seeds_archive, asked))
    assert found.lines
    for line in found.lines:
        document = seeds_archive.store.document(line.hit.document.id)
        if document and line.hit.position and line.paragraph:
            printed = document.turns[line.hit.position - 1].paragraphs[line.paragraph - 1].text
            context = f"{line.before}{line.words}{line.after}".strip("… ")
            assert " ".join(context.split()) in " ".join(printed.split())
        assert max(len(line.before), len(line.after)) <= concordances.CONTEXT + 2


def test_lines_have_a_limit_that_is_told(seeds_archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = SearchRequest(q="we", view=View.CONCORDANCE)
    whole = concordance(seeds_archive, search(seeds_archive, asked))
    monkeypatch.setattr(concordances, "MOST_LINES", 7)
    cut = concordance(seeds_archive, search(seeds_archive, replace(asked, lines=LineOrder.HITS)))
    assert (whole.more, cut.more) == (False, True)
    assert cut.lines == whole.lines[:7]


def test_right_to_left_writing_keeps_its_direction(odd: FlaskClient) -> None:
    found = page(odd, "/search?q=%D9%82%D8%AF%D9%8A%D9%85&view=concordance")
    assert attribute(found, ".concordance .line", "dir") == "rtl"
    assert re.search("الجسر", text(found.select_one(".concordance .before")))
