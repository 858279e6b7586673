"""Days left, words a day, and on track or not."""

from __future__ import annotations

from datetime import date

from milestoned.milestone.deadline import NoteHistory, WritingDay, deadline
from milestoned.milestone.progress import Progress, chunked, every_task
from milestoned.milestone.spec import Unit

_TODAY = WritingDay(date(2026, 11, 28))
_DUE = date(2026, 12, 31)


def _words(count: int, goal: int | None = 5000) -> tuple[Progress, ...]:
    return (chunked(Unit.WORDS, 1000, goal, count),)


def test_today_is_one_of_the_days_left_and_days_of_rest_are_none() -> None:
    """34 days from 28 November to New Year's Eve, ten of them at a weekend."""
    found = deadline(_words(2345), _DUE, _TODAY)
    assert (found.days_left, found.per_day, found.on_track) == (34, 78, True)
    found = deadline(_words(2345), _DUE, WritingDay(_TODAY.day, frozenset({5, 6})))
    assert (found.days_left, found.per_day) == (24, 111)


def test_counting_writing_days_agrees_with_counting_them_one_by_one() -> None:
    """Over any span, with any days of rest."""
    on = WritingDay(date(2026, 11, 25), frozenset({0, 6}))
    for days in range(40):
        last = date.fromordinal(on.day.toordinal() + days)
        one_by_one = sum(
            date.fromordinal(day).weekday() not in on.rest_days
            for day in range(on.day.toordinal(), last.toordinal() + 1)
        )
        assert on.writing_days(on.day, last) == one_by_one


def test_a_date_that_is_over_asks_for_nothing() -> None:
    """Neither for words a day; and it is not on track, unless all of it is done."""
    found = deadline(_words(2345), date(2026, 11, 1), _TODAY)
    assert (found.days_left, found.per_day, found.on_track) == (0, None, False)
    found = deadline(_words(5000), date(2026, 11, 1), _TODAY)
    assert (found.per_day, found.on_track) == (0, True)


def test_the_pace_is_even_from_the_day_the_date_was_set_to_the_date() -> None:
    """Ten days of 100: after four of them, today not counted, 400 are on track and 399 are not."""
    history = NoteHistory(since=date(2026, 11, 23), at_start=1000)
    due = date(2026, 12, 3)
    assert deadline(_words(1400, 2000), due, _TODAY, history).on_track
    assert not deadline(_words(1399, 2000), due, _TODAY, history).on_track
    too_much = NoteHistory(since=history.since, at_start=1000, too_much=True)
    assert not deadline(_words(1400, 2000), due, _TODAY, too_much).on_track


def test_without_a_goal_the_date_is_for_the_end_of_the_chunk_and_tasks_count_as_tasks() -> None:
    """As the record promises it; one a day is the least."""
    assert deadline(_words(2345, None), _DUE, _TODAY).per_day == 19
    assert deadline((every_task(3, 7),), _DUE, _TODAY).per_day == 1
