"""Which lines go into the journal at once, and which wait to be summed up with those to come.

An editor that saves by itself every second would fill a synced folder with lines that nobody reads. What waits lies
in the state folder, where the commands of this device read it.
"""

from __future__ import annotations

from milestoned.light.dataclasses import replace
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.queries.sessions import SECOND
from milestoned.record.store.events import Event, Kind, to_line
from milestoned.record.store.line import from_line

if TYPE_CHECKING:
    from milestoned.record.recorder.session_store import SessionTexts

A_LINE = 120 * SECOND
"""At most one line for a note in this time, unless something is reached (microseconds): 2 hours a day are 7 MB a year."""
AN_INDEX_LINE = 600 * SECOND
"""The same for an index note, which changes with every note that it sums up."""

_WAITING = frozenset({Kind.EDIT, Kind.CATCH_UP, Kind.MOVE, Kind.TERMS})


class Outbox:
    """The lines that wait, and when each note's last line was written. Times are microseconds since 1970.

    What takes lines out is to be called within a `SessionTexts.turn`, in which they are written.
    """

    def __init__(self, texts: SessionTexts) -> None:
        self._texts = texts
        self.due = 0

    def sort(self, events: list[Event], now: int) -> list[Event]:
        """Return which events of one decision are to be written now; the rest waits, summed up with what waits."""
        if not all(map(_can_wait, events)):
            return self._with_waiting(events, now)
        due: list[Event] = []
        for event in events:
            due += self._one(event, now)
        return due

    def overdue(self, now: int) -> list[Event]:
        """Take out and return what has waited long enough, and what is of a session that is over."""
        number = self._texts.number()
        rows = self._texts.base.execute("SELECT note, kind, since, session, line FROM pending").fetchall()
        return [
            event
            for note, kind, since, session, line in rows
            if session != number or not 0 <= now - since < _span(Kind(kind))
            for event in self._taken(note, kind, line, now)
        ]

    def flush(self, now: int, most: int = -1) -> list[Event]:
        """Take out and return what waits, `most` lines of it; -1: all."""
        rows = self._texts.base.execute("SELECT note, kind, line FROM pending LIMIT ?", (most,)).fetchall()
        return [event for note, kind, line in rows for event in self._taken(note, kind, line, now)]

    def next_due(self) -> int | None:
        """Return when the next line has waited long enough; None where none waits."""
        rows = self._texts.base.execute("SELECT kind, since FROM pending").fetchall()
        return min((since + _span(Kind(kind)) for kind, since in rows), default=None)

    def lines(self) -> list[bytes]:
        """Return the lines that wait, as the journal will have them."""
        return [line for (line,) in self._texts.base.execute("SELECT line FROM pending")]

    def _with_waiting(self, events: list[Event], now: int) -> list[Event]:
        earlier: list[Event] = []
        merged = []
        for event in events:
            waiting = self._waiting(event)
            if waiting and _can_wait(event) and waiting.day == event.day:
                merged.append(_merged(waiting, event))
            else:
                earlier += [waiting] if waiting else []
                merged.append(event)
            self._written(event, now)
        return [*earlier, *merged]

    def _one(self, event: Event, now: int) -> list[Event]:
        number = self._texts.number()
        row = self._row(event)
        due: list[Event] = []
        since = now
        if row:
            waiting = from_line(row[2])
            same = row[1] == number and waiting is not None and waiting.day == event.day
            if waiting and same:
                event, since = _merged(waiting, event), row[0]
            elif waiting:
                due.append(waiting)
        if not 0 <= now - self._last_line(event) < _span(event.kind):
            self._written(event, now)
            return [*due, event]
        values = (event.note, event.kind.value, since, number, to_line(event))
        self._texts.base.execute("INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?, ?)", values)
        return due

    def _row(self, event: Event) -> tuple[int, int, bytes] | None:
        query = "SELECT since, session, line FROM pending WHERE note=? AND kind=?"
        row: tuple[int, int, bytes] | None = self._texts.base.execute(
            query, (event.note, event.kind.value)
        ).fetchone()
        return row

    def _waiting(self, event: Event) -> Event | None:
        row = self._row(event)
        return from_line(row[2]) if row else None

    def _last_line(self, event: Event) -> int:
        row = self._texts.base.execute("SELECT at FROM written WHERE note=?", (_line_of(event),)).fetchone()
        return int(row[0]) if row else -(2**62)

    def _written(self, event: Event, now: int) -> None:
        self._texts.base.execute(
            "DELETE FROM pending WHERE note=? AND kind=?", (event.note, event.kind.value)
        )
        if event.kind in _WAITING:
            self._texts.base.execute("INSERT OR REPLACE INTO written VALUES (?, ?)", (_line_of(event), now))

    def _taken(self, note: str, kind: str, line: bytes, now: int) -> list[Event]:
        event = from_line(line)
        if event is None:  # a damaged database: what is left of the line goes
            self._texts.base.execute("DELETE FROM pending WHERE note=? AND kind=?", (note, kind))
            return []
        self._written(event, now)
        return [event]


def _line_of(event: Event) -> str:
    return f"{event.note} {event.kind.value}" if event.kind is Kind.MOVE else event.note


def _span(kind: Kind) -> int:
    return AN_INDEX_LINE if kind is Kind.TERMS else A_LINE


def _can_wait(event: Event) -> bool:
    """Return True for a line of writing that reaches nothing and asks for nothing."""
    if event.kind is Kind.TERMS:
        return "sum" in event.facts
    return event.kind in _WAITING and event.marks is None and not event.held and "at_once" not in event.facts


def _merged(first: Event, then: Event) -> Event:
    """Return two lines of one note as one: the later one, with the sums of both, begun where the first began."""
    began = first.at.timestamp() - first.seconds
    return replace(
        then,
        before=first.before,
        was=first.was,
        drafted=first.drafted + then.drafted,
        cut=first.cut + then.cut,
        moved=first.moved + then.moved,
        saves=first.saves + then.saves,
        seconds=max(0, round(then.at.timestamp() - began)),
    )
