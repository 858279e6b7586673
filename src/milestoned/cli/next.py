"""`milestoned next`: a line to begin with next time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from milestoned.cli.output import shown
from milestoned.cli.record_command import json_option, last_path_argument, opened_record, place, vault_option

if TYPE_CHECKING:
    from milestoned.cli.output import Output


@click.command("next")
@click.argument("text", default=None, required=False, metavar="[TEXT]")
@last_path_argument
@vault_option
@json_option
@click.pass_obj
def command(output: Output, *, text: str | None, path: str, vault: str, as_json: bool) -> None:
    """Leave yourself a line to begin with next time; without TEXT, read it.

    `unstick` shows it on its card. An empty TEXT ("") takes it back.
    """
    with opened_record(place(path, vault)) as opened:
        from milestoned.record.actions import set_next  # noqa: PLC0415 - as above
        from milestoned.record.queries.unstick import next_line  # noqa: PLC0415 - --help needs none of it

        opened.record.index.refresh()
        if text is not None:
            set_next(opened.record, text)
        line = next_line(opened.record)
        if as_json:
            output.json({"next": line})
        else:
            output.data(_told(line, left=text is not None))


def _told(line: str, *, left: bool) -> str:

    if line:
        return f"Next time: {shown(line)}" if left else shown(line)
    if left:
        return "No line is left for next time."
    return 'No line is left for next time. When you stop: milestoned next "She opens the letter."'
