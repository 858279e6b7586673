"""The one reader of dates that people type: `2026-12-31`, `31.12.2026`, `31 December`, `friday`, `in 2 weeks`."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from enum import Enum

from milestoned.light.patterns import lazy_pattern
from milestoned.milestone.weekdays import weekday

ACCEPTED = (
    "write 2026-12-31, 31.12.2026, 31 December, friday, today, tomorrow, yesterday, in 3 days, in 2 weeks, "
    "next week or end of month"
)

_MONTHS = tuple(name.lower() for name in (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
))  # fmt: skip
_NEAR = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1, "next week": 7, "last week": -7}
_STEPS = {"day": 1, "week": 7}

_ISO = lazy_pattern(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_DOTTED = lazy_pattern(r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.? ?(?P<year>\d{4})?", re.ASCII)
_NAMED = lazy_pattern(
    r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)? (?:of )?(?P<name>[a-z]{3,})\.?,?(?: (?P<year>\d{4}))?", re.ASCII
)
_NAME_FIRST = lazy_pattern(
    r"(?P<name>[a-z]{3,})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,?(?: (?P<year>\d{4}))?", re.ASCII
)
_AHEAD = lazy_pattern(r"in (?P<number>\d{1,5}|an?|one) (?P<step>day|week)s?", re.ASCII)
_AGO = lazy_pattern(r"(?P<number>\d{1,5}|an?|one) (?P<step>day|week)s? ago", re.ASCII)


class Toward(Enum):
    """Which way a day without a year, or a weekday, is meant; today is included both ways."""

    FUTURE = 1
    PAST = -1


def read_date(text: str, today: date, toward: Toward = Toward.FUTURE) -> date | None:
    """Read a day as a person writes it; None if the text is none that is accepted."""
    words = " ".join(text.lower().split())
    try:
        return _near(words, today, toward) or _numeric(words, today, toward) or _counted(words, today)
    except (ValueError, OverflowError):
        return None


def _near(words: str, today: date, toward: Toward) -> date | None:
    if words in _NEAR:
        return today + timedelta(days=_NEAR[words])
    if words in ("end of month", "end of the month"):
        return today.replace(day=calendar.monthrange(today.year, today.month)[1])
    if words in ("end of year", "end of the year"):
        return today.replace(month=12, day=31)
    number = weekday(words.rstrip("."))
    if number is None:
        return None
    return today + timedelta(days=toward.value * ((toward.value * (number - today.weekday())) % 7))


def _numeric(words: str, today: date, toward: Toward) -> date | None:
    found = next((m for form in (_ISO, _DOTTED, _NAMED, _NAME_FIRST) if (m := form.fullmatch(words))), None)
    if found is None:
        return None
    parts = found.groupdict()
    month = int(parts["month"]) if parts.get("month") else _month(parts.get("name") or "")
    if month is None:
        return None
    if parts["year"]:
        return date(int(parts["year"]), month, int(parts["day"]))
    return _without_year(month, int(parts["day"]), today, toward)


def _without_year(month: int, day: int, today: date, toward: Toward) -> date:
    """Return the nearest such day on that side of today. Raises ValueError where no year near has it."""
    years = range(today.year, today.year + toward.value * 9, toward.value)
    for year in years:
        if day > calendar.monthrange(year, month)[1]:
            continue  # 29 February
        found = date(year, month, day)
        if (found - today).days * toward.value >= 0:
            return found
    raise ValueError("no such day")


def _month(name: str) -> int | None:
    return next((n for n, full in enumerate(_MONTHS, 1) if len(name) > 2 and full.startswith(name)), None)


def _counted(words: str, today: date) -> date | None:
    for form, sign in ((_AHEAD, 1), (_AGO, -1)):
        if found := form.fullmatch(words):
            number = int(found["number"]) if found["number"].isdigit() else 1
            return today + timedelta(days=sign * number * _STEPS[found["step"]])
    return None
