"""`milestoned reindex`: reading all journals again."""

from __future__ import annotations

import click

from milestoned.cli.pass_summary import reading
from milestoned.cli.record_answer import Answer
from milestoned.cli.record_command import record_command
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from milestoned.record.open import Opened


@record_command("reindex")
def command(opened: Opened) -> Answer:
    """Rebuild the index of the record from the journals of all devices. Nothing is lost by it."""
    index = opened.record.index
    with reading(click.get_current_context().obj) as index.on_read:
        events = index.rebuild()
    journals = len(opened.record.journal.files())
    return Answer({"events": events, "journals": journals}, lambda: _told(events, journals), numbers=False)


def _told(events: int, journals: int) -> str:
    from milestoned.cli.wording import amount  # noqa: PLC0415 - --help needs none of it

    if not events:
        return "There is no journal to read yet; nothing is missing."
    return f"{amount(events, 'events')} read again from {amount(journals, 'journals')}."
