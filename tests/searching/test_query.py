"""What a reader types becomes a query tree; anything can be typed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.errors import OverBudget
from index.facets import KIND_TITLES
from index.limits import LIMITS, Limits
from index.queries.analysis import fold
from index.queries.query import parse, replace_word
from index.queries.unparse import unparse, written
from index.tree import And, DateRange, Everything, Filter, Form, InField, Named, Node, Not, Or, Phrase, Word

A, B, C = Word("a"), Word("b"), Word("c")


def codes(text: str) -> list[str]:
    return [notice.code for notice in parse(text).notices]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()),
        (" \t\n", Everything()),
        ("Shells", Word("Shells")),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a and b", And((A, Word("and"), B))),
        ("a OR b", Or((A, B))),
        ("a OR b c", Or((A, And((B, C))))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("a (b c)", And((A, B, C))),
        ("(a OR (b OR c))", Or((A, B, C))),
        ("a -b", And((A, Not(B)))),
        ("a −b", And((A, Not(B)))),
        ("a NOT b", And((A, Not(B)))),
        ("a AND NOT b", And((A, Not(B)))),
        ("-a -b", And((Everything(), Not(A), Not(B)))),
        ("a OR -b", Or((A, And((Everything(), Not(B)))))),
        ("(-a) b", And((Not(A), B))),
        ("NOT NOT a", A),
        ("a - b", And((A, B))),
        ("a--b", Phrase(("a", "b"))),
        ("--a", A),
        ("-(a OR b) c", And((Not(Or((A, B))), C))),
        ('-"a b" c', And((Not(Phrase(("a", "b"))), C))),
    ],
)
def test_words_and_operators(text: str, tree: Node) -> None:
    assert parse(text).tree == tree
    assert parse(text).notices == ()


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('"a b c"', Phrase(("a", "b", "c"))),
        ("“a b”", Phrase(("a", "b"))),
        ("„a b“", Phrase(("a", "b"))),
        ("«a b»", Phrase(("a", "b"))),
        ("»a b«", Phrase(("a", "b"))),
        ('"a «b» c"', Phrase(("a", "b", "c"))),
        ('"a', A),
        ('"people’s army"', Phrase(("people's", "army"))),
        ('"a"', A),
        ('""', Everything()),
        ('="The Army"', Phrase(("The", "Army"), Form.EXACT)),
        ('"a b"~7', Phrase(("a", "b"), within=7)),
        ('"a b"~7.', Phrase(("a", "b"), within=7)),
        ('"a b"~', Phrase(("a", "b"), within=5)),
        ('"a b"~0', Phrase(("a", "b"))),
        ('="a b"~2', Phrase(("a", "b"), Form.EXACT, 2)),
        ("Marxist-Leninist", Phrase(("Marxist", "Leninist"))),
        ("Sino–Soviet", Phrase(("Sino", "Soviet"))),
        ("=Sino-Soviet", Phrase(("Sino", "Soviet"), Form.EXACT)),
        ("1,540,000", Word("1,540,000")),
        ("C[entral]", Word("Central")),
        ("a NEAR/3 b", Phrase(("a", "b"), within=3)),
        ("a NEAR b", Phrase(("a", "b"), within=5)),
        ("a NEAR/3 b NEAR/9 c", Phrase(("a", "b", "c"), within=9)),
        ("=a NEAR =b", Phrase(("a", "b"), Form.EXACT, 5)),
        ("-a NEAR/2 b", And((Everything(), Not(Phrase(("a", "b"), within=2))))),
        ("a near b", And((A, Word("near"), B))),
    ],
)
def test_phrases_and_nearness(text: str, tree: Node) -> None:
    assert parse(text).tree == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("comm*", Word("comm", Form.PREFIX)),
        ("comm*,", Word("comm", Form.PREFIX)),
        ("Kubinski~", Word("Kubinski", Form.FUZZY)),
        ("Kubinski~1", Word("Kubinski", Form.FUZZY)),
        ("=Mao", Word("Mao", Form.EXACT)),
        ("中", Word("中", Form.PREFIX)),
        ("=中", Word("中", Form.PREFIX)),
        ("中国", Word("中国")),
        ("中国人", Phrase(("中国", "国人"))),
        ("中国人*", Phrase(("中国", "国人"))),
        ('"在北京 Mao"', Phrase(("在北", "北京", "京", "Mao"))),
        ('"AND"', Word("AND")),
    ],
)
def test_forms_of_words(text: str, tree: Node) -> None:
    assert parse(text).tree == tree
    assert parse(text).notices == ()


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("speaker:mao-zedong", Named("speaker", "mao-zedong")),
        ('Speaker:"Mao Zedong"', Named("speaker", "Mao Zedong")),
        ('speaker:(Mao OR "Zhou Enlai")', Or((Named("speaker", "Mao"), Named("speaker", "Zhou Enlai")))),
        ("speaker:(Mao Zedong)", Named("speaker", "Mao Zedong")),
        ("document:110018,", Named("document", "110018")),
        ("a -speaker:mao", And((A, Not(Named("speaker", "mao"))))),
        ("title:a", InField("title", A)),
        ("title:a*", InField("title", Word("a"))),
        ('title:"a b"', InField("title", Phrase(("a", "b")))),
        ('title:="a b"', InField("title", Phrase(("a", "b"), Form.EXACT))),
        ("title:(a OR b)", InField("title", Or((A, B)))),
        ("title:a b", And((InField("title", A), B))),
        ("title:AND", InField("title", Word("AND"))),
        ("kind:speech", Filter("kind", ("speech",))),
        ('kind:"Stage direction"', Filter("kind", ("stage_direction",))),
        ("kind:stage-direction", Filter("kind", ("stage_direction",))),
        ("date:1963", DateRange("1963-01-01", "1963-12-31")),
        ("date:1963-07", DateRange("1963-07-01", "1963-07-31")),
        ("date:1963-07-20", DateRange("1963-07-20", "1963-07-20")),
        ("date:1963..1964", DateRange("1963-01-01", "1964-12-31")),
        ("date:1963–1964", DateRange("1963-01-01", "1964-12-31")),
        ("date:[1963 TO 1964-02]", DateRange("1963-01-01", "1964-02-29")),
        ("date:[* TO 1964]", DateRange(None, "1964-12-31")),
        ("date:1963..", DateRange("1963-01-01", None)),
        ("date:..1964", DateRange(None, "1964-12-31")),
        ("date:(1963 OR 1965)", Or((DateRange("1963-01-01", "1963-12-31"), DateRange("1965-01-01", "1965-12-31")))),
    ],
)
def test_fields(text: str, tree: Node) -> None:
    assert parse(text).tree == tree


@pytest.mark.parametrize(
    ("text", "tree", "code"),
    [
        ('"a b', And((A, B)), "unbalanced_quotes"),
        ('a "', A, "unbalanced_quotes"),
        ("«a", A, "unbalanced_quotes"),
        ("(((a", A, "unbalanced_parentheses"),
        ("a) b", And((A, B)), "unbalanced_parentheses"),
        ("title:(a", InField("title", A), "unbalanced_parentheses"),
        ("speaker:(a", Named("speaker", "a"), "unbalanced_parentheses"),
        ("a OR", A, "dangling_operator"),
        ("OR a", A, "dangling_operator"),
        ("a AND OR b", Or((A, B)), "dangling_operator"),
        ("AND a", A, "dangling_operator"),
        ("NOT OR a", A, "dangling_operator"),
        ("a NOT", A, "dangling_operator"),
        ("NEAR/2 a", A, "dangling_operator"),
        ("a NEAR", A, "dangling_operator"),
        ("AND", Word("AND"), "plain_words"),
        ("NEAR/5", And((Word("NEAR"), Word("5"))), "plain_words"),
        ("OR NOT", And((Word("OR"), Word("NOT"))), "plain_words"),
        ("foo:bar", And((Word("foo"), Word("bar"))), "unknown_field"),
        ('foo:"a b"', And((Word("foo"), Phrase(("a", "b")))), "unknown_field"),
        ("title: a", And((Word("title"), A)), "empty_field"),
        ("a date:someday", A, "malformed_date"),
        ("a date:1963-13", A, "malformed_date"),
        ("a date:..", A, "malformed_date"),
        ("date:1964..1963", DateRange("1963-01-01", "1964-12-31"), "dates_reversed"),
        ("a kind:song", A, "unknown_kind"),
        ('a speaker:""', A, "empty_field"),
        ("c*", C, "short_prefix"),
        ("a *", A, "wildcard"),
        ("sh*ll", Phrase(("sh", "ll")), "wildcard"),
        ('"a* b"', Phrase(("a", "b")), "wildcard"),
        ("shell~2", Word("shell", Form.FUZZY), "one_edit"),
        ("well-known*", Phrase(("well", "known")), "plain_phrase"),
        ("well-known~", Phrase(("well", "known")), "plain_phrase"),
        ("中国~", Word("中国"), "plain_word"),
        ("=Mao*", Word("Mao", Form.EXACT), "exact_with_sign"),
        ('a NEAR "b c"', And((A, Phrase(("b", "c")))), "near_words_only"),
        ("comm* NEAR b", And((Word("comm", Form.PREFIX), B)), "near_words_only"),
        ("3月份 3月", And((Phrase(("3", "月份")), Phrase(("3", "月")))), "single_character"),
        ("???", Everything(), "no_words"),
        ("date:never", Everything(), "malformed_date"),
    ],
)
def test_what_is_not_syntax_is_read_leniently_and_told(text: str, tree: Node, code: str) -> None:
    parsed = parse(text)
    assert parsed.tree == tree
    assert code in [notice.code for notice in parsed.notices]
    for notice in parsed.notices:
        assert notice.message.endswith(".")


@pytest.mark.parametrize("text", ["He said: yes", "at 12:30", "https://example.org/a?b=c", "a/b", "R&D + 5%", "it’s"])
def test_ordinary_punctuation_is_no_syntax(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("a" * 2001, "characters"),
        ("a " * 65, "clauses"),
        ("date:1963 " * 65, "clauses"),
        ('"' + "a " * 65 + '"', "phrase_words"),
        ("a-" * 65, "phrase_words"),
        ("(" * 11 + "a" + ")" * 11, "nesting"),
        ("a NEAR/101 b", "near_words"),
        ('"a b"~101', "near_words"),
    ],
)
def test_over_a_budget_the_limit_is_named(text: str, limit: str) -> None:
    with pytest.raises(OverBudget) as refused:
        parse(text)
    assert refused.value.limit == limit
    assert str(getattr(LIMITS, limit)) in refused.value.message.replace(",", "")


@pytest.mark.parametrize(
    "text",
    ["a" * 2000, "a " * 64, '"' + "a " * 64 + '"', "(" * 10 + "a" + ")" * 10, "a NEAR/100 b", "- " * 900, "(" * 2000],
)
def test_a_budget_may_be_used_up(text: str) -> None:
    parse(text)


def test_budgets_are_settings() -> None:
    with pytest.raises(OverBudget):
        parse("abc", Limits(characters=2))


@pytest.mark.parametrize(
    ("text", "old", "new", "expected"),
    [
        ("the artilery, shells", "artilery", "artillery", "the artillery, shells"),
        ("Artilery OR artilery*", "artilery", "artillery", "artillery OR artillery*"),
        ('"heavy artilery" -x', "artilery", "artillery", '"heavy artillery" -x'),
        ("speaker:artilery artilery", "artilery", "artillery", "speaker:artilery artillery"),
        ("title:artilery", "artilery", "artillery", "title:artillery"),
        ("anti-artilery (x", "artilery", "artillery", "anti-artillery (x"),
        ("a ox b", "ox", "OR", 'a "OR" b'),
        ("nothing here", "x", "y", "nothing here"),
        ("Gomulka’s", "gomulka's", "Gomułka", "Gomułka"),
        ("speaker: speaker", "speaker", "speak", "speaker: speak"),
        ("(Title:)", "title", "tile", "(Title:)"),
    ],
)
def test_one_word_is_changed_and_the_rest_stays_as_typed(text: str, old: str, new: str, expected: str) -> None:
    assert replace_word(text, old, new) == expected


def test_a_phrase_is_written_as_people_write_it() -> None:
    assert written(("中国", "国人")) == "中国人"
    assert written(("在北", "北京", "京", "Mao", "说")) == "在北京 Mao 说"
    assert written(("people's", "army")) == "people's army"


# -- properties ------------------------------------------------------------------------------------------------------

SIGNS = [
    "(",
    ")",
    '"',
    "“",
    "”",
    "«",
    "-",
    "=",
    "*",
    "~",
    "~5",
    ":",
    "..",
    "[",
    "]",
    " ",
    " ",
    "’",
    "\x00",
    "\ud800",
    "\u0301",
]
NAMES = [
    "title:",
    "speaker:",
    "date:",
    "kind:",
    "foo:",
    " OR ",
    " AND ",
    " NOT ",
    " NEAR ",
    " NEAR/3 ",
    " TO ",
    "AND",
    "OR",
]
SYNTAX = st.sampled_from([*SIGNS, *NAMES, "a", "shells", "中国", "中", "1963"])
TYPED = st.one_of(st.text(max_size=80), st.lists(SYNTAX, max_size=40).map("".join))


@given(TYPED)
@example("title:(" * 60)
@example("a NEAR NOT b")
@example("speaker:(a OR b")
def test_any_text_is_a_query(text: str) -> None:
    try:
        parsed = parse(text)
    except OverBudget:
        return
    assert _is_normal(parsed.tree)


def _is_normal(tree: Node, inside: type | None = None) -> bool:
    if isinstance(tree, And | Or):
        alone = len(tree.parts) < 2 or type(tree) is inside
        parts = [part.part if isinstance(part, Not) and isinstance(tree, And) else part for part in tree.parts]
        positive = isinstance(tree, Or) or not all(isinstance(part, Not) for part in tree.parts)
        kinds = [type(tree) if part is whole else Not for part, whole in zip(parts, tree.parts, strict=True)]
        return not alone and positive and all(map(_is_normal, parts, kinds))
    if isinstance(tree, InField):
        return _is_normal(tree.part)
    return not isinstance(tree, Not)


@given(TYPED)
@example('«"» speaker:«a "b"»')
@example("-(-a) OR -b")
@example("AND")
@example("中国 NEAR 说话 NEAR/2 a")
@example("speaker:\u2028")
def test_what_is_parsed_can_be_typed_again(text: str) -> None:
    try:
        tree = parse(text).tree
    except OverBudget:
        return
    assert parse(unparse(tree), Limits(characters=10_000)).tree == tree


LATIN = st.sampled_from(["shells", "Gomułka's", "1,540,000", "AND", "OR", "NEAR", "Yan'an", "a", "новый"])


def _phrases(words: st.SearchStrategy[str]) -> st.SearchStrategy[Node]:
    several = st.lists(words, min_size=2, max_size=4).map(tuple)
    within = st.one_of(st.none(), st.integers(1, 100))
    return st.builds(Phrase, several, st.sampled_from([Form.STEM, Form.EXACT]), within)


LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, LATIN, st.sampled_from([Form.STEM, Form.EXACT, Form.FUZZY])),
    st.builds(Word, st.sampled_from(["comm", "Yan'an"]), st.just(Form.PREFIX)),
    _phrases(LATIN),
    st.builds(
        Named, st.sampled_from(["speaker", "document"]), st.sampled_from(["mao", "Mao Zedong", 'the "Great"', "x)"])
    ),
    st.builds(lambda kind: Filter("kind", (kind,)), st.sampled_from(sorted(KIND_TITLES))),
    st.just(DateRange("1963-01-01", None)),
    st.just(DateRange("1963-01-01", "1964-02-29")),
)


def _joined(several: type[And] | type[Or], parts: list[Node]) -> Node:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, several) else (part,))]
    kept = tuple(part for part in flat if not isinstance(part, Everything))
    if several is And and all(isinstance(part, Not) for part in kept):
        return And((Everything(), *kept))
    return several(kept)


def _deeper(trees: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    terms = st.one_of(trees, trees.map(Not))
    return st.one_of(
        st.lists(terms, min_size=2, max_size=4).map(lambda parts: _joined(And, parts)),
        st.lists(trees, min_size=2, max_size=4).map(lambda parts: _joined(Or, parts)),
        st.builds(InField, st.sampled_from(["title", "text"]), trees),
    )


@given(st.recursive(LEAVES, _deeper, max_leaves=12))
def test_a_typed_tree_parses_to_itself(tree: Node) -> None:
    assert parse(unparse(tree), Limits(characters=10_000, clauses=1000, nesting=100)).tree == tree


@given(TYPED, st.sampled_from(["a", "shells"]))
@example("a OR (a", "a")
def test_changing_a_word_for_itself_changes_no_more_than_case(text: str, word: str) -> None:
    assert fold(replace_word(text, word, word)) == fold(text)
