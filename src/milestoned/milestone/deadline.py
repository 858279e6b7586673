"""How a note stands to its due date: the days left, what each of them asks for, and whether that keeps the pace."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from milestoned.milestone.progress import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from milestoned.milestone.progress import Progress


@dataclass(frozen=True, slots=True)
class NoteHistory:
    """What the record knows of one note.

    `earned` counts its milestones, `highest` is the highest chunk by (unit, size). The date was set on `since`, with
    `at_start` written by that day's end; None where no record knows. `too_much`: more a day than the writer's usual.
    """

    earned: int = 0
    highest: Mapping[tuple[str, int], int] = field(default_factory=lambda: MappingProxyType({}))
    since: date | None = None
    at_start: int = 0
    too_much: bool = False


NO_HISTORY = NoteHistory()


@dataclass(frozen=True, slots=True)
class WritingDay:
    """The present writing day, and the weekdays of rest (Monday is 0)."""

    day: date
    rest_days: frozenset[int] = frozenset()

    def writing_days(self, first: date, last: date) -> int:
        """Count the days to write on from the first to the last, both included; 0 if the last is over."""
        span = (last - first).days + 1
        if span <= 0:
            return 0
        weeks, rest = divmod(span, 7)
        odd = sum((first + timedelta(days=n)).weekday() not in self.rest_days for n in range(rest))
        return weeks * (7 - len(self.rest_days)) + odd


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date: the writing days left, today included, what each asks for (None: nothing can be asked), and the pace."""

    due: date
    days_left: int
    per_day: int | None
    on_track: bool


def deadline(
    parts: tuple[Progress, ...], due: date, on: WritingDay, history: NoteHistory = NO_HISTORY
) -> Deadline:
    """Work out how a note stands to its date: by its goal, or where it has none by the end of its present chunk."""
    days = on.writing_days(on.day, due)
    part = next((part for part in parts if part.goal is not None and part.left), None)
    part = part or next((part for part in parts if part.status is not Status.DONE), None)
    if part is None:
        return Deadline(due, days, 0, on_track=True)
    left = part.left if part.left is not None else part.left_in_chunk
    per_day = max(1, (2 * left + days) // (2 * days)) if days else None
    return Deadline(due, days, per_day, on_track=bool(days) and _keeps_pace(part, left, due, on, history))


def _keeps_pace(part: Progress, left: int, due: date, on: WritingDay, history: NoteHistory) -> bool:
    """Compare with an even pace from the day the date was set: what it comes to before today. Today is not over."""
    if history.too_much:
        return False
    if history.since is None:
        return True
    first = history.since + timedelta(days=1)
    gone = on.writing_days(first, min(on.day - timedelta(days=1), due))
    of = on.writing_days(first, due)
    whole = part.count + left - history.at_start
    return not of or (part.count - history.at_start) * of >= whole * gone
