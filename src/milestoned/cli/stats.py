"""`milestoned stats`: sums over longer times, and over projects."""

from __future__ import annotations

from datetime import date

import click

from milestoned.cli.output import shown
from milestoned.cli.record_answer import Answer
from milestoned.cli.record_command import record_command
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from milestoned.record.open import Opened


@record_command("stats", narrows=True)
@click.option(
    "--by",
    default="week",
    show_default=True,
    type=click.Choice(["day", "week", "month", "year", "project", "weekday", "hour"]),
    help="What to sum up by. A project is a folder at the top of the vault; weekdays and hours are those of the last four weeks.",
)
def command(opened: Opened, *, by: str) -> Answer:
    """Sum the record up: words drafted and cut, days kept, sessions and time."""
    from milestoned.record.queries.stats import By, stats  # noqa: PLC0415 - --help needs none of it

    rows = stats(opened.record, By(by))
    return Answer(rows, lambda: _table(rows, by) if rows else _nothing())


def _nothing() -> str:
    from milestoned.cli.wording import NOTHING_YET  # noqa: PLC0415 - as above

    return NOTHING_YET


def _table(rows: list[dict[str, Any]], by: str) -> str:
    from milestoned.cli.wording import table  # noqa: PLC0415 - as above

    last = {"project": ["words"], "weekday": ["days"], "hour": []}.get(by, ["days", "sessions", "minutes"])
    columns = ["drafted", "cut", "net", *last]
    cells = [["week from" if by == "week" else by, *columns]]
    cells += [[_name(row[by], by), *(_number(row, column) for column in columns)] for row in rows]
    return table(cells, "l" + "r" * len(columns), headed=True)


def _name(value: str | int, by: str) -> str:
    """Write what a row sums up: `Mon 23 Nov 2026`, of a week its Monday; `Nov 2026`, `Monday`, `9:00`, a folder."""
    from milestoned.cli.wording import month_name, short_day  # noqa: PLC0415 - as above

    text = str(value)
    match by:
        case "day":
            return short_day(text)
        case "week":
            return short_day(date.fromisoformat(f"{text}-1").isoformat())
        case "month":
            return month_name(text)
        case "weekday":
            return text.capitalize()
        case "hour":
            return f"{text}:00"
    return shown(text) or "(top)"


def _number(row: dict[str, Any], column: str) -> str:
    return f"{row[column]:,}" if column in row else ""
