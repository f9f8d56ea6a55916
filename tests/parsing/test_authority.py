"""The operator's word on who is who: read strictly, applied only where it was meant."""

from __future__ import annotations

import pytest
from conversations import conversation

from index.errors import AuthorityError
from index.speakers.authority import Authority, read_authority
from index.speakers.authority_file import Scope


def authority(*entries: str, top: str = "") -> Authority:
    return read_authority(top + "".join(f"[[speaker]]\n{entry}\n" for entry in entries), "talks/speakers.toml")


def found(people: Authority, name: str, **where: str | None) -> list[str]:
    """The ids of those whom the authority file means by a name in a document."""
    return [person.id for person in people.find(name, conversation(**where)).people]  # type: ignore[arg-type]  # all are texts


MAO = authority('name = "Mao Zedong"\nvariants = ["Mao Tse-tung"]')


@pytest.mark.parametrize(
    "name",
    [
        "Mao Zedong",
        "MAO ZEDONG",
        "Máo Zédōng",
        "Comrade Mao Zedong",
        "Cde. Mao Zedong",
        "Chairman Mao Zedong",
        "[Mao] Zedong",
        "Mao  Tse‑Tung",
    ],
)
def test_names_match_without_case_accents_brackets_and_rank(name: str) -> None:
    assert found(MAO, name) == ["mao-zedong"]


@pytest.mark.parametrize("name", ["Mao", "Zedong", "Mao Zedong Jr", "Mao Zemin", "…", "", "Chairman"])
def test_other_names_do_not(name: str) -> None:
    assert found(MAO, name) == []


def test_initials_match_however_they_are_spaced() -> None:
    people = authority('name = "Nikita Khrushchev"\nvariants = ["N. S. Khrushchev"]')
    assert all(found(people, name) for name in ("N.S. Khrushchev", "N S Khrushchev", "Comrade N.  S. KHRUSHCHEV"))


def test_a_variant_with_a_rank_matches_a_label_without_one_but_no_other_rank() -> None:
    people = authority('name = "George C. Marshall"\nvariants = [{text = "General Marshall", documents = ["*"]}]')
    assert found(people, "Gen. Marshall") == found(people, "Marshall") == ["george-c-marshall"]
    assert found(people, "Mr. Marshall") == []


def test_the_same_rank_is_closer_than_none() -> None:
    people = authority(
        'name = "Bill Clinton"\nvariants = [{text = "Mr. Clinton", documents = ["*"]}]',
        'name = "Hillary Clinton"\nvariants = [{text = "Mrs. Clinton", documents = ["*"]}]',
    )
    assert found(people, "Mrs. Clinton") == ["hillary-clinton"]
    assert found(people, "Clinton") == ["bill-clinton", "hillary-clinton"]


# Scope

SCOPED = authority(
    'name = "George C. Marshall"\nvariants = ['
    '{text = "Marshall", documents = ["frus-*", "talks/two.txt"]}, {text = "The Envoy", from = "1946-02", to = 1946}]'
)


def test_a_bare_surname_counts_in_its_documents_by_id_or_path() -> None:
    assert found(SCOPED, "Marshall", document="frus-12")
    assert found(SCOPED, "Marshall", path="talks/two.txt")
    assert not found(SCOPED, "Marshall", document="other")


@pytest.mark.parametrize(
    ("date", "counts"),
    [("1946-02-01", True), ("1946-12-31", True), ("1946-01-31", False), ("1947-01-01", False), (None, False)],
)
def test_an_office_counts_in_its_years_and_never_in_an_undated_document(date: str | None, counts: bool) -> None:
    assert bool(found(SCOPED, "The Envoy", date=date)) == counts


def test_a_document_known_to_the_year_only_is_within_a_scope_that_holds_the_whole_year() -> None:
    year = Scope((), "1946-01-01", "1947-12-31")
    some_months = Scope((), "1946-07-01", "1947-12-31")
    document = conversation(date="1946-01-01", last="1946-12-31")
    assert year.covers(document)
    assert not some_months.covers(document)


def test_a_bare_surname_without_scope_counts_nowhere_but_is_known() -> None:
    people = authority('name = "George C. Marshall"\nvariants = ["Marshall", "The Secretary"]')
    match = people.find("Marshall", conversation())
    assert (match.people, [person.id for person in match.unscoped]) == ((), ["george-c-marshall"])
    assert found(people, "The Secretary") == []


def test_a_scope_of_everything_must_be_written_out() -> None:
    assert found(authority('name = "Josip Broz"\nvariants = [{text = "Tito", documents = ["*"]}]'), "Tito")


def test_a_preferred_name_of_one_word_is_the_operators_word() -> None:
    suharto = authority('name = "Suharto"')
    assert found(suharto, "Suharto") == found(suharto, "Comrade Suharto") == ["suharto"]
    assert found(suharto, "President Suharto") == []


def test_the_scope_of_an_entry_holds_for_its_name_and_variants() -> None:
    people = authority('name = "Jan Novak"\nvariants = ["J. Novak"]\ndocuments = ["a"]')
    assert found(people, "Jan Novak", document="a") == found(people, "J. Novak", document="a") == ["jan-novak"]
    assert found(people, "Jan Novak", document="b") == found(people, "J. Novak", document="b") == []


def test_labels_that_are_no_speakers_are_known_in_any_case() -> None:
    people = authority(top='not_speakers = ["Translator\'s note"]\n')
    assert people.is_no_speaker("TRANSLATOR’S NOTE")
    assert not people.is_no_speaker("Translator")


# Errors


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", "talks/speakers.toml: not valid TOML: Invalid value (at end of document); mend that line"),
        (
            '\n[[speaker]]\nname = "A B"\nvarients = []',
            'talks/speakers.toml:2: speaker "A B": there is no key "varients"',
        ),
        ('people = "x"', 'there is no key "people" here; use one of not_speakers, speaker'),
        ("[[speaker]]\nid = 'x'", "it has no name; add name ="),
        ("[[speaker]]\nname = ''", "name must be a text that is not empty"),
        ("[[speaker]]\nname = 'A'\nid = 'A B'", '"A B" cannot be an id'),
        ("[[speaker]]\nname = 'A'\nid = 'label-a'", "an id cannot begin with"),
        ("[[speaker]]\nname = 'A'\nvariants = 'B'", "variants must be a list"),
        ("[[speaker]]\nname = 'A'\nvariants = [1]", "text must be a text"),
        ("[[speaker]]\nname = 'A'\nvariants = [{documents = ['x']}]", "a variant has no text"),
        ("[[speaker]]\nname = 'A'\ndocuments = 'x'", "documents must be a list of texts"),
        ("[[speaker]]\nname = 'A'\nfrom = '1946-13'", "from = '1946-13' is no date"),
        ("[[speaker]]\nname = 'A'\nfrom = true", "from = True is no date"),
        ("[[speaker]]\nname = 'A'\nfrom = 1947\nto = 1946", "from is later than to; exchange them"),
        ("speaker = 'x'", "begin each with [[speaker]]"),
        (
            "[[speaker]]\nname = 'A B'\n\n[[speaker]]\nname = 'a. b.'",
            ':4: speaker "a. b.": the id "a-b" is taken by line 1',
        ),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place_and_what_to_do(text: str, told: str) -> None:
    with pytest.raises(AuthorityError) as error:
        read_authority(text, "talks/speakers.toml")
    assert told in str(error.value)
    assert str(error.value).startswith("talks/speakers.toml")
    assert ";" in str(error.value)


def test_dates_may_be_numbers_and_dates_of_toml_and_a_byte_order_mark_is_no_error() -> None:
    people = read_authority("\ufeff[[speaker]]\nname = 'A B'\nfrom = 1946-02-03\nto = 1947\n", "x")
    assert people.people[0].scope == Scope((), "1946-02-03", "1947-12-31")


def test_an_empty_file_knows_nobody() -> None:
    assert read_authority("", "x").people == ()
