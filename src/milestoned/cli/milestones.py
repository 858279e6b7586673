"""`milestoned milestones`: every milestone that was earned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from milestoned.cli.record_command import hush, json_option, opened_record, path_argument

if TYPE_CHECKING:
    from milestoned.cli.output import Output

_NONE = (
    "No milestone is earned yet; the first one is nearer than it looks: `milestoned status` says how near."
)


@click.command("milestones")
@path_argument
@json_option
@click.pass_obj
def command(output: Output, *, path: str, as_json: bool) -> None:
    """List the milestones that were earned, oldest first.

    Each is earned once, when writing first reaches it, and stays earned whatever is cut later.
    """
    with opened_record(path) as opened:
        from milestoned.record.queries.summary import milestones  # noqa: PLC0415 - --help needs none of it

        earned = milestones(opened.record)
        if as_json:
            output.json(earned)
        elif not hush(output, opened):
            output.data(_table(earned) if earned else _NONE)


def _table(earned: list[dict[str, Any]]) -> str:
    from milestoned.cli import wording as words  # noqa: PLC0415 - as above

    rows = [
        (words.short_day(one["day"]), words.chunk(one), f"at {words.amount(one['count'], one['unit'])}")
        for one in earned
    ]
    return f"{words.table(rows, 'lll')}\n{words.amount(len(earned), 'milestones')} earned."
