"""Reading what `start` is given: sizes, goals and dates as people type them, plain as notes hold them."""

from __future__ import annotations

from milestoned.errors import UsageError
from milestoned.light.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from milestoned.milestone.opt_in import Choice


def read_choice(every: str, goal: str, due: str, why: str, notes: tuple[str, ...], today: date) -> Choice:
    """Read the options of `start`. Raises UsageError for what cannot be read."""
    from milestoned.milestone.opt_in import Choice  # noqa: PLC0415 - --help needs none of it

    return Choice(_size(every), _goal(goal), _day(due, today), why.strip(), tuple(_globs(notes)))


def _size(every: str) -> str:
    if not (text := _plain(every, needs_number=False)):
        raise UsageError(
            f"--every: `{every}` is not a size of chunk",
            "write for example 1000 words, 1.5k words, words, tasks",
        )
    return text


def _goal(goal: str) -> str:
    if goal.strip() and not _plain(goal, needs_number=True):
        raise UsageError(
            f"--goal: `{goal}` is not a goal", "write a number, for example 5000, 5k or '5k words'"
        )
    return _plain(goal, needs_number=True)


def _plain(given: str, *, needs_number: bool) -> str:
    """Return an amount with its number in plain digits; "" where it is none."""
    from milestoned.milestone.numbers import read_amount  # noqa: PLC0415 - as above
    from milestoned.milestone.spec import amount  # noqa: PLC0415 - as above

    number, unit = read_amount(given) or (0, "")
    text = f"{'' if number is None else number} {unit}".strip()
    if number == 0 or (needs_number and number is None) or amount(text) is None:
        return ""
    return text


def _day(due: str, today: date) -> str:
    from milestoned.record.dates import ACCEPTED, read_date  # noqa: PLC0415 - as above

    if not due.strip():
        return ""
    day = read_date(due, today)
    if day is None:
        raise UsageError(f"--due: `{due}` is not a date", ACCEPTED)
    return day.isoformat()


def _globs(notes: tuple[str, ...]) -> list[str]:
    globs = [glob.strip() for glob in notes if glob.strip()]
    if absolute := next((glob for glob in globs if glob.startswith(("/", "~"))), None):
        raise UsageError(
            f"--notes: `{absolute}` is not a path from the note", "write for example chapters/*.md"
        )
    return globs
