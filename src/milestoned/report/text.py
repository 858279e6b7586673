"""How the page writes numbers, days and names."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

# What neither HTML nor XML allows: controls, and the lone surrogates of file names that are no UTF-8.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_AMOUNT = re.compile(r"(?<![\d.,-])[0-9]{4,15}(?=(?: of [0-9]+)? (?:word|character|task|chunk)s?\b)")


def clean(value: Any) -> Any:
    """Replace the characters of a text that a page cannot hold; leave all else as it is."""
    return _UNFIT.sub("\ufffd", value) if type(value) is str else value


def number(value: int) -> str:
    """Write `12,345`."""
    return f"{value:,}"


def grouped(text: str) -> str:
    """Group the digits of the amounts in a text of the program's: `1000 words` becomes `1,000 words`."""
    return _AMOUNT.sub(lambda found: f"{int(found[0]):,}", text)


def amount(count: int, unit: str) -> str:
    """Write `1 word`, `1,250 words`."""
    return f"{count:,} {unit.removesuffix('s') if count == 1 else unit}"


def day_name(day: str | date, today: date) -> str:
    """Write `Monday 23 November`, with the year where it is not today's."""
    found = as_date(day)
    year = "" if found.year == today.year else f" {found.year}"
    return f"{found:%A} {found.day} {found:%B}{year}"


def short_day(day: str | date) -> str:
    """Write `23 Nov`."""
    found = as_date(day)
    return f"{found.day} {found:%b}"


def as_date(day: str | date) -> date:
    """Return a day that JSON holds as text as a date."""
    return date.fromisoformat(day) if isinstance(day, str) else day


def clip(text: str, length: int) -> str:
    """Shorten a text to so many characters, the last of them an ellipsis."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
