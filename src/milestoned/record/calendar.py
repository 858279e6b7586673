"""Which writing day a moment belongs to: the one rule, used by everything else."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

DAY_START = time(4, 0)
"""A writer who works past midnight is still in the same day; nearly nobody begins one before four."""


def writing_day(moment: datetime, day_start: time = DAY_START) -> date:
    """Return the writing day of an aware moment, by the wall clock of the moment's own zone.

    A day begins at the first `day_start` on that date's clock, so an hour that an autumn night
    repeats never leads back into the day before. Raises ValueError for a moment without a zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    begins = datetime.combine(moment.date(), day_start, tzinfo=moment.tzinfo)
    if moment.astimezone(UTC) >= begins.astimezone(UTC):
        return moment.date()
    return moment.date() - timedelta(days=1)


def offset_text(moment: datetime) -> str:
    """Write a moment's offset from UTC as `+01:00`."""
    return moment.isoformat()[-6:] if moment.utcoffset() else "+00:00"


def offset_seconds(offset: str) -> int:
    """Return what an offset such as `+01:00` is in seconds."""
    # Not strptime: it takes longer to load than all else that a day needs.
    ahead = int(offset[1:3]) * 3600 + int(offset[4:6]) * 60
    return -ahead if offset.startswith("-") else ahead


def with_offset(moment: datetime, offset: str) -> datetime:
    """Show a UTC moment on the clock it was taken from."""
    return moment.astimezone(timezone(timedelta(seconds=offset_seconds(offset))))


def span(first: date, last: date) -> list[date]:
    """List the days from the first to the last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
