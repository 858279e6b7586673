"""Sums over longer times, and over the folders of a vault."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.weekdays import WEEKDAYS
from milestoned.record.calendar import offset_seconds
from milestoned.record.queries import days
from milestoned.record.queries.sessions import SECOND, minutes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    from milestoned.record.record import Record


class By(StrEnum):
    """What to sum up by; a project is a folder at the top of the vault."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    PROJECT = "project"
    WEEKDAY = "weekday"
    HOUR = "hour"


HABIT_DAYS = 28
"""How far back weekdays and hours are summed up: four weeks, as for the usual day, hold every weekday four times."""


_NAMES: dict[By, Callable[[date], str]] = {
    By.DAY: lambda day: day.isoformat(),
    By.WEEK: lambda day: "{}-W{:02}".format(*day.isocalendar()),
    By.MONTH: lambda day: f"{day:%Y-%m}",
    By.YEAR: lambda day: f"{day:%Y}",
}


# The hour is that of the writer's clock, and some are a quarter of an hour off from the others.
_BY_QUARTER = (
    f"SELECT zone, at / {900 * SECOND} AS quarter, sum(drafted), sum(cut) FROM event "  # noqa: S608 - our own number
    "WHERE day >= ? AND dup = 0 AND +kind IN ('edit', 'catch-up', 'import') GROUP BY zone, quarter"
)


def stats(record: Record, by: By) -> list[dict[str, Any]]:
    """Sum up the record by a span of time, newest first, or by project, the most drafted first.

    Weekdays and hours are those of the last four weeks, in their own order, all of them.
    """
    record.index.refresh()
    special = {By.PROJECT: _projects, By.WEEKDAY: _weekdays, By.HOUR: _hours}
    return special[by](record) if by in special else _periods(record, by)


def _weekdays(record: Record) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"weekday": name, "drafted": 0, "net": 0, "cut": 0, "days": 0} for name in WEEKDAYS
    ]
    for day in days.load_days(record.index.base, _habit_since(record)).values():
        one = rows[day.day.weekday()]
        one["drafted"] += day.drafted
        one["cut"] += day.cut
        one["net"] = one["drafted"] - one["cut"]
        one["days"] += day.kept
    return rows


def _hours(record: Record) -> list[dict[str, Any]]:
    """Sum up what was written in each hour of the writer's own clock; a correction can take more back than it gave."""
    drafted, cut = [0] * 24, [0] * 24
    for zone, quarter, new, gone in record.index.base.execute(
        _BY_QUARTER, (_habit_since(record).isoformat(),)
    ):
        hour = (quarter * 900 + offset_seconds(zone)) // 3600 % 24
        drafted[hour] += new
        cut[hour] += gone
    sums = [(max(0, new), max(0, gone)) for new, gone in zip(drafted, cut, strict=True)]
    return [
        {"hour": hour, "drafted": new, "net": new - gone, "cut": gone}
        for hour, (new, gone) in enumerate(sums)
    ]


def _habit_since(record: Record) -> date:
    return record.today() - timedelta(days=HABIT_DAYS - 1)


def _periods(record: Record, by: By) -> list[dict[str, Any]]:
    periods: dict[str, dict[str, Any]] = {}
    seconds: dict[str, int] = {}
    timed: dict[str, int] = {}
    for day in days.load_days(record.index.base).values():
        name = _NAMES[by](day.day)
        one = periods.setdefault(
            name, {by.value: name, "drafted": 0, "net": 0, "cut": 0, "days": 0, "sessions": 0}
        )
        one["drafted"] += day.drafted
        one["net"] += day.drafted - day.cut
        one["cut"] += day.cut
        one["days"] += day.kept
        one["sessions"] += day.sessions
        seconds[name] = seconds.get(name, 0) + day.seconds
        timed[name] = timed.get(name, 0) + day.timed
    return [
        {**one, "minutes": minutes(seconds[name])} if timed[name] or not one["sessions"] else one
        for name, one in sorted(periods.items(), reverse=True)
    ]


AMENDED = "(amended)"
"""The row of what the writer corrected: an amended day names no project."""


def _projects(record: Record) -> list[dict[str, Any]]:
    projects: dict[str, dict[str, Any]] = {}
    rows = record.index.base.execute(
        "SELECT n.path, sum(e.drafted), sum(e.cut), CASE WHEN n.counted AND n.living THEN n.words ELSE 0 END "
        "FROM note AS n LEFT JOIN event AS e ON e.note = n.id AND e.dup = 0 "
        "AND e.kind IN ('edit', 'catch-up', 'import', 'move', 'credit') GROUP BY n.id"
    )
    for path, drafted, cut, words in rows:
        if not (drafted or cut or words):
            continue  # a note that is gone and was never written in: nobody knows that row
        name = path.split("/", 1)[0] if "/" in path else ""
        _add(projects, name, drafted or 0, cut or 0, words)
    for day in days.load_days(record.index.base).values():
        if day.amended and day.drafted != day.amended["recorded"]:
            _add(projects, AMENDED, day.drafted - int(day.amended["recorded"]), 0, 0)
    return sorted(projects.values(), key=lambda one: (-one["drafted"], one["project"]))


def _add(projects: dict[str, dict[str, Any]], name: str, drafted: int, cut: int, words: int) -> None:
    one = projects.setdefault(name, {"project": name, "drafted": 0, "net": 0, "cut": 0, "words": 0})
    one["drafted"] += drafted
    one["cut"] += cut
    one["net"] = one["drafted"] - one["cut"]
    one["words"] += words
