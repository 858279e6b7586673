"""`milestoned commitments`: what was promised, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from milestoned.cli.output import shown
from milestoned.cli.record_command import hush, json_option, opened_record, path_argument

if TYPE_CHECKING:
    from datetime import date

    from milestoned.cli.output import Output

_NONE = (
    "No commitment is made, and none is needed. To make one:\n"
    '  milestoned commit "2 chunks" --by friday\n'
    "or set `milestone-due` in a note."
)


@click.command("commitments")
@path_argument
@json_option
@click.pass_obj
def command(output: Output, *, path: str, as_json: bool) -> None:
    """List your commitments, oldest first: open, kept, missed, renegotiated or withdrawn."""
    with opened_record(path) as opened:
        from milestoned.record.queries.summary import all_commitments  # noqa: PLC0415 - --help needs none of it

        found = all_commitments(opened.record)
        if as_json:
            output.json(found)
        elif not hush(output, opened):
            output.data("\n".join(_lines(found, opened.record.today())) if found else _NONE)


def _lines(found: list[dict[str, Any]], today: date) -> list[str]:
    from milestoned.cli import wording as words  # noqa: PLC0415 - as above

    lines = []
    for one in found:
        lines.append(f"{one['id']}  {words.promise(one, today)}")
        more = [shown(one["why"])] if one["why"] else []
        more += [said] if (said := words.likely(one, today)) else []
        lines += [f"        {line}" for line in more]
    return lines
