"""Keeping at it: days in a row, with rest, with a reserve for emergencies, and without a red zero."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.calendar import span

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet
    from datetime import date

WINDOW = 14


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row up to now, the best ever, and the emergency days: left, and those spent so far.

    `pending`: today is neither kept nor over.
    """

    days: int = 0
    best: int = 0
    pending: bool = True
    reserve: int = 0
    spent: tuple[date, ...] = ()
    kept_days: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """On which days the writer wrote, since when there is a record, which days are rest, and what day it is."""

    kept: AbstractSet[date]
    first: date
    today: date
    rests: Callable[[date], bool]

    def writing_days(self) -> list[date]:
        """List the days to write on since the first, in order; today only once it is kept."""
        days = [day for day in span(self.first, self.today) if not self.rests(day)]
        return days[:-1] if days and days[-1] == self.today and self.today not in self.kept else days

    def missed(self) -> int:
        """Count the writing days in a row, up to now, without writing."""
        count = 0
        for day in reversed(self.writing_days()):
            if day in self.kept:
                break
            count += 1
        return count

    def run_before_gap(self) -> int:
        """Count the kept days in a row that came before the days missed last."""
        days = self.writing_days()
        count = 0
        for day in reversed(days[: len(days) - self.missed()]):
            if day not in self.kept:
                break
            count += 1
        return count


def streak(calendar: Calendar, every: int, most: int) -> Streak:
    """Walk through the days once: each `every` kept days earn an emergency day, `most` are kept in reserve.

    A missed day spends one by itself, and neither extends nor breaks the row; rest days do neither.
    """
    days = best = reserve = progress = 0
    spent: list[date] = []
    for day in calendar.writing_days():
        if day in calendar.kept:
            days += 1
            progress += 1
            best = max(best, days)
            if progress == every:
                progress, reserve = 0, min(most, reserve + 1)
        elif days and reserve:
            reserve -= 1
            spent.append(day)
        else:
            days = 0
    today = calendar.today
    pending = today not in calendar.kept and not calendar.rests(today)
    return Streak(days, best, pending, reserve, tuple(spent), len(calendar.kept))


def last_days(calendar: Calendar, window: int = WINDOW) -> tuple[int, int]:
    """Count the last writing days that were written on: (wrote, of); `of` is less in a young record."""
    days = calendar.writing_days()[-window:]
    return sum(day in calendar.kept for day in days), len(days)
