"""What every search engine must do, as sentences. A class for each engine inherits them (``test_engines.py``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

import pytest

from index.engines.base import Engine, EngineResult, Plan
from index.entries import Entry
from index.errors import OutOfTime, OverBudget
from index.facets import FACET_NAMES
from index.limits import Limits
from index.request import Sort
from index.tree import (
    And,
    DateRange,
    Everything,
    Filter,
    Form,
    InField,
    Named,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Word,
)

MakeEngine = Callable[[Iterable[Entry]], Engine]

PATIENT = Limits(seconds=60)


def turn(
    row: int,
    *paragraphs: str,
    document: str = "meeting",
    kind: str = "speech",
    speakers: Sequence[str] = ("ann",),
    day: str | None = "1963-07-20",
    dates: Sequence[tuple[str, str]] | None = None,
    language: str | None = "en",
    fields: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> Entry:
    """An entry for a turn; its dates are its one day when not given."""
    held = dates if dates is not None else ((day, day),) if day else ()
    years = sorted({year[:4] for dated in held for year in dated})
    texts = {"text": paragraphs} if paragraphs else {}
    return Entry(
        row=row,
        document=document,
        position=None if kind == "document" else row + 1,
        kind=kind,
        speakers=tuple(speakers),
        years=tuple(years),
        dates=tuple(held),
        sort_date=day,
        language=language,
        fields={**texts, **fields},
    )


def about(row: int, title: str, document: str = "meeting", summary: str = "") -> Entry:
    """An entry for a document's metadata."""
    texts = {"title": (title,), "summary": (summary,)} if summary else {"title": (title,)}
    return turn(row, document=document, kind="document", speakers=(), fields=texts)


def rows(result: EngineResult) -> list[int]:
    return [hit.row for hit in result.hits]


def found(engine: Engine, query: Node) -> list[int]:
    """The rows that match, ascending."""
    return sorted(rows(engine.search(Plan(query, limit=1_000))))


class EngineContract:
    """Inherit, and give a fixture ``make_engine`` that opens an engine over entries."""

    # Words

    def test_a_word_is_found_in_any_form_its_language_stems_alike(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "They negotiate."), turn(1, "Long negotiations"), turn(2, "Nothing of it")])
        assert found(engine, Word("negotiated")) == [0, 1]

    def test_case_and_accents_make_no_difference(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "GOMUŁKA spoke"), turn(1, "Gomulka's letter"), turn(2, "Đilas")])
        assert found(engine, Word("gomulka")) == [0, 1]
        assert found(engine, Word("djilas")) == []
        assert found(engine, Word("dilas")) == [2]

    def test_small_words_are_words(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "to be or not to be"), turn(1, "something else")])
        assert found(engine, Word("to")) == [0]

    def test_a_word_is_stemmed_by_each_language_of_the_index(self, make_engine: MakeEngine) -> None:
        engine = make_engine(
            [turn(0, "die Häuser", language="de"), turn(1, "houses", language="en-GB"), turn(2, "houses")]
        )
        assert found(engine, Word("Hauses")) == [0]
        assert found(engine, Word("house")) == [1, 2]

    def test_every_language_has_its_turn(self, make_engine: MakeEngine) -> None:
        texts = {"de": "Verhandlungen", "en": "negotiations", "fr": "nationalités", None: "Talks"}
        engine = make_engine([turn(row, text, language=language) for row, (language, text) in enumerate(texts.items())])
        for row, word in enumerate(("Verhandlung", "negotiated", "nationalité", "talks")):
            assert found(engine, Word(word)) == [row]

    def test_without_a_language_words_are_only_folded(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "Houses", language=None), turn(1, "house", language=None)])
        assert found(engine, Word("HOUSES")) == [0]

    def test_a_word_is_found_in_metadata_and_roles_too(self, make_engine: MakeEngine) -> None:
        engine = make_engine(
            [about(0, "On Albania"), turn(1, "Tirana", fields={"role": ("Minister of Albania",)}), turn(2, "x")]
        )
        assert found(engine, Word("albania")) == [0, 1]

    def test_exact_words_are_found_as_written(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "Polish"), turn(1, "polish"), turn(2, "Pólish"), turn(3, "polished")])
        assert found(engine, Word("Polish", Form.EXACT)) == [0]
        assert found(engine, Word("polish")) == [0, 1, 2, 3]

    def test_a_prefix_is_of_whole_folded_words_and_not_of_stems(self, make_engine: MakeEngine) -> None:
        engine = make_engine(
            [turn(0, "Établissement"), turn(1, "established"), turn(2, "stable"), turn(3, "e t a b l")]
        )
        assert found(engine, Word("ÉTABL", Form.PREFIX)) == [0]
        assert found(engine, Word("establishe", Form.PREFIX)) == [1]

    @pytest.mark.parametrize("slip", ["albania", "lbania", "allbania", "albabia", "ablania", "ALBÁNIA"])
    def test_a_fuzzy_word_is_one_edit_away_or_the_word_itself(self, make_engine: MakeEngine, slip: str) -> None:
        engine = make_engine([turn(0, "Albania"), turn(1, "Albanians"), turn(2, "Romania")])
        assert found(engine, Word(slip, Form.FUZZY)) == [0]

    def test_an_unknown_word_finds_nothing(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "words")])
        for form in Form:
            assert found(engine, Word("zzz", form)) == []
        assert found(engine, Word("\ud800", Form.EXACT)) == []

    # Phrases

    def test_a_phrase_is_of_words_in_order_small_words_included(self, make_engine: MakeEngine) -> None:
        engine = make_engine(
            [turn(0, "the end of the war"), turn(1, "the war of the end"), turn(2, "the end, the war")]
        )
        assert found(engine, Phrase(("end", "of", "the", "war"))) == [0]

    def test_a_phrase_is_stemmed_like_words(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "two long meetings"), turn(1, "meetings long")])
        assert found(engine, Phrase(("long", "meeting"))) == [0]
        assert found(engine, Phrase(("long", "meeting"), Form.EXACT)) == []
        assert found(engine, Phrase(("long", "meetings"), Form.EXACT)) == [0]

    def test_a_phrase_may_repeat_a_word(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "no no"), turn(1, "no, never no"), turn(2, "no")])
        assert found(engine, Phrase(("no", "no"))) == [0]
        assert found(engine, Phrase(("no", "no"), within=2)) == [0, 1]

    def test_a_phrase_crosses_neither_paragraphs_nor_fields(self, make_engine: MakeEngine) -> None:
        engine = make_engine(
            [turn(0, "we met", "in Tirana"), turn(1, "we met in Tirana"), turn(2, "met", fields={"role": ("in",)})]
        )
        assert found(engine, Phrase(("met", "in"))) == [1]
        assert found(engine, Phrase(("met", "in"), within=90)) == [1]

    def test_a_phrase_of_one_word_is_a_word_and_one_of_none_finds_nothing(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "peace"), turn(1, "war")])
        assert engine.search(Plan(Phrase(("peace",)))) == engine.search(Plan(Word("peace")))
        assert found(engine, Phrase(())) == []

    def test_near_is_any_order_within_so_many_words(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "war x x peace"), turn(1, "peace x x war"), turn(2, "war x x x peace")])
        assert found(engine, Phrase(("war", "peace"), within=3)) == [0, 1]
        assert found(engine, Phrase(("war", "peace"), within=4)) == [0, 1, 2]
        assert found(engine, Phrase(("war", "peace"), within=1)) == []

    def test_near_of_three_words_may_span_one_word_more(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "a x b x c"), turn(1, "c b x a"), turn(2, "a b")])
        assert found(engine, Phrase(("a", "b", "c"), within=2)) == [1]
        assert found(engine, Phrase(("a", "b", "c"), within=3)) == [0, 1]

    def test_chinese_matches_by_pairs_as_a_phrase(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "中国人民", language="zh"), turn(1, "人民中国", language="zh")])
        assert found(engine, Word("中国")) == [0, 1]
        assert found(engine, Phrase(("中国", "国人"))) == [0]
        assert found(engine, Word("民", Form.PREFIX)) == [0, 1]

    # Combinations

    def test_and_or_not(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "war peace"), turn(1, "war"), turn(2, "peace"), turn(3, "bread")])
        war, peace = Word("war"), Word("peace")
        assert found(engine, And((war, peace))) == [0]
        assert found(engine, Or((war, peace))) == [0, 1, 2]
        assert found(engine, Not(war)) == [2, 3]
        assert found(engine, And((Not(war), Not(peace)))) == [3]
        assert found(engine, Or((Not(war), peace))) == [0, 2, 3]
        assert found(engine, Not(Not(war))) == [0, 1]

    def test_no_parts_of_and_are_everything_and_of_or_nothing(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "a"), turn(1, "b")])
        assert found(engine, And(())) == found(engine, Everything()) == [0, 1]
        assert found(engine, Or(())) == found(engine, Nothing()) == []

    def test_the_first_entry_is_excluded_like_any_other(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "war peace"), turn(1, "war")])
        assert found(engine, And((Word("war"), Not(Word("peace"))))) == [1]

    def test_in_field_looks_in_one_field_only(self, make_engine: MakeEngine) -> None:
        engine = make_engine([about(0, "War and peace", summary="bread"), turn(1, "war and bread")])
        assert found(engine, InField("title", Word("war"))) == [0]
        assert found(engine, InField("title", Phrase(("war", "and", "peace")))) == [0]
        assert found(engine, InField("title", Not(Word("bread")))) == [0, 1]
        assert found(engine, InField("title", Word("br", Form.PREFIX))) == []
        assert found(engine, InField("title", Word("WAR", Form.EXACT))) == []
        assert found(engine, InField("title", InField("text", Word("war")))) == [1]

    def test_filters_and_dates_may_stand_in_the_query(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "war"), turn(1, "war", speakers=("bob",)), turn(2, "war", day="1970-01-01")])
        assert found(engine, And((Word("war"), Filter("speaker", ("bob",))))) == [1]
        assert found(engine, Not(DateRange("1970-01-01", None))) == [0, 1]

    def test_names_must_have_become_filters(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "war")])
        with pytest.raises(TypeError):
            engine.search(Plan(Named("speaker", "Ann")))

    # Filters, dates, facets

    def test_values_of_a_filter_are_ored_and_filters_anded(self, make_engine: MakeEngine) -> None:
        engine = make_engine(
            [
                turn(0, speakers=("ann",)),
                turn(1, speakers=("bob",), kind="note"),
                turn(2, speakers=("cy",)),
                turn(3, speakers=()),
            ]
        )
        either = Filter("speaker", ("ann", "bob"))
        assert rows(engine.search(Plan(filters=(either,)))) == [0, 1]
        assert rows(engine.search(Plan(filters=(either, Filter("kind", ("note",)))))) == [1]
        assert rows(engine.search(Plan(filters=(either, Filter("speaker", ("bob", "cy")))))) == [1]
        assert rows(engine.search(Plan(filters=(Filter("speaker", ()),)))) == []
        assert rows(engine.search(Plan(filters=(Filter("speaker", ("nobody", "\ud800")),)))) == []

    def test_values_are_matched_whole_whatever_they_hold(self, make_engine: MakeEngine) -> None:
        odd = ("Smith, John", "Smith", 'the "Chair"', "Đặng Tiểu Bình", "a\tb")
        engine = make_engine([turn(row, speakers=(value,)) for row, value in enumerate(odd)])
        for row, value in enumerate(odd):
            assert rows(engine.search(Plan(filters=(Filter("speaker", (value,)),)))) == [row]
        assert engine.search(Plan(facets=("speaker",))).facets == {"speaker": dict.fromkeys(odd, 1)}

    def test_an_entry_counts_once_under_each_of_its_values(self, make_engine: MakeEngine) -> None:
        entries = [
            turn(0, speakers=("ann", "bob", "ann"), dates=(("1963-12-30", "1964-01-02"), ("1963-02-01", "1963-02-01"))),
            turn(1, speakers=("bob",), day=None),
        ]
        facets = make_engine(entries).search(Plan(facets=FACET_NAMES)).facets
        assert facets["speaker"] == {"ann": 1, "bob": 2}
        assert facets["year"] == {"1963": 1, "1964": 1}
        assert facets["kind"] == {"speech": 2}
        assert facets["document"] == {"meeting": 2}

    def test_counts_ignore_the_filter_of_their_own_facet_only(self, make_engine: MakeEngine) -> None:
        entries = [
            turn(0, "war", speakers=("ann",)),
            turn(1, "war", speakers=("bob",)),
            turn(2, "war", speakers=("bob",), kind="note"),
            turn(3, "peace", speakers=("cy",)),
        ]
        plan = Plan(
            Word("war"), filters=(Filter("speaker", ("ann",)), Filter("kind", ("speech",))), facets=("speaker", "kind")
        )
        result = make_engine(entries).search(plan)
        assert rows(result) == [0]
        assert result.facets == {"speaker": {"ann": 1, "bob": 1}, "kind": {"speech": 1}}

    def test_a_filter_inside_the_query_counts_for_its_own_facet(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, speakers=("ann",)), turn(1, speakers=("bob",))])
        assert engine.search(Plan(Filter("speaker", ("ann",)), facets=("speaker",))).facets == {"speaker": {"ann": 1}}

    def test_only_the_facets_asked_for_are_counted(self, make_engine: MakeEngine) -> None:
        assert make_engine([turn(0)]).search(Plan(facets=("kind",))).facets == {"kind": {"speech": 1}}

    def test_dates_overlap_with_both_ends_included(self, make_engine: MakeEngine) -> None:
        entries = [
            turn(0, day="1963-07-20"),
            turn(1, dates=(("1963-07-01", "1963-07-31"),)),
            turn(2, dates=(("1962-01-01", "1962-12-31"), ("1964-05-05", "1964-05-05"))),
            turn(3, day=None),
        ]
        engine = make_engine(entries)
        days: dict[tuple[str | None, str | None], list[int]] = {
            ("1963-07-20", "1963-07-20"): [0, 1],
            ("1963-07-31", "1963-08-05"): [1],
            ("1962-12-31", "1963-07-01"): [1, 2],
            ("1963-01-01", "1963-06-30"): [],
            ("1964-05-05", None): [2],
            (None, "1962-01-01"): [2],
            (None, None): [0, 1, 2],
            ("1963-07-20", "1963-07-10"): [],
        }
        for (start, end), expected in days.items():
            assert rows(engine.search(Plan(dates=DateRange(start, end)))) == expected, (start, end)

    # Totals, order, windows

    def test_totals_tell_turns_and_documents_apart(self, make_engine: MakeEngine) -> None:
        entries = [
            about(0, "War"),
            turn(1, "war"),
            turn(2, "peace"),
            about(3, "War", "b"),
            turn(4, "war", document="c"),
        ]
        result = make_engine(entries).search(Plan(Word("war"), limit=1))
        assert (result.total, result.turns, result.documents) == (4, 2, 3)
        turns_only = make_engine(entries[1:3]).search(Plan())
        assert (turns_only.total, turns_only.turns, turns_only.documents) == (2, 2, 1)

    def test_hits_with_equal_scores_stand_in_order_of_rows(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(row, "peace now") for row in (3, 7, 20, 21, 400)])
        assert rows(engine.search(Plan(Word("peace")))) == [3, 7, 20, 21, 400]

    def test_better_hits_come_first(self, make_engine: MakeEngine) -> None:
        long = "much was said of many other things that day and peace was only one"
        engine = make_engine([turn(0, long), turn(1, "bread"), turn(2, "peace, peace"), turn(3, "peace talks")])
        assert rows(engine.search(Plan(Word("peace")))) == [2, 3, 0]

    def test_oldest_and_newest_leave_the_undated_last(self, make_engine: MakeEngine) -> None:
        days = ["1963-07-20", None, "1944-01-01", "1963-07-20", "1989-11-09", None]
        engine = make_engine([turn(row, day=day) for row, day in enumerate(days)])
        assert rows(engine.search(Plan(sort=Sort.OLDEST))) == [2, 0, 3, 4, 1, 5]
        assert rows(engine.search(Plan(sort=Sort.NEWEST))) == [4, 0, 3, 2, 1, 5]

    def test_a_hit_has_its_score_in_every_order(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "peace"), turn(1, "war and peace", day="1944-01-01")])
        by_score = {hit.row: hit.score for hit in engine.search(Plan(Word("peace"))).hits}
        assert {hit.row: hit.score for hit in engine.search(Plan(Word("peace"), sort=Sort.OLDEST)).hits} == by_score

    def test_windows_cut_the_same_list(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(row, "peace " * (row % 5 + 1)) for row in range(23)])
        everything = rows(engine.search(Plan(Word("peace"), limit=100)))
        pages = [rows(engine.search(Plan(Word("peace"), offset=offset, limit=10))) for offset in (0, 10, 20)]
        assert [len(page) for page in pages] == [10, 10, 3]
        assert [row for page in pages for row in page] == everything

    def test_a_window_beyond_the_last_hit_is_empty(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "peace"), turn(1, "peace")])
        result = engine.search(Plan(Word("peace"), offset=2, limit=10))
        assert (result.hits, result.total) == ((), 2)
        assert engine.search(Plan(Word("peace"), limit=0)).hits == ()

    def test_a_negative_window_is_refused(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0)])
        for plan in (Plan(offset=-1), Plan(limit=-1)):
            with pytest.raises(ValueError, match="window"):
                engine.search(plan)

    def test_an_index_of_nothing_answers(self, make_engine: MakeEngine) -> None:
        engine = make_engine([])
        for query in (
            Everything(),
            Not(Word("war")),
            Phrase(("a", "b")),
            Word("ab", Form.PREFIX),
            DateRange(None, None),
        ):
            plan = Plan(query, (Filter("kind", ("note",)),), DateRange(None, "1970-01-01"), FACET_NAMES, Sort.OLDEST)
            result = engine.search(plan)
            assert (result.total, result.hits, result.facets) == (0, (), {facet: {} for facet in FACET_NAMES})
        assert engine.spellings("peace") == ()

    # Scores

    def test_scores_are_the_stated_formula(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "peace, peace"), turn(1, "war and peace"), turn(2, "war"), about(3, "none")])
        # 3 texts, 2 with the word; lengths 2, 3, 1, mean 2: idf = ln(3/3) + 1 = 1
        peace = {hit.row: hit.score for hit in engine.search(Plan(Word("peace"))).hits}
        assert peace == {
            0: pytest.approx(2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 2 / 2)), abs=1e-9),
            1: pytest.approx(1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 3 / 2)), abs=1e-9),
        }

    def test_the_score_of_a_field_is_boosted(self, make_engine: MakeEngine) -> None:
        engine = make_engine([about(0, "peace"), about(1, "other", "b"), turn(2, "peace"), turn(3, "other")])
        title, text = (hit.score for hit in engine.search(Plan(Word("peace"))).hits)
        assert title == pytest.approx(3.0 * text, abs=1e-9)

    def test_narrowing_never_changes_a_score(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(row, "peace " * (row + 1), speakers=(f"s{row % 2}",)) for row in range(6)])
        free = {hit.row: hit.score for hit in engine.search(Plan(Word("peace"))).hits}
        filtered = Plan(Word("peace"), (Filter("speaker", ("s1",)),), DateRange("1960-01-01", None))
        inside = Plan(And((Word("peace"), Filter("speaker", ("s1",)), Not(Word("war")))))
        for plan in (filtered, inside):
            assert {hit.row: hit.score for hit in engine.search(plan).hits} == {row: free[row] for row in (1, 3, 5)}

    def test_an_expanded_word_scores_one_and_sums_add_up(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "peace peaceful peaceably"), turn(1, "war")])
        prefix, fuzzy = Word("pea", Form.PREFIX), Word("peacee", Form.FUZZY)
        assert [hit.score for hit in engine.search(Plan(prefix)).hits] == [1.0]
        assert [hit.score for hit in engine.search(Plan(And((prefix, fuzzy)))).hits] == [2.0]
        assert [hit.score for hit in engine.search(Plan(Everything())).hits] == [0.0, 0.0]

    def test_a_phrase_scores_the_sum_of_its_words(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "no more war"), turn(1, "war, no"), turn(2, "more")])
        both = engine.search(Plan(And((Word("no"), Word("more"))))).hits[0].score
        assert engine.search(Plan(Phrase(("no", "more")))).hits[0].score == pytest.approx(both, abs=1e-9)

    def test_a_word_that_stands_twice_in_a_phrase_scores_twice(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "no no"), turn(1, "yes"), turn(2, "yes")])
        once = engine.search(Plan(Word("no"))).hits[0].score
        assert engine.search(Plan(Phrase(("no", "no")))).hits[0].score == pytest.approx(
            2 * once, abs=2e-9
        )  # both are rounded

    def test_a_phrase_that_all_languages_read_alike_scores_once(self, make_engine: MakeEngine) -> None:
        alone = make_engine([turn(0, "to be"), turn(1, "so")])
        mixed = make_engine([turn(0, "to be"), turn(1, "so", language="sv")])
        assert alone.search(Plan(Phrase(("to", "be")))).hits == mixed.search(Plan(Phrase(("to", "be")))).hits

    def test_lengths_count_in_steps(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "peace" + " x" * 10), turn(1, "peace" + " x" * 11), turn(2, "peace" + " x" * 12)])
        eleven, twelve, thirteen = (hit.score for hit in engine.search(Plan(Word("peace"))).hits)
        assert eleven == twelve > thirteen

    # Budgets

    def test_too_many_expansions_are_refused_by_name(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "able acre also", "abler Able"), about(1, "arch")])
        limits = Limits(prefix_expansions=4, fuzzy_expansions=1)
        assert engine.search(Plan(Word("ab", Form.PREFIX), limits=limits)).total == 1
        for word, name in (
            (Word("a", Form.PREFIX), "prefix_expansions"),
            (Word("able", Form.FUZZY), "fuzzy_expansions"),
        ):
            with pytest.raises(OverBudget) as refused:
                engine.search(Plan(Or((Word("acre"), word)), limits=limits))
            assert refused.value.limit == name
        assert engine.search(Plan(InField("text", Word("a", Form.PREFIX)), limits=limits)).total == 1

    def test_out_of_time_is_an_error_and_no_partial_answer(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(row, "peace") for row in range(3)])
        for query in (Everything(), Word("peace"), Word("pe", Form.PREFIX), Filter("kind", ("speech",))):
            with pytest.raises(OutOfTime) as late:
                engine.search(Plan(query, limits=Limits(seconds=0.0)))
            assert late.value.limit == "seconds"
        assert engine.search(Plan(Word("peace"))).total == 3

    # Spellings

    def test_spellings_are_words_as_printed_nearest_first(self, make_engine: MakeEngine) -> None:
        entries = [turn(0, "Gomułka GOMUŁKA Gomułka"), turn(1, "Gomulki gomulki gomulki gomulki"), turn(2, "Gromyko")]
        engine = make_engine(entries)
        assert engine.spellings("Gomukla") == ("Gomułka", "gomulki")
        assert engine.spellings("gomulla") == ("Gomułka", "gomulki")
        assert engine.spellings("gomulla", limit=1) == ("Gomułka",)
        assert engine.spellings("Khrushchev") == ()

    def test_two_edits_are_a_slip_in_words_of_six_letters_or_more(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "house treaty")])
        assert engine.spellings("mouss") == ()
        assert engine.spellings("traety") == engine.spellings("treetx") == ("treaty",)

    def test_a_word_of_the_index_has_no_other_spellings(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "The negotiations negotiation were long lung")])
        for word in ("LONG", "négotiations", "negotiated"):
            assert engine.spellings(word) == ()

    def test_numbers_and_letters_have_no_spellings(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "In 1963 a war 1,540,000 b1n 中国 ban")])
        for word in ("1964", "c", "b2n", "中人", ""):
            assert engine.spellings(word) == ()
        assert engine.spellings("bin") == ("ban", "In")

    def test_of_equally_near_spellings_the_more_frequent_comes_first(self, make_engine: MakeEngine) -> None:
        engine = make_engine([about(0, "tank tank bank bank"), turn(1, "Tank", "yank rank rank rank")])
        assert engine.spellings("wank") == ("rank", "tank", "bank", "yank")

    def test_short_words_are_one_edit_away_at_most(self, make_engine: MakeEngine) -> None:
        engine = make_engine([turn(0, "word sward")])
        assert engine.spellings("wird") == ("word",)
        assert engine.spellings("wyrt") == ()

    # Several at once

    def test_eight_threads_get_the_answers_of_one(self, make_engine: MakeEngine) -> None:
        texts = [f"peace {'war ' * (row % 7)} word{row % 13}" for row in range(60)]
        engine = make_engine([turn(row, text, speakers=(f"s{row % 5}",)) for row, text in enumerate(texts)])
        plans = [
            Plan(query, facets=FACET_NAMES, sort=sort, limit=50, limits=PATIENT)
            for query in (
                Word("peace"),
                And((Word("war"), Not(Word("word3")))),
                Phrase(("war", "war", "word5")),
                Word("wor", Form.PREFIX),
                Word("word11", Form.FUZZY),
                Filter("speaker", ("s1", "s2")),
            )
            for sort in Sort
        ]
        alone = [engine.search(plan) for plan in plans]
        with ThreadPoolExecutor(8) as threads:
            together = list(threads.map(engine.search, plans * 8))
        assert together == alone * 8
