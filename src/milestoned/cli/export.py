"""`milestoned export`: the record to take away."""

from __future__ import annotations

import click

from milestoned.cli.record_answer import opened_record, since_day
from milestoned.cli.record_command import path_argument, since_option
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.cli.output import Output


@click.command("export")
@path_argument
@click.option("--format", "form", default="csv", show_default=True, type=click.Choice(["csv", "json"]))
@since_option
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.pass_obj
def command(_output: Output, *, path: str, form: str, since: str, as_json: bool) -> None:
    """Write the record to standard output: a row for each day, or all of it as JSON."""
    with opened_record(path or ".") as opened:
        from milestoned.record.queries.export import Format, export  # noqa: PLC0415 - --help needs none of it

        chosen = Format.JSON if as_json else Format(form)
        click.echo(export(opened.record, chosen, since_day(opened, since)), nl=False)
