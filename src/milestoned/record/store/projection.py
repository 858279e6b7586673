"""Folding new events into the index: note states, floors, duplicates, and the days they touch."""

from __future__ import annotations

import json

from milestoned.light.dataclasses import dataclass
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.queries.sessions import Moment, join, micros
from milestoned.record.store.events import NOTE_STATES, Event, Kind

if TYPE_CHECKING:
    import sqlite3

WRITING = ("edit", "catch-up", "import")
SUMMED = frozenset({"edit", "catch-up", "import", "move", "credit", "rename", "amend"})
CREDITED = ("edit", "catch-up", "import", "move", "credit")


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event and the number it is known by."""

    id: int
    event: Event
    pending: bool = False


def take_in(base: sqlite3.Connection, rows: list[EventRow]) -> set[str]:
    """Add events in any order; the outcome depends on the set of events alone. Return the days to be summed up again."""
    if not rows:
        return set()
    rows.sort(key=lambda row: (row.event.seq, row.event.at, row.event.device, row.id))
    base.executemany(
        "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?) "
        "ON CONFLICT(id) DO UPDATE SET pending = min(pending, excluded.pending)",
        (_columns(row) for row in rows),
    )
    _fold_notes(base, rows)
    _fold_marks(base, rows)
    _fold_floors(base, rows)
    days = {row.event.day.isoformat() for row in rows if row.event.kind.value in SUMMED}
    days |= _mark_duplicates(base, rows)
    seen = {row.event.day.isoformat() for row in rows} - days
    base.executemany(
        "INSERT OR IGNORE INTO day VALUES (?, 0, 0, 0, 0, 0, 0, 0, NULL)", ((day,) for day in seen)
    )
    return days


def _columns(row: EventRow) -> tuple[object, ...]:
    event = row.event
    tasks = event.after.done - event.before.done if event.before and event.after else 0
    return (
        row.id,
        event.seq,
        micros(event.at),
        event.zone,
        event.day.isoformat(),
        event.device,
        event.kind.value,
        event.note,
        event.path,
        event.was,
        event.now,
        event.drafted,
        event.cut,
        event.held,
        tasks,
        json.dumps(dict(event.facts), ensure_ascii=False) if event.facts else None,
        event.moved,
        event.saves,
        event.seconds,
        int(row.pending),
    )


_NEWER = "WHERE (excluded.seq, excluded.device) >= (seq, device)"
_NOTE = (
    "INSERT INTO note VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET "  # noqa: S608 - our own text
    "path=excluded.path, digest=excluded.digest, words=excluded.words, characters=excluded.characters, "
    "done=excluded.done, total=excluded.total, counted=excluded.counted, living=excluded.living, "
    f"seq=excluded.seq, device=excluded.device, at=excluded.at {_NEWER}"
)
_NOTE_DAY = (
    "INSERT INTO note_day VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(note, day) DO UPDATE SET seq=excluded.seq, "  # noqa: S608 - our own text
    "device=excluded.device, words=excluded.words, characters=excluded.characters, done=excluded.done "
    f"{_NEWER}"
)
_TERMS = (
    "INSERT INTO terms VALUES (?, ?, ?, ?) ON CONFLICT(note) DO UPDATE SET "  # noqa: S608 - our own text
    f"marks=excluded.marks, seq=excluded.seq, device=excluded.device {_NEWER}"
)


def _fold_notes(base: sqlite3.Connection, rows: list[EventRow]) -> None:
    """Let each note be what the last event says in the order of (seq, device); so at the end of each day."""
    latest: dict[str, Event] = {}
    by_day: dict[tuple[str, str], Event] = {}
    terms: dict[str, tuple[str, str, int, str]] = {}
    for event in (row.event for row in rows):
        if event.kind in NOTE_STATES:
            latest[event.note] = event
            by_day[event.note, event.day.isoformat()] = event
            if event.marks is not None:
                marks = json.dumps([mark.as_json() for mark in event.marks])
                terms[event.note] = (event.note, marks, event.seq, event.device)
    base.executemany(_NOTE, (_note_columns(event) for event in latest.values()))
    base.executemany(
        _NOTE_DAY, ((note, day, e.seq, e.device, *_standing(e)) for (note, day), e in by_day.items())
    )
    base.executemany(_TERMS, terms.values())


def _note_columns(event: Event) -> tuple[object, ...]:
    counts = event.after.as_json() if event.after else [0, 0, 0, 0]
    living = event.kind is not Kind.VANISH
    return (
        event.note,
        event.path,
        event.now,
        *counts,
        event.counted,
        living,
        event.seq,
        event.device,
        micros(event.at),
    )


def _standing(event: Event) -> tuple[int, int, int]:
    if event.after is None or not event.counted or event.kind is Kind.VANISH:
        return 0, 0, 0
    return event.after.words, event.after.characters, event.after.done


_MARK_DAY = (
    "INSERT INTO mark_day VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(note, day, unit) DO UPDATE SET seq=excluded.seq, "  # noqa: S608 - our own text
    f"device=excluded.device, count=excluded.count {_NEWER}"
)


def _fold_marks(base: sqlite3.Connection, rows: list[EventRow]) -> None:
    """Keep what each milestone's count was at the end of each day: an index note's is the sum of its notes."""
    events = [row.event for row in rows if row.event.marks]
    base.executemany(
        _MARK_DAY,
        (
            (event.note, event.day.isoformat(), mark.unit, event.seq, event.device, mark.count)
            for event in events
            for mark in event.marks or ()
        ),
    )


def _fold_floors(base: sqlite3.Connection, rows: list[EventRow]) -> None:
    base.executemany(
        "INSERT INTO floor VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET done=max(done, excluded.done)",
        ((row.event.note, m.unit, m.size, m.chunks_done) for row in rows for m in row.event.marks or ()),
    )


def _mark_duplicates(base: sqlite3.Connection, rows: list[EventRow]) -> set[str]:
    """One change of a note counts once, on the device that made it; the days that this changes."""
    if base.execute("SELECT count(*) FROM file").fetchone()[0] < 2:
        return set()
    keys = {(e.note, e.was, e.now) for e in (row.event for row in rows) if e.was != e.now and e.now}
    days: set[str] = set()
    for key in keys:
        found = base.execute(
            "SELECT id, device, day FROM event WHERE note=? AND was=? AND now=? AND kind<>'move' "
            "ORDER BY kind='sync', at, device",
            key,
        ).fetchall()
        copies = [(identity,) for identity, device, _ in found if device != found[0][1]]
        if copies:
            base.executemany("UPDATE event SET dup=1 WHERE id=?", copies)
            base.executemany(
                "UPDATE event SET dup=0 WHERE id=?", [(i,) for i, d, _ in found if d == found[0][1]]
            )
            days.update(day for _, _, day in found)
    return days | _mark_claimed(base, {(note, now) for note, _, now in keys})


_CLAIMED = (
    "SELECT id, day FROM event AS e WHERE note=? AND now=? AND json_extract(facts, '$.unclaimed') = 1 AND dup=0 "
    "AND EXISTS (SELECT 1 FROM event AS o WHERE o.note=e.note AND o.now=e.now AND o.device<>e.device "
    "AND o.kind IN ('edit', 'catch-up', 'import') AND coalesce(json_extract(o.facts, '$.unclaimed'), 0) = 0)"
)


def _mark_claimed(base: sqlite3.Connection, texts: set[tuple[str, str]]) -> set[str]:
    """Count no more what no journal told of once one does, however late it came; return the days that this changes."""
    days: set[str] = set()
    for text in texts:
        found = base.execute(_CLAIMED, text).fetchall()
        base.executemany("UPDATE event SET dup=1 WHERE id=?", [(identity,) for identity, _ in found])
        days.update(day for _, day in found)
    return days


MOVED_FOR_A_DAY = 20
"""Words that changed their place make a day kept from here on: less is a slip of the mouse."""


def fold_day(base: sqlite3.Connection, day: str, gap_minutes: int) -> None:
    """Sum one day up again from its events."""
    rows = base.execute(
        "SELECT at, kind, drafted, cut, tasks, moved, saves, seconds, facts FROM event WHERE day=? AND dup=0 "
        "AND kind IN ('edit', 'catch-up', 'import', 'move', 'credit', 'rename', 'amend') ORDER BY seq, device",
        (day,),
    ).fetchall()
    drafted = max(0, sum(row[2] for row in rows if row[1] in CREDITED))
    cut = max(0, sum(row[3] for row in rows if row[1] in CREDITED))
    tasks = sum(row[4] for row in rows if row[1] in WRITING)
    moved = sum(row[5] for row in rows)
    kept = int(drafted > 0 or cut > 0 or tasks > 0 or moved >= MOVED_FOR_A_DAY)
    written = [row for row in rows if row[1] in WRITING]
    sessions = join((Moment(row[0], row[2], row[3], row[6], row[7]) for row in written), gap_minutes)
    amended = _amended([json.loads(row[8]) for row in rows if row[1] == "amend" and row[8]], drafted)
    if amended:
        drafted = amended["drafted"]
        kept = int(amended.get("kept", drafted > 0))
    seconds, timed = sum(one.seconds for one in sessions), sum(one.is_timed for one in sessions)
    trace = json.dumps(amended, ensure_ascii=False) if amended else None
    values = (day, drafted, cut, tasks, len(sessions), seconds, timed, kept, trace)
    base.execute("INSERT OR REPLACE INTO day VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def _amended(amendments: list[dict[str, object]], drafted: int) -> dict[str, int] | None:
    """Lay the writer's corrections over each other; the number that was recorded stays beside them."""
    if not amendments:
        return None
    trace: dict[str, object] = {"recorded": drafted, "drafted": drafted}
    for amendment in amendments:
        trace.update({key: value for key, value in amendment.items() if key in {"drafted", "kept", "why"}})
    return trace  # type: ignore[return-value]
