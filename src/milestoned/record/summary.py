"""The record as plain data: what `today`, `log`, `milestones`, `commitments` and `stats` show (docs/format.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from milestoned.record import bites, days
from milestoned.record.sessions import SECOND
from milestoned.record.streak import Calendar, Streak, last_days, streak

if TYPE_CHECKING:
    from milestoned.record.book import Book
    from milestoned.record.commitments import Commitment

HISTORY = 28
"""Writing days looked back on: four weeks hold every weekday four times."""


@dataclass(frozen=True, slots=True)
class View:
    """What every answer begins with: the days so far, as of the present writing day."""

    days: dict[date, days.Day]
    calendar: Calendar
    recent: list[int]

    @property
    def usual(self) -> int:
        """The usual day in words."""
        from milestoned.record.pace import usual_day  # noqa: PLC0415 - few answers need it

        return usual_day(self.recent)


def view(book: Book) -> View:
    """Take in what is new, and look at the days."""
    book.index.refresh()
    known = days.load_days(book.index.base)
    calendar = days.calendar(book, known, book.today())
    return View(known, calendar, days.recent_drafted(calendar, known, HISTORY))


def today(book: Book) -> dict[str, Any]:
    """Tell how the present writing day stands."""
    seen, base, day = view(book), book.index.base, book.today()
    standing = seen.days.get(day, days.Day(day))
    bite = bites.in_work(base)
    wrote, of = last_days(seen.calendar)
    return {
        **standing.as_json(days.words_now(base), days.earned(base, day)),
        "streak": _streak_json(streak(seen.calendar, book.options.reserve_every, book.options.reserve_most)),
        "last14": {"wrote": wrote, "of": of},
        "commitments": _promised(book, seen),
        "next": {"note": bite.path, "left_in_chunk": bite.left, "unit": bite.unit} if bite else None,
    }


def _streak_json(row: Streak) -> dict[str, Any]:
    return {
        "days": row.days,
        "best": row.best,
        "pending": row.pending,
        "reserve": row.reserve,
        "spent": [day.isoformat() for day in row.spent],
        "kept_days": row.kept_days,
    }


def log(book: Book, since: date | None = None) -> list[dict[str, Any]]:
    """List the days that something happened on, newest first."""
    book.index.refresh()
    base = book.index.base
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


def milestones(book: Book) -> list[dict[str, Any]]:
    """List the chunks that were earned, oldest first."""
    book.index.refresh()
    return days.earned(book.index.base)


def highest_earned(book: Book) -> dict[tuple[str, str, int], int]:
    """Tell how far each milestone ever came by (path, unit, size), whatever was cut since."""
    book.index.refresh()
    return days.highest(book.index.base)


def all_commitments(book: Book) -> list[dict[str, Any]]:
    """List every commitment, oldest first, with the pace that the open ones ask for."""
    from milestoned.record import commitments  # noqa: PLC0415 - with the pace 5 ms, for who promised something

    seen = view(book)
    return [_with_pace(book, seen, one) for one in commitments.load(book.index.base, seen.calendar.today)]


def _promised(book: Book, seen: View) -> list[dict[str, Any]]:
    if book.index.base.execute("SELECT 1 FROM event WHERE kind = 'commit' LIMIT 1").fetchone() is None:
        return []
    from milestoned.record import commitments  # noqa: PLC0415 - as above

    found = commitments.load_open(book.index.base, seen.calendar.today)
    return [_with_pace(book, seen, one) for one in found]


def _with_pace(book: Book, seen: View, one: Commitment) -> dict[str, Any]:
    from milestoned.record.pace import Task, pace, projection  # noqa: PLC0415 - as above

    values = one.as_json()
    if one.state.value != "open" or one.unit not in {"words", "chunks"}:
        return values
    size = bites.usual_size(book.index.base) if one.unit == "chunks" else 1
    # Counted from the day's beginning, so that the quota stands still while the writer works on it.
    left = (one.target - one.done_before) * size
    day = seen.calendar.today
    task = Task(left, day, one.by, book.rests)
    asked = pace(task, seen.usual, book.options.pace_limit)
    likely = projection(task, seen.recent, f"{one.id} {day}")
    values["pace"] = {
        "quota": asked.quota,
        "days": asked.days,
        "usual": asked.usual,
        "choices": list(asked.choices),
        "likely": [end.isoformat() for end in likely] if likely else None,
    }
    return values


def in_session(book: Book) -> bool:
    """Tell whether the writer is at it right now; a quiet mode shows no numbers then."""
    book.index.refresh()
    gap = book.options.session_gap_minutes
    (last,) = book.index.base.execute(
        "SELECT max(at) FROM event WHERE day >= ? AND +kind IN ('edit', 'catch-up')",
        (book.today().isoformat(),),
    ).fetchone()
    return last is not None and 0 <= book.now().timestamp() - last / SECOND <= gap * 60
