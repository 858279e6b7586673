"""`milestoned reindex`: reading all journals again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from milestoned.cli.asked import json_option, path_argument, record

if TYPE_CHECKING:
    from milestoned.cli.output import Output


@click.command("reindex")
@path_argument
@json_option
@click.pass_obj
def command(output: Output, *, path: str, as_json: bool) -> None:
    """Make the index of the record anew from the journals of all devices. Nothing is lost by it."""
    with record(path) as opened:
        events = opened.book.index.rebuild()
        journals = len(opened.book.journal.files())
        if as_json:
            output.json({"events": events, "journals": journals})
        elif events:
            from milestoned.cli.record_words import amount  # noqa: PLC0415 - --help needs none of it

            output.data(f"{amount(events, 'events')} read again from {amount(journals, 'journals')}.")
        else:
            output.data("There is no journal to read yet; nothing is missing.")
