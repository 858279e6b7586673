"""`milestoned commitments`: what was promised, and what became of it."""

from __future__ import annotations

from milestoned.cli.output import shown
from milestoned.cli.record_answer import Answer
from milestoned.cli.record_command import record_command
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from milestoned.record.open import Opened

_NONE = (
    "You have promised nothing, and none is needed. To promise something:\n"
    '  `milestoned commit "2 chunks" --by friday`\n'
    "or set `milestone-due` in a note."
)


@record_command("commitments", narrows=True)
def command(opened: Opened) -> Answer:
    """List your commitments, oldest first: open, kept, missed, renegotiated or withdrawn."""
    from milestoned.record.queries.summary import all_commitments  # noqa: PLC0415 - --help needs none of it

    found = all_commitments(opened.record)
    return Answer(found, lambda: _text(found, opened.record.today()) if found else _NONE)


def _text(found: list[dict[str, Any]], today: date) -> str:
    from milestoned.cli import wording as words  # noqa: PLC0415 - as above

    lines = []
    for one in found:
        lines.append(f"{one['id']}  {words.promise(one, today)}")
        more = [shown(one["why"])] if one["why"] else []
        more += [said] if (said := words.likely(one, today)) else []
        lines += [f"        {line}" for line in more]
    return "\n".join(lines)
