"""What a query matches in a text is marked there, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_searches import Searches, searches
from reference_engine import ReferenceEngine

from index.engines.base import Plan
from index.limits import Limits
from index.queries.alike import at_most_one_edit
from index.queries.matching import Highlighter
from index.queries.query import parse
from index.tree import And, Form, InField, Node, Not, Or, Phrase, Word

FIRST = "We have heavy artillery, and they shell us. The people’s army has shells."


def marks(
    tree: Node,
    pieces: Sequence[str],
    language: str | None,
    field: str = "text",
    languages: Iterable[str | None] | None = None,
) -> tuple[tuple[int, int, int], ...]:
    return Highlighter(tree, languages).marks(pieces, language, field)


def marked(typed: str, text: str, language: str | None = "en") -> list[str]:
    return [text[start:end] for _, start, end in marks(parse(typed).tree, [text], language)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("artillery", ["artillery"]),
        ("SHELL", ["shell", "shells"]),
        ("=shell", ["shell"]),
        ("=Shell", []),
        ("shel*", ["shell", "shells"]),
        ("artilery~", ["artillery"]),
        ("shelt~", ["shell"]),
        ('"people\'s army"', ["people’s army"]),
        ('"heavy shells"', []),
        ('"heavy shells"~3', []),
        ('"heavy shells"~4', ["heavy", "shell"]),
        ('"shell heavy"~5', ["heavy", "shell"]),
        ("artillery NEAR/3 they", ["artillery", "they"]),
        ('="the people\'s"', []),
        ('="The people\'s"', ["The people’s"]),
        ("artillery -shells", ["artillery"]),
        ("artillery OR army", ["artillery", "army"]),
        ("-(artillery OR army)", []),
        ("", []),
        ("title:artillery", []),
        ("text:artillery", ["artillery"]),
        ("speaker:army date:1963", []),
        ('heavy "heavy artillery"', ["heavy artillery"]),
    ],
)
def test_marks_in_a_text(typed: str, expected: list[str]) -> None:
    assert marked(typed, FIRST) == expected


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("gomulka", "Gomułka's men met Gomułka.", ["Gomułka's", "Gomułka"]),
        ('"Palmiro Togliatti"', "With [Palmiro] Togliatti there", ["Palmiro] Togliatti"]),
        ("we central", "[W]e of the C[entral] group", ["[W]e", "C[entral]"]),
        ("Sino-Soviet", "the Sino–Soviet border, and the Soviet one", ["Sino–Soviet"]),
        ("cooperate", "They co\u00adop\u00aderate.", ["co\u00adop\u00aderate"]),
        ("ete", "un e\u0301te\u0301 chaud", ["e\u0301te\u0301"]),
        ("1,540,000", "1,540,000 and 540", ["1,540,000"]),
        ("中", "在中国，中", ["中", "中"]),
        ("中国人", "我是中国人民", ["中国人"]),
        ("中国", "中国人和中国", ["中国", "中国"]),
        ('"no no"', "No, no, no! Yes.", ["No, no, no"]),
        ('"no no"~2', "No. Yes. No!", ["No", "No"]),
        ('"no no"~1', "No. Yes. No!", []),
        ('"no yes no"~1', "Yes, no: no.", ["Yes", "no", "no"]),
    ],
)
def test_marks_stand_where_the_words_are_printed(typed: str, text: str, expected: list[str]) -> None:
    assert marked(typed, text) == expected


def test_every_piece_has_its_own_marks_and_no_phrase_crosses_two() -> None:
    pieces = ["The heavy", "artillery came. Heavy artillery!"]
    assert marks(Phrase(("heavy", "artillery")), pieces, "en") == ((1, 16, 31),)
    assert marks(Word("heavy"), pieces, "en") == ((0, 4, 9), (1, 16, 21))


def test_a_field_has_the_marks_that_look_in_it() -> None:
    tree = InField("title", Word("shells"))
    assert marks(tree, ["Shells"], "en", field="title") == ((0, 0, 6),)
    assert marks(tree, ["Shells"], "en", field="summary") == ()
    assert marks(InField("title", InField("summary", Word("shells"))), ["Shells"], "en", field="title") == ()


def test_a_query_word_is_read_in_every_language_of_the_archive() -> None:
    tree = Word("nationale")
    assert marks(tree, ["nationales"], "fr") == ((0, 0, 10),)
    assert marks(Word("shells"), ["shell"], None, languages=("en", None)) == ((0, 0, 5),)
    assert marks(Word("shells"), ["shell"], None) == ()


def test_a_phrase_is_read_in_one_language_at_a_time() -> None:
    tree = Phrase(("shells", "shells"))
    assert marks(tree, ["shell shell"], None, languages=("en", None)) == ((0, 0, 11),)
    assert marks(tree, ["shell shells"], None, languages=("en", None)) == ()


def test_a_phrase_without_words_marks_nothing() -> None:
    assert marks(Phrase(()), ["a b"], "en") == ()
    assert marks(Phrase((), Form.EXACT, 3), ["a b"], "en") == ()


# -- against what the rules say ----------------------------------------------------------------------------------------

WORDS = st.lists(st.sampled_from("abc"), max_size=9)


def _starts(words: list[str], typed: Phrase) -> set[int]:
    text = " ".join(words)
    return {start // 2 for _, start, _ in marks(typed, [text], None)}


@given(WORDS, st.lists(st.sampled_from("abc"), min_size=2, max_size=3), st.integers(1, 4))
def test_nearness_is_a_window_with_a_place_for_every_word(words: list[str], phrase: list[str], within: int) -> None:
    width = within + len(phrase) - 2
    expected = set()
    for places in permutations(range(len(words)), len(phrase)):
        if max(places) - min(places) <= width and [words[place] for place in places] == phrase:
            expected |= set(places)
    assert _starts(words, Phrase(tuple(phrase), within=within)) == expected


@given(WORDS, st.lists(st.sampled_from("abc"), min_size=1, max_size=3))
def test_a_phrase_stands_where_its_words_follow_each_other(words: list[str], phrase: list[str]) -> None:
    size = len(phrase)
    covered = {
        index + ahead
        for index in range(len(words) - size + 1)
        for ahead in range(size)
        if words[index : index + size] == phrase
    }
    text = " ".join(words)
    found = marks(Phrase(tuple(phrase)), [text], None)
    assert {place // 2 for _, start, end in found for place in range(start, end) if place % 2 == 0} == covered


def _neighbours(word: str) -> set[str]:
    letters = "abc"
    return (
        {word}
        | {word[:at] + word[at + 1 :] for at in range(len(word))}
        | {word[:at] + letter + word[at:] for at in range(len(word) + 1) for letter in letters}
        | {word[:at] + letter + word[at + 1 :] for at in range(len(word)) for letter in letters}
        | {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    )


def test_one_edit_is_an_insertion_a_deletion_a_replacement_or_a_swap() -> None:
    words = ["".join(letters) for size in range(5) for letters in product("abc", repeat=size)]
    for one in words:
        near = _neighbours(one)
        assert {other for other in words if at_most_one_edit(one, other)} == near & set(words)


@given(searches())
@settings(max_examples=25, deadline=None)
def test_an_entry_that_matches_a_word_or_phrase_has_a_mark_for_it_and_no_other_has(some: Searches) -> None:
    languages = {entry.language for entry in some.entries}
    reference = ReferenceEngine(some.entries)
    unlimited = Limits(seconds=60, prefix_expansions=10_000, fuzzy_expansions=10_000)
    for leaf in {leaf for plan in some.plans for leaf in _leaves(plan.query)}:
        hits = reference.search(Plan(leaf, limit=len(some.entries), limits=unlimited)).hits
        with_marks = {
            entry.row
            for entry in some.entries
            for field, pieces in entry.fields.items()
            if marks(leaf, pieces, entry.language, field, languages)
        }
        assert with_marks == {hit.row for hit in hits}


def _leaves(tree: Node) -> Iterator[Word | Phrase]:
    if isinstance(tree, Word | Phrase):
        yield tree
    elif isinstance(tree, And | Or):
        yield from (leaf for part in tree.parts for leaf in _leaves(part))
    elif isinstance(tree, Not | InField):
        yield from _leaves(tree.part)


TEXTS = st.text(st.sampled_from("ab cÉe\u0301'’-[].中国か \u00adZ"), max_size=40)
QUERIES = st.text(st.sampled_from('ab*~="()-中国 é'), max_size=20)


@given(QUERIES, st.lists(TEXTS, max_size=3))
def test_marks_lie_in_the_text_in_order_and_apart(typed: str, pieces: list[str]) -> None:
    found = marks(parse(typed).tree, pieces, "en")
    assert list(found) == sorted(found)
    for piece, start, end in found:
        assert 0 <= start < end <= len(pieces[piece])
    for (piece, _, end), (after, start, _) in pairwise(found):
        assert piece < after or end <= start


@given(QUERIES, st.lists(TEXTS, max_size=5))
def test_pieces_are_marked_as_each_is_alone(typed: str, pieces: list[str]) -> None:
    tree = parse(typed).tree
    alone = [(number, *mark[1:]) for number, piece in enumerate(pieces) for mark in marks(tree, [piece], "en")]
    assert list(marks(tree, pieces, "en")) == alone


@given(QUERIES, TEXTS, TEXTS)
def test_two_fields_are_marked_as_each_is_alone(typed: str, title: str, text: str) -> None:
    tree = Or((InField("title", Word("b")), parse(typed).tree))
    both = Highlighter(tree)
    for field, piece in (("title", title), ("text", text)):
        assert both.marks((piece,), "en", field) == marks(tree, [piece], "en", field)


def test_an_archive_without_languages_has_no_stems_to_mark() -> None:
    assert marks(Word("shell"), ["a shell"], "en", languages=()) == ()
