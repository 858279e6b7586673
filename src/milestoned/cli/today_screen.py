"""The words and bars of `today`: what is written, against the standing goal, and the four weeks behind it. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from milestoned.cli import wording as words
from milestoned.cli.output import shown
from milestoned.milestone.progress_line import bar

if TYPE_CHECKING:
    from collections.abc import Mapping

    Json = Mapping[str, Any]

WEEKS = 4
_STEPS = "▂▄▆█"
_KEPT, _NONE, _REST = "▁", "·", " "
_SPANS = {"day": "today", "week": "this week", "month": "this month"}


def lines(day: Json, past: Mapping[date, Json], rest_days: frozenset[int]) -> list[str]:
    """Return `today --json` as lines to read; `past` holds the days of the last four weeks, as `log` has them."""
    on = date.fromisoformat(day["day"])
    if not (day["words"] or day["streak"]["kept_days"] or day["commitments"] or day.get("held")):
        return [words.NOTHING_YET]
    said = [_of_the_day(day, on, rests=on.weekday() in rest_days), goal(day.get("goal"))]
    said += [
        f"Earned: {words.chunk(one)}, at {words.amount(one['count'], one['unit'])}." for one in day["earned"]
    ]
    said += [held(day.get("held", 0)), four_weeks(on, past, rest_days)]
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
    """Say what waits for the writer's word; nothing where nothing does."""
    if not count:
        return ""
    verb = "waits" if count == 1 else "wait"
    return f"{words.amount(count, 'words')} came in at once and {verb} for your word: `milestoned credit`"


def four_weeks(on: date, past: Mapping[date, Json], rest_days: frozenset[int]) -> str:
    """Draw the last four weeks as a row of days, Monday first, today's week last; the higher, the more was written."""
    first = on - timedelta(days=on.weekday() + 7 * (WEEKS - 1))
    most = max((day["drafted"] for when, day in past.items() if when >= first), default=0)
    weeks = (
        "".join(
            _of_past(first + timedelta(days=7 * week + n), on, past, rest_days, most=most) for n in range(7)
        )
        for week in range(WEEKS)
    )
    return f"Four weeks: {' '.join(weeks)}".rstrip()


def _of_past(when: date, on: date, past: Mapping[date, Json], rest_days: frozenset[int], *, most: int) -> str:
    if when > on:
        return _REST
    day = past.get(when)
    if day and day["drafted"]:
        return _STEPS[min(len(_STEPS) - 1, day["drafted"] * len(_STEPS) // (most + 1))]
    if day and day["kept"]:
        return _KEPT
    return _REST if when.weekday() in rest_days else _NONE


def _next(chunk: Json | None) -> str:
    return (
        f"Next: {words.amount(chunk['left_in_chunk'], chunk['unit'])} to go in {shown(chunk['note'])}."
        if chunk
        else ""
    )
