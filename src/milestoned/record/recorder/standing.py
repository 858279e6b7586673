"""Chunks that were reached at one observation and are not confirmed yet: which are, which wait on, which are lost."""

from __future__ import annotations

from milestoned.light.dataclasses import dataclass, replace
from milestoned.light.typing import TYPE_CHECKING
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
    """A chunk that a note had reached at an observation; `earned` by writing, or passed by text from elsewhere.

    `look` names what the observation saw (`look_of`), `at` is its moment, in microseconds since 1970.
    """

    unit: str
    size: int
    number: int
    count: int
    earned: bool
    look: str
    at: int


@dataclass(frozen=True, slots=True)
class Judged:
    """The chunks reached before: those that are confirmed (`stands`), and those that wait on (`unsure`)."""

    stands: tuple[Reached, ...] = ()
    unsure: tuple[Reached, ...] = ()


NOTHING_WAITS = Judged()


def judge(waiting: list[Reached], seen: NoteObservation, now: int, latest: float) -> Judged:
    """Return which of the waiting chunks are confirmed: at the next settled observation, or after `latest` seconds.

    `now` in microseconds since 1970. What the text has lost again is in neither list. `update` waits for nothing.
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
    """Return True for an observation that needs no second one: made by a command, or of a file that has rested since.

    `now` in microseconds since 1970, `latest` in seconds.
    """
    if seen.how is Trigger.CATCH_UP:
        return not 0 <= now - seen.mtime_ns // 1000 < latest * SECOND
    return seen.how is not Trigger.LIVE


def look_of(seen: NoteObservation) -> str:
    """Return a name for what an observation saw: the text's digest, and the counts (of an index note the sum)."""
    return f"{seen.digest[:16]} {[mark.count for mark in seen.milestones]}"


def capped(marks: tuple[Mark, ...], unsure: tuple[Reached, ...]) -> tuple[Mark, ...]:
    """Return the milestones with fewer chunks done: without those that are not confirmed yet."""
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
    """Return the events without the chunks that were reached at this observation alone, and those chunks, to be judged.

    `floors`: how many chunks of each milestone, by (unit, size), were done before. `sure`: (unit, size, number) of
    those that are confirmed. `at` in microseconds since 1970.
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
        """Return the chunks that a note (by its identity) has reached and that are not recorded yet."""
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
        """Keep the chunks of a note that are to be judged at its next observation, in place of those kept before."""
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
        """Return for each note that waits, by its identity, when it reached the first of its waiting chunks."""
        version = self._texts.version()
        if version != self._version:
            rows = self._texts.base.execute("SELECT note, min(at) FROM reached GROUP BY note")
            self._since, self._version = dict(rows), version
        return self._since
