"""`milestoned today`: the numbers of the present writing day."""

from __future__ import annotations

from datetime import timedelta

from milestoned.cli.parameters import Argument, Flag, takes
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from milestoned.cli.output import Output
    from milestoned.record.open import Opened
    from milestoned.record.record import Record


@takes(
    "today",
    Argument("path", "[PATH]"),
    Flag("--json", "as_json", "Print JSON (docs/record.md describes it)."),
)
def command(output: Output, *, path: str, as_json: bool) -> None:
    """Show how today goes: words, chunks, the last four weeks, and what is next.

    A day begins at `day_start` (04:00), so a late night belongs to the day before. In the row of days each column
    is a day: the taller, the more you wrote; a dot is a day without writing. With a folder or a note as PATH it shows
    that alone.
    """
    from milestoned.cli.record_answer import Answer, print_answer  # noqa: PLC0415 - --help needs none of it
    from milestoned.record.queries.summary import today  # noqa: PLC0415 - as above

    def ask(opened: Opened) -> Answer:
        day = today(opened.record)
        return Answer(day, lambda: _text(opened.record, day))

    print_answer(output, path, ask, as_json=as_json, narrows=True)


def _text(record: Record, day: dict[str, Any]) -> str:
    from milestoned.cli.today_screen import WEEKS, Past, lines  # noqa: PLC0415 - as above
    from milestoned.record.queries.days import calendar, load_days  # noqa: PLC0415 - as above

    on = record.today()
    past = load_days(record.index.base, on - timedelta(days=7 * WEEKS))
    first = calendar(record, past, on).first
    known = {when: {"drafted": one.drafted, "kept": one.kept} for when, one in past.items()}
    return "\n".join(lines(day, Past(known, first, record.options.rest_days)))
