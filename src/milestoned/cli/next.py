"""`milestoned next`: a line to begin with next time."""

from __future__ import annotations

import click

from milestoned.cli.output import shown
from milestoned.cli.record_answer import Answer
from milestoned.cli.record_command import record_command
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.record.open import Opened


@record_command("next", path_is_last=True)
@click.argument("text", default=None, required=False, metavar="[TEXT]")
def command(opened: Opened, *, text: str | None) -> Answer:
    """Leave yourself a line to begin with next time; without TEXT, read it.

    `unstick` shows it on its card. An empty TEXT ("") takes it back.
    """
    from milestoned.record.actions import set_next  # noqa: PLC0415 - as above
    from milestoned.record.queries.unstick import next_line  # noqa: PLC0415 - --help needs none of it

    opened.record.index.refresh()
    if text is not None:
        set_next(opened.record, text)
    line = next_line(opened.record)
    return Answer({"next": line}, lambda: _told(line, left=text is not None), numbers=False)


def _told(line: str, *, left: bool) -> str:
    if line:
        return f"Next time: {shown(line)}" if left else shown(line)
    if left:
        return "No line is left for next time."
    return 'No line is left for next time. When you stop: `milestoned next "She opens the letter."`'
