"""The chunks that were reached, one by one, and a row of bricks for each month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from milestoned.report.text import amount, clip, day_name, short_day

if TYPE_CHECKING:
    from milestoned.report.source import Json, Source

_MONTHS = 12
_LATEST = 5
_MOST_BRICKS = 120
_TITLE = 60
"""A title stands on every chunk of its note: whole, it would fill the page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A chunk of the list."""

    day: str
    title: str
    number: int
    at: str


@dataclass(frozen=True, slots=True)
class MonthOfChunks:
    """How many chunks a month brought, and how many bricks are drawn for them."""

    name: str
    count: int
    bricks: int


@dataclass(frozen=True, slots=True)
class YearOfChunks:
    """A year's chunks, the last one first."""

    number: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Chunks:
    """What the section shows."""

    latest: tuple[Row, ...]
    months: tuple[MonthOfChunks, ...]
    years: tuple[YearOfChunks, ...]


def chunks(source: Source) -> Chunks:
    """Return the chunks reached, the last one first."""
    newest = source.milestones[::-1]
    latest = tuple(_row(source, one, day_name(one["day"], source.day)) for one in newest[:_LATEST])
    by_year = groupby(newest, key=lambda one: one["day"][:4])
    years = (
        YearOfChunks(year, tuple(_row(source, one, short_day(one["day"])) for one in ones))
        for year, ones in by_year
    )
    return Chunks(latest, _months(source), tuple(years))


def _row(source: Source, one: Json, day: str) -> Row:
    return Row(day, clip(source.title(one["note"]), _TITLE), one["number"], amount(one["count"], one["unit"]))


def _months(source: Source) -> tuple[MonthOfChunks, ...]:
    """Return the last twelve months, from the first that has a chunk on."""
    counts = Counter(one["day"][:7] for one in source.milestones)
    year, month = source.day.year, source.day.month
    months = [date(year - (back >= month), (month - back - 1) % 12 + 1, 1) for back in range(_MONTHS)]
    reached = [(day, counts[f"{day:%Y-%m}"]) for day in months]
    while reached and not reached[-1][1]:
        reached.pop()
    return tuple(MonthOfChunks(f"{day:%B}", count, min(count, _MOST_BRICKS)) for day, count in reached)
