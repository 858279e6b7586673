"""`milestoned log`: the days, newest first."""

from __future__ import annotations

from milestoned.cli.record_answer import Answer, since_day
from milestoned.cli.record_command import record_command, since_option
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from milestoned.record.open import Opened


@record_command("log", narrows=True)
@since_option
def command(opened: Opened, *, since: str) -> Answer:
    """List the days that something happened on, newest first."""
    from milestoned.record.queries.summary import log  # noqa: PLC0415 - --help needs none of it

    days = log(opened.record, since_day(opened, since))
    return Answer(days, lambda: _table(days) if days else _nothing(since))


def _nothing(since: str) -> str:
    from milestoned.cli.wording import NOTHING_YET  # noqa: PLC0415 - as above

    return f"Nothing is recorded since {since}." if since else NOTHING_YET


def _table(days: list[dict[str, Any]]) -> str:
    from milestoned.cli import wording as words  # noqa: PLC0415 - as above

    rows = [
        (
            words.short_day(day["day"]),
            f"{words.amount(day['drafted'], 'new words')}",
            f"{day['cut']:,} cut" if day["cut"] else "",
            f"{words.amount(day['minutes'], 'minutes')}" if day.get("minutes") else "",
            f"{day['words']:,} in all",
            ", ".join(map(words.chunk, day["earned"])) + (" (amended)" if "amended" in day else ""),
        )
        for day in days
    ]
    return words.table(rows, "lrrrrl")
