"""`milestoned today`: how the present writing day stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from milestoned.cli.output import shown
from milestoned.cli.record_command import Answer, record_command

if TYPE_CHECKING:
    from datetime import date

    from milestoned.record.open import Opened
    from milestoned.record.record import Record


@record_command("today")
def command(opened: Opened) -> Answer:
    """Show how today stands: words, milestones, the row of days, and what is next.

    A day begins at `day_start` (04:00), so a late night belongs to the day before.
    """
    from milestoned.record.queries.summary import today  # noqa: PLC0415 - --help needs none of it

    day = today(opened.record)
    return Answer(day, lambda: "\n".join(_lines(opened.record, day)))


def _lines(record: Record, day: dict[str, Any]) -> list[str]:
    from milestoned.cli import wording as words  # noqa: PLC0415 - as above

    on = record.today()
    if not (day["words"] or day["streak"]["kept_days"] or day["commitments"] or day["held"]):
        return [words.NOTHING_YET]
    lines = [_of_the_day(day, on, rests=record.rests(on))]
    lines += [
        f"Reached: {words.chunk(one)}, at {words.amount(one['count'], one['unit'])}." for one in day["earned"]
    ]
    lines += [words.goal(day["goal"]), words.waiting(day["held"])]
    lines += words.streak(day["streak"]) + words.spent(day["streak"], on)
    lines.append(words.last_days(day["last14"]["wrote"], day["last14"]["of"]))
    lines += [f"Promised: {words.promise(one, on)}" for one in day["commitments"] if not one.get("per")]
    lines.append(_next(day["next"]))
    lines.append(f"{words.amount(day['words'], 'words')} in all.")
    return [line for line in lines if line]


def _of_the_day(day: dict[str, Any], on: date, *, rests: bool) -> str:
    from milestoned.cli import wording as words  # noqa: PLC0415 - as above

    name = words.day_name(day["day"], on)
    if not day["kept"]:
        return f"{name}: {'a day of rest.' if rests else 'a fresh page. One sentence makes it a day kept.'}"
    done = [words.amount(day["drafted"], "new words")] if day["drafted"] else []
    done += [f"{words.amount(day['cut'], 'words')} cut"] if day["cut"] else []
    return f"{name}: {', '.join(done) or 'kept'}" + (
        f", in {words.sessions(day)}." if day["sessions"] else "."
    )


def _next(bite: dict[str, Any] | None) -> str:
    from milestoned.cli.wording import amount  # noqa: PLC0415 - as above

    return (
        f"Next: {amount(bite['left_in_chunk'], bite['unit'])} to go in {shown(bite['note'])}." if bite else ""
    )
