"""`milestoned status`: how far every milestone is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from milestoned.errors import UsageError

if TYPE_CHECKING:
    from milestoned.cli.output import Output


@click.command("status")
@click.argument("path", default=".", metavar="[PATH]")
@click.option(
    "--sort",
    default="reading",
    show_default=True,
    type=click.Choice(["reading", "nearest", "path"]),
    help="Reading order, the nearest milestone first, or by path.",
)
@click.option("--short", is_flag=True, help="One line: of the note PATH, else of the note changed last.")
@click.option(
    "--format",
    "template",
    default=None,
    metavar="TEXT",
    help="Such a line with {title}, {words}, {goal}, {left_in_chunk}, {today} and others filled in.",
)
@click.option("--watch", "watches", is_flag=True, help="Show it again at every change, until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/cli.md describes it).")
@click.pass_obj
def command(
    output: Output, *, path: str, sort: str, short: bool, template: str | None, watches: bool, as_json: bool
) -> None:
    """Show how far every milestone is: the book at a glance. No note is touched.

    An index note is above its notes, which follow in its own order; all others go by name, 2 before 10.
    The nearest milestone is marked.
    """
    if sum((short, template is not None, as_json)) > 1 or (watches and as_json):
        raise UsageError("--short, --format, --json: one at a time", "and --watch goes without --json")
    from milestoned.cli.ready_text import Question  # noqa: PLC0415 - --help needs none of it
    from milestoned.cli.status_answer import print_status, watch_status  # noqa: PLC0415 - as above

    kind = "json" if as_json else "line" if short or template is not None else "plain"
    asked = Question(path, kind, sort, "{progress}" if short else template or "")
    if watches:
        watch_status(output, asked)
    else:
        print_status(output, asked)
