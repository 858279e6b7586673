"""`milestoned stats`: sums over longer times, and over projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from milestoned.cli.output import shown
from milestoned.cli.record_command import hush, json_option, opened_record, path_argument

if TYPE_CHECKING:
    from milestoned.cli.output import Output


@click.command("stats")
@path_argument
@click.option(
    "--by",
    default="week",
    show_default=True,
    type=click.Choice(["day", "week", "month", "year", "project"]),
    help="What to sum up by; a project is a folder at the top of the vault.",
)
@json_option
@click.pass_obj
def command(output: Output, *, path: str, by: str, as_json: bool) -> None:
    """Sum the record up: words drafted and cut, days kept, sessions and time."""
    with opened_record(path) as opened:
        from milestoned.record.queries.stats import By, stats  # noqa: PLC0415 - --help needs none of it

        rows = stats(opened.record, By(by))
        if as_json:
            output.json(rows)
        elif not hush(output, opened):
            output.data(_table(rows, by) if rows else _nothing())


def _nothing() -> str:
    from milestoned.cli.wording import NOTHING_YET  # noqa: PLC0415 - as above

    return NOTHING_YET


def _table(rows: list[dict[str, Any]], by: str) -> str:
    from milestoned.cli.wording import table  # noqa: PLC0415 - as above

    last = ["words"] if by == "project" else ["days", "sessions", "minutes"]
    columns = ["drafted", "cut", "net", *last]
    cells = [[by, *columns]]
    cells += [[shown(row[by]) or "(top)", *(_shown_number(row, column) for column in columns)] for row in rows]
    return table(cells, "l" + "r" * len(columns))


def _shown_number(row: dict[str, Any], column: str) -> str:
    return f"{row[column]:,}" if column in row else ""
