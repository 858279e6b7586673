"""The chunks that were reached, one by one, and a row of bricks for each month."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby
from typing import NamedTuple

from milestoned.light.typing import TYPE_CHECKING
from milestoned.report.text import MONTHS, amount, clip, day_name

if TYPE_CHECKING:
    from milestoned.report.source import Json, Source

_MONTHS = 12
_LATEST = 5
_MOST_BRICKS = 120
_TITLE = 60
"""A title is on every chunk of its note: whole, it would fill the page."""


class Row(NamedTuple):
    """A chunk of the list."""

    day: str
    title: str
    number: int
    at: str


class MonthOfChunks(NamedTuple):
    """How many chunks a month brought, and how many bricks are drawn for them."""

    name: str
    chunks: int
    bricks: int


class YearOfChunks(NamedTuple):
    """A year's chunks, the last one first."""

    number: str
    rows: tuple[Row, ...]


class Chunks(NamedTuple):
    """What the section shows."""

    latest: tuple[Row, ...]
    months: tuple[MonthOfChunks, ...]
    years: tuple[YearOfChunks, ...]


def chunks(source: Source) -> Chunks:
    """Return the chunks reached, the last one first."""
    newest = source.milestones[::-1]
    titles = {path: clip(source.title(path), _TITLE) for path in {one["note"] for one in newest}}
    latest = [_row(one, titles, day_name(one["day"], source.day)) for one in newest[:_LATEST]]
    by_year = groupby(newest, key=lambda one: one["day"][:4])
    years = [
        YearOfChunks(year, tuple(_row(one, titles, _day_of(one)) for one in ones)) for year, ones in by_year
    ]
    return Chunks(tuple(latest), _months(source), tuple(years))


def _row(one: Json, titles: dict[str, str], day: str) -> Row:
    return Row(day, titles[one["note"]], one["number"], amount(one["count"], one["unit"]))


def _day_of(one: Json) -> str:
    """Return its day as `23 Nov`, read from the text: there are thousands of them."""
    return f"{int(one['day'][8:])} {MONTHS[int(one['day'][5:7]) - 1][:3]}"


def _months(source: Source) -> tuple[MonthOfChunks, ...]:
    """Return the last twelve months, from the first that has a chunk on."""
    counts = Counter(one["day"][:7] for one in source.milestones)
    year, month = source.day.year, source.day.month
    months = [date(year - (back >= month), (month - back - 1) % 12 + 1, 1) for back in range(_MONTHS)]
    reached = [(day, counts[f"{day:%Y-%m}"]) for day in months]
    while reached and not reached[-1][1]:
        reached.pop()
    return tuple(
        MonthOfChunks(MONTHS[day.month - 1], count, min(count, _MOST_BRICKS)) for day, count in reached
    )
