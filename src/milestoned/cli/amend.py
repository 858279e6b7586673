"""`milestoned amend`: correcting a day, with a trace."""

from __future__ import annotations

import click

from milestoned.cli.record_answer import Answer
from milestoned.cli.record_command import record_command
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from milestoned.record.open import Opened


@record_command("amend", path_is_last=True)
@click.argument("day", metavar="DATE")
@click.option("--drafted", type=int, default=None, metavar="N", help="The words you drafted that day.")
@click.option("--kept/--not-kept", default=None, help="Whether it counts as a day of writing.")
@click.option("--why", default="", metavar="TEXT", help="What the record could not know.")
def command(opened: Opened, *, day: str, drafted: int | None, kept: bool | None, why: str) -> Answer:
    """Correct a day: 2026-11-23, yesterday, monday. What was recorded stays in the journal beside it."""
    from milestoned.record.actions import Amendment, amend  # noqa: PLC0415 - as above
    from milestoned.record.phrases import parse_past  # noqa: PLC0415 - --help needs none of it
    from milestoned.record.queries.summary import log  # noqa: PLC0415 - as above

    record = opened.record
    meant = parse_past(day, record.today())
    amend(record, Amendment(meant, drafted, kept, why))
    amended = next(one for one in log(record, meant) if one["day"] == meant.isoformat())
    return Answer(amended, lambda: _told(amended, record.today()), numbers=False)


def _told(day: dict[str, Any], today: date) -> str:
    from milestoned.cli.wording import amount, day_name  # noqa: PLC0415 - as above

    kept = "kept" if day["kept"] else "not kept"
    recorded = amount(day["amended"]["recorded"], "new words")
    return (
        f"{day_name(day['day'], today)}: {amount(day['drafted'], 'new words')}, {kept}.\n"
        f"The journal keeps what was recorded beside it: {recorded}."
    )
