"""`milestoned reindex`: reading all journals again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from milestoned.cli.record_command import json_option, opened_record, path_argument

if TYPE_CHECKING:
    from milestoned.cli.output import Output


@click.command("reindex")
@path_argument
@json_option
@click.pass_obj
def command(output: Output, *, path: str, as_json: bool) -> None:
    """Make the index of the record anew from the journals of all devices. Nothing is lost by it."""
    with opened_record(path) as opened:
        events = opened.record.index.rebuild()
        journals = len(opened.record.journal.files())
        if as_json:
            output.json({"events": events, "journals": journals})
        elif events:
            from milestoned.cli.wording import amount  # noqa: PLC0415 - --help needs none of it

            output.data(f"{amount(events, 'events')} read again from {amount(journals, 'journals')}.")
        else:
            output.data("There is no journal to read yet; nothing is missing.")
