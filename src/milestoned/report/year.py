"""The year as a calendar of days: a column a week, a square a day, larger and darker with its words."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import NamedTuple

from milestoned.light.typing import TYPE_CHECKING
from milestoned.report.text import DAYS, MONTHS, amount, as_date, short_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from milestoned.report.source import Json, Source

PITCH = 13
SIZES = (7, 5, 7, 9, 11)
"""How large a day's square is at each level; 0 is a day kept without a new word."""
_DOT = 3
_LABELLED_YEARS = 3
"""In years before these a day says nothing when it is pointed at: the page is to stay small."""


class Shape(NamedTuple):
    """A day to draw, or in an old year all of a month's days of one kind: a path of squares, and what it says."""

    kind: str
    path: str
    label: str


class Month(NamedTuple):
    """A month to draw."""

    name: str
    label: str
    width: int
    shapes: tuple[Shape, ...]
    words: int
    kept: int


class Year(NamedTuple):
    """A year: its months, words drafted and days kept."""

    number: int
    months: tuple[Month, ...]
    words: int
    kept: int
    open: bool


class Scale(NamedTuple):
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


class _Plan(NamedTuple):
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
    told = [plan.source.days[day] for day in days if day in plan.source.days]
    words, kept = sum(day["drafted"] for day in told), sum(bool(day["kept"]) for day in told)
    shapes = [shape for day in days if day >= plan.first and (shape := _shape(plan, day))]
    name = MONTHS[first.month - 1]
    return Month(
        name[:3],
        f"{name} {first.year}: {amount(words, 'words')} drafted, {amount(kept, 'days')} kept",
        (first.weekday() + length + 6) // 7 * PITCH - 2,
        tuple(_merged(shapes, one_by_one=first.year > plan.source.day.year - _LABELLED_YEARS)),
        words,
        kept,
    )


def _shape(plan: _Plan, day: date) -> Shape:
    """Return the square of a day: kept, spent as an emergency day, without words, or still to come."""
    told = plan.source.days.get(day)
    if told and (told["drafted"] > 0 or told["kept"]):
        level = plan.steps.level(told["drafted"])
        said = amount(told["drafted"], "words") if level else f"kept, {amount(told['cut'], 'words')} cut"
        return Shape(f"l{level}", _square(day, SIZES[level]), f"{_name(day)}: {said}")
    if day in plan.spent:
        return Shape("spent", _square(day, SIZES[0]), f"{_name(day)}: an emergency day")
    return Shape("ahead" if day > plan.source.day else "none", _square(day, _DOT), "")


def _merged(shapes: list[Shape], *, one_by_one: bool) -> Iterator[Shape]:
    """Join the paths of each kind; the days with a label stay apart where they are to be read one by one."""
    joined: dict[str, list[str]] = {}
    for shape in shapes:
        if shape.label and one_by_one:
            yield shape
        else:
            joined.setdefault(shape.kind, []).append(shape.path)
    for kind, paths in joined.items():
        yield Shape(kind, "".join(paths), "")


def _square(day: date, size: int) -> str:
    """Return the path of a day's square. Its outline, a pixel wide, rounds the corners and is part of the size."""
    first = (day.weekday() - day.day + 1) % 7
    x, y = (first + day.day - 1) // 7 * PITCH, day.weekday() * PITCH
    inset, side = (SIZES[-1] - size) // 2 + 1, size - 2
    return f"M{x + inset} {y + inset}h{side}v{side}h-{side}z"


def _name(day: date) -> str:
    return f"{DAYS[day.weekday()][:3]} {short_day(day)}"
