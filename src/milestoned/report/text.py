"""How the page writes numbers, days and names."""

from __future__ import annotations

import re
from datetime import date

from milestoned.milestone.amounts import amount, grouped

# The page has the screen's words for amounts.
__all__ = ["amount", "grouped"]

# English whatever the locale, and faster than strftime: a page of ten years has thousands of days.
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# Controls, and the lone surrogates of file names that are no UTF-8.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Replace the characters that neither HTML nor XML can hold."""
    return _UNFIT.sub("\ufffd", text)


def number(value: int) -> str:
    """Write `12,345`."""
    return f"{value:,}"


def day_name(day: str | date, today: date) -> str:
    """Write `Monday 23 November`, with the year where it is not today's."""
    found = as_date(day)
    year = "" if found.year == today.year else f" {found.year}"
    return f"{DAYS[found.weekday()]} {found.day} {MONTHS[found.month - 1]}{year}"


def short_day(day: str | date) -> str:
    """Write `23 Nov`."""
    found = as_date(day)
    return f"{found.day} {MONTHS[found.month - 1][:3]}"


def as_date(day: str | date) -> date:
    """Return a day that JSON holds as text as a date."""
    return date.fromisoformat(day) if isinstance(day, str) else day


def clip(text: str, length: int) -> str:
    """Shorten a text to so many characters, the last of them an ellipsis."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
