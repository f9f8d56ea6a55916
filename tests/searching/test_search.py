"""What does a search answer, from the typed words to the page of results? Asked of the invented corpus."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.advice import typed_words
from index.errors import OverBudget, PageOutOfRange
from index.generations.archive import Archive
from index.limits import LIMITS
from index.passages import passage_hash
from index.queries.query import parse
from index.request import SearchRequest, Sort
from index.results import Facet, Hit, SearchPage
from index.search import hits_in_document, search


def marked(hit: Hit) -> list[str]:
    return [part.text for snippet in hit.snippets for part in snippet.parts if part.mark]


def facet(page: SearchPage, name: str) -> Facet:
    return next(each for each in page.facets if each.name == name)


def codes(page: SearchPage) -> list[str]:
    return [notice.code for notice in page.notices]


class TestHits:
    def test_an_empty_query_finds_everything(self, archive: Archive) -> None:
        page = search(archive, SearchRequest())
        assert page.total == archive.manifest.entries
        assert page.documents == archive.manifest.counts.documents == 5
        assert page.turns == page.total - page.documents

    def test_name_document_speaker_place_and_marked_words(self, archive: Archive) -> None:
        page = search(archive, SearchRequest(q='"unscrews brass fittings"'))
        (hit,) = page.hits
        assert (hit.document.id, hit.document.date, hit.kind) == ("5501", "1957-03-12", "speech")
        assert [(speaker.id, speaker.name) for speaker in hit.speakers] == [("anna-dordevic", "Anna Đorđević")]
        assert hit.label == "Commissioner Anna Dordevich:"
        assert marked(hit) == ["unscrews brass fittings"]
        document = archive.store.document("5501")
        assert document is not None
        assert hit.position
        turn = document.turns[hit.position - 1]
        assert hit.hash == passage_hash(paragraph.text for paragraph in turn.paragraphs)

    def test_in_metadata_have_no_position(self, archive: Archive) -> None:
        page = search(archive, SearchRequest(q="Amsel", kind=("document",)))
        (hit,) = page.hits
        assert (hit.document.id, hit.position, hit.hash, hit.kind) == ("5501", None, None, "document")
        assert {snippet.field for snippet in hit.snippets} == {"archive", "credits"}

    def test_are_found_across_a_page_break(self, archive: Archive) -> None:
        assert search(archive, SearchRequest(q='"lit again before the herring"')).total == 1

    def test_stand_in_order_of_date_with_undated_ones_last(self, archive: Archive) -> None:
        for sort in (Sort.OLDEST, Sort.NEWEST):
            page = search(archive, SearchRequest(q="lanterns", sort=sort, per_page=100))
            dates = [hit.document.date for hit in page.hits]
            dated = [date for date in dates if date]
            assert dates[: len(dated)] == dated
            assert dated == sorted(dated, reverse=sort is Sort.NEWEST)
            assert None in dates


class TestFilters:
    def test_of_one_facet_are_alternatives_and_of_several_conditions(self, archive: Archive) -> None:
        def total(**filters: tuple[str, ...]) -> int:
            return search(archive, SearchRequest(**filters)).total  # type: ignore[arg-type]  # tuples of ids

        anna, jozef = total(speaker=("anna-dordevic",)), total(speaker=("jozef-kowalski",))
        assert total(speaker=("anna-dordevic", "jozef-kowalski")) == anna + jozef
        assert total(speaker=("anna-dordevic",), document=("5501",)) < total(document=("5501",))
        assert total(speaker=("jozef-kowalski",), document=("rope-walk",)) == 0

    @pytest.mark.parametrize("q", ["", "lanterns", "rope OR brass"])
    def test_counts_of_a_facet_are_what_choosing_a_value_finds(self, archive: Archive, q: str) -> None:
        asked = SearchRequest(q=q, kind=("speech",))
        page = search(archive, replace(asked, speaker=("anna-dordevic",)))
        assert facet(page, "speaker").values
        for value in facet(page, "speaker").values:
            assert search(archive, replace(asked, speaker=(value.value,))).total == value.count
        narrowed = replace(asked, speaker=("anna-dordevic",))
        for value in facet(page, "document").values:
            assert search(archive, replace(narrowed, document=(value.value,))).total == value.count

    def test_are_labelled_for_readers(self, archive: Archive) -> None:
        page = search(archive, SearchRequest(document=("5501",)))
        assert {value.label for value in facet(page, "speaker").values} == {"Anna Đorđević", "Józef Kowalski"}
        assert {value.label for value in facet(page, "kind").values} >= {"Speech", "About the document"}
        (selected,) = [value for value in facet(page, "document").values if value.selected]
        assert selected.label.startswith("Conversation between Commissioner")

    def test_show_the_most_frequent_values_and_every_selected_one(self, archive: Archive) -> None:
        few = replace(LIMITS, facet_values=1)
        page = search(archive, SearchRequest(speaker=("lena-fuchs",)), few)
        values = facet(page, "speaker").values
        assert [value.selected for value in values] == [False, True]
        assert facet(page, "speaker").more == archive.manifest.counts.speakers - 2

    @pytest.mark.parametrize(
        ("name", "value"), [("speaker", "nobody"), ("document", "9999"), ("year", "1800"), ("kind", "gossip")]
    )
    def test_by_an_unknown_value_find_nothing_and_say_so(self, archive: Archive, name: str, value: str) -> None:
        page = search(archive, SearchRequest().including(name, value))
        assert page.total == 0
        assert codes(page) == [f"unknown_{name}"]
        (selected,) = [each for each in facet(page, name).values if each.selected]
        assert (selected.label, selected.count) == (value, 0)


class TestDates:
    def test_keep_documents_that_any_date_lies_in(self, archive: Archive) -> None:
        for from_, to in (("1957-03-12", "1957-03-12"), ("1957-03-14", "1957-03-14"), ("1957-03", None)):
            page = search(archive, SearchRequest(from_=from_, to=to, q="breakwater OR fittings"))
            assert "5501" in {hit.document.id for hit in page.hits}
        assert search(archive, SearchRequest(from_="1957-03-13", to="1957-03-13")).total == 0

    def test_that_are_none_are_left_out_with_a_notice(self, archive: Archive) -> None:
        page = search(archive, SearchRequest(from_="soon", to="1957-02-30"))
        assert page.total == archive.manifest.entries
        assert codes(page) == ["malformed_date", "malformed_date"]
        assert (page.request.from_, page.request.to) == (None, None)

    def test_the_wrong_way_round_find_nothing_and_say_so(self, archive: Archive) -> None:
        page = search(archive, SearchRequest(from_="1961", to="1957"))
        assert page.total == 0
        assert codes(page) == ["dates_reversed"]


class TestNames:
    def test_in_a_query_are_ids_or_words_of_names(self, archive: Archive) -> None:
        wanted = search(archive, SearchRequest(speaker=("jozef-kowalski",))).total
        for q in ("speaker:jozef-kowalski", "speaker:kowalski", 'speaker:"JÓZEF KOWALSKI"'):
            assert search(archive, SearchRequest(q=q)).total == wanted > 0
        wanted = search(archive, SearchRequest(document=("rope-walk",))).total
        assert search(archive, SearchRequest(q="document:rope-walk")).total == wanted > 0

    def test_that_nobody_has_find_nothing_and_say_so(self, archive: Archive) -> None:
        page = search(archive, SearchRequest(q="speaker:napoleon lanterns"))
        assert page.total == 0
        assert codes(page) == ["unknown_speaker"]

    def test_that_match_the_typed_words_are_offered(self, archive: Archive) -> None:
        assert [who.name for who in search(archive, SearchRequest(q="dordevic")).people] == ["Anna Đorđević"]
        page = search(archive, SearchRequest(q="harbour council"))
        assert [title.id for title in page.titles] == ["minutes-1957-04"]
        assert page.people == ()

    @pytest.mark.parametrize(
        ("q", "words"),
        [
            ("Mao", {"mao"}),
            ('"Józef Kowalski" storm', {"jozef", "kowalski", "storm"}),
            ("one OR two", set()),
            ("mao -zedong", set()),
            ("lant*", set()),
            ("kind:speech mao", {"mao"}),
        ],
    )
    def test_are_compared_with_the_words_of_a_plain_query(self, q: str, words: set[str]) -> None:
        assert typed_words(parse(q).tree) == words


class TestNothingFound:
    def test_offers_a_spelling_that_finds_something(self, archive: Archive) -> None:
        page = search(archive, SearchRequest(q="lantrens speaker:kowalski OR lantrens"))
        assert page.total == 0
        assert page.suggestion == "lanterns speaker:kowalski OR lanterns"
        assert search(archive, SearchRequest(q=page.suggestion)).total > 0

    def test_offers_no_spelling_that_finds_nothing(self, archive: Archive) -> None:
        assert search(archive, SearchRequest(q="lantrens", speaker=("nobody",))).suggestion is None
        assert search(archive, SearchRequest(q="zzzzqqqq")).suggestion is None

    def test_takes_no_name_of_a_speaker_for_a_slip(self, archive: Archive) -> None:
        told = [(speaker.name, spelling) for speaker in archive.store.speakers() for spelling in speaker.name.split()]
        for name, word in told:
            page = search(archive, SearchRequest(q=word))
            assert page.total or page.suggestion is None, f"{word} of {name} became {page.suggestion}"

    def test_says_which_filter_emptied_it(self, archive: Archive) -> None:
        page = search(archive, SearchRequest(q="painters", speaker=("lena-fuchs",), from_="1957", to="1961"))
        assert page.total == 0
        without = {(relaxed.facet, relaxed.value): relaxed.count for relaxed in page.relaxations}
        assert without == {
            ("speaker", "lena-fuchs"): search(archive, SearchRequest(q="painters", from_="1957", to="1961")).total
        }
        assert page.relaxations[0].label == "Lena Fuchs"


class TestPages:
    def test_hold_every_hit_once(self, archive: Archive) -> None:
        first = search(archive, SearchRequest(per_page=10))
        hits = [
            (hit.document.id, hit.position)
            for page in range(1, first.pages + 1)
            for hit in search(archive, SearchRequest(per_page=10, page=page)).hits
        ]
        assert len(hits) == len(set(hits)) == first.total

    def test_past_the_end_do_not_exist(self, archive: Archive) -> None:
        for page in (2, 10**6):
            with pytest.raises(PageOutOfRange) as caught:
                search(archive, SearchRequest(q="spanner", page=page))
            assert caught.value.pages == 1
        assert search(archive, SearchRequest(q="zzzz", page=1)).pages == 0
        with pytest.raises(PageOutOfRange, match=r"There is no page 2; nothing was found\."):
            search(archive, SearchRequest(q="zzzz", page=2))

    def test_end_at_the_budget_and_say_so(self, archive: Archive) -> None:
        few = replace(LIMITS, paged_hits=15)
        last = search(archive, SearchRequest(per_page=10, page=2), few)
        assert (len(last.hits), last.pages) == (5, 2)
        assert codes(last) == ["paged_hits"]
        assert codes(search(archive, SearchRequest(per_page=10), few)) == []
        with pytest.raises(OverBudget) as caught:
            search(archive, SearchRequest(per_page=10, page=3), few)
        assert caught.value.limit == "paged_hits"


class TestOneDocument:
    def test_has_every_turn_that_matches_and_what_to_mark(self, archive: Archive) -> None:
        document = archive.store.document("rope-walk")
        assert document is not None
        found = hits_in_document(archive, SearchRequest(q="painter OR rope", document=("5501",)), document)
        texts = {
            position: [
                document.turns[position - 1].paragraphs[number - 1].text[start:end] for number, start, end in marks
            ]
            for position, marks in found.marks.items()
        }
        assert found.positions == tuple(sorted(texts))
        assert {word.lower() for words in texts.values() for word in words} == {"rope", "painter", "painters"}
        page = search(archive, SearchRequest(q="painter OR rope", document=("rope-walk",)))
        assert {hit.position for hit in page.hits} - {None} == set(found.positions)

    def test_keeps_to_the_filters(self, archive: Archive) -> None:
        document = archive.store.document("rope-walk")
        assert document is not None
        asked = SearchRequest(speaker=("ruth-amsel",))
        found = hits_in_document(archive, asked, document)
        assert len(found.positions) == 4
        assert set(found.marks.values()) == {()}


def test_the_query_is_told_in_words_with_names(archive: Archive) -> None:
    page = search(archive, SearchRequest(q="lanterns speaker:dordevic"))
    assert "Anna Đorđević" in page.words
    assert "lanterns" in page.words
