"""Today: what is written, against the standing goal, and the four weeks behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from milestoned.light.typing import TYPE_CHECKING
from milestoned.report.bars import share
from milestoned.report.text import amount, day_name, number
from milestoned.report.year import SIZES, scale

if TYPE_CHECKING:
    from datetime import date

    from milestoned.report.source import Json, Source

_ROW = 28


class Goal(NamedTuple):
    """A standing goal: how much is done of it, in which span of time, and its bar in percent."""

    done: int
    amount: int
    unit: str
    span: str
    full: float


class Past(NamedTuple):
    """One of the last days: what kind of square it is, how large, and what to say of it."""

    kind: str
    size: int
    kept: bool
    label: str
    is_today: bool


class Today(NamedTuple):
    """What the first section shows; `facts` are (label, number, remark)."""

    drafted: int
    goal: Goal | None
    row: tuple[Past, ...]
    row_label: str
    facts: tuple[tuple[str, str, str], ...]
    empty: bool


def today(source: Source) -> Today:
    """Return the numbers of the present writing day."""
    day, past = source.today, row(source)
    empty = not (source.log or day["words"] or source.commitments or source.notes)
    label = f"The last {len(past)} days: {amount(sum(one.kept for one in past), 'days')} kept."
    return Today(day["drafted"], _goal(day.get("goal")), past, label, tuple(_facts(source)), empty)


def _goal(goal: Json | None) -> Goal | None:
    if not goal:
        return None
    done, of = goal["done"], goal["amount"]
    span = {"week": "this week", "month": "this month"}.get(goal.get("per", ""), "today")
    return Goal(done, of, goal.get("unit", "words"), span, share(done, of))


def row(source: Source) -> tuple[Past, ...]:
    """Return the last four weeks, today at the end."""
    steps = scale(source.log)
    days = [source.day - timedelta(days=back) for back in range(_ROW - 1, -1, -1)]
    return tuple(_past(source, day, steps.level(_drafted(source, day))) for day in days)


def _drafted(source: Source, day: date) -> int:
    return source.days[day]["drafted"] if day in source.days else 0


def _past(source: Source, day: date, level: int) -> Past:
    kept = bool(source.days.get(day, {}).get("kept"))
    label = f"{day_name(day, source.day)}: {amount(_drafted(source, day), 'words')}{', kept' if kept else ''}"
    kind = f"l{level}" if level or kept else "none"
    return Past(kind, SIZES[level] if level or kept else 3, kept, label, day == source.day)


def _facts(source: Source) -> list[tuple[str, str, str]]:
    day, row = source.today, source.today["streak"]
    last = day["last14"]
    return [
        ("Words in all", number(day["words"]), ""),
        ("Chunks reached", number(len(source.milestones)), ""),
        ("Days in a row", number(row["days"]), _row_remark(row)),
        (
            "Days kept",
            number(row.get("kept_days", 0)),
            f"{last['wrote']} of the last {last['of']}" if last["of"] else "",
        ),
    ]


def _row_remark(row: Json) -> str:
    best = f"best {number(row['best'])}" if row["best"] else ""
    spare = f"{amount(row['reserve'], 'emergency days')} in reserve" if row["reserve"] else ""
    return ", ".join(filter(None, (best, spare)))
