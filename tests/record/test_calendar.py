"""Which writing day a moment belongs to."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from milestoned.record.calendar import offset_text, with_offset, writing_day

BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY, SUNDAY = date(2026, 10, 24), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("clock", "day"),
    [
        ((2026, 11, 23, 23, 59), date(2026, 11, 23)),
        ((2026, 11, 24, 0, 0), date(2026, 11, 23)),
        ((2026, 11, 24, 3, 59), date(2026, 11, 23)),
        ((2026, 11, 24, 4, 0), date(2026, 11, 24)),
    ],
)
def test_past_midnight_is_still_the_day_before(clock: tuple[int, ...], day: date) -> None:
    assert writing_day(datetime(*clock, tzinfo=BERLIN)) == day  # type: ignore[misc,arg-type]


def test_the_day_may_start_at_midnight() -> None:
    assert writing_day(datetime(2026, 11, 24, 0, 0, tzinfo=BERLIN), time(0)) == date(2026, 11, 24)


@pytest.mark.parametrize("month_day", [(3, 29), (10, 25)])
def test_days_around_a_change_of_the_clocks_have_23_or_25_hours_and_never_go_back(
    month_day: tuple[int, int],
) -> None:
    for start in (time(1), time(2, 30), time(3), time(4)):
        moment = datetime(2026, *month_day, tzinfo=BERLIN).astimezone(UTC) - timedelta(hours=12)
        days = [
            writing_day((moment + timedelta(minutes=10 * n)).astimezone(BERLIN), start) for n in range(360)
        ]
        assert days == sorted(days)
        assert len(set(days)) in {3, 4}


def test_the_repeated_hour_of_autumn_stays_in_its_day() -> None:
    first = datetime(2026, 10, 25, 2, 45, tzinfo=BERLIN)
    again = datetime(2026, 10, 25, 2, 15, fold=1, tzinfo=BERLIN)
    assert writing_day(first, time(2, 30)) == writing_day(again, time(2, 30)) == SUNDAY


def test_a_traveller_writes_on_the_day_of_the_clock_on_the_wall() -> None:
    moment = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    assert writing_day(moment.astimezone(ZoneInfo("Asia/Tokyo"))) == date(2026, 11, 23)
    assert writing_day(moment.astimezone(ZoneInfo("Pacific/Kiritimati"))) == date(2026, 11, 24)
    assert writing_day(moment.astimezone(ZoneInfo("Pacific/Pago_Pago"))) == date(2026, 11, 22)


def test_a_moment_without_a_zone_belongs_to_no_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        writing_day(datetime(2026, 11, 23))  # noqa: DTZ001 - that is the point


def test_the_clock_a_moment_was_taken_from_is_kept() -> None:
    moment = datetime(2026, 7, 1, 9, 30, tzinfo=BERLIN)
    assert offset_text(moment) == "+02:00"
    assert with_offset(moment.astimezone(UTC), "+02:00").isoformat() == "2026-07-01T09:30:00+02:00"
    assert offset_text(moment.astimezone(UTC)) == "+00:00"
    assert offset_text(moment.astimezone(ZoneInfo("America/St_Johns"))) == "-02:30"
