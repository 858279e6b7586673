"""The record as plain data: what `today`, `log`, `milestones`, `commitments` and `stats` show (docs/record.md)."""

from __future__ import annotations

import math
from datetime import date
from functools import cached_property

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.queries import current_chunk, days
from milestoned.record.queries.sessions import SECOND
from milestoned.record.queries.streak import Calendar, Streak, last_days, streak

if TYPE_CHECKING:
    import sqlite3
    from typing import Any

    from milestoned.record.queries.commitments import Commitment
    from milestoned.record.queries.pace import Courses
    from milestoned.record.record import Record

HISTORY = 28
"""Writing days looked back on: four weeks hold every weekday four times."""


@dataclass(frozen=True)
class View:
    """What every answer begins with: the days so far, as of the present writing day."""

    days: dict[date, days.Day]
    calendar: Calendar
    recent: list[int]

    @property
    def usual(self) -> int:
        """The usual day in words."""
        from milestoned.record.queries.pace import usual_day  # noqa: PLC0415 - few answers need it

        return usual_day(self.recent)

    @cached_property
    def courses(self) -> Courses:
        """The courses that the days to come may take."""
        from milestoned.record.queries.pace import Courses  # noqa: PLC0415 - as above

        return Courses(self.recent, self.calendar.today.isoformat())


def view(record: Record) -> View:
    """Take in what is new, and look at the days."""
    record.index.refresh()
    known = days.load_days(record.index.base)
    calendar = days.calendar(record, known, record.today())
    return View(known, calendar, days.recent_drafted(calendar, known, HISTORY))


def today(record: Record) -> dict[str, Any]:
    """Return the numbers of the present writing day."""
    seen, base, day = view(record), record.index.base, record.today()
    standing = seen.days.get(day, days.Day(day))
    chunk = current_chunk.nearest(base)
    promised = _promised(record, seen)
    wrote, of = last_days(seen.calendar)
    return {
        **standing.as_json(days.words_now(base), days.earned(base, day)),
        "streak": _streak_json(
            streak(seen.calendar, record.options.reserve_every, record.options.reserve_most)
        ),
        "last14": {"wrote": wrote, "of": of},
        "held": held_words(base),
        "goal": _goal(promised),
        "commitments": promised,
        "next": {"note": chunk.path, "left_in_chunk": chunk.left, "unit": chunk.unit} if chunk else None,
    }


def held_words(base: sqlite3.Connection) -> int:
    """Sum up the words that wait for the writer to say whose they are."""
    (words,) = base.execute(
        "SELECT coalesce(sum(e.held), 0) FROM event AS e JOIN note AS n ON n.id = e.note "
        "WHERE e.held <> 0 AND e.dup = 0 AND n.living"
    ).fetchone()
    return max(0, int(words))


def _goal(promised: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the standing goal that the present day is measured by: words a day before all others."""
    standing = [one for one in promised if one.get("per")]
    if not standing:
        return None
    one = min(standing, key=lambda one: (one["per"] != "day", one["unit"] != "words"))
    usual = (one["per"], one["unit"]) == ("day", "words")
    return {name: one[name] for name in (("amount", "done") if usual else ("amount", "done", "unit", "per"))}


def _streak_json(row: Streak) -> dict[str, Any]:
    return {
        "days": row.days,
        "best": row.best,
        "pending": row.pending,
        "reserve": row.reserve,
        "spent": [day.isoformat() for day in row.spent],
        "kept_days": row.kept_days,
    }


def log(record: Record, since: date | None = None) -> list[dict[str, Any]]:
    """List the days that something happened on, newest first."""
    record.index.refresh()
    base = record.index.base
    known = days.load_days(base, since)
    words, earned = days.words_by_day(base), days.earned_by_day(base)
    listed: list[dict[str, Any]] = []
    standing = 0
    nights = sorted({*words, *(day.isoformat() for day in known), *earned})
    for night in nights:
        standing = words.get(night, standing)
        day = known.get(date.fromisoformat(night))
        told = day and (night in words or night in earned or day.sessions or day.kept or day.amended)
        if day and told:
            listed.append(day.as_json(standing, earned.get(night, [])))
    return listed[::-1]


def milestones(record: Record) -> list[dict[str, Any]]:
    """List the chunks that were earned, oldest first."""
    record.index.refresh()
    return days.earned(record.index.base)


def highest_earned(record: Record) -> dict[tuple[str, str, int], int]:
    """Return how far each milestone ever came by (path, unit, size), whatever was cut since."""
    record.index.refresh()
    return days.highest(record.index.base)


def all_commitments(record: Record) -> list[dict[str, Any]]:
    """List every commitment, oldest first, with the pace that the open ones ask for."""
    from milestoned.record.queries import commitments  # noqa: PLC0415 - with the pace 5 ms, for who promised something

    seen = view(record)
    return [with_pace(record, seen, one) for one in commitments.load(record.index.base, seen.calendar.today)]


def _promised(record: Record, seen: View) -> list[dict[str, Any]]:
    if record.index.base.execute("SELECT 1 FROM event WHERE kind = 'commit' LIMIT 1").fetchone() is None:
        return []
    from milestoned.record.queries import commitments  # noqa: PLC0415 - as above

    found = commitments.load_open(record.index.base, seen.calendar.today)
    return [with_pace(record, seen, one) for one in found]


def with_pace(record: Record, seen: View, one: Commitment) -> dict[str, Any]:
    """Show a commitment with the pace that it asks for; without choices before there are days to judge by."""
    from milestoned.record.queries.pace import ACTIVE_DAYS, PaceTarget, pace  # noqa: PLC0415 - as above

    values = one.as_json()
    if one.state.value != "open" or one.by is None or one.unit == "days":
        return values
    # Of tasks and characters no usual day is known: they have a pace to keep, and nothing is too much.
    in_words = one.unit in {"words", "chunks"}
    size = current_chunk.usual_size(record.index.base) if one.unit == "chunks" else 1
    # Counted from the day's beginning, so that the quota does not move while the writer works on it.
    left = (one.target - one.done_before) * size
    day = seen.calendar.today
    task = PaceTarget(left, day, one.by, record.rests, one.done_before * size, one.unit, size)
    enough = sum(words > 0 for words in seen.recent) >= ACTIVE_DAYS
    asked = pace(task, seen.usual if in_words else 0, record.options.pace_limit if enough else math.inf)
    likely = seen.courses.likely(task) if in_words else None
    values["pace"] = {
        "quota": asked.quota,
        "days": asked.days,
        "usual": asked.usual,
        "choices": list(asked.choices),
        **_to_the_day(record, one, size, too_much=bool(asked.choices)),
        "later": asked.later.isoformat() if asked.later else None,
        "trimmed": asked.trimmed,
        "likely": [end.isoformat() for end in likely] if likely else None,
    }
    return values


def _to_the_day(record: Record, one: Commitment, size: int, *, too_much: bool) -> dict[str, Any]:
    """Return the words a day that an open commitment asks for from now on, and if it keeps the pace."""
    from milestoned.milestone.deadline import Course, WritingDay, keeps_pace, share  # noqa: PLC0415 - as above
    from milestoned.record.queries import commitments  # noqa: PLC0415 - as above

    assert one.by is not None  # noqa: S101 - for the type checker
    on = WritingDay(record.today(), record.options.rest_days)
    days = on.writing_days(on.day, one.by)
    done = [amount for day, amount in commitments.course(record.index.base, one) if day <= one.made_day]
    course = Course(date.fromisoformat(one.made_day), done[-1] if done else 0, one.done, one.target)
    keeps = bool(days) and not too_much and keeps_pace(course, one.by, on)
    return {"per_day": share(max(0, one.target - one.done) * size, days), "on_track": keeps}


def in_session(record: Record) -> bool:
    """Return True if the author is writing right now; a quiet mode shows no numbers then."""
    record.index.refresh()
    gap = record.options.session_gap_minutes
    (last,) = record.index.base.execute(
        "SELECT max(at) FROM event WHERE day >= ? AND +kind IN ('edit', 'catch-up', 'import')",
        (record.today().isoformat(),),
    ).fetchone()
    return last is not None and 0 <= record.now().timestamp() - last / SECOND <= gap * 60
