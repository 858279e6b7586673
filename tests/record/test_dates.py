"""One reader of dates, for every option and argument that takes one."""

from __future__ import annotations

from datetime import date

import pytest

from milestoned.record.dates import Toward, read_date

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-31", date(2026, 12, 31)),
        ("31.12.2026", date(2026, 12, 31)),
        ("1.2.2027", date(2027, 2, 1)),
        ("31. 12. 2026", date(2026, 12, 31)),
        ("31 December", date(2026, 12, 31)),
        ("31 December 2027", date(2027, 12, 31)),
        ("December 31, 2027", date(2027, 12, 31)),
        ("1st of Jan", date(2027, 1, 1)),
        ("3 march", date(2027, 3, 3)),
        ("29 feb", date(2028, 2, 29)),
        ("23 November", MONDAY),
        ("today", MONDAY),
        ("Tomorrow", date(2026, 11, 24)),
        ("yesterday", date(2026, 11, 22)),
        ("monday", MONDAY),
        ("sun", date(2026, 11, 29)),
        ("Tues.", date(2026, 11, 24)),
        ("thurs", date(2026, 11, 26)),
        ("in 3 days", date(2026, 11, 26)),
        ("in 1 day", date(2026, 11, 24)),
        ("in  2  weeks", date(2026, 12, 7)),
        ("in a week", date(2026, 11, 30)),
        ("next week", date(2026, 11, 30)),
        ("end of month", date(2026, 11, 30)),
        ("end of the year", date(2026, 12, 31)),
    ],
)
def test_a_day_to_come_is_read_as_people_write_it(text: str, expected: date) -> None:
    assert read_date(text, MONDAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("monday", MONDAY),
        ("tue", date(2026, 11, 17)),
        ("31 December", date(2025, 12, 31)),
        ("29 feb", date(2024, 2, 29)),
        ("yesterday", date(2026, 11, 22)),
        ("3 days ago", date(2026, 11, 20)),
        ("a week ago", date(2026, 11, 16)),
        ("last week", date(2026, 11, 16)),
    ],
)
def test_a_day_gone_by_is_the_last_such_day(text: str, expected: date) -> None:
    assert read_date(text, MONDAY, Toward.PAST) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-02-30",
        "31.13.2026",
        "12/31/2026",
        "mo",
        "30 feb",
        "in 99999 weeks",
        "day",
        "31",
        "in days",
    ],
)
def test_what_is_no_day_is_not_guessed_at(text: str) -> None:
    assert read_date(text, date(9990, 1, 1)) is None
    assert read_date(text, MONDAY) is None or text == "in 99999 weeks"
