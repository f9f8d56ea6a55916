"""Printed dates are read as far as they go, and no further."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model import Precision
from index.reading.dates import dates_in, day_range, parse_date
from index.reading.months import MONTHS

RUNNING_TEXT = {
    "Conversation on 9 October 1964": ["1964-10-09"],
    "October 9, 1964": ["1964-10-09"],
    "Oct. 9th, 1964, in the evening": ["1964-10-09"],
    "the 9th of October, 1964": ["1964-10-09"],
    "Tirana, on 22.7.1963": ["1963-07-22"],
    "22.VII.1963": ["1963-07-22"],
    "1963-07-20": ["1963-07-20"],
    "6 July  \n1963 [Excerpt]": ["1963-07-06"],
    "in July 1963 they met": ["1963-07"],
    "1–3 May 1960": ["1960-05-01/1960-05-03"],
    "1-3 May 1960": ["1960-05-01/1960-05-03"],
    "May 1–3, 1960": ["1960-05-01/1960-05-03"],
    "from 14 to 16 July 1963": ["1963-07-14/1963-07-16"],
    "between 14 and 16 July 1963": ["1963-07-14/1963-07-16"],
    "28 May – 3 June 1960": ["1960-05-28/1960-06-03"],
    "May 28 – June 3, 1960": ["1960-05-28/1960-06-03"],
    "December 30, 1960 – January 2, 1961": ["1960-12-30/1961-01-02"],
    "1963-07-01/1963-07-03": ["1963-07-01/1963-07-03"],
    "July–August 1963": ["1963-07/1963-08"],
    "on 14 and 16 July 1963": ["1963-07-14", "1963-07-16"],
    "on May 1, 2 and 3, 1960": ["1960-05-01", "1960-05-02", "1960-05-03"],
    "dated 22 July 1963, held on 20 July 1963": ["1963-07-22", "1963-07-20"],
    "circa 1963": ["1963~"],
    "c. 1963, he said": ["1963~"],
    "about July 1963": ["1963-07~"],
    "(9 October 1964?)": ["1964-10-09?"],
    "22/7/1963": ["1963-07-22"],
    "7/22/1963": ["1963-07-22"],
}

NOT_DATES = [
    "31 February 1963",
    "30-31 February 1963",
    "they may 1963 times",
    "ca. 1500 men",
    "Dos. 8, Fl. 1-5",
    "1,540,000 people",
    "the meeting of 1963",
    "5.13.63",
    "undated",
    "",
]


@pytest.mark.parametrize(("text", "edtf"), RUNNING_TEXT.items())
def test_dates_of_running_text_are_found(text: str, edtf: list[str]) -> None:
    assert [date.edtf for date in dates_in(text, "event")] == edtf


@pytest.mark.parametrize("text", NOT_DATES)
def test_what_is_no_date_is_not_made_one(text: str) -> None:
    assert dates_in(text, "event") == ()


def test_a_number_before_a_date_is_not_its_first_day() -> None:
    for text in ("Memorandum No. 12, 14 July 1963", "Meeting 3 – 14 July 1963", "No. 5 and 14 July 1963"):
        assert [date.edtf for date in dates_in(text, "document")] == ["1963-07-14"]


def test_numbers_in_unclear_order_give_the_year_alone_and_keep_what_was_printed() -> None:
    (date,) = dates_in("signed 3/4/1963", "document")
    assert (date.start, date.end, date.precision, date.printed) == (
        "1963-01-01",
        "1963-12-31",
        Precision.YEAR,
        "3/4/1963",
    )


def test_a_month_is_all_its_days_and_says_so() -> None:
    (date,) = dates_in("February 1964", "event")
    assert (date.start, date.end, date.precision) == ("1964-02-01", "1964-02-29", Precision.MONTH)


def test_a_date_printed_twice_is_one_date() -> None:
    assert len(dates_in("9 October 1964, that is October 9, 1964", "event")) == 1


def test_the_printed_form_is_kept_verbatim() -> None:
    assert [date.printed for date in dates_in("held circa July 1963 and 1–3 May 1960", "event")] == [
        "circa July 1963",
        "1–3 May 1960",
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("le 9 octobre 1964", "fr"),
        ("am 9. Oktober 1964", "de-DE"),
        ("9 октября 1964 года", "ru"),
        ("el 9 de octubre de 1964", "es"),
        ("il 9 ottobre 1964", "it"),
        ("la 9 octombrie 1964", "ro"),
        ("më 9 tetor 1964", "sq"),
    ],
)
def test_months_are_read_in_the_language_of_the_text(text: str, language: str) -> None:
    assert [date.edtf for date in dates_in(text, "event", language)] == ["1964-10-09"]
    assert dates_in(text, "event", "en") == ()


def test_a_year_alone_counts_only_when_asked_for() -> None:
    assert dates_in("He came in 1963.", "event") == ()
    assert [date.edtf for date in dates_in("He came in 1963.", "event", years=True)] == ["1963"]
    assert dates_in("We saw it in 1963 villages.", "event", years=True) == ()


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("1963", "1963"),
        ("1963-07", "1963-07"),
        ("[1963?]", "1963?"),
        ("1963~", "1963~"),
        ("1963–64", "1963/1964"),
        ("1963-1964", "1963/1964"),
        ("1960s", "196X"),
        ("October 9, 1964, 3:30 p.m.", "1964-10-09"),
        ("Wednesday, 9 October 1964", "1964-10-09"),
        ("2021-03-04T10:00:00Z", "2021-03-04"),
        ("12 mars 1956", "1956-03-12"),
    ],
)
def test_a_field_holds_one_date(text: str, edtf: str) -> None:
    date = parse_date(text, "document")
    assert date is not None
    assert (date.edtf, date.printed) == (edtf, text)


@pytest.mark.parametrize(
    "text", ["undated", "n.d.", "no date", "", "soon", "2022-02-30", "5 May 1960; 7 May 1961", "Page 12"]
)
def test_a_field_without_one_date_holds_none(text: str) -> None:
    assert parse_date(text, "document") is None


@pytest.mark.parametrize(
    "text", ["", "63", "1963-7", "1963-13", "1963-02-29", "0000", "1963-07-20 ", "١٩٦٣", "1963/07"]
)
def test_a_malformed_day_range_is_refused(text: str) -> None:
    assert day_range(text) is None


@settings(deadline=None)
@given(st.dates())
def test_a_day_is_its_own_range(day: dt.date) -> None:
    assert day_range(day.isoformat()) == (day.isoformat(), day.isoformat())


@settings(deadline=None)
@given(st.dates())
def test_a_month_ends_the_day_before_the_next(day: dt.date) -> None:
    found = day_range(f"{day:%Y-%m}" if day.year > 999 else day.isoformat()[:7])
    assert found is not None
    first, last = (dt.date.fromisoformat(text) for text in found)
    assert first.day == 1
    assert (first.year, first.month) == (last.year, last.month) == (day.year, day.month)
    assert last == dt.date.max or (last + dt.timedelta(days=1)).day == 1


@settings(deadline=None)
@given(st.dates(dt.date(1000, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(sorted(MONTHS)))
def test_every_day_is_read_back_from_its_printed_forms(day: dt.date, language: str) -> None:
    name = MONTHS[language][day.month - 1].split()[-1]
    forms = (f"{day.day} {name.title()} {day.year}", f"{day.day}.{day.month}.{day.year}", day.isoformat())
    for text in forms:
        assert [(date.start, date.end) for date in dates_in(text, "event", language)] == [(day.isoformat(),) * 2]


@settings(deadline=None)
@given(st.text(alphabet="0123456789/.-–, MayJulytoand?c[]\n", max_size=60) | st.text(max_size=40))
def test_any_text_gives_only_real_days_in_order(text: str) -> None:
    for date in dates_in(text, "event", None, years=True):
        assert dt.date.fromisoformat(date.start) <= dt.date.fromisoformat(date.end)
        assert date.printed in text
    field = parse_date(text, "event")
    assert field is None or field.start <= field.end
