"""The words and bars of `today`: what is written, against the standing goal, and the four weeks behind it. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from milestoned.cli import wording as words
from milestoned.cli.output import shown
from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.milestone.progress_line import bar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Json = dict[str, Any]

WEEKS = 4
_STEPS = "▂▄▆█"
_KEPT, _NONE, _REST = "▁", "·", " "
_SPANS = {"day": "today", "week": "this week", "month": "this month"}


@dataclass(frozen=True, slots=True)
class Past:
    """The last weeks: the days by date, as `log` has them, the first day of the record, and the weekdays of rest."""

    days: Mapping[date, Json]
    first: date
    rest_days: frozenset[int] = frozenset()


def lines(day: Json, past: Past) -> list[str]:
    """Return `today --json` as lines to read."""
    on = date.fromisoformat(day["day"])
    if not (day["words"] or day["streak"]["kept_days"] or day["commitments"] or day.get("held")):
        return [words.NOTHING_YET]
    said = [_of_the_day(day, on, rests=on.weekday() in past.rest_days), goal(day.get("goal"))]
    said += [
        f"Reached: {words.chunk(one)}, at {words.amount(one['count'], one['unit'])}." for one in day["earned"]
    ]
    said += [held(day.get("held", 0)), four_weeks(on, past)]
    said += [words.last_days(day["last14"]["wrote"], day["last14"]["of"])]
    said += words.streak(day["streak"]) + words.spent(day["streak"], on)
    for one in day["commitments"]:
        if not one.get("per"):
            said += [words.promise(one, on), *words.choices(one, on)]
    said += [_next(day["next"]), f"{words.amount(day['words'], 'words')} in all."]
    return [line for line in said if line]


def _of_the_day(day: Json, on: date, *, rests: bool) -> str:
    name = words.day_name(day["day"], on)
    if not day["kept"]:
        return f"{name}: {'a day of rest.' if rests else 'a fresh page. One sentence makes it a day kept.'}"
    done = [words.amount(day["drafted"], "new words")] if day["drafted"] else []
    done += [f"{words.amount(day['cut'], 'words')} cut"] if day["cut"] else []
    return f"{name}: {', '.join(done) or 'kept'}" + (
        f", in {words.sessions(day)}." if day["sessions"] else "."
    )


def goal(one: Json | None) -> str:
    """Draw the standing goal: a bar, and `525 of 750 words today`; nothing where there is none."""
    if not one:
        return ""
    drawn = bar(min(1.0, one["done"] / max(1, one["amount"])), 20)
    amount = words.amount(one["amount"], one.get("unit", "words"))
    return f"{drawn} {one['done']:,} of {amount} {_SPANS[one.get('per', 'day')]}"


def held(count: int) -> str:
    """Return what came in at once and is not decided yet; empty where nothing is."""
    return (
        f"{words.amount(count, 'words')} came in at once. If you wrote them: `milestoned credit`"
        if count
        else ""
    )


def four_weeks(on: date, past: Past) -> str:
    """Draw the last four weeks as a row of days, each week from Monday; the higher, the more was written."""
    monday = on - timedelta(days=on.weekday())
    weeks = [monday - timedelta(days=7 * back) for back in reversed(range(WEEKS))]
    begun = [week for week in weeks if week + timedelta(days=6) >= past.first]
    if not begun or not past.days:
        return ""
    most = max((day["drafted"] for when, day in past.days.items() if when >= begun[0]), default=0)
    row = " ".join(
        "".join(_square(week + timedelta(days=n), on, past, most) for n in range(7)) for week in begun
    )
    weeks_shown = "This week" if len(begun) == 1 else f"{len(begun)} weeks"
    return f"{weeks_shown}: {row}".rstrip()


def _square(when: date, on: date, past: Past, most: int) -> str:
    day = past.days.get(when)
    if day and day["drafted"]:
        return _STEPS[min(len(_STEPS) - 1, day["drafted"] * len(_STEPS) // (most + 1))]
    if day and day["kept"]:
        return _KEPT
    is_free = when > on or when < past.first or when.weekday() in past.rest_days
    return _REST if is_free else _NONE


def _next(chunk: Json | None) -> str:
    return (
        f"Next: {words.amount(chunk['left_in_chunk'], chunk['unit'])} to go in {shown(chunk['note'])}."
        if chunk
        else ""
    )
