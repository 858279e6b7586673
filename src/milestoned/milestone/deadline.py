"""How a note keeps up with its due date: the days left, what each of them asks for, and whether that keeps the pace."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType

from milestoned.light.dataclasses import dataclass, field
from milestoned.light.typing import TYPE_CHECKING
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
    """Work out how a note keeps up with its date: by its goal, or where it has none by the end of its present chunk."""
    days = on.writing_days(on.day, due)
    part = next((part for part in parts if part.goal is not None and part.left), None)
    part = part or next((part for part in parts if part.status is not Status.DONE), None)
    if part is None:
        return Deadline(due, days, 0, on_track=True)
    left = part.left if part.left is not None else part.left_in_chunk
    course = Course(history.since, history.at_start, part.count, part.count + left)
    keeps = bool(days) and not history.too_much and keeps_pace(course, due, on)
    return Deadline(due, days, share(left, days), on_track=keeps)


def share(left: int, days: int) -> int | None:
    """Return what each day asks for, to the nearest; None without a day."""
    return max(1, (2 * left + days) // (2 * days)) if days else None


@dataclass(frozen=True, slots=True)
class Course:
    """How far something is: the day it was set on (None: not known), what was done by its end, what is done, and the end."""

    since: date | None
    at_start: int
    count: int
    target: int


def keeps_pace(course: Course, due: date, on: WritingDay) -> bool:
    """Return True if as much is done as an even pace from the first day comes to before today: today is not over."""
    if course.since is None:
        return True
    first = course.since + timedelta(days=1)
    gone = on.writing_days(first, min(on.day - timedelta(days=1), due))
    of = on.writing_days(first, due)
    return not of or (course.count - course.at_start) * of >= (course.target - course.at_start) * gone
