"""Reading a promise as a writer says it: how much, and by when."""

from __future__ import annotations

import re

from milestoned.errors import UsageError
from milestoned.light.dataclasses import dataclass
from milestoned.light.patterns import lazy_pattern
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.numbers import read_amount
from milestoned.record.dates import ACCEPTED, Toward, read_date

if TYPE_CHECKING:
    from datetime import date

MOST = 10**9
"""Words that nobody can mean."""
_UNITS = {
    "chunk": "chunks",
    "bite": "chunks",
    "milestone": "chunks",
    "word": "words",
    "task": "tasks",
    "day": "days",
}
_PER = lazy_pattern(r"\s*(?:/|\b(?:a|an|per|every|each)\s)\s*(\w+)$", re.IGNORECASE)
_SPANS = {"day": "day", "daily": "day", "week": "week", "month": "month"}


@dataclass(frozen=True, slots=True)
class Amount:
    """So many chunks, words, tasks or days of writing; `per` day, week or month where it is a standing goal."""

    amount: int
    unit: str
    per: str = ""


def parse_what(text: str) -> Amount:
    """Read `2 chunks`, `3,000 words`, `5 tasks`, `4 days`, or a standing goal: `750 words a day`. Raises UsageError."""
    standing = _PER.search(text.strip())
    amount, name = read_amount(_PER.sub("", text.strip())) or (0, "")
    unit = _UNITS.get(name.removesuffix("s"))
    per = _SPANS.get(standing[1].lower(), "") if standing else ""
    if unit is None or not amount or amount > MOST or (standing and not _fits(amount, unit, per)):
        raise UsageError(
            f"`{text}` is not an amount to commit to",
            'name a number of chunks, words, tasks or days, such as "2 chunks", "3000 words" or "750 words a day"',
        )
    return Amount(amount, unit, per)


def _fits(amount: int, unit: str, per: str) -> bool:
    most = {"day": 0, "week": 7, "month": 31}.get(per)
    return most is not None and (unit != "days" or amount <= most)


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

    Raises UsageError for what is not a day; the caller judges a day to come.
    """
    day = read_date(text, today, Toward.PAST)
    if day is None:
        raise UsageError(f"`{text}` is not a date", ACCEPTED)
    return day
