"""`milestoned milestones`: every chunk that was reached."""

from __future__ import annotations

from milestoned.cli.record_answer import Answer
from milestoned.cli.record_command import record_command
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from milestoned.record.open import Opened

_NONE = "No chunk is reached yet. `milestoned status` says how near the first one is."


@record_command("milestones", narrows=True)
def command(opened: Opened) -> Answer:
    """List the chunks that were reached, oldest first.

    Each is listed once, when writing first reaches it, and stays whatever is cut later.
    """
    from milestoned.record.queries.summary import milestones  # noqa: PLC0415 - --help needs none of it

    earned = milestones(opened.record)
    return Answer(earned, lambda: _table(earned) if earned else _NONE)


def _table(earned: list[dict[str, Any]]) -> str:
    from milestoned.cli import wording as words  # noqa: PLC0415 - as above

    rows = [
        (words.short_day(one["day"]), words.chunk(one), f"at {words.amount(one['count'], one['unit'])}")
        for one in earned
    ]
    return f"{words.table(rows, 'lll')}\n{words.amount(len(earned), 'chunks')} reached."
