"""Which lines go into the journal at once, and which wait to be summed up with those to come.

An editor that saves by itself every second would fill a synced folder with lines that nobody reads. What waits lies
in the state folder, where the commands of this device read it.
"""

from __future__ import annotations

from milestoned.light.dataclasses import replace
from milestoned.light.named_tuples import NamedTuple
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.queries.sessions import SECOND
from milestoned.record.store.events import Event, Kind, to_line
from milestoned.record.store.line import from_line
from milestoned.record.store.waiting import identity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from milestoned.record.recorder.session_store import SessionTexts

A_LINE = 120 * SECOND
"""At most one line for a note in this time, unless something is reached (microseconds): 2 hours a day are 7 MB a year."""
AN_INDEX_LINE = 600 * SECOND
"""The same for an index note, which changes with every note that it sums up."""

_WAITING = frozenset({Kind.EDIT, Kind.CATCH_UP, Kind.MOVE, Kind.TERMS})


class _Row(NamedTuple):
    """A line that waits: since when, in which session, what it says, and by what identity the index knows it.

    `event` is what the line says, where it is known without reading it.
    """

    since: int
    session: int
    line: bytes
    identity: int
    event: Event | None = None

    def read(self) -> Event | None:
        """Return what the line says; None if it cannot be read."""
        return self.event or from_line(self.line)


class Outbox:
    """The lines that wait, and when each note's last line was written. Times are microseconds since 1970.

    They lie in the state folder; what is held here of them is the same, as long as nobody else writes there.
    What takes lines out is to be called within a `SessionTexts.turn`, in which they are written.
    """

    def __init__(self, texts: SessionTexts) -> None:
        self._texts = texts
        self._version = -1
        self._rows: dict[tuple[str, str], _Row] = {}
        self._lines: dict[int, bytes] = {}
        self._dues: dict[tuple[str, str], int] = {}

    def sort(self, events: list[Event], now: int) -> list[Event]:
        """Return which events of one decision are to be written now; the rest waits, summed up with what waits."""
        self._look()
        if not all(map(_can_wait, events)):
            return self._with_waiting(events, now)
        due: list[Event] = []
        for event in events:
            due += self._one(event, now)
        return due

    def overdue(self, now: int) -> list[Event]:
        """Take out and return what has waited long enough, and what is of a session that is over."""
        self._look()
        number = self._texts.number()
        due = [
            key
            for key, row in sorted(self._rows.items())
            if row.session != number or not 0 <= now - row.since < _span(Kind(key[1]))
        ]
        return [event for key in due for event in self._taken(key, now)]

    def flush(self, now: int, most: int | None = None) -> list[Event]:
        """Take out and return what waits, `most` lines of it; None: all."""
        self._look()
        return [event for key in sorted(self._rows)[:most] for event in self._taken(key, now)]

    def next_due(self) -> int | None:
        """Return when the next line has waited long enough; None where none waits."""
        self._look()
        return min(self._dues.values(), default=None)

    def lines(self) -> Mapping[int, bytes]:
        """Return the lines that wait, as the journal will have them, by their identity."""
        self._look()
        return self._lines

    def _look(self) -> None:
        """Read again what waits if others may have changed it."""
        version = self._texts.version()
        if version == self._version:
            return
        self._rows, self._lines, self._dues = {}, {}, {}
        for note, kind, since, session, line in self._texts.base.execute("SELECT * FROM pending"):
            self._hold((note, kind), _Row(since, session, line, identity(line)))
        self._version = version

    def _hold(self, key: tuple[str, str], row: _Row) -> None:
        self._drop(key)
        self._rows[key] = row
        self._lines[row.identity] = row.line
        self._dues[key] = row.since + _span(Kind(key[1]))

    def _drop(self, key: tuple[str, str]) -> None:
        if row := self._rows.pop(key, None):
            self._lines.pop(row.identity, None)
            del self._dues[key]

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
        row = self._rows.get(_key(event))
        due: list[Event] = []
        since = now
        if row:
            waiting = row.read()
            same = row.session == number and waiting is not None and waiting.day == event.day
            if waiting and same:
                event, since = _merged(waiting, event), row.since
            elif waiting:
                due.append(waiting)
        if not 0 <= now - self._last_line(event) < _span(event.kind):
            self._written(event, now)
            return [*due, event]
        line = to_line(event)
        self._hold(_key(event), _Row(since, number, line, identity(line), _as_read(event)))
        values = (event.note, event.kind.value, since, number, line)
        self._texts.base.execute("INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?, ?)", values)
        return due

    def _waiting(self, event: Event) -> Event | None:
        row = self._rows.get(_key(event))
        return row.read() if row else None

    def _last_line(self, event: Event) -> int:
        row = self._texts.base.execute("SELECT at FROM written WHERE note=?", (_line_of(event),)).fetchone()
        return int(row[0]) if row else -(2**62)

    def _written(self, event: Event, now: int) -> None:
        self._delete(_key(event))
        if event.kind in _WAITING:
            self._texts.base.execute("INSERT OR REPLACE INTO written VALUES (?, ?)", (_line_of(event), now))

    def _delete(self, key: tuple[str, str]) -> None:
        if key in self._rows:
            self._drop(key)
            self._texts.base.execute("DELETE FROM pending WHERE note=? AND kind=?", key)

    def _taken(self, key: tuple[str, str], now: int) -> list[Event]:
        event = self._rows[key].read()
        if event is None:  # a damaged database: what is left of the line goes
            self._delete(key)
            return []
        self._written(event, now)
        # The line may name another note or kind than it waits under, where the database is damaged.
        self._delete(key)
        return [event]


def _as_read(event: Event) -> Event:
    """Return an event as it is read back from its line, which has milliseconds."""
    at = event.at.replace(microsecond=event.at.microsecond // 1000 * 1000)
    return replace(event, at=at, facts=dict(event.facts))


def _key(event: Event) -> tuple[str, str]:
    return event.note, event.kind.value


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
