"""What was reached at one look and is not confirmed yet: an editor that saves by itself catches text half typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from milestoned.record.queries.sessions import SECOND
from milestoned.record.recorder.observation import Trigger
from milestoned.record.store.events import Event, Kind

if TYPE_CHECKING:
    from milestoned.record.recorder.observation import NoteObservation
    from milestoned.record.recorder.session_store import SessionTexts
    from milestoned.record.store.events import Mark

STATES_OF_WRITING = frozenset({Kind.EDIT, Kind.CATCH_UP, Kind.IMPORT, Kind.TERMS})


@dataclass(frozen=True, slots=True)
class Reached:
    """A chunk that a note had reached at a look; `earned` by writing, or passed by text from elsewhere."""

    unit: str
    size: int
    number: int
    count: int
    earned: bool
    look: str
    at: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What was reached before: what is confirmed, and what is still unsure."""

    stands: tuple[Reached, ...] = ()
    unsure: tuple[Reached, ...] = ()


def judge(waiting: list[Reached], seen: NoteObservation, now: int, latest: float) -> Judged:
    """Decide which of the chunks that were reached are confirmed: at the next settled look, or after `latest` seconds.

    What the text has lost again is in neither list. A person's own `update` waits for nothing.
    """
    done = {(mark.unit, mark.size): mark.chunks_done for mark in seen.milestones}
    there = [one for one in waiting if one.number <= done.get((one.unit, one.size), 0)]
    stands = tuple(one for one in there if _is_sure(one, seen, now, latest))
    return Judged(stands, tuple(one for one in there if one not in stands))


def _is_sure(one: Reached, seen: NoteObservation, now: int, latest: float) -> bool:
    if is_settled(seen, now, latest) or one.look != look_of(seen):
        return True
    return not 0 <= now - one.at < latest * SECOND


def is_settled(seen: NoteObservation, now: int, latest: float) -> bool:
    """Return True for a look that needs no second one: a person's own word, or a file that has rested since."""
    if seen.how is Trigger.CATCH_UP:
        return not 0 <= now - seen.mtime_ns // 1000 < latest * SECOND
    return seen.how is not Trigger.LIVE


def look_of(seen: NoteObservation) -> str:
    """Name what a look saw: the text, and for an index note the sum."""
    return f"{seen.digest[:16]} {[mark.count for mark in seen.milestones]}"


def capped(marks: tuple[Mark, ...], unsure: tuple[Reached, ...]) -> tuple[Mark, ...]:
    """Leave out of milestones what is not confirmed yet."""
    lowest: dict[tuple[str, int], int] = {}
    for one in unsure:
        key = (one.unit, one.size)
        lowest[key] = min(one.number, lowest.get(key, one.number))
    return tuple(
        replace(
            mark,
            chunks_done=min(mark.chunks_done, lowest.get((mark.unit, mark.size), mark.chunks_done + 1) - 1),
        )
        for mark in marks
    )


def withhold(
    events: list[Event],
    seen: NoteObservation,
    floors: dict[tuple[str, int], int],
    sure: set[tuple[str, int, int]],
    at: int,
) -> tuple[list[Event], list[Reached]]:
    """Take out of events what was reached at this look alone; it is to be judged again.

    `floors`: how far each milestone was before. `sure`: (unit, size, number) of what is confirmed.
    """
    state = next(
        (event for event in events if event.kind in STATES_OF_WRITING and event.marks is not None), None
    )
    if state is None:
        return events, []
    by_writing = {_key(event) for event in events if event.kind is Kind.EARNED}
    found = [
        Reached(
            mark.unit,
            mark.size,
            number,
            mark.count,
            (mark.unit, mark.size, number) in by_writing,
            look_of(seen),
            at,
        )
        for mark in state.marks or ()
        for number in range(floors.get((mark.unit, mark.size), mark.chunks_done) + 1, mark.chunks_done + 1)
        if (mark.unit, mark.size, number) not in sure
    ]
    marks = capped(state.marks or (), tuple(found))
    doubted = {(one.unit, one.size, one.number) for one in found}
    left = [
        replace(event, marks=marks) if event is state else event
        for event in events
        if event.kind is not Kind.EARNED or _key(event) not in doubted
    ]
    return left, found


def _key(event: Event) -> tuple[str, int, int]:
    return event.facts["unit"], event.facts["size"], event.facts["number"]


class ReachedStore:
    """The chunks that wait to be judged, kept with the session's texts so that a restart forgets none.

    Which notes wait is held here, too, as long as nobody else writes there.
    """

    def __init__(self, texts: SessionTexts) -> None:
        self._texts = texts
        self._version = -1
        self._since: dict[str, int] = {}

    def of(self, note: str) -> list[Reached]:
        """Return what a note has reached that is not recorded yet."""
        if note not in self.since():
            return []
        rows = self._texts.base.execute(
            "SELECT unit, size, number, count, earned, look, at FROM reached WHERE note=? ORDER BY unit, size, number",
            (note,),
        )
        return [
            Reached(unit, size, number, count, bool(earned), look, at)
            for unit, size, number, count, earned, look, at in rows
        ]

    def keep(self, note: str, waiting: list[Reached]) -> None:
        """Keep what is to be judged at the next look, and nothing else of this note."""
        if self.since().pop(note, None) is not None:
            self._texts.base.execute("DELETE FROM reached WHERE note=?", (note,))
        if not waiting:
            return
        self._since[note] = min(one.at for one in waiting)
        self._texts.base.executemany(
            "INSERT OR REPLACE INTO reached VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (note, one.unit, one.size, one.number, one.count, one.earned, one.look, one.at)
                for one in waiting
            ),
        )

    def since(self) -> dict[str, int]:
        """Return for each note that waits when it reached the first of what it waits with."""
        version = self._texts.version()
        if version != self._version:
            rows = self._texts.base.execute("SELECT note, min(at) FROM reached GROUP BY note")
            self._since, self._version = dict(rows), version
        return self._since
