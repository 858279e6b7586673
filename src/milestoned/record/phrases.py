"""Reading a promise as a writer says it: how much, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from milestoned.errors import UsageError
from milestoned.milestone.numbers import read_amount
from milestoned.record.dates import ACCEPTED, Toward, read_date

if TYPE_CHECKING:
    from datetime import date

_UNITS = {
    "chunk": "chunks",
    "bite": "chunks",
    "milestone": "chunks",
    "word": "words",
    "task": "tasks",
    "day": "days",
}


@dataclass(frozen=True, slots=True)
class Amount:
    """So many chunks, words, tasks or days of writing."""

    amount: int
    unit: str


def parse_what(text: str) -> Amount:
    """Read `2 chunks`, `3,000 words`, `5 tasks` or `4 days`. Raises UsageError."""
    amount, name = read_amount(text) or (0, "")
    unit = _UNITS.get(name.removesuffix("s"))
    if unit is None or not amount:
        raise UsageError(
            f"`{text}` is not an amount to commit to",
            'name a number of chunks, words, tasks or days, such as "2 chunks" or "3000 words"',
        )
    return Amount(amount, unit)


def parse_by(text: str, today: date) -> date:
    """Read a day that is not over: a weekday is the next one, today included. Raises UsageError."""
    day = read_date(text, today)
    if day is None:
        raise UsageError(f"`{text}` is not a date", ACCEPTED)
    if day < today:
        raise UsageError(f"`{text}` is over already", "name today or a day to come")
    return day


def parse_past(text: str, today: date) -> date:
    """Read a day that has begun: a weekday is the last one, today included.

    Raises UsageError for what is no day; the caller judges a day to come.
    """
    day = read_date(text, today, Toward.PAST)
    if day is None:
        raise UsageError(f"`{text}` is not a date", ACCEPTED)
    return day
