"""Days as a person reads them, on the screen, on the page and in an editor. English whatever the locale."""

from __future__ import annotations

from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short_date(day: date, today: date | None = None) -> str:
    """Return `Fri 31 Dec`, with the year where it is not this year's."""
    year = f" {day.year}" if today is None or day.year != today.year else ""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"
