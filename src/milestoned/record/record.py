"""One vault's record, opened: its journal, its index, the clock and the settings."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property

from milestoned.errors import MilestonedError
from milestoned.light.typing import TYPE_CHECKING
from milestoned.record.calendar import offset_text, writing_day
from milestoned.record.store.journal import FOLDER, Durability, Journal
from milestoned.record.store.journal_index import JournalIndex
from milestoned.record.store.waiting import waiting_lines
from milestoned.vault.device import device_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime
    from pathlib import Path
    from typing import Any

    from milestoned.record.options import RecordOptions
    from milestoned.record.store.events import Event, Kind
    from milestoned.record.store.turn import Turn


# A machine whose clock is not set begins in 1970; a journal's line of that year is not read (`store/line`).
_FIRST_YEAR = 1971

MOST_SEQ = 2**53
"""What a damaged journal may have brought the number to: then it stays there, and the order of lines decides."""


class Record:
    """Everything the commands and the recorder share. Cheap to make: opens nothing until it is used."""

    def __init__(
        self,
        vault_root: Path,
        state: Path,
        cache: Path,
        options: RecordOptions,
        clock: Callable[[], datetime],
    ) -> None:
        self.root = vault_root
        self.options = options
        self.clock = clock
        self._state = state
        self._turn: Turn | None = None
        self.journal = Journal(vault_root / FOLDER)
        self.index = JournalIndex(
            cache / "record" / "record.db",
            self.journal,
            options,
            lambda: waiting_lines(self.texts_path),
        )

    @cached_property
    def device(self) -> str:
        """This device's name; made at the first call."""
        return device_of(self._state)

    @property
    def texts_path(self) -> Path:
        """The database with the kept texts of this vault, in the state folder; it need not exist."""
        return self._state / "record" / "texts.db"

    def now(self) -> datetime:
        """Return the time, with the zone the author is in."""
        return self.clock()

    def today(self) -> date:
        """Return the present writing day."""
        return self.day_of(self.now())

    def day_of(self, moment: datetime) -> date:
        """Return a moment's writing day."""
        return writing_day(moment, self.options.day_start)

    def rests(self, day: date) -> bool:
        """Return True if a day is on a weekday of rest."""
        return day.weekday() in self.options.rest_days

    def next_seq(self) -> int:
        """Return the number for the next event: above all that are known here."""
        highest = self._turn.highest if self._turn else None
        if highest is None:
            (highest,) = self.index.base.execute("SELECT max(seq) FROM main.event").fetchone()
            highest = highest or 0
            if self._turn:
                self._turn.highest = highest
        return min(highest + 1, MOST_SEQ)

    def event(self, kind: Kind, moment: datetime, **fields: Any) -> Event:
        """Return an event of this device at a moment, with the next number, and the moment's day unless one is given."""
        from milestoned.record.store.events import Event  # noqa: PLC0415 - 5 ms that reading need not pay

        fields.setdefault("day", self.day_of(moment))
        fields.setdefault("seq", self.next_seq())
        return Event(at=moment, zone=offset_text(moment), device=self.device, kind=kind, **fields)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write what is recorded meanwhile with one append, and take it in at once; nothing of it if this fails."""
        from milestoned.record.store.turn import Turn  # noqa: PLC0415 - as above

        with self.index.held():
            self._turn = Turn()
            try:
                yield
                turn, self._turn = self._turn, None
                self._append(turn.events, Durability.NOW if turn.is_urgent else Durability.SOON)
            finally:
                self._turn = None

    def asked(self, *, note: str = "", text: str = "") -> sqlite3.Connection:
        """Return the index for a question about one note, one text (its digest), or, with neither, about anything.

        What this turn has recorded of it is in it.
        """
        if self._turn and self._turn.concerns(note, text):
            self.index.take_in_early(self._turn.take_lines())
        return self.index.base

    def write(
        self,
        events: list[Event],
        durability: Durability = Durability.SOON,
        waiting: Sequence[Event] = (),
    ) -> None:
        """Append events to this device's journal, and take them into the index. `waiting`: those that go there later.

        Within `together` they are written when that ends. Raises MilestonedError where the journal cannot be written.
        """
        if self._turn:
            self._turn.add(events, waiting, is_urgent=durability is Durability.NOW)
        else:
            self._append(events, durability)

    def _append(self, events: list[Event], durability: Durability) -> None:
        if events:
            self._check_clock()
            self.journal.append(self.device, events, durability)
        self.index.refresh()

    def _check_clock(self) -> None:
        """Raise MilestonedError where the clock was never set: what it dates could not be told from damage."""
        now = self.now()
        if now.year < _FIRST_YEAR:
            raise MilestonedError(
                f"this machine's clock says {now.date()}, set it",
                "what is written meanwhile is recorded then",
            )

    def close(self) -> None:
        """Close the files."""
        self.index.close()
