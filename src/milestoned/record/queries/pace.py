"""How much a day, whether that is the writer's own measure, and when it would be done."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from itertools import accumulate

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.calendar import span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ACTIVE_DAYS = 5
"""Fewer days of writing say nothing about the next ones."""
DRAWS = 400
FARTHEST = 3650


@dataclass(frozen=True, slots=True)
class Pace:
    """What is left at the start of the day, the writing days for it, today's quota, and the usual day.

    `quota` never exceeds what the writer is used to by more than the limit: then there are `choices`, among them
    the day `later`, and the amount `trimmed`, that the usual day comes to.
    """

    left: int
    days: int
    quota: int
    usual: int
    choices: tuple[str, ...] = ()
    later: date | None = None
    trimmed: int | None = None


@dataclass(frozen=True, slots=True)
class PaceTarget:
    """What is left to write, from which day to which, and on which days the writer rests.

    `done`: what is written of it already. `size`: the words in one of `unit`.
    """

    left: int
    today: date
    by: date
    rests: Callable[[date], bool]
    done: int = 0
    unit: str = "words"
    size: int = 1

    def days(self) -> list[date]:
        """List all days that remain, of a date that is farther than anybody plans as many as are."""
        last = min(self.by, self.today + timedelta(days=FARTHEST))
        return span(self.today, last) if last >= self.today else []

    def writing_days(self) -> list[date]:
        """List the days to write on that remain."""
        return [day for day in self.days() if not self.rests(day)]


def usual_day(drafted: Sequence[int]) -> int:
    """Return the median words of the days that were written on; 0 without any."""
    active = sorted(words for words in drafted if words > 0)
    # Written out: importing statistics takes longer than everything else that `today` does.
    middle = len(active) // 2
    return (active[middle] + active[-1 - middle] + 1) // 2 if active else 0


def pace(task: PaceTarget, usual: int, limit: float) -> Pace:
    """Share what is left among the writing days that remain, rounded up; a rest day's quota is 0."""
    count = len(task.writing_days())
    left = max(0, task.left)
    needed = -(-left // max(1, count))
    rests = task.rests(task.today)
    if not left or not usual or needed <= limit * usual:
        return Pace(left, count, 0 if rests else needed, usual)
    later = _day_after(task.today, -(-task.left // usual), task.rests)
    trimmed = (task.done + usual * count) // task.size
    return Pace(
        left, count, 0 if rests else usual, usual, _choices(task, usual, later, trimmed), later, trimmed
    )


def _choices(task: PaceTarget, usual: int, later: date, trimmed: int) -> tuple[str, ...]:
    count = len(task.writing_days())
    resting = len(task.days()) - count
    add = (
        f"add days: write on {resting} of the rest days too, {-(-task.left // (count + resting))} words each"
        if resting
        else "add days: a second sitting on some of them counts as another day's words"
    )
    return (
        f"move the date to {later.isoformat()}, at your usual {usual} words a day",
        f"trim the goal to {trimmed} {task.unit} by {task.by.isoformat()}",
        add,
    )


def _day_after(today: date, count: int, rests: Callable[[date], bool]) -> date:
    day = today
    for _ in range(FARTHEST):
        count -= not rests(day)
        if count <= 0:
            break
        day += timedelta(days=1)
    return day


class Courses:
    """The last writing days, drawn again and again into courses that days to come may take.

    They are drawn once, and asked for each commitment. The same history and seed give the same courses.
    """

    def __init__(self, history: Sequence[int], seed: str) -> None:
        self._history = history
        self._seed = seed
        self._sums: list[_Course] = []

    def likely(self, task: PaceTarget) -> tuple[date, date] | None:
        """Return between which days a task will likely be done: the 20th to 80th percentile of the courses.

        None before five active days, and where there is nothing left.
        """
        if task.left <= 0 or sum(words > 0 for words in self._history) < ACTIVE_DAYS:
            return None
        if not self._sums:
            self._sums = [_Course(self._history, f"{self._seed} {n}") for n in range(DRAWS)]
        needed = sorted(course.days_needed(task.left) for course in self._sums)
        early, late = needed[DRAWS // 5], needed[DRAWS * 4 // 5]
        return _day_after(task.today, early, task.rests), _day_after(task.today, late, task.rests)


class _Course:
    """What would be written by the end of each day to come, drawn as far as it is asked for."""

    def __init__(self, history: Sequence[int], seed: str) -> None:
        from random import Random  # noqa: PLC0415 - 3 ms, needed by two commands

        self._draw = Random(seed)  # noqa: S311 - no secret
        self._history = history
        self._sums = [0]

    def days_needed(self, left: int) -> int:
        """Count the days until so many words are written, FARTHEST at the most."""
        while self._sums[-1] < left and len(self._sums) <= FARTHEST:
            drawn = self._draw.choices(self._history, k=len(self._sums) + 15)
            # The last sum is where the new ones begin.
            sums = accumulate(drawn, initial=self._sums.pop())
            self._sums = [*self._sums, *sums][: FARTHEST + 1]
        return min(bisect_left(self._sums, left), FARTHEST)
