"""An authority file is corrected in place: what its keeper wrote around the correction stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import AuthorityError
from index.speakers.authority import Authority, read_authority
from index.speakers.authority_edit import add_speaker, add_variant, merge, split
from index.speakers.authority_file import Scope, Variant

FILE = """\
# Who is who.
not_speakers = ["Note"]

# Albanians
[[speaker]]
name = "Beqir Balluku" # the minister
variants = [
    "Begir Balluku", # a slip
    {text = "Balluku", documents = ["3*"]}, # there only
]

# Chinese
[[speaker]]
name = "Zhou Enlai"
role = "premier"

# the same man?
[[speaker]]
id = "chou"
name = "Chou En-lai" # older spelling
from = 1946
role = "delegate"
note = "talks of 1946"
variants = ["Gen. Chou", {text = "General Chou", from = 1947}]
# the end
"""


def people(text: str) -> Authority:
    return read_authority(text, "speakers.toml")


def variants(text: str, speaker: str) -> tuple[Variant, ...]:
    return next(person.variants for person in people(text).people if person.id == speaker)


def comments(text: str) -> list[str]:
    return sorted(line.partition("#")[2].strip() for line in text.splitlines() if "#" in line)


def test_a_variant_is_added_behind_the_others_and_nothing_else_changes() -> None:
    text = add_variant(FILE, "beqir-balluku", "B. Balluku")
    assert text == FILE.replace("# there only\n", '# there only\n    "B. Balluku",\n')


def test_a_variant_can_be_kept_to_documents_and_dates() -> None:
    text = add_variant(FILE, "zhou-enlai", "The Premier", documents=["a", "b*"], first="1949", last="1976-01")
    written = 'variants = [{text = "The Premier", documents = ["a", "b*"], from = "1949", to = "1976-01"}]'
    assert text == FILE.replace('role = "premier"\n', f'role = "premier"\n{written}\n')
    assert variants(text, "zhou-enlai") == (Variant("The Premier", Scope(("a", "b*"), "1949-01-01", "1976-01-31")),)


@pytest.mark.parametrize("known", ["Begir Balluku", "comrade BEQIR Balluku", "Beqir Balluku"])
def test_a_variant_that_is_known_changes_nothing(known: str) -> None:
    assert add_variant(FILE, "beqir-balluku", known) == FILE


def test_a_speaker_is_added_at_the_end() -> None:
    text = add_speaker(FILE, 'Luo "X" Ruiqing', ["Lo Jui-ch'ing"])
    assert text.startswith(FILE)
    assert people(text).people[-1].name == 'Luo "X" Ruiqing'
    assert add_speaker("", "Mao Zedong") == '[[speaker]]\nname = "Mao Zedong"\n'


def test_merging_keeps_names_scopes_remarks_and_comments() -> None:
    text = merge(FILE, "zhou-enlai", "chou")
    assert [person.id for person in people(text).people] == ["beqir-balluku", "zhou-enlai"]
    assert variants(text, "zhou-enlai") == (
        Variant("Chou En-lai", Scope((), "1946-01-01")),
        Variant("Gen. Chou", Scope((), "1946-01-01")),
        Variant("General Chou", Scope((), "1947-01-01")),
    )
    merged = people(text).people[1]
    assert (merged.role, merged.note) == ("premier", "delegate; talks of 1946")
    assert comments(text) == comments(FILE)
    assert text.startswith(FILE.partition("# Chinese")[0])


def test_merging_the_other_way_keeps_the_comments_of_variants_with_them() -> None:
    text = merge(FILE, "chou", "beqir-balluku")
    assert '    "Begir Balluku", # a slip\n    {text = "Balluku", documents = ["3*"]}, # there only\n' in text
    assert comments(text) == comments(FILE)


def test_a_preferred_name_of_one_word_counts_everywhere_after_a_merge_too() -> None:
    text = merge('[[speaker]]\nname = "Josip Broz"\n\n[[speaker]]\nname = "Tito"\n', "josip-broz", "tito")
    assert variants(text, "josip-broz") == (Variant("Tito", Scope(("*",))),)


def test_splitting_gives_a_variant_with_scope_and_comment_to_somebody_new() -> None:
    text = split(FILE, "beqir-balluku", "Comrade Balluku", "Petrit Balluku")
    assert text == FILE.replace('    {text = "Balluku", documents = ["3*"]}, # there only\n', "").replace(
        "\n# Chinese",
        '\n[[speaker]]\nname = "Petrit Balluku"\n'
        'variants = [\n    {text = "Balluku", documents = ["3*"]}, # there only\n]\n\n# Chinese',
    )


def test_splitting_gives_a_variant_to_somebody_who_is_there_with_the_scope_of_its_entry() -> None:
    text = split(FILE, "chou", "Gen. Chou", "Zhou Enlai")
    assert variants(text, "chou") == (Variant("General Chou", Scope((), "1947-01-01")),)
    assert variants(text, "zhou-enlai") == (Variant("Gen. Chou", Scope((), "1946-01-01")),)


def test_splitting_off_the_whole_new_name_leaves_it_as_preferred_name_only() -> None:
    text = split(FILE, "beqir-balluku", "Begir Balluku", "Begir Balluku")
    assert [(person.name, person.variants) for person in people(text).people][1] == ("Begir Balluku", ())


def test_merging_what_was_split_brings_the_people_back() -> None:
    text = merge(split(FILE, "beqir-balluku", "Begir Balluku", "Begir Balluku"), "beqir-balluku", "begir-balluku")
    assert set(variants(text, "beqir-balluku")) == set(variants(FILE, "beqir-balluku"))


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda: merge(FILE, "chou", "chou"), "cannot be merged with itself"),
        (
            lambda: merge(FILE, "chou", "nobody"),
            'no speaker "nobody"; the ids here are: beqir-balluku, zhou-enlai, chou',
        ),
        (
            lambda: split(FILE, "beqir-balluku", "Mao", "X Y"),
            'no variant "Mao"; its variants are: "Begir Balluku", "Ball',
        ),
        (lambda: split(FILE, "beqir-balluku", "Balluku", "Beqir Balluku"), "give another name"),
        (lambda: add_variant(FILE, "chou", "Chou", first="soon"), "is no date"),
        (lambda: add_variant(FILE, "chou", " "), "text must be a text that is not empty"),
        (lambda: add_speaker(FILE, "Zhou Enlai"), 'the id "zhou-enlai" is taken'),
        (lambda: add_variant('speaker = [{name = "A B"}]', "a-b", "C"), "edit by hand"),
        (lambda: add_variant("[[speaker]", "a", "b"), "not valid TOML"),
    ],
)
def test_what_cannot_be_done_is_told_and_not_half_done(edit: Callable[[], str], told: str) -> None:
    with pytest.raises(AuthorityError) as error:
        edit()
    assert told in str(error.value)


def test_line_ends_of_windows_stay() -> None:
    text = merge(FILE.replace("\n", "\r\n"), "zhou-enlai", "chou")
    assert text.count("\n") == text.count("\r\n")
    assert people(text) == people(merge(FILE, "zhou-enlai", "chou"))


NAMES = st.text(min_size=1, max_size=20).filter(lambda name: bool(name.strip()) and "\x00" not in name)


@settings(deadline=None)
@given(NAMES, st.lists(st.sampled_from(["300025", "a*", 'q"uote', "mit-ä"]), max_size=2))
def test_any_name_can_be_added_and_is_read_back(name: str, documents: list[str]) -> None:
    text = add_variant(FILE, "zhou-enlai", name, documents=documents)
    added = variants(text, "zhou-enlai")
    assert added in ((), (Variant(name.strip(), Scope(tuple(documents))),))
    assert comments(text) == comments(FILE) or "#" in name
