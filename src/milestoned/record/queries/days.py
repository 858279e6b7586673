"""Asking the index about days: what was written, what stood there at night, what was earned."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.calendar import with_offset
from milestoned.record.queries.sessions import Moment, Session, join, minutes
from milestoned.record.queries.streak import Calendar

if TYPE_CHECKING:
    import sqlite3
    from typing import Any

    from milestoned.record.record import Record

EARNED = (
    "SELECT e.note, n.path, e.path, e.at, e.zone, e.day, e.device, e.facts, min(e.at) FROM event AS e "
    "LEFT JOIN note AS n ON n.id = e.note WHERE e.kind = 'earned' "
    "GROUP BY e.note, json_extract(e.facts, '$.unit'), json_extract(e.facts, '$.size'), "
    "json_extract(e.facts, '$.number') ORDER BY e.at, e.seq, e.device"
)
_ANY_EARNED = "SELECT 1 FROM event WHERE day = ? AND +kind = 'earned' LIMIT 1"


@dataclass(frozen=True, slots=True)
class Day:
    """One writing day in numbers. `timed`: of how many sessions the length is known; one save says nothing of it."""

    day: date
    drafted: int = 0
    cut: int = 0
    sessions: int = 0
    seconds: int = 0
    timed: int = 0
    kept: bool = False
    amended: dict[str, Any] | None = None

    def as_json(self, words: int, earned: list[dict[str, Any]]) -> dict[str, Any]:
        """Show it as `today` and `log` do."""
        values: dict[str, Any] = {
            "day": self.day.isoformat(),
            "drafted": self.drafted,
            "net": self.drafted - self.cut,
            "cut": self.cut,
            "words": words,
            "sessions": self.sessions,
            **({"minutes": minutes(self.seconds)} if self.timed or not self.sessions else {}),
            "kept": self.kept,
            "earned": earned,
        }
        return {**values, "amended": self.amended} if self.amended else values


def load_days(base: sqlite3.Connection, since: date | None = None) -> dict[date, Day]:
    """Read the days that something happened on, from `since` on."""
    rows = base.execute(
        "SELECT day, drafted, cut, sessions, seconds, timed, kept, amended FROM day WHERE day >= ? ORDER BY day",
        (since.isoformat() if since else "",),
    )
    days = {}
    for text, drafted, cut, sessions, seconds, timed, kept, amended in rows:
        day = date.fromisoformat(text)
        trace = json.loads(amended) if amended else None
        days[day] = Day(day, drafted, cut, sessions, seconds, timed, bool(kept), trace)
    return days


def calendar(record: Record, days: dict[date, Day], today: date) -> Calendar:
    """Lay the days out for the streak. The day of installing is a writing day only if it was written on."""
    kept = {day.day for day in days.values() if day.kept and day.day <= today}
    begun = _begun(record.index.base)
    if begun is None:
        return Calendar(kept, min(kept, default=today), today, record.rests)
    first = begun if begun in kept else begun + timedelta(days=1)
    return Calendar(kept, min(first, today), today, record.rests)


def _begun(base: sqlite3.Connection) -> date | None:
    """Return the first day of the record; a day before it that was amended makes it no older."""
    row = base.execute("SELECT day FROM event WHERE +kind <> 'amend' ORDER BY day LIMIT 1").fetchone()
    return date.fromisoformat(row[0]) if row else None


def recent_drafted(cal: Calendar, days: dict[date, Day], count: int) -> list[int]:
    """List the new words of the last writing days before today, those without any included."""
    past = [day for day in cal.writing_days() if day < cal.today][-count:]
    return [days[day].drafted if day in days else 0 for day in past]


def words_now(base: sqlite3.Connection) -> int:
    """Sum up the words of all notes that count."""
    (words,) = base.execute("SELECT coalesce(sum(words), 0) FROM note WHERE counted AND living").fetchone()
    return int(words)


def words_by_day(base: sqlite3.Connection) -> dict[str, int]:
    """Return the words of all notes at the end of each day on which any note changed."""
    standing: dict[str, tuple[int, str, int]] = {}
    total = 0
    by_day: dict[str, int] = {}
    rows = base.execute("SELECT note, day, seq, device, words FROM note_day ORDER BY day, seq, device")
    for note, day, seq, device, words in rows:
        before = standing.get(note, (-1, "", 0))
        # What was recorded later counts, also where it is dated earlier: written yesterday, found today.
        if (seq, device) >= before[:2]:
            total += words - before[2]
            standing[note] = (seq, device, words)
        by_day[day] = total
    return by_day


def earned(base: sqlite3.Connection, day: date | None = None) -> list[dict[str, Any]]:
    """List the chunks that were earned, oldest first, each once: all, or those of one day."""
    if day and not base.execute(_ANY_EARNED, (day.isoformat(),)).fetchone():
        return []
    # One chunk found by two devices is one chunk: the day of the first counts, so the filter comes last.
    rows = base.execute(EARNED)
    return [_milestone(row) for row in rows if day is None or row[5] == day.isoformat()]


def highest(base: sqlite3.Connection) -> dict[tuple[str, str, int], int]:
    """Return the highest chunk that was reached of each (path, unit, size)."""
    rows = base.execute(
        "SELECT n.path, json_extract(e.facts, '$.unit'), json_extract(e.facts, '$.size'), "
        "max(json_extract(e.facts, '$.number')) FROM event AS e JOIN note AS n ON n.id = e.note AND n.living "
        "WHERE e.kind = 'earned' GROUP BY 1, 2, 3"
    )
    return {(path, unit, size): number for path, unit, size, number in rows}


def earned_by_day(base: sqlite3.Connection) -> dict[str, list[dict[str, Any]]]:
    """Group the chunks that were earned by their days."""
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in earned(base):
        grouped[one["day"]].append(one)
    return grouped


def _milestone(row: tuple[Any, ...]) -> dict[str, Any]:
    note, path, first_path, at, zone, day, device, text = row[:8]
    facts = json.loads(text)
    return {
        "note": path or first_path or note,
        "number": facts["number"],
        "unit": facts["unit"],
        "size": facts["size"],
        "count": facts["count"],
        "at": show_moment(at, zone),
        "day": day,
        "device": device,
    }


def show_moment(at: int, zone: str) -> str:
    """Show a moment in ISO 8601, on the clock it was taken from."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
    return with_offset(moment, zone).isoformat(timespec="seconds")


def sessions(base: sqlite3.Connection, gap_minutes: int, since: date) -> list[Session]:
    """Join the writing since a day into sessions, oldest first."""
    rows = base.execute(
        "SELECT at, drafted, cut, saves, seconds FROM event WHERE day >= ? AND dup = 0 "
        "AND +kind IN ('edit', 'catch-up', 'import')",
        (since.isoformat(),),
    )
    return join((Moment(*row) for row in rows), gap_minutes)
