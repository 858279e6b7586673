"""Reading a promise as a writer says it: how much, and by when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from milestoned.errors import UsageError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {
    "chunk": "chunks",
    "bite": "chunks",
    "milestone": "chunks",
    "word": "words",
    "task": "tasks",
    "day": "days",
}
_WHAT = re.compile(r"(\d[\d,_ \u00a0]*)\s*([a-z]+?)s?", re.IGNORECASE)
_IN = re.compile(r"in (\d+) (day|week)s?")


@dataclass(frozen=True, slots=True)
class Amount:
    """So many chunks, words, tasks or days of writing."""

    amount: int
    unit: str


def parse_what(text: str) -> Amount:
    """Read `2 chunks`, `3,000 words`, `5 tasks` or `4 days`. Raises UsageError."""
    found = _WHAT.fullmatch(text.strip())
    unit = _UNITS.get(found[2].lower()) if found else None
    amount = int(re.sub(r"\D", "", found[1])) if found else 0
    if unit is None or amount < 1:
        raise UsageError(
            f"“{text}” is not an amount to commit to.",
            'Name a number of chunks, words, tasks or days, such as "2 chunks" or "3000 words".',
        )
    return Amount(amount, unit)


def parse_by(text: str, today: date) -> date:
    """Read a day: a date, `today`, `tomorrow`, a weekday (the next one, today included), `in 2 weeks`.

    Raises UsageError, also for a day that is over.
    """
    day = _day(text.strip().lower(), today)
    if day is None or day < today:
        raise UsageError(
            f"“{text}” is {'over already' if day else 'no day'}.",
            "Give a date such as 2026-12-31, a weekday such as friday, tomorrow, or in 2 weeks.",
        )
    return day


def parse_past(text: str, today: date) -> date:
    """Read a day that has begun: a date, `today`, `yesterday`, a weekday (the last one, today included).

    Raises UsageError for what is no day; whether a day to come makes sense is for the caller to say.
    """
    name = text.strip().lower()
    if name == "yesterday":
        return today - timedelta(days=1)
    weekday = _weekday(name)
    day = _day(name, today) if weekday is None else today - timedelta(days=(today.weekday() - weekday) % 7)
    if day is None:
        raise UsageError(
            f"“{text}” is no day.", "Give a date such as 2026-11-23, a weekday such as monday, or yesterday."
        )
    return day


def _weekday(text: str) -> int | None:
    return next((n for n, name in enumerate(WEEKDAYS) if len(text) > 2 and name.startswith(text)), None)


def _day(text: str, today: date) -> date | None:
    near = {"today": today, "tonight": today, "tomorrow": today + timedelta(days=1)}
    if text in near:
        return near[text]
    weekday = _weekday(text)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    try:
        if found := _IN.fullmatch(text):
            return today + timedelta(days=int(found[1]) * (7 if found[2] == "week" else 1))
        return date.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
