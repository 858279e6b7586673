"""The year as a calendar of days: a column a week, a square a day, larger and darker with its words."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from milestoned.report.text import amount, as_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from milestoned.report.source import Json, Source

PITCH = 13
SIZES = (7, 5, 7, 9, 11)
"""How large a day's square is at each level; 0 is a day kept without a new word."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A day to draw. `level` is 0 (kept without a new word) to 4; `x`, `y` and `size` are pixels."""

    x: float
    y: float
    size: float
    level: int
    label: str
    spent: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month to draw: its days, and in one path each the dots of those without words and of those to come."""

    name: str
    label: str
    width: int
    cells: tuple[Cell, ...]
    dots: str
    ahead: str
    words: int
    kept: int


@dataclass(frozen=True, slots=True)
class Year:
    """A year: its months, words drafted and days kept."""

    number: int
    months: tuple[Month, ...]
    words: int
    kept: int
    open: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """From how many words on a day belongs to levels 2, 3 and 4: the quarters of the days written on."""

    borders: tuple[int, int, int]

    def level(self, words: int) -> int:
        """Return a day's level; 0 without new words."""
        return 1 + sum(words >= border for border in self.borders) if words > 0 else 0

    @property
    def legend(self) -> list[tuple[int, str]]:
        """Return each level with the words that it stands for, without levels that no day can have."""
        starts = (1, *self.borders)
        ends = (*(border - 1 for border in self.borders), None)
        return [
            (
                level,
                f"{start:,}" if start == end else f"{start:,} to {end:,}" if end else f"{start:,} and more",
            )
            for level, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
            if end is None or start <= end
        ]


def scale(log: list[Json]) -> Scale:
    """Return the scale of a record."""
    words = sorted(day["drafted"] for day in log if day["drafted"] > 0) or [1]
    quarter, half, most = (words[len(words) * part // 4] for part in (1, 2, 3))
    return Scale((max(2, quarter), max(2, half), max(2, most)))


def years(source: Source) -> list[Year]:
    """Return the years of the record, the present one first and open."""
    if not source.log:
        return []
    plan = _Plan(
        source, min(source.days), scale(source.log), frozenset(map(as_date, source.today["streak"]["spent"]))
    )
    return [_year(plan, number) for number in range(source.day.year, plan.first.year - 1, -1)]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What every month is drawn from: the record, its first day, the scale, the emergency days."""

    source: Source
    first: date
    steps: Scale
    spent: frozenset[date]


def _year(plan: _Plan, number: int) -> Year:
    begins = date(number, 1, 1) if number > plan.first.year else plan.first.replace(day=1)
    months = tuple(_month(plan, begins.replace(month=month, day=1)) for month in range(begins.month, 13))
    words, kept = sum(month.words for month in months), sum(month.kept for month in months)
    return Year(number, months, words, kept, open=number == plan.source.day.year)


def _month(plan: _Plan, first: date) -> Month:
    length = monthrange(first.year, first.month)[1]
    days = [first.replace(day=number) for number in range(1, length + 1)]
    told = {day: plan.source.days[day] for day in days if day in plan.source.days}
    words, kept = (
        sum(day["drafted"] for day in told.values()),
        sum(bool(day["kept"]) for day in told.values()),
    )
    cells = {day: cell for day in days if (cell := _cell(plan, day, told.get(day)))}
    blank = [day for day in days if day not in cells and day >= plan.first]
    return Month(
        f"{first:%b}",
        f"{first:%B} {first.year}: {amount(words, 'words')} drafted, {amount(kept, 'days')} kept",
        (first.weekday() + length + 6) // 7 * PITCH - 2,
        tuple(cells.values()),
        _dots(day for day in blank if day <= plan.source.day),
        _dots(day for day in blank if day > plan.source.day),
        words,
        kept,
    )


def _dots(days: Iterable[date]) -> str:
    return "".join(f"M{x + 4} {y + 4}h3v3h-3z" for x, y in map(_place, days))


def _cell(plan: _Plan, day: date, told: Json | None) -> Cell | None:
    """Return the square of a day that was kept, or that an emergency day was spent on; else None."""
    x, y = _place(day)
    name = f"{day:%a} {day.day} {day:%b}"
    if told and (told["drafted"] > 0 or told["kept"]):
        level = plan.steps.level(told["drafted"])
        size = SIZES[level]
        inset = (11 - size) // 2
        said = amount(told["drafted"], "words") if level else f"kept, {amount(told['cut'], 'words')} cut"
        return Cell(x + inset, y + inset, size, level, f"{name}: {said}")
    return Cell(x + 2, y + 2, 7, 0, f"{name}: an emergency day", spent=True) if day in plan.spent else None


def _place(day: date) -> tuple[int, int]:
    first = day.replace(day=1).weekday()
    return (first + day.day - 1) // 7 * PITCH, day.weekday() * PITCH
