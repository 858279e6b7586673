"""`milestoned log`: the days, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from milestoned.cli.record_command import (
    hush,
    json_option,
    opened_record,
    path_argument,
    since_day,
    since_option,
)

if TYPE_CHECKING:
    from milestoned.cli.output import Output


@click.command("log")
@path_argument
@since_option
@json_option
@click.pass_obj
def command(output: Output, *, path: str, since: str, as_json: bool) -> None:
    """List the days that something happened on, newest first."""
    with opened_record(path) as opened:
        from milestoned.record.queries.summary import log  # noqa: PLC0415 - --help needs none of it

        days = log(opened.record, since_day(opened, since))
        if as_json:
            output.json(days)
        elif not hush(output, opened):
            output.data(_table(days) if days else _nothing(since))


def _nothing(since: str) -> str:
    from milestoned.cli.wording import NOTHING_YET  # noqa: PLC0415 - as above

    return (
        f"Nothing is recorded since {since}; a page that waits is not a page lost." if since else NOTHING_YET
    )


def _table(days: list[dict[str, Any]]) -> str:
    from milestoned.cli import wording as words  # noqa: PLC0415 - as above

    rows = [
        (
            words.short_day(day["day"]),
            f"{words.amount(day['drafted'], 'new words')}",
            f"{day['cut']:,} cut" if day["cut"] else "",
            f"{words.amount(day['minutes'], 'minutes')}" if day["minutes"] else "",
            f"{day['words']:,} in all",
            ", ".join(map(words.chunk, day["earned"])) + (" (amended)" if "amended" in day else ""),
        )
        for day in days
    ]
    return words.table(rows, "lrrrrl")
